"""Which issued reports may be read at a shared address, for how long, and by whom. Pure."""

from datetime import date, timedelta
from enum import StrEnum

from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.reports.models import Report, ReportShare, ReportStatus
from storybank.reports.rules.issuing import LONGEST_LINE

USUAL_DAYS, MOST_DAYS = 30, 90
SHAREABLE = {
    Purpose.BOARD: "The storytellers allowed boards to read this, and nobody else. Give the "
    "address to members of the board alone, and ask them not to pass it on.",
    Purpose.PUBLIC: "The storytellers allowed everybody to read this.",
    Purpose.OTHER_BODIES: "The storytellers allowed other public bodies to read this. Give the "
    "address to such a body alone, and ask it not to pass it on.",
}
"""The permissions under which a report may be read without an account, and to whom it may go."""
FOR_READERS = {
    Purpose.BOARD: "The storytellers allowed boards to read this, and nobody else. Please do not "
    "pass it on.",
    Purpose.PUBLIC: "The storytellers allowed everybody to read this.",
    Purpose.OTHER_BODIES: "The storytellers allowed public bodies to read this. Please do not pass "
    "it on to others.",
}
"""The same, as it is said to whoever reads it there."""


class ShareState(StrEnum):
    """Whether a shared address opens."""

    OPEN = "open"
    EXPIRED = "expired"
    ENDED = "ended"
    RECALLED = "recalled"  # words were taken back, and nobody has said yet what was done


def why_not_shared(report: Report) -> str:
    """Why a report cannot be read without an account; empty where it can.

    Only what was issued can, and only what is for readers outside.
    """
    if report.status is not ReportStatus.ISSUED:
        return "Issue the report first. A draft cannot be shared."
    if report.purpose not in SHAREABLE:
        return (
            "This report is for those who manage the contract. It cannot be read without an "
            "account."
        )
    return ""


def check_shareable(report: Report) -> None:
    """A report must be one that can be read without an account.

    Raises:
        RuleBroken: it is a draft, or made for those who manage the contract.
    """
    if refused := why_not_shared(report):
        raise RuleBroken(refused)


def check_told_to(told_to: str) -> str:
    """For whom an address is, without spaces to spare.

    Raises:
        RuleBroken: nobody is named, or far too much is said.
    """
    told_to = " ".join(told_to.split())
    if not told_to:
        raise RuleBroken("Say who gets the address, such as the board’s clerk.", field="told_to")
    if len(told_to) > LONGEST_LINE:
        raise RuleBroken(f"Use {LONGEST_LINE} characters or fewer.", field="told_to")
    return told_to


def check_until(until: date | None, today: date) -> date:
    """The last day an address opens on; the usual one where none is given.

    Raises:
        RuleBroken: it is past, or too far off.
    """
    if until is None:
        return today + timedelta(days=USUAL_DAYS)
    if until < today:
        raise RuleBroken("This day is past. Give today or a later day.", field="until")
    if until > today + timedelta(days=MOST_DAYS):
        raise RuleBroken(
            f"An address opens for {MOST_DAYS} days at most. Give an earlier day; you can give "
            "a new address then.",
            field="until",
        )
    return until


def state_of(share: ReportShare, *, recalled: bool, today: date) -> ShareState:
    """Whether an address opens today, and if not, why."""
    if share.ended_at is not None:
        return ShareState.ENDED
    if share.expires_on < today:
        return ShareState.EXPIRED
    return ShareState.RECALLED if recalled else ShareState.OPEN
