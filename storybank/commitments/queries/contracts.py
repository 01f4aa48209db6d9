"""Reading contracts, and which of them somebody may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, func, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import (
    Commitment,
    CommitmentItem,
    Contract,
    ContractKind,
)
from storybank.core.errors import NotFound
from storybank.frameworks.models import FrameworkItem
from storybank.places.queries import subtree_of


@dataclass(frozen=True)
class ContractFilter:
    """What a list of contracts is narrowed to; a place means everything within it too."""

    department: str = ""
    supplier: str = ""
    place_id: int | None = None
    kind: ContractKind | None = None
    words: str = ""


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


def list_contracts_page(
    session: Session, actor: Actor, wanted: ContractFilter, *, page: int = 1, per_page: int = 25
) -> Sequence[Contract]:
    """One page of the contracts the actor may read that are wanted, by title."""
    return session.exec(
        select(Contract)
        .where(readable_contracts(actor), *_wanted(session, wanted))
        .order_by(func.lower(Contract.title), col(Contract.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_contracts(session: Session, actor: Actor, wanted: ContractFilter) -> int:
    """How many contracts the actor may read are wanted."""
    return session.exec(
        select(func.count())
        .select_from(Contract)
        .where(readable_contracts(actor), *_wanted(session, wanted))
    ).one()


def list_traits(session: Session, actor: Actor) -> list[tuple[str, str, int | None, ContractKind]]:
    """Supplier, department, place and kind of every contract the actor may read, in one query."""
    rows = session.exec(
        select(Contract.supplier, Contract.department, Contract.place_id, Contract.kind)
        .where(readable_contracts(actor))
        .order_by(col(Contract.id))
    )
    return [(said, team, place, ContractKind(kind)) for said, team, place, kind in rows]


def _wanted(session: Session, wanted: ContractFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.department:
        asked.append(func.lower(Contract.department) == wanted.department.lower())
    if wanted.supplier:
        asked.append(func.lower(Contract.supplier) == wanted.supplier.lower())
    if wanted.kind is not None:
        asked.append(col(Contract.kind) == wanted.kind)
    if wanted.place_id is not None:
        asked.append(col(Contract.place_id).in_(subtree_of(session, wanted.place_id)))
    for word in wanted.words.split()[:8]:
        asked.append(
            col(Contract.title).icontains(word, autoescape=True)
            | col(Contract.reference).icontains(word, autoescape=True)
        )
    return asked


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


def find_imported_contract(
    session: Session, organisation_id: int, ocid: str, ocds_ids: Sequence[str]
) -> Contract | None:
    """The contract that an earlier import took from this process, by the first id that is held."""
    if not ocid or not ocds_ids:
        return None
    rows = session.exec(
        select(Contract)
        .where(
            Contract.organisation_id == organisation_id,
            Contract.ocid == ocid,
            col(Contract.ocds_id).in_(ocds_ids),
        )
        .order_by(col(Contract.id))
    ).all()
    return min(rows, key=lambda one: ocds_ids.index(one.ocds_id), default=None)


def find_supplier_organisation(session: Session, identifier: str) -> int | None:
    """The organisation that is the supplier of this number in a contract held already."""
    return session.exec(
        select(Contract.supplier_organisation_id)
        .where(
            Contract.supplier_identifier == identifier,
            col(Contract.supplier_organisation_id).is_not(None),
        )
        .order_by(col(Contract.id))
    ).first()


def find_supplier_called_otherwise(session: Session, contract: Contract) -> tuple[str, str] | None:
    """The name and reference of a contract of the same supplier, by its number, named otherwise."""
    if not contract.supplier_identifier:
        return None
    return session.exec(
        select(Contract.supplier, Contract.reference)
        .where(
            Contract.supplier_identifier == contract.supplier_identifier,
            Contract.organisation_id == contract.organisation_id,
            func.lower(Contract.supplier) != contract.supplier.lower(),
        )
        .order_by(col(Contract.id))
    ).first()


def answers_items_of(session: Session, contract_id: int, framework_id: int) -> bool:
    """Whether a promise of the contract names an item of this edition."""
    return bool(
        session.exec(
            select(
                exists()
                .where(col(Commitment.contract_id) == contract_id)
                .where(col(CommitmentItem.commitment_id) == col(Commitment.id))
                .where(col(FrameworkItem.id) == col(CommitmentItem.item_id))
                .where(col(FrameworkItem.framework_id) == framework_id)
            )
        ).one()
    )


def contracts_by_id(session: Session, ids: Collection[int | None]) -> dict[int, Contract]:
    """Contracts by row number, in one query."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = session.exec(select(Contract).where(col(Contract.id).in_(wanted)))
    return {row.key: row for row in rows}
