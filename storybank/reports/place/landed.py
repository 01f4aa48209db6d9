"""The allocation trail: what each promise was reported to have landed, for whom, where and when."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.queries import readable_contracts
from storybank.places.models import Place


@dataclass(frozen=True)
class Landing:
    """One delivery as reported, with its promise, its contract and the contract's place."""

    delivery: Delivery
    commitment: Commitment
    contract: Contract
    place: Place


@dataclass(frozen=True)
class Trail:
    """One page of what landed in a place; ``without`` promises have reported nothing there."""

    total: int
    promises: int
    without: int
    landings: tuple[Landing, ...]


def follow(
    session: Session, actor: Actor, place_ids: list[int], *, page: int = 1, per_page: int = 50
) -> Trail:
    """What landed in these places, the newest first. Four SQL statements."""
    there = (col(Contract.place_id).in_(place_ids), readable_contracts(actor))
    reported: Any = select(Delivery, Commitment, Contract, Place)
    reported = (
        reported.join(Commitment, col(Commitment.id) == Delivery.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .join(Place, col(Place.id) == Contract.place_id)
        .where(*there)
    )
    rows = session.exec(
        reported.order_by(col(Delivery.to_on).desc(), col(Delivery.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    promised = (
        select(func.count())
        .select_from(Commitment)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(*there, col(Commitment.withdrawn_on).is_(None))
    )
    reports = (
        select(func.count())
        .select_from(Delivery)
        .join(Commitment, col(Commitment.id) == Delivery.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(*there)
    )
    nothing = ~select(Delivery.id).where(Delivery.commitment_id == Commitment.id).exists()
    return Trail(
        total=session.exec(reports).one(),
        promises=session.exec(promised).one(),
        without=session.exec(promised.where(nothing)).one(),
        landings=tuple(Landing(*row) for row in rows),
    )
