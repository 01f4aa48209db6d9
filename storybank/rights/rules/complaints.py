"""The clock of a complaint, and what it must say. Pure.

The Data (Use and Access) Act 2025 asks for three things: that a complaint is acknowledged within
30 days, looked into without undue delay, and that whoever complained is told what came of it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from storybank.core.errors import RuleBroken
from storybank.rights.models import Complaint

ACKNOWLEDGE_DAYS = 30
SOON_DAYS = 7
LONGEST_WORDS = 20_000
LONGEST_LINE = 300

OUTCOMES = {
    "upheld": "We got it wrong",
    "partly_upheld": "We got part of it wrong",
    "not_upheld": "We do not think we got it wrong",
    "taken_back": "They no longer complain",
}
HOW = {
    "letter": "Letter",
    "phone": "Phone call",
    "email": "E-mail",
    "in_person": "In person",
    "other": "Another way",
}


class Clock(StrEnum):
    """Where a complaint stands, the most pressing first."""

    OVERDUE = "overdue"
    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Standing:
    """Where a complaint stands today: by when it must be acknowledged, and for how long it runs."""

    clock: Clock
    due_on: date
    days_left: int
    days_open: int

    @property
    def is_pressing(self) -> bool:
        """Whether it must be acknowledged within a week, or should have been."""
        return self.clock is Clock.OVERDUE or (
            self.clock is Clock.WAITING and self.days_left <= SOON_DAYS
        )


def due_on(received_on: date) -> date:
    """The last day on which a complaint may be acknowledged."""
    return received_on + timedelta(days=ACKNOWLEDGE_DAYS)


def stand(complaint: Complaint, today: date) -> Standing:
    """Where a complaint stands today."""
    due = due_on(complaint.received_on)
    ended = complaint.answered_on or today
    if complaint.answered_on is not None:
        clock = Clock.ANSWERED
    elif complaint.acknowledged_on is not None:
        clock = Clock.ACKNOWLEDGED
    else:
        clock = Clock.OVERDUE if today > due else Clock.WAITING
    return Standing(clock, due, (due - today).days, (ended - complaint.received_on).days)


def check_complaint(words: str, received_on: date, today: date) -> None:
    """A complaint says something, and came on a day that has been.

    Raises:
        RuleBroken: it says nothing or too much, or the day lies ahead.
    """
    if not words.strip():
        raise RuleBroken("Say what went wrong, in a few words.", field="words")
    if len(words) > LONGEST_WORDS:
        raise RuleBroken(
            f"Use {LONGEST_WORDS:,} letters or fewer. This is {len(words):,}.", field="words"
        )
    if received_on > today:
        raise RuleBroken(
            "This day has not come yet. Give the day on which it came.", field="received_on"
        )


def check_answer(complaint: Complaint, answer: str, outcome: str) -> None:
    """An answer says what came of it, and is given once.

    Raises:
        RuleBroken: it was answered before, or lacks its words or its outcome.
    """
    if complaint.answered_on is not None:
        raise RuleBroken("This complaint has been answered already.")
    if outcome not in OUTCOMES:
        raise RuleBroken("Say what came of it.", field="outcome")
    if not answer.strip():
        raise RuleBroken("Write what you answered.", field="answer")
    if len(answer) > LONGEST_WORDS:
        raise RuleBroken(f"Use {LONGEST_WORDS:,} letters or fewer.", field="answer")
