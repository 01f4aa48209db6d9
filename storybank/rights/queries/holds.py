"""Reading legal holds, and finding what one is to be placed on. Never any words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.intake.models import Submission, SubmissionStatus
from storybank.rights.models import LegalHold
from storybank.rights.queries.due import keeper_of_submission, mine
from storybank.stories.models import Story


@dataclass(frozen=True)
class HeldByLaw:
    """A legal hold, what it is on, and the contract that story is about."""

    hold: LegalHold
    submission_id: UUID
    contract: str | None


def list_holds(
    session: Session, actor: Actor, *, standing: bool = True, page: int = 1, per_page: int = 25
) -> list[HeldByLaw]:
    """Holds that stand, or those that were lifted, the newest first."""
    require(actor, Action.MANAGE_RETENTION)
    rows = session.exec(
        select(LegalHold, Submission.public_id, Contract.reference)
        .join(Submission, col(Submission.id) == LegalHold.submission_id)
        .outerjoin(Contract, col(Contract.id) == Submission.contract_id)
        .where(_stands(standing), _mine(actor))
        .order_by(col(LegalHold.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [HeldByLaw(*row) for row in rows]


def count_holds(session: Session, actor: Actor, *, standing: bool = True) -> int:
    """How many holds stand, or were lifted."""
    require(actor, Action.MANAGE_RETENTION)
    return session.exec(
        select(func.count())
        .select_from(LegalHold)
        .join(Submission, col(Submission.id) == LegalHold.submission_id)
        .outerjoin(Contract, col(Contract.id) == Submission.contract_id)
        .where(_stands(standing), _mine(actor))
    ).one()


def get_hold(session: Session, actor: Actor, public_id: UUID) -> LegalHold:
    """One hold.

    Raises:
        NotFound: there is none, or it is another organisation's.
    """
    require(actor, Action.MANAGE_RETENTION)
    found = session.exec(
        select(LegalHold)
        .join(Submission, col(Submission.id) == LegalHold.submission_id)
        .outerjoin(Contract, col(Contract.id) == Submission.contract_id)
        .where(LegalHold.public_id == public_id, _mine(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such hold.")
    return found


def find_standing_hold(session: Session, submission_id: int) -> LegalHold | None:
    """The hold that stands on a submission, if one does."""
    return session.exec(
        select(LegalHold).where(
            LegalHold.submission_id == submission_id, col(LegalHold.lifted_at).is_(None)
        )
    ).first()


def find_by_reference(session: Session, actor: Actor, public_id: UUID) -> Submission | None:
    """The submission that a story's or a submission's public id is of, if it is theirs to keep."""
    require(actor, Action.MANAGE_RETENTION)
    of_story = select(Story.submission_id).where(Story.public_id == public_id)
    return session.exec(
        select(Submission)
        .outerjoin(Contract, col(Contract.id) == Submission.contract_id)
        .where(
            or_(col(Submission.public_id) == public_id, col(Submission.id).in_(of_story)),
            _mine(actor),
        )
    ).first()


def list_of_contract(session: Session, contract: Contract) -> Sequence[Submission]:
    """What is held of one contract and not erased: sent for it, or a story about it."""
    about = select(Story.submission_id).where(Story.contract_id == contract.id)
    return session.exec(
        select(Submission)
        .where(
            or_(col(Submission.contract_id) == contract.id, col(Submission.id).in_(about)),
            col(Submission.status).not_in((SubmissionStatus.DRAFT, SubmissionStatus.ERASED)),
        )
        .order_by(col(Submission.id))
    ).all()


def _stands(standing: bool) -> ColumnElement[bool]:
    lifted = col(LegalHold.lifted_at)
    return lifted.is_(None) if standing else lifted.is_not(None)


def _mine(actor: Actor) -> ColumnElement[bool]:
    return mine(actor, keeper_of_submission())
