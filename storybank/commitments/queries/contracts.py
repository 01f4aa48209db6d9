"""Reading contracts, and which of them somebody may read."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound


def readable_contracts(actor: Actor) -> ColumnElement[bool]:
    """True for the contracts whose ledger this actor may read."""
    if actor.everywhere:
        return true()
    if not can(actor, Action.READ_CONTRACT):
        return false()
    return col(Contract.organisation_id) == actor.organisation_id


def list_contracts(session: Session, actor: Actor) -> Sequence[Contract]:
    """Contracts the actor may read, by reference."""
    return session.exec(
        select(Contract)
        .where(readable_contracts(actor))
        .order_by(col(Contract.reference), col(Contract.id))
    ).all()


def list_contracts_to_choose(session: Session, actor: Actor) -> Sequence[Contract]:
    """Contracts a sender may say a story belongs to: titles only are shown to them."""
    query = select(Contract).order_by(col(Contract.title), col(Contract.id))
    if can(actor, Action.READ_CONTRACT) and not actor.everywhere:
        query = query.where(Contract.organisation_id == actor.organisation_id)
    return session.exec(query).all()


def get_contract(session: Session, actor: Actor, public_id: UUID) -> Contract:
    """One contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Contract).where(Contract.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such contract, or it is not yours to read.")
    return found


def find_contract(
    session: Session, reference: str, organisation_id: int | None = None
) -> Contract | None:
    """The contract of this reference, in one organisation or any."""
    query = select(Contract).where(func.lower(Contract.reference) == reference.strip().lower())
    if organisation_id is not None:
        query = query.where(Contract.organisation_id == organisation_id)
    return session.exec(query.order_by(col(Contract.id))).first()


def contracts_by_id(session: Session, ids: Collection[int | None]) -> dict[int, Contract]:
    """Contracts by row number, in one query."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = session.exec(select(Contract).where(col(Contract.id).in_(wanted)))
    return {row.key: row for row in rows}
