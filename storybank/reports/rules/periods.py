"""Quarters and financial years, as boards go by them. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storybank.reports.rules.issuing import Period

FIRST_MONTH = 4
"""The month in which a financial year begins."""


class Span(StrEnum):
    """A span of days that is asked for by its name."""

    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"


@dataclass(frozen=True)
class SpanTerms:
    """A span's days, and how it is called."""

    period: Period
    says: str


SPANS = tuple(Span)


def first_of_quarter(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one that a day lies in."""
    first = first_of_quarter(day)
    year, month = (first.year + 1, 1) if first.month == 10 else (first.year, first.month + 3)
    return date(year, month, 1)


def quarter_before(day: date) -> Period:
    """The quarter before the one that a day lies in."""
    last = first_of_quarter(day) - timedelta(days=1)
    return Period(first_of_quarter(last), last)


def year_of(day: date, *, back: int = 0) -> Period:
    """The financial year that a day lies in, April to March, or one of those before it."""
    year = (day.year if day.month >= FIRST_MONTH else day.year - 1) - back
    return Period(date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1) - timedelta(days=1))


def span_of(span: Span, today: date) -> SpanTerms:
    """The days of a span, as it stands today, and its words."""
    period, name = {
        Span.THIS_QUARTER: (
            Period(first_of_quarter(today), next_quarter(today) - timedelta(days=1)),
            "This quarter",
        ),
        Span.LAST_QUARTER: (quarter_before(today), "Last quarter"),
        Span.THIS_YEAR: (year_of(today), "This financial year"),
        Span.LAST_YEAR: (year_of(today, back=1), "Last financial year"),
    }[span]
    return SpanTerms(period, f"{name}, {_words(period)}")


def _words(period: Period) -> str:
    assert period.told_from is not None
    assert period.told_to is not None
    first, last = period.told_from, period.told_to
    begins = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
    return f"{begins} to {last:%B %Y}"
