"""A way back for whoever told a story that somebody else sent in for them."""

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.intake.models import Door, Submission, SubmissionStatus
from storybank.telling.models import ReturnCode
from storybank.telling.service.return_codes import issue_return_code


def give_return_code(session: Session, actor: Actor, *, submission: Submission, key: bytes) -> str:
    """Make a code for the storyteller of a story that was sent in for them; it is shown once.

    That it was given, and by whom, is on record. The caller has found the submission among those
    that the actor may read.

    Raises:
        RuleBroken: they have a code already, or there is nothing it could lead to.
    """
    require(actor, Action.CHANGE_CONSENT)
    if submission.door is Door.OWN or has_code(session, submission):
        raise RuleBroken(
            "The storyteller has a code already. Nobody can look it up, and no second one is made: "
            "who has one could speak for them."
        )
    gone = (SubmissionStatus.DRAFT, SubmissionStatus.ERASED)
    if submission.status in gone or submission.taken_back_at is not None:
        raise RuleBroken("There is no story here that a code could lead to.")
    code = issue_return_code(session, submission=submission, key=key)
    record(session, actor, "give_return_code", submission)
    return code


def has_code(session: Session, submission: Submission) -> bool:
    """Whether a code leads to a submission."""
    found = select(ReturnCode.id).where(ReturnCode.submission_id == submission.id)
    return session.exec(found).first() is not None
