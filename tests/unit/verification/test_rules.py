from __future__ import annotations

from datetime import date

import pytest

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.verification.rules import (
    check_day,
    check_declared,
    check_independent,
    check_reason,
    check_seed,
    check_size,
    check_statement,
    names_in,
    same_name,
    shares_name,
)

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


@pytest.mark.parametrize(
    "claiming",
    [
        "Smith & Jones Ltd",
        "SMITH AND JONES LIMITED",
        "Smith, Jones",
        "Smith & Jones C.I.C.",
        "The Smith and Jones Company Ltd.",
        "Smíth & Jones Community Interest Company",
        "Big Builder plc (Smith & Jones Ltd)",
        "Big Builder plc; Smith and Jones Ltd",
        "Big Builder plc in partnership with Smith-Jones",
        "Smith Jones t/a Bright Futures",
    ],
)
def test_shares_name_however_a_name_is_written(claiming: str) -> None:
    assert shares_name("Smith & Jones Limited", [claiming])
    with pytest.raises(NotAllowed, match="Your organisation"):
        check(claiming_names=["Town Council", claiming], own_name="Smith & Jones Limited")


@pytest.mark.parametrize("claiming", ["Smithson Jones Ltd", "Ltd", "", "Smith and Partners"])
def test_shares_name_with_others_does_not(claiming: str) -> None:
    assert not shares_name("Smith & Jones Limited", [claiming])
    assert not shares_name("", [claiming])


def test_same_name_of_nothing_but_a_form_is_that_form() -> None:
    assert same_name("Ltd.") == "ltd"
    assert names_in("Leeds Council and Partners") >= {"leedscouncil", "leedscouncilpartners"}
    assert "partners" not in names_in("Leeds Council and Partners")


def test_check_declared_bars_an_interest_and_asks_where_it_is_needed() -> None:
    check_declared(False, needed=True)
    check_declared(None, needed=False)
    with pytest.raises(NotAllowed, match="interest"):
        check_declared(True, needed=False)
    with pytest.raises(NotAllowed, match="Say first"):
        check_declared(None, needed=True)


@pytest.mark.parametrize(("has", "had"), [(True, False), (False, True), (True, True)])
def test_check_statement_without_words_is_refused(has: bool, had: bool) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_statement(has_conflict=has, statement=" ", had_conflict=had)

    assert refused.value.field == "statement"
    check_statement(has_conflict=has, statement="My sister works there.", had_conflict=had)
    check_statement(has_conflict=False, statement="", had_conflict=False)


def test_check_day_is_from_the_telling_until_today() -> None:
    told, today = date(2026, 3, 1), date(2026, 3, 9)
    for day in (told, today):
        check_day(day, told_on=told, today=today, field="checked_on")
    check_day(date(2001, 1, 1), told_on=None, today=today, field="checked_on")
    for day in (date(2026, 2, 28), date(2026, 3, 10)):
        with pytest.raises(RuleBroken) as refused:
            check_day(day, told_on=told, today=today, field="checked_on")
        assert refused.value.field == "checked_on"


@pytest.mark.parametrize("seed", ["", "  ", "two\nlines", "a" * 201, "bell\a"])
def test_check_seed_that_nobody_could_type_again_is_refused(seed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_seed(seed)

    assert refused.value.field == "seed"
    assert check_seed("  Cafe\u0301 4 8 15 ") == "Café 4 8 15"


@pytest.mark.parametrize(("size", "each"), [(0, False), (9, False), (2, True)])
def test_check_size_beyond_the_list_or_below_its_promises_is_refused(size: int, each: bool) -> None:
    check_size(3, population=8, promises=3, each=True)
    with pytest.raises(RuleBroken) as refused:
        check_size(size, population=8, promises=3, each=each)

    assert refused.value.field == "size"
