"""Reading promises not kept, and what was done about it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import readable_contracts
from storybank.core.errors import NotFound
from storybank.reviews.models import Shortfall
from storybank.reviews.rules import OPEN_SHORTFALLS


def get_shortfall(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[Shortfall, Commitment, Contract]:
    """One shortfall of a contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        _told().where(Shortfall.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such shortfall, or it is not yours to read.")
    return found[0], found[1], found[2]


def list_shortfalls(
    session: Session, contract_id: int, *, only_open: bool = False, most: int = 200
) -> list[tuple[Shortfall, Commitment]]:
    """Shortfalls of a contract: open ones first, then the newest."""
    query = _told().where(Commitment.contract_id == contract_id)
    if only_open:
        query = query.where(col(Shortfall.status).in_(OPEN_SHORTFALLS))
    settled = case((col(Shortfall.status).in_(OPEN_SHORTFALLS), 0), else_=1)
    query = query.order_by(settled, col(Shortfall.noticed_on).desc(), col(Shortfall.id).desc())
    return [(shortfall, promise) for shortfall, promise, _ in session.exec(query.limit(most))]


def list_shortfalls_of_promise(session: Session, commitment_id: int) -> Sequence[Shortfall]:
    """Shortfalls of one promise, the newest first."""
    return session.exec(
        select(Shortfall)
        .where(Shortfall.commitment_id == commitment_id)
        .order_by(col(Shortfall.noticed_on).desc(), col(Shortfall.id).desc())
    ).all()


def list_open_shortfalls(
    session: Session, actor: Actor, most: int = 50
) -> list[tuple[Shortfall, Commitment, Contract]]:
    """Shortfalls not settled over all contracts the actor may read, the oldest first."""
    query = _told().where(readable_contracts(actor), col(Shortfall.status).in_(OPEN_SHORTFALLS))
    query = query.order_by(col(Shortfall.noticed_on), col(Shortfall.id)).limit(most)
    return [(one, promise, contract) for one, promise, contract in session.exec(query)]


def count_open_shortfalls(session: Session, actor: Actor) -> int:
    """How many shortfalls are not settled."""
    return session.exec(
        select(func.count())
        .select_from(Shortfall)
        .join(Commitment, col(Commitment.id) == Shortfall.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(readable_contracts(actor), col(Shortfall.status).in_(OPEN_SHORTFALLS))
    ).one()


def count_shortfalls(session: Session, contract_ids: Collection[int]) -> dict[int, int]:
    """Shortfalls not settled by contract, in one query."""
    rows = session.exec(
        select(Commitment.contract_id, func.count())
        .select_from(Shortfall)
        .join(Commitment, col(Commitment.id) == Shortfall.commitment_id)
        .where(
            col(Commitment.contract_id).in_(contract_ids),
            col(Shortfall.status).in_(OPEN_SHORTFALLS),
        )
        .group_by(col(Commitment.contract_id))
    )
    return dict(rows.all())


def _told() -> Any:
    return (
        select(Shortfall, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == Shortfall.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
    )
