"""What a delivery must be, and when a figure asks a question. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from storybank.commitments.rules.promises import POINTS
from storybank.commitments.rules.sizes import check_amount
from storybank.core.errors import RuleBroken

Spell = tuple[date, date]

EARLIEST_YEAR = 1990
FAR_OVER = 3
"""So many times what was promised asks a question; where it is this many more, too."""
FAR_MORE = 5
FAR_UNDER = Decimal("0.8")
"""Less than this share of what was promised, once the day is past, asks a question."""
_MUCH = _BEHIND = Decimal("0.5")
_PERIODS = (
    (re.compile(r"\b(?:per|a|each|every) (?:\w+ )?year\b|\bannual(?:ly)?\b", re.I), 365),
    (re.compile(r"\b(?:per|a|each|every) (?:\w+ )?quarter\b|\bquarterly\b", re.I), 91),
    (re.compile(r"\b(?:per|a|each|every) (?:\w+ )?term\b", re.I), 122),
    (re.compile(r"\b(?:per|a|each|every) (?:\w+ )?month\b|\bmonthly\b", re.I), 30),
    (re.compile(r"\b(?:per|a|each|every) (?:\w+ )?week\b|\bweekly\b", re.I), 7),
)


def check_delivery(
    *,
    from_on: date,
    to_on: date,
    quantity: Decimal | None,
    source: str,
    today: date,
    points: int | None = None,
    is_counted: bool = True,
) -> None:
    """A delivery has a period that has begun, an amount or points, and a source.

    Points are given where the promise is not counted (``is_counted``).

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    if to_on < from_on:
        raise RuleBroken("The period ends before it begins. Check both dates.", field="to_on")
    if from_on > today:
        raise RuleBroken("This period is still to come. Check the dates.", field="from_on")
    if from_on.year < EARLIEST_YEAR:
        raise RuleBroken("Check the year.", field="from_on")
    check_amount(quantity, "quantity")
    if points is not None and not 0 <= points < POINTS:
        raise RuleBroken("Give points from 0 to 5.", field="points")
    if points is not None and is_counted:
        raise RuleBroken("This promise is counted. Give the number delivered.", field="points")
    if quantity is None and points is None:
        raise RuleBroken(
            "Give the number delivered in this period.",
            field="quantity" if is_counted else "points",
        )
    if not source.strip():
        raise RuleBroken(
            "Say where the figure comes from, such as the supplier's return for July.",
            field="source",
        )


def overlap(one: Spell, other: Spell) -> bool:
    """Whether two periods have a day in common, first and last day counted."""
    return one[0] <= other[1] and other[0] <= one[1]


def overlapping(periods: Sequence[Spell]) -> list[tuple[int, int]]:
    """Which of these periods have days in common with which, by their places in the list."""
    return [
        (i, j)
        for i, one in enumerate(periods)
        for j in range(i + 1, len(periods))
        if overlap(one, periods[j])
    ]


def question_of(
    promised: Decimal | None,
    delivered: Decimal | None,
    due_on: date | None,
    today: date,
    *,
    started_on: date | None = None,
    unit: str = "",
) -> str | None:
    """What to ask where a figure is far over or under what was promised; None where it is not.

    Under is asked when the day is past, or when much of the time since ``started_on`` has gone.
    A promise "per year" is taken for each year begun between the start and now or its end;
    where its start is not known, nothing is asked.
    """
    if promised is None or delivered is None:
        return None
    times = _times(unit, started_on, due_on, today)
    if times is None:
        return None
    wanted = promised * times
    if over := _question_over(wanted, delivered):
        return over
    return _question_under(wanted, delivered, due_on, today, started_on if times == 1 else None)


def _question_over(wanted: Decimal, delivered: Decimal) -> str | None:
    if delivered - wanted < FAR_MORE:
        return None
    if wanted == 0:
        return "Delivered, though nought was promised. Is something else counted?"
    if delivered < wanted * FAR_OVER:
        return None
    return (
        f"Delivered {_times_over(delivered / wanted)} times what was promised. "
        "Was the promise too low, or is something else counted?"
    )


def _question_under(
    wanted: Decimal, delivered: Decimal, due_on: date | None, today: date, started_on: date | None
) -> str | None:
    if not wanted or due_on is None:
        return None
    done = delivered / wanted
    if due_on < today:
        return (
            f"Delivered {_percent(done)} of what was promised, and the day is past. "
            "What became of the rest?"
            if done < FAR_UNDER
            else None
        )
    gone = _time_gone(started_on, due_on, today)
    if gone < _MUCH or done >= gone * _BEHIND:
        return None
    return (
        f"{_percent(gone)} of the time has gone, and {_percent(done)} of what was promised is "
        "delivered. Is the rest on its way?"
    )


@lru_cache(maxsize=1024)  # a ledger asks this of thousands of promises in a few units
def _period(unit: str) -> int | None:
    """How many days the period has that a unit is counted in; None where it is counted once."""
    return next((days for pattern, days in _PERIODS if pattern.search(unit)), None)


def _times(unit: str, started_on: date | None, due_on: date | None, today: date) -> int | None:
    """How often a promise "per year" falls due by now; 1 for others, None where unknown."""
    days = _period(unit)
    if days is None:
        return 1
    if started_on is None or started_on > today:
        return None
    end = min(due_on, today) if due_on else today
    return max(-(-((end - started_on).days + 1) // days), 1)


def _time_gone(started_on: date | None, due_on: date, today: date) -> Decimal:
    if started_on is None or not started_on < today:
        return Decimal(0)
    return Decimal((today - started_on).days) / Decimal((due_on - started_on).days)


def _times_over(ratio: Decimal) -> str:
    whole = ratio.quantize(Decimal(1))
    if ratio == whole or ratio >= 10:
        return f"{whole:,}" if ratio == whole else f"about {whole:,}"
    near = ratio.quantize(Decimal("0.1"))
    return f"{near}" if ratio == near else f"about {near}"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal(1))} per cent"
