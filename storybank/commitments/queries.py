"""Reading contracts and commitments."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.codebook.models import Code
from storybank.commitments.models import Commitment, CommitmentTheme, Contract, Delivery
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


def list_commitments(session: Session, contract_id: int) -> Sequence[Commitment]:
    """A contract's commitments in their order."""
    return session.exec(
        select(Commitment)
        .where(Commitment.contract_id == contract_id)
        .order_by(col(Commitment.position), col(Commitment.id))
    ).all()


def list_promises(session: Session, contract_ids: Collection[int]) -> Sequence[Commitment]:
    """The commitments of these contracts, contract by contract in their order."""
    return session.exec(
        select(Commitment)
        .where(col(Commitment.contract_id).in_(contract_ids))
        .order_by(col(Commitment.contract_id), col(Commitment.position), col(Commitment.id))
    ).all()


def get_commitment(session: Session, actor: Actor, public_id: UUID) -> tuple[Commitment, Contract]:
    """One commitment of a contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Commitment, Contract)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(Commitment.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such commitment, or it is not yours to read.")
    return found[0], found[1]


def find_commitment(session: Session, contract_id: int, ref: str) -> Commitment | None:
    """The commitment of this reference in a contract."""
    return session.exec(
        select(Commitment).where(Commitment.contract_id == contract_id, Commitment.ref == ref)
    ).first()


def themes_of(session: Session, commitment_ids: Collection[int]) -> dict[int, list[Code]]:
    """Themes by commitment, in one query."""
    found: dict[int, list[Code]] = defaultdict(list)
    rows = session.exec(
        select(CommitmentTheme.commitment_id, Code)
        .join(Code, col(Code.id) == CommitmentTheme.code_id)
        .where(col(CommitmentTheme.commitment_id).in_(commitment_ids))
        .order_by(col(Code.position), col(Code.id))
    )
    for commitment_id, code in rows:
        found[commitment_id].append(code)
    return found


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


def count_commitments(session: Session, contract_ids: Collection[int]) -> dict[int, int]:
    """How many commitments each contract has, in one query."""
    rows = session.exec(
        select(Commitment.contract_id, func.count())
        .where(col(Commitment.contract_id).in_(contract_ids))
        .group_by(col(Commitment.contract_id))
    )
    return dict(rows.all())
