"""Financial years, and what must be said beside a figure."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from storybank.core.errors import RuleBroken
from storybank.reports.pack.kinds.budget_parts import opening, pounds
from storybank.reports.rules import Period, days_overlap
from storybank.reports.rules.budget import (
    check_money,
    check_narrative,
    days_of_year,
    financial_year,
    is_whole_year,
    year_asked,
)

MONEY: dict[str, Any] = {
    "amount": Decimal("12500"),
    "says": "Wages of four apprentices",
    "method": "Added up from payroll",
    "author": "Jo Marsh, finance",
    "worked_out_on": date(2026, 4, 20),
    "caveat": "Says what was paid, and no more",
    "today": date(2026, 5, 1),
}


@pytest.mark.parametrize(
    ("day", "year"), [((2026, 3, 31), 2025), ((2026, 4, 1), 2026), ((2026, 12, 31), 2026)]
)
def test_a_financial_year_begins_in_april(day: tuple[int, int, int], year: int) -> None:
    assert financial_year(date(*day)) == year


def test_a_period_is_a_year_only_from_its_first_day_to_its_last() -> None:
    assert is_whole_year(days_of_year(2026))
    assert not is_whole_year(Period(date(2026, 4, 1), date(2027, 3, 30)))
    assert not is_whole_year(Period(date(2026, 4, 1), None))
    assert not is_whole_year(Period())
    assert year_asked(Period(None, date(2027, 3, 31)), date(2030, 1, 1)) == 2026
    assert year_asked(Period(), date(2030, 1, 1)) == 2029


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        (None, None, True),
        (date(2020, 1, 1), date(2026, 4, 1), True),
        (date(2020, 1, 1), date(2026, 3, 31), False),
        (date(2027, 3, 31), None, True),
        (date(2027, 4, 1), None, False),
    ],
)
def test_a_contract_ran_in_a_year_if_one_day_of_it_did(
    first: date | None, last: date | None, *, there: bool
) -> None:
    assert days_overlap(days_of_year(2026), first, last) is there


@pytest.mark.parametrize("words", ["", "   ", "n/a", "Nothing to report this year, see above."])
def test_a_narrative_of_next_to_no_words_is_blank(words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_narrative(words, "")
    assert broken.value.field == "words"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", None),
        ("amount", Decimal(-1)),
        ("says", " "),
        ("method", ""),
        ("author", ""),
        ("worked_out_on", None),
        ("worked_out_on", date(2026, 5, 2)),
        ("caveat", ""),
    ],
)
def test_an_amount_stands_with_all_that_must_be_said_of_it_or_not_at_all(
    field: str, value: Any
) -> None:
    check_money(**MONEY)
    with pytest.raises(RuleBroken) as broken:
        check_money(**{**MONEY, field: value})
    assert broken.value.field == field


def test_a_narrative_opens_with_whole_sentences_or_whole_words() -> None:
    assert opening("Short.\n\nTwo.") == "Short. Two."
    assert opening(
        "One sentence that says what was done, what was not, and for whom of the year. "
        + "word " * 80
    ).endswith("of the year.")
    assert opening("word " * 80).endswith("word …")
    assert (pounds(Decimal("12500.00")), pounds(Decimal("0.5"))) == ("£12,500", "£0.50")
