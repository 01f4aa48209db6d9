"""By when somebody must have looked at a concern, and what its log may say. Pure."""

from datetime import datetime, timedelta

from storybank.core.errors import RuleBroken

CONCERN_HOURS = 24
# What is kept held is looked at again after this: nothing is out of sight and out of mind.
REVIEW_AFTER = timedelta(days=90)
# A lead is written to about new concerns at most this often, however many stories come at once.
MAIL_GAP = timedelta(hours=1)
LONGEST_WORDS = 4000
LONGEST_TOLD = 300
NEEDS_REASON = "Record your reason, whichever way you decide."


def due_after(now: datetime, hours: int) -> datetime:
    """By when somebody must have decided on a concern that is raised now."""
    return now + timedelta(hours=hours)


def review_after(now: datetime) -> datetime:
    """By when somebody must have looked again at what is kept held from now on."""
    return now + REVIEW_AFTER


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether somebody should have decided, or looked again, by now."""
    return due_at is not None and due_at < now


def check_said(words: str, *, field: str, lacking: str) -> str:
    """What somebody wrote, trimmed.

    Raises:
        RuleBroken: they wrote nothing, or far too much; ``field`` says where.
    """
    said = words.strip()
    if not said:
        raise RuleBroken(lacking, field=field)
    if len(said) > LONGEST_WORDS:
        raise RuleBroken(f"Use {LONGEST_WORDS:,} characters or fewer.", field=field)
    return said


def check_told(told: str) -> str:
    """Who was told, trimmed.

    Raises:
        RuleBroken: nobody is named, or it is far too long.
    """
    named = " ".join(told.split())
    if not named:
        raise RuleBroken("Say who was told: a team or a person, and where.", field="told")
    if len(named) > LONGEST_TOLD:
        raise RuleBroken(f"Use {LONGEST_TOLD} characters or fewer.", field="told")
    return named


def check_done_at(at: datetime, *, raised_at: datetime, now: datetime) -> None:
    """Somebody can be told only after a concern was raised, and not in the future.

    Raises:
        RuleBroken: the time cannot be right.
    """
    if at > now:
        raise RuleBroken("This lies ahead. Give the day it was done.", field="on")
    if at.date() < raised_at.date():
        raise RuleBroken("This was before the worry was raised. Give a later day.", field="on")
