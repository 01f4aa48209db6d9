"""What is written down about running a contract must say enough. Pure."""

from datetime import date

from storybank.core.errors import RuleBroken
from storybank.reviews.models import PledgeResult, ShortfallStatus

LONGEST_TEXT = 4000
LONGEST_NAME = 200
MOST_MONTHS = 24
EARLIEST_YEAR, LATEST_YEAR = 1990, 2150
FOLLOW_UP_MONTHS = 12
OPEN_SHORTFALLS = (ShortfallStatus.NOTICED, ShortfallStatus.PLANNED)


def check_words(words: str, field: str, ask: str, *, longest: int = LONGEST_TEXT) -> None:
    """Something is written, and not too much of it.

    Raises:
        RuleBroken: nothing is written (``ask`` is told then), or too much.
    """
    if not words.strip():
        raise RuleBroken(ask, field=field)
    check_length(words, field, longest=longest)


def check_length(words: str, field: str, *, longest: int = LONGEST_TEXT) -> None:
    """Not too much is written.

    Raises:
        RuleBroken: it is too long.
    """
    if len(words) > longest:
        raise RuleBroken(f"Use {longest:,} characters or fewer.", field=field)


def check_gone(day: date, field: str, today: date) -> None:
    """What has happened did not happen on a day to come.

    Raises:
        RuleBroken: the day is still to come.
    """
    if day > today:
        raise RuleBroken("This day is still to come. Write the day it happened.", field=field)


def check_calendar(*, every_months: int, first_on: date) -> None:
    """A contract is reviewed every so many months, up to two years.

    Raises:
        RuleBroken: the number or the first day will not do.
    """
    if not 1 <= every_months <= MOST_MONTHS:
        raise RuleBroken(f"Choose from 1 to {MOST_MONTHS} months.", field="every_months")
    check_year(first_on, "first_on")


def check_year(day: date, field: str) -> None:
    """A day that is planned for lies within the years of contracts.

    Raises:
        RuleBroken: it does not.
    """
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise RuleBroken("Check the year.", field=field)


def check_action(*, text: str, owner: str) -> None:
    """What was agreed has its words and a name.

    Raises:
        RuleBroken: one is missing.
    """
    check_words(text, "text", "Write what was agreed.")
    check_words(owner, "owner", "Name who will do it.", longest=LONGEST_NAME)


def check_shortfall_open(status: ShortfallStatus) -> None:
    """A shortfall that is settled is planned or settled no more.

    Raises:
        RuleBroken: it is settled.
    """
    if status not in OPEN_SHORTFALLS:
        raise RuleBroken(
            "This shortfall is settled already. If the promise fails again, give a new notice."
        )


def check_settling(*, status: ShortfallStatus, remedy: str) -> None:
    """A shortfall is settled in one of three ways, and it is said how.

    Raises:
        RuleBroken: the way is none, or nothing is said.
    """
    if status in OPEN_SHORTFALLS:
        raise RuleBroken("Choose how it was settled.", field="status")
    ask = {
        ShortfallStatus.REMEDIED: "Say how it was put right, and how you know.",
        ShortfallStatus.REMEDY_TAKEN: "Say which remedy of the contract was used.",
        ShortfallStatus.DROPPED: "Say why the notice is taken back.",
    }[status]
    check_words(remedy, "remedy", ask)


def check_follow_up(*, result: PledgeResult, barrier: str) -> None:
    """Where a pledge was not wholly kept, what stood in the way is the thing to learn.

    Raises:
        RuleBroken: the barrier is missing.
    """
    if result is not PledgeResult.KEPT:
        check_words(
            barrier,
            "barrier",
            "Say what stood in the way. Others can only learn from it if it is written down.",
        )
    check_length(barrier, "barrier")
