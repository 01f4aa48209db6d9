"""Reading what is reported as delivered."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.commitments.models import Delivery


def delivered_of(session: Session, commitment_ids: Collection[int]) -> dict[int, Decimal]:
    """What is reported as delivered by commitment, summed over periods, in one query."""
    rows = session.exec(
        select(Delivery.commitment_id, func.sum(Delivery.quantity))
        .where(col(Delivery.commitment_id).in_(commitment_ids), col(Delivery.quantity).is_not(None))
        .group_by(col(Delivery.commitment_id))
    )
    return {commitment_id: Decimal(total or 0) for commitment_id, total in rows}


def list_deliveries(session: Session, commitment_id: int) -> Sequence[Delivery]:
    """What is reported as delivered of one commitment, newest period first."""
    return session.exec(
        select(Delivery)
        .where(Delivery.commitment_id == commitment_id)
        .order_by(col(Delivery.to_on).desc(), col(Delivery.id).desc())
    ).all()
