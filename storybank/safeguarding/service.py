"""Raising and settling concerns. The machine only ever raises; a person decides."""

from collections.abc import Sequence

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.safeguarding import queries
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.stories import service as stories
from storybank.stories.queries import find_story_of_submission


def note_screening(
    session: Session, actor: Actor, *, submission: Submission, reader: str, because: Sequence[str]
) -> Concern | None:
    """Keep what the machine noticed in a submission; nothing is held by that alone."""
    require(actor, Action.RUN_PIPELINE)
    if not because or queries.find_concern_of(session, submission.key) is not None:
        return None
    concern = Concern(submission_id=submission.key, origin=reader, because=list(because))
    session.add(concern)
    session.flush()
    record(session, actor, "raise_concern", submission, origin=reader)
    return concern


def raise_concern(
    session: Session, actor: Actor, *, submission: Submission, because: str
) -> Concern:
    """Tell the safeguarding lead that somebody may be at risk.

    Raises:
        RuleBroken: no reason was given.
    """
    require(actor, Action.RAISE_CONCERN)
    if not because.strip():
        raise RuleBroken("Say what worries you, in a few words.", field="because")
    concern = queries.find_concern_of(session, submission.key)
    if concern is None:
        concern = Concern(submission_id=submission.key, origin="person")
        session.add(concern)
    concern.because = [*concern.because, because.strip()]
    if concern.status is not ConcernStatus.HELD:  # what is held stays held until it is settled
        concern.status = ConcernStatus.RAISED
    concern.raised_by_id = actor.user_id
    session.flush()
    record(session, actor, "raise_concern", submission, origin="person")
    return concern


def hold(session: Session, actor: Actor, *, concern: Concern, reason: str) -> None:
    """Hold the submission and its story: only the safeguarding lead sees them from now on.

    Raises:
        RuleBroken: no reason was given.
    """
    submission = _settle(session, actor, concern, ConcernStatus.HELD, reason)
    intake.hold_submission(session, actor, submission=submission)
    story = find_story_of_submission(session, submission.key)
    if story is not None:
        stories.hold_story(session, actor, story=story)
    record(session, actor, "hold", submission)


def clear(session: Session, actor: Actor, *, concern: Concern, reason: str) -> None:
    """Settle a concern: the submission and its story go back to those who may read them.

    Raises:
        RuleBroken: no reason was given.
    """
    submission = _settle(session, actor, concern, ConcernStatus.CLEARED, reason)
    intake.release_submission(session, actor, submission=submission)
    story = find_story_of_submission(session, submission.key)
    if story is not None:
        stories.release_story(session, actor, story=story)
    record(session, actor, "clear_concern", submission)


def erase_concern(session: Session, *, submission_id: int) -> None:
    """Empty what was noticed in words that are gone; what was decided, and why, stays."""
    concern = queries.find_concern_of(session, submission_id)
    if concern is not None:
        concern.because = []
        session.flush()


def _settle(
    session: Session, actor: Actor, concern: Concern, status: ConcernStatus, reason: str
) -> Submission:
    require(actor, Action.SETTLE_CONCERN)
    if not reason.strip():
        raise RuleBroken("Record your reason, whichever way you decide.", field="reason")
    concern.status = status
    concern.reason = reason.strip()
    concern.decided_by_id = actor.user_id
    concern.decided_at = clock.now()
    session.flush()
    return session.get_one(Submission, concern.submission_id)
