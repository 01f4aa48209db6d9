"""When a delivered figure asks a question."""

from datetime import date
from decimal import Decimal

import pytest

from storybank.commitments.rules import check_delivery, overlapping, question_of
from storybank.core.errors import RuleBroken

DUE, BEFORE, AFTER = date(2027, 3, 31), date(2026, 1, 1), date(2027, 4, 1)


@pytest.mark.parametrize(
    ("promised", "delivered", "times"),
    [
        (20, 1560, "78 times"),
        (3, 56, "about 19 times"),
        (10, 97, "9.7 times"),
        (25, 91, "about 3.6 times"),
        (2, 6, None),  # three times, but only four more
        (20, 47, None),
        (3, 3, None),
    ],
)
def test_question_of_a_figure_far_over_says_how_often(promised, delivered, times):
    asks = question_of(Decimal(promised), Decimal(delivered), DUE, AFTER)
    assert asks is None if times is None else times in asks


def test_question_of_something_where_nought_was_promised():
    assert "nought was promised" in question_of(Decimal(0), Decimal(7), None, AFTER)


def test_question_of_a_figure_far_under_waits_for_the_day():
    assert question_of(Decimal(10), Decimal(3), DUE, DUE) is None
    assert "30 per cent of what was promised" in question_of(Decimal(10), Decimal(3), DUE, AFTER)
    assert question_of(Decimal(10), Decimal(8), DUE, AFTER) is None
    assert question_of(Decimal(10), Decimal(3), None, AFTER) is None


def test_question_of_a_figure_far_behind_the_time_that_has_gone():
    asks = question_of(
        Decimal(10), Decimal(1), DUE, date(2026, 12, 31), started_on=date(2026, 4, 1)
    )
    assert asks.startswith("75 per cent of the time has gone, and 10 per cent")
    assert question_of(Decimal(10), Decimal(1), DUE, BEFORE, started_on=date(2025, 4, 1)) is None


def test_question_of_a_yearly_promise_counts_its_years():
    yearly = {"unit": "placements per year", "started_on": date(2023, 4, 1)}
    assert question_of(Decimal(40), Decimal(150), None, AFTER, **yearly) is None
    assert "times" in question_of(Decimal(40), Decimal(600), None, AFTER, **yearly)
    assert question_of(Decimal(40), Decimal(600), None, AFTER, unit="places a year") is None


def test_question_of_nothing_asks_nothing():
    assert question_of(None, Decimal(9), DUE, AFTER) is None
    assert question_of(Decimal(9), None, DUE, AFTER) is None


def test_overlapping_periods_share_a_day():
    days = [date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)]
    assert overlapping([(days[0], days[1]), (days[2], days[3])]) == []
    assert overlapping([(days[0], days[2]), (days[2], days[3])]) == [(0, 1)]


@pytest.mark.parametrize("begins", [date(2027, 4, 2), date(1926, 4, 1)])
def test_check_delivery_wants_a_period_that_has_begun_in_these_times(begins):
    def check(from_on):
        told = {"to_on": date(2027, 6, 30), "quantity": Decimal(1), "source": "Return"}
        check_delivery(from_on=from_on, today=AFTER, **told)

    check(AFTER)
    with pytest.raises(RuleBroken) as broken:
        check(begins)
    assert broken.value.field == "from_on"
