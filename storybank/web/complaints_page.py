"""What the list of complaints shows, and finding the story that somebody speaks of."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Submission
from storybank.rights.models import Complaint
from storybank.rights.queries.copies import get_subject_submission
from storybank.rights.rules import HOW, OUTCOMES, Clock, stand
from storybank.telling.queries import find_submission_by_code
from storybank.telling.return_codes import read_code
from storybank.web import limits
from storybank.web.bank import current_bank
from storybank.web.filters import day, plural

CSV_COLUMNS = (
    "number",
    "how it came",
    "received on",
    "to be acknowledged by",
    "acknowledged on",
    "answered on",
    "outcome",
    "stands",
    "days open",
)
NOT_FOUND = "There is no such story here, or another organisation holds it."
CODES_TRIED = limits.Limit.of("codes-by-officer", "20 per 10 minutes")


def line_of(complaint: Complaint, today: date) -> dict[str, Any]:
    """One line of the list. The words stand on the complaint's own page alone."""
    standing = stand(complaint, today)
    says = {
        Clock.OVERDUE: f"Should have been acknowledged by {day(standing.due_on)}",
        Clock.WAITING: f"To be acknowledged by {day(standing.due_on)}",
        Clock.ACKNOWLEDGED: f"Acknowledged on {day(complaint.acknowledged_on)}, not answered yet",
        Clock.ANSWERED: f"Answered on {day(complaint.answered_on)}: "
        f"{OUTCOMES.get(complaint.outcome, '').lower()}",
    }
    return {
        "url": url_for("complaints.show", complaint_id=complaint.public_id),
        "title": f"{HOW.get(complaint.how, 'With a return code')}, {day(complaint.received_on)}",
        "clock": standing.clock.value,
        "says": says[standing.clock],
        "open": plural(standing.days_open, "day"),
        "is_pressing": standing.is_pressing,
    }


def csv_line(complaint: Complaint, today: date) -> list[object]:
    """One complaint as a row: no words, and nobody's name."""
    standing = stand(complaint, today)
    return [
        str(complaint.public_id),
        HOW.get(complaint.how, "With a return code"),
        complaint.received_on.isoformat(),
        standing.due_on.isoformat(),
        complaint.acknowledged_on.isoformat() if complaint.acknowledged_on else "",
        complaint.answered_on.isoformat() if complaint.answered_on else "",
        OUTCOMES.get(complaint.outcome, ""),
        standing.clock.value,
        standing.days_open,
    ]


def asked_about(
    session: Session, actor: Actor, typed: str, *, needed: bool = False
) -> Submission | None:
    """The story that somebody names by its number, or by its return code, read out.

    Raises:
        RuleBroken: it names none, or none of theirs; or too many codes were tried.
    """
    if not typed.strip():
        if needed:
            raise RuleBroken("Write the story’s number, or its return code.", field="about")
        return None
    found = None
    if read_code(typed):
        wait = limits.spend(CODES_TRIED, actor.label)
        if wait:
            said = f"Too many codes were tried. Try again in {limits.say_wait(wait)}."
            raise RuleBroken(said, field="about")
        found = find_submission_by_code(session, typed, current_bank().return_key)
    number = found.public_id if found is not None else _number(typed)
    try:
        if number is not None:
            return get_subject_submission(session, actor, number)
    except NotFound:
        pass
    raise RuleBroken(NOT_FOUND, field="about")


def _number(typed: str) -> UUID | None:
    try:
        return UUID(typed.strip())
    except ValueError:
        return None
