"""A notice holds no words, and goes to one address."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.core.errors import RuleBroken
from storybank.core.ids import new_public_id
from storybank.notices.rules import check_address, check_values


def test_numbers_days_ids_and_paths_are_kept() -> None:
    story = str(new_public_id())
    values = {"stories": 3, "due_on": date(2026, 3, 1), "id": story, "path": f"/stories/{story}"}

    assert check_values(values) == values | {"due_on": "2026-03-01"}


@pytest.mark.parametrize(
    "value",
    ["Mary", "she hits me", "http://elsewhere.example", "/stories/a b", "", None, ["x"], 1.5, b"x"],
)
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="a notice may not hold"):
        check_values({"name": value})


@given(st.text(min_size=1).filter(lambda text: not text.startswith("/")))
def test_no_text_gets_in_but_what_has_the_form_of_an_id_or_a_day(text: str) -> None:
    try:
        (kept,) = check_values({"value": text}).values()
    except ValueError:
        return
    assert len(kept) in (10, 36)
    assert set(kept) <= set("0123456789abcdef-")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mary",
        "a@b@c",
        "a@b, c@d",
        "a@b\nBcc: c@d",
        "a@b\r\nBcc: c@d",
        "Mary <a@b>",
        "a b@c",
        f"{'x' * 250}@b.uk",
    ],
)
def test_an_address_that_could_be_two_or_a_header_is_refused(address: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_address(address)
    assert broken.value.field == "email"


def test_white_space_round_an_address_is_nothing() -> None:
    assert check_address(" mary@example.org ") == "mary@example.org"
