"""Financial years, and what a department and whoever stands for an amount must say. Pure."""

import re
from datetime import date
from decimal import Decimal

from storybank.core.errors import RuleBroken
from storybank.reports.rules.issuing import LONGEST_LINE, Period

LONGEST_NARRATIVE = 3_000
LONGEST_SAID = 1_000
LEAST_WORDS = 10
"""A narrative of fewer words is a blank one with something in it."""
MOST_MONEY = Decimal("99999999999.99")
FIRST_YEAR, LAST_YEAR = 2000, 2099


_MONEY = re.compile(
    r"[£€$]|\b(?:pounds?|pence|sterling|gbp|euros?|eur|dollars?|usd)\b", re.IGNORECASE
)


def is_money(unit: str) -> bool:
    """Whether what a promise counts is money: that is added up by nobody but who stands for it."""
    return _MONEY.search(unit) is not None


def financial_year(day: date) -> int:
    """The year in which the financial year of a day begins: it goes from April to March."""
    return day.year if day.month >= 4 else day.year - 1


def days_of_year(year: int) -> Period:
    """The days of a financial year."""
    return Period(date(year, 4, 1), date(year + 1, 3, 31))


def year_words(year: int) -> str:
    """A financial year as it is said: April 2026 to March 2027."""
    return f"April {year} to March {year + 1}"


def year_asked(period: Period, today: date) -> int:
    """The financial year that a period lies in, or begins in; today's where it is open."""
    return financial_year(period.told_from or period.told_to or today)


def is_whole_year(period: Period) -> bool:
    """Whether a period is a financial year, from its first day to its last."""
    return period.told_from is not None and period == days_of_year(financial_year(period.told_from))


def check_year(year: int) -> None:
    """A year that can be written about.

    Raises:
        RuleBroken: it is far from any that this installation could know of.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken("Choose one of the years listed.", field="year")


def check_narrative(words: str, committed: str) -> None:
    """A department says what its year was, in sentences.

    Raises:
        RuleBroken: it is blank or next to it, or far too long; ``field`` says which.
    """
    if len(words.split()) < LEAST_WORDS:
        raise RuleBroken(
            "Say in a sentence or two what changed for people this year, what did not, and what "
            "the figures leave out. A statement cannot go out with this left blank.",
            field="words",
        )
    _check_length(words, "words", LONGEST_NARRATIVE)
    _check_length(committed, "committed", LONGEST_SAID)


def check_money(
    *,
    amount: Decimal | None,
    says: str,
    method: str,
    author: str,
    worked_out_on: date | None,
    caveat: str,
    today: date,
) -> None:
    """An amount is kept only with what it is of, how, by whom, when, and what it does not show.

    Raises:
        RuleBroken: something is missing or cannot be; ``field`` says which.
    """
    if amount is None:
        raise RuleBroken("Write the amount.", field="amount")
    if amount < 0 or amount > MOST_MONEY:
        raise RuleBroken("Write an amount that is not below nought.", field="amount")
    for field, words, ask in (
        ("says", says, "Say what the amount is of."),
        ("method", method, "Say how it was worked out, so that somebody else could do it again."),
        ("author", author, "Say who worked it out and stands for it."),
        ("caveat", caveat, "Say what the amount does not show. Every such amount has limits."),
    ):
        if not words.strip():
            raise RuleBroken(ask, field=field)
        _check_length(words, field, LONGEST_LINE if field == "author" else LONGEST_SAID)
    if worked_out_on is None:
        raise RuleBroken("Write the day it was worked out on.", field="worked_out_on")
    if worked_out_on > today:
        raise RuleBroken("This day is still to come.", field="worked_out_on")


def _check_length(words: str, field: str, longest: int) -> None:
    if len(words) > longest:
        raise RuleBroken(f"Use {longest:,} characters or fewer.", field=field)
