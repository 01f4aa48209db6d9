from __future__ import annotations

import pytest

from storybank.accounts.passwords import (
    LONGEST,
    SHORTEST,
    check_password,
    hash_password,
    is_password,
)
from storybank.core.errors import RuleBroken


@pytest.mark.parametrize("password", ["", "x" * (SHORTEST - 1), "x" * (LONGEST + 1)])
def test_check_password_of_a_wrong_length_is_refused_at_its_field(password: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_password(password)

    assert refused.value.field == "password"


def test_is_password_knows_it_again_in_either_spelling_of_unicode() -> None:
    kept = hash_password("caf\u00e9 by the river")

    assert is_password("cafe\u0301 by the river", kept)
    assert not is_password("cafe by the river", kept)


def test_is_password_of_an_account_without_one_is_false() -> None:
    assert not is_password("a long enough password", "")
