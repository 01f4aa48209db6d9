"""Reading what was agreed to be done."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import readable_contracts
from storybank.core.errors import NotFound
from storybank.reviews.models import ReviewAction


def get_action(session: Session, actor: Actor, public_id: UUID) -> tuple[ReviewAction, Contract]:
    """One action of a contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(ReviewAction, Contract)
        .join(Contract, col(Contract.id) == ReviewAction.contract_id)
        .where(ReviewAction.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such action, or it is not yours to read.")
    return found[0], found[1]


def list_open_actions(
    session: Session, contract_id: int, most: int = 200
) -> Sequence[ReviewAction]:
    """What was agreed on a contract and is not done, the first due first."""
    return session.exec(
        select(ReviewAction)
        .where(ReviewAction.contract_id == contract_id, col(ReviewAction.done_on).is_(None))
        .order_by(col(ReviewAction.due_on), col(ReviewAction.id))
        .limit(most)
    ).all()


def list_done_actions(
    session: Session, contract_id: int, most: int = 100
) -> Sequence[ReviewAction]:
    """What was agreed on a contract and is done, the newest first."""
    return session.exec(
        select(ReviewAction)
        .where(ReviewAction.contract_id == contract_id, col(ReviewAction.done_on).is_not(None))
        .order_by(col(ReviewAction.done_on).desc(), col(ReviewAction.id).desc())
        .limit(most)
    ).all()


def list_actions_of_review(session: Session, review_id: int) -> Sequence[ReviewAction]:
    """What was agreed at one review, the first due first."""
    return session.exec(
        select(ReviewAction)
        .where(ReviewAction.review_id == review_id)
        .order_by(col(ReviewAction.due_on), col(ReviewAction.id))
    ).all()


def list_actions_on(session: Session, commitment_id: int, most: int = 20) -> Sequence[ReviewAction]:
    """What was agreed on one promise: what is not done first, then the newest."""
    return session.exec(
        select(ReviewAction)
        .where(ReviewAction.commitment_id == commitment_id)
        .order_by(
            col(ReviewAction.done_on).is_not(None),
            col(ReviewAction.due_on).desc(),
            col(ReviewAction.id).desc(),
        )
        .limit(most)
    ).all()


def list_overdue_actions(
    session: Session, actor: Actor, *, today: date, most: int = 50
) -> list[tuple[ReviewAction, Contract]]:
    """What should have been done by now, over all contracts the actor may read."""
    rows = session.exec(
        select(ReviewAction, Contract)
        .join(Contract, col(Contract.id) == ReviewAction.contract_id)
        .where(*_overdue(actor, today))
        .order_by(col(ReviewAction.due_on), col(ReviewAction.id))
        .limit(most)
    )
    return [(action, contract) for action, contract in rows]


def count_overdue_actions(session: Session, actor: Actor, *, today: date) -> int:
    """How much should have been done by now."""
    return session.exec(
        select(func.count())
        .select_from(ReviewAction)
        .join(Contract, col(Contract.id) == ReviewAction.contract_id)
        .where(*_overdue(actor, today))
    ).one()


def count_actions(
    session: Session, contract_ids: Collection[int], today: date
) -> dict[int, tuple[int, int]]:
    """(open, of these overdue) by contract, in one query."""
    overdue = func.sum(case((col(ReviewAction.due_on) < today, 1), else_=0))
    rows: Any = session.exec(
        select(ReviewAction.contract_id, func.count(), overdue)
        .where(col(ReviewAction.contract_id).in_(contract_ids), col(ReviewAction.done_on).is_(None))
        .group_by(col(ReviewAction.contract_id))
    )
    return {contract_id: (number, late or 0) for contract_id, number, late in rows}


def commitments_of(session: Session, rows: Collection[Any]) -> dict[int | None, Commitment]:
    """The promises that actions, ratings or shortfalls are about, in one query."""
    wanted = {row.commitment_id for row in rows if row.commitment_id is not None}
    if not wanted:
        return {}
    found = session.exec(select(Commitment).where(col(Commitment.id).in_(wanted)))
    return {one.id: one for one in found}


def _overdue(actor: Actor, today: date) -> tuple[Any, ...]:
    return (
        col(ReviewAction.done_on).is_(None),
        col(ReviewAction.due_on) < today,
        readable_contracts(actor),
    )
