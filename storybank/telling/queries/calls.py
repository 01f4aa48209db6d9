"""Finding calls, and what came of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, func, select

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.intake.models import Submission, SubmissionStatus
from storybank.telling import rules
from storybank.telling.models import Call, ReturnCode


@dataclass(frozen=True)
class CallCounts:
    """How many stories were sent at a call, and how long they took."""

    sent: int = 0
    median_seconds: int | None = None


def readable_calls(actor: Actor) -> ColumnElement[bool]:
    """True for the calls of the actor's organisation, and those about contracts it runs."""
    if actor.everywhere:
        return col(Call.id).is_not(None)
    mine = col(Call.organisation_id) == actor.organisation_id
    if not actor.plays(RoleName.CONTRACT_MANAGER):
        return mine
    run = select(Contract.id).where(Contract.organisation_id == actor.organisation_id)
    return or_(mine, col(Call.contract_id).in_(run))


def list_calls(
    session: Session, actor: Actor, *, page: int = 1, per_page: int = 25
) -> Sequence[Call]:
    """Calls that the actor may see: those that are not closed first, newest first."""
    return session.exec(
        select(Call)
        .where(readable_calls(actor))
        .order_by(col(Call.closed_at).is_not(None), col(Call.opens_on).desc(), col(Call.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_calls(session: Session, actor: Actor) -> int:
    """How many calls the actor may see."""
    return session.exec(select(func.count()).select_from(Call).where(readable_calls(actor))).one()


def get_call(session: Session, actor: Actor, public_id: UUID) -> Call:
    """One call that the actor may see.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Call).where(Call.public_id == public_id, readable_calls(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such call, or it is another organisation’s.")
    return found


def get_call_at(session: Session, slug: str) -> Call:
    """The call at a public address, open or not.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Call).where(Call.slug == slug)).first()
    if found is None:
        raise NotFound("Nobody asks for stories at this address.")
    return found


def is_slug_taken(session: Session, slug: str) -> bool:
    """Whether a call has this end of an address."""
    return session.exec(select(Call.id).where(Call.slug == slug)).first() is not None


def find_call_of(session: Session, submission_id: int) -> Call | None:
    """The call that a story answered, if it did."""
    return session.exec(
        select(Call)
        .join(ReturnCode, col(ReturnCode.call_id) == Call.id)
        .where(ReturnCode.submission_id == submission_id)
    ).first()


def counts_of(session: Session, call_ids: Collection[int]) -> dict[int, CallCounts]:
    """What was sent at these calls and in what time, in one statement.

    A story that was taken back counts no longer.
    """
    rows = session.exec(
        select(ReturnCode.call_id, Submission.seconds_taken, func.count())
        .join(Submission, col(Submission.id) == ReturnCode.submission_id)
        .where(
            col(ReturnCode.call_id).in_(set(call_ids)),
            col(Submission.status) != SubmissionStatus.ERASED,
        )
        .group_by(col(ReturnCode.call_id), col(Submission.seconds_taken))
        .order_by(col(ReturnCode.call_id), col(Submission.seconds_taken))
    )
    times: dict[int, list[tuple[int | None, int]]] = {}
    for call_id, seconds, count in rows:
        times.setdefault(call_id or 0, []).append((seconds, count))
    return {
        call_id: CallCounts(sum(count for _, count in taken), rules.median_of(taken))
        for call_id, taken in times.items()
    }
