"""What an organisation sent, and what became of it."""

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from storybank.accounts.rules import Actor
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries.submissions import readable_submissions


def count_by_status(session: Session, actor: Actor) -> dict[SubmissionStatus, int]:
    """How many of the actor's organisation's submissions stand where; unsent ones are theirs alone.

    In one statement. What the safeguarding lead holds is not told of.
    """
    rows = session.exec(
        select(Submission.status, func.count())
        .where(
            readable_submissions(actor),
            col(Submission.organisation_id) == actor.organisation_id,
        )
        .group_by(col(Submission.status))
    )
    return {SubmissionStatus(status): number for status, number in rows}


def list_newest_declined(session: Session, actor: Actor, most: int = 5) -> Sequence[Submission]:
    """The newest of the organisation's submissions that were declined, for their reasons."""
    return session.exec(
        select(Submission)
        .where(
            readable_submissions(actor),
            col(Submission.organisation_id) == actor.organisation_id,
            col(Submission.status) == SubmissionStatus.DECLINED,
        )
        .order_by(col(Submission.decided_at).desc(), col(Submission.id).desc())
        .limit(most)
    ).all()
