"""Reading concerns: for the safeguarding lead alone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import NotFound
from storybank.intake.models import Submission
from storybank.safeguarding.models import Concern, ConcernStatus


def list_concerns(
    session: Session, actor: Actor, status: ConcernStatus, *, most: int = 200
) -> Sequence[tuple[Concern, Submission]]:
    """Concerns of one status with the submissions they are about, the oldest first."""
    require(actor, Action.SETTLE_CONCERN)
    return session.exec(
        select(Concern, Submission)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(Concern.status == status)
        .order_by(col(Concern.created_at), col(Concern.id))
        .limit(most)
    ).all()


def count_concerns(session: Session, actor: Actor, status: ConcernStatus) -> int:
    """How many concerns have this status."""
    require(actor, Action.SETTLE_CONCERN)
    return session.exec(
        select(func.count()).select_from(Concern).where(Concern.status == status)
    ).one()


def get_concern(session: Session, actor: Actor, public_id: UUID) -> tuple[Concern, Submission]:
    """One concern and the submission it is about.

    Raises:
        NotFound: there is none.
    """
    require(actor, Action.SETTLE_CONCERN)
    found = session.exec(
        select(Concern, Submission)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(Concern.public_id == public_id)
    ).first()
    if found is None:
        raise NotFound("There is no such concern.")
    return found[0], found[1]


def find_concern_of(session: Session, submission_id: int) -> Concern | None:
    """The concern about a submission, if there is one. For the steps, not for pages."""
    return session.exec(select(Concern).where(Concern.submission_id == submission_id)).first()
