"""Reading what is reported as delivered."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.queries.contracts import readable_contracts
from storybank.core.errors import NotFound


def delivered_of(
    session: Session, commitment_ids: Collection[int] | None = None
) -> dict[int, Decimal]:
    """What is reported as delivered by commitment (None: any), summed over periods, in one query.

    Shares (units that begin with %) do not add up: of those it is the newest period's.
    """
    place = func.row_number().over(
        partition_by=col(Delivery.commitment_id),
        order_by=(col(Delivery.to_on).desc(), col(Delivery.id).desc()),
    )
    figures = (
        select(
            col(Delivery.commitment_id).label("commitment_id"),
            col(Delivery.quantity).label("quantity"),
            col(Commitment.unit).label("unit"),
            place.label("place"),
        )
        .join(Commitment, col(Commitment.id) == Delivery.commitment_id)
        .where(*_of(commitment_ids), col(Delivery.quantity).is_not(None))
        .subquery()
    )
    counts = or_(~figures.c.unit.startswith("%", autoescape=True), figures.c.place == 1)
    rows = session.exec(
        select(figures.c.commitment_id, func.sum(case((counts, figures.c.quantity))))
        .group_by(figures.c.commitment_id)
        .order_by(figures.c.commitment_id)
    )
    return {commitment_id: Decimal(total or 0) for commitment_id, total in rows}


def points_of(session: Session, commitment_ids: Collection[int] | None = None) -> dict[int, int]:
    """The newest points given to commitments that are not counted (None: any), in one query."""
    rows = session.exec(
        select(Delivery.commitment_id, Delivery.points)
        .where(*_of(commitment_ids), col(Delivery.points).is_not(None))
        .order_by(col(Delivery.to_on), col(Delivery.id))
    )
    return {number: points for number, points in rows if points is not None}


def list_deliveries(session: Session, commitment_id: int) -> Sequence[Delivery]:
    """What is reported as delivered of one commitment, newest period first."""
    return session.exec(
        select(Delivery)
        .where(Delivery.commitment_id == commitment_id)
        .order_by(col(Delivery.to_on).desc(), col(Delivery.id).desc())
    ).all()


def list_deliveries_of(session: Session, commitment_ids: Collection[int]) -> Sequence[Delivery]:
    """What is reported as delivered of these commitments, newest period first, in one query."""
    return session.exec(
        select(Delivery)
        .where(col(Delivery.commitment_id).in_(commitment_ids))
        .order_by(col(Delivery.to_on).desc(), col(Delivery.id).desc())
    ).all()


def list_overlapping(
    session: Session, commitment_id: int, from_on: date, to_on: date, *, but: int | None = None
) -> Sequence[Delivery]:
    """Deliveries of a commitment that have days in common with a period, newest period first.

    ``but`` is the row number of the delivery that is being corrected.
    """
    query = select(Delivery).where(
        Delivery.commitment_id == commitment_id,
        col(Delivery.from_on) <= to_on,
        col(Delivery.to_on) >= from_on,
    )
    if but is not None:
        query = query.where(Delivery.id != but)
    return session.exec(query.order_by(col(Delivery.to_on).desc(), col(Delivery.id).desc())).all()


def get_delivery(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[Delivery, Commitment, Contract]:
    """One delivery of a promise that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Delivery, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == Delivery.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(Delivery.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such delivery, or it is not yours to read.")
    return found[0], found[1], found[2]


def _of(commitment_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if commitment_ids is None else [col(Delivery.commitment_id).in_(commitment_ids)]
