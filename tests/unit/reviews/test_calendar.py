"""When reviews and ratings are due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from storybank.commitments.models import ContractKind, Regime
from storybank.reviews.models import ReviewKind
from storybank.reviews.rules import add_months, next_rating_due, plan_reviews, rating_clock

START, END = date(2025, 4, 1), date(2028, 3, 31)


def planned(**changes: object) -> list[tuple[ReviewKind, date]]:
    terms: dict[str, object] = {
        "every_months": 3,
        "first_on": date(2025, 7, 1),
        "starts_on": START,
        "ends_on": END,
        "today": date(2025, 5, 1),
        **changes,
    }
    return [(one.kind, one.due_on) for one in plan_reviews(**terms)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 3, 15), -3, date(2024, 12, 15)),
    ],
)
def test_add_months_keeps_to_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_plan_reviews_regular_ones_with_a_middle_and_an_end() -> None:
    found = planned()

    assert found[0] == (ReviewKind.QUARTERLY, date(2025, 7, 1))
    assert (ReviewKind.MID_TERM, date(2026, 9, 30)) in found
    assert (ReviewKind.QUARTERLY, date(2026, 10, 1)) not in found  # the middle takes its place
    assert found[-1] == (ReviewKind.CLOSING, END)
    assert all(due <= END for _, due in found)


def test_plan_reviews_of_days_gone_by_only_the_newest() -> None:
    found = planned(today=date(2026, 6, 1))

    assert found[:2] == [
        (ReviewKind.QUARTERLY, date(2026, 4, 1)),
        (ReviewKind.QUARTERLY, date(2026, 7, 1)),
    ]


def test_plan_reviews_nothing_again_up_to_what_was_held() -> None:
    found = planned(today=date(2026, 6, 1), held_for=date(2026, 7, 1))

    assert found[0] == (ReviewKind.MID_TERM, date(2026, 9, 30))


def test_plan_reviews_without_an_end_two_years_ahead() -> None:
    found = planned(every_months=12, ends_on=None)

    assert found == [
        (ReviewKind.ANNUAL, date(2025, 7, 1)),
        (ReviewKind.ANNUAL, date(2026, 7, 1)),
        (ReviewKind.ANNUAL, date(2027, 7, 1)),
    ]


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, date(2026, 4, 1)),  # twelve months from its start
        (date(2026, 2, 1), date(2027, 2, 1)),  # twelve months from the last
        (date(2027, 6, 1), END),  # at the end, where that comes first
        (END, None),  # rated at its end: nothing more
    ],
)
def test_next_rating_due_every_twelve_months_and_at_the_end(
    last: date | None, due: date | None
) -> None:
    found = next_rating_due(
        regime=Regime.PROCUREMENT_ACT_2023, starts_on=START, ends_on=END, last_rated_on=last
    )

    assert found == due


@pytest.mark.parametrize(
    ("kind", "regime", "value", "applies", "says"),
    [
        (ContractKind.CONTRACT, Regime.PROCUREMENT_ACT_2023, None, True, "section 71"),
        (ContractKind.CONTRACT, Regime.PROCUREMENT_ACT_2023, 6_000_000, True, "section 71"),
        (ContractKind.CONTRACT, Regime.PROCUREMENT_ACT_2023, 900_000, False, "worth less"),
        (ContractKind.CONTRACT, Regime.LIGHT_TOUCH, 9_000_000, False, "light-touch"),
        (ContractKind.CONTRACT, Regime.PCR_2015, None, False, "not let under"),
        (ContractKind.CONTRACT, None, None, False, "Nobody has said"),
        (ContractKind.GRANT, Regime.PROCUREMENT_ACT_2023, None, False, "grant"),
    ],
)
def test_rating_clock_says_why_or_why_not(
    kind: ContractKind, regime: Regime | None, value: int | None, applies: bool, says: str
) -> None:
    clock = rating_clock(
        kind=kind,
        regime=regime,
        value=None if value is None else Decimal(value),
        starts_on=START,
        ends_on=END,
        last_rated_on=None,
    )

    assert clock.applies is applies
    assert (clock.due_on is not None) is applies
    assert says in clock.why
    assert clock.is_overdue(date(2026, 4, 2)) is applies
