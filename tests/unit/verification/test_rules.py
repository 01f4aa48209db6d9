from __future__ import annotations

import pytest

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.verification.rules import check_independent, check_reason

VERIFIER = Actor(7, "verifier", 70, frozenset({RoleName.VERIFIER}))


def check(actor: Actor = VERIFIER, **claim: object) -> None:
    values: dict[str, object] = {
        "made_by_id": 1,
        "decided_by_ids": [2],
        "claiming_organisation_ids": [10, 20, 30],
        **claim,
    }
    check_independent(actor, **values)  # type: ignore[arg-type]


def test_check_independent_of_an_outsider_passes() -> None:
    check()


def test_check_independent_with_nobody_known_passes() -> None:
    check(made_by_id=None, decided_by_ids=[None], claiming_organisation_ids=[None, None])


def test_check_independent_of_the_maker_is_refused() -> None:
    with pytest.raises(NotAllowed, match="had a part"):
        check(made_by_id=7)


def test_check_independent_of_whoever_decided_is_refused() -> None:
    with pytest.raises(NotAllowed, match="had a part"):
        check(decided_by_ids=[None, 7])


@pytest.mark.parametrize("place", [0, 1, 2])
def test_check_independent_of_a_claiming_organisation_is_refused(place: int) -> None:
    organisations: list[int | None] = [None, None, None]
    organisations[place] = 70

    with pytest.raises(NotAllowed, match="Your organisation"):
        check(claiming_organisation_ids=organisations)


@pytest.mark.parametrize("actor", [Actor.operator(), Actor.pipeline()])
def test_check_independent_of_somebody_without_an_account_is_refused(actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="account"):
        check(actor)


@pytest.mark.parametrize("reason", ["", "  \n\t "])
def test_check_reason_without_words_is_refused(reason: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_reason(reason)

    assert refused.value.field == "reason"


def test_check_reason_with_words_passes() -> None:
    check_reason("I saw the register.")
