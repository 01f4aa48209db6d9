"""Reading how promises were changed, and what waits for a second person."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import ChangeStatus, Commitment, CommitmentChange, Contract
from storybank.commitments.queries.contracts import readable_contracts
from storybank.core.errors import NotFound

WaitingChange = tuple[CommitmentChange, Commitment, Contract]
CHANGES_A_PAGE = 25


def get_change(session: Session, actor: Actor, public_id: UUID) -> WaitingChange:
    """One change, waiting or decided, of a promise that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(CommitmentChange, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == CommitmentChange.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(CommitmentChange.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such change, or it is not yours to read.")
    return found[0], found[1], found[2]


def find_waiting_change(session: Session, commitment_id: int) -> CommitmentChange | None:
    """The change of a promise that waits for a second person, if one does."""
    return session.exec(
        select(CommitmentChange)
        .where(
            CommitmentChange.commitment_id == commitment_id,
            CommitmentChange.status == ChangeStatus.PROPOSED,
        )
        .order_by(col(CommitmentChange.id))
    ).first()


def list_waiting_changes(
    session: Session, actor: Actor, *, contract_id: int | None = None, page: int = 1
) -> list[WaitingChange]:
    """Changes that wait for a second person, the oldest first, for this actor."""
    query = (
        select(CommitmentChange, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == CommitmentChange.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(CommitmentChange.status == ChangeStatus.PROPOSED, readable_contracts(actor))
    )
    if contract_id is not None:
        query = query.where(Commitment.contract_id == contract_id)
    rows = session.exec(
        query.order_by(col(CommitmentChange.id))
        .offset((page - 1) * CHANGES_A_PAGE)
        .limit(CHANGES_A_PAGE)
    )
    return [(change, commitment, contract) for change, commitment, contract in rows]


def count_waiting_changes(
    session: Session, actor: Actor, *, others_only: bool = False, contract_id: int | None = None
) -> int:
    """How many changes wait for a second person; ``others_only``: that the actor may decide."""
    query = (
        select(func.count())
        .select_from(CommitmentChange)
        .join(Commitment, col(Commitment.id) == CommitmentChange.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(CommitmentChange.status == ChangeStatus.PROPOSED, readable_contracts(actor))
    )
    if contract_id is not None:
        query = query.where(Commitment.contract_id == contract_id)
    if others_only:
        query = query.where(col(CommitmentChange.proposed_by_id).is_distinct_from(actor.user_id))
    return session.exec(query).one()


def list_changes(session: Session, commitment_id: int) -> Sequence[CommitmentChange]:
    """Every change of one promise, the oldest first."""
    return session.exec(
        select(CommitmentChange)
        .where(CommitmentChange.commitment_id == commitment_id)
        .order_by(col(CommitmentChange.id))
    ).all()


def lowerings_of(
    session: Session, commitment_ids: Collection[int]
) -> dict[int, list[CommitmentChange]]:
    """Every lowering that was agreed to, by commitment, the oldest first, in one query."""
    return _by_commitment(session, commitment_ids, ChangeStatus.APPROVED)


def waiting_of(
    session: Session, commitment_ids: Collection[int]
) -> dict[int, list[CommitmentChange]]:
    """Lowerings that wait for a second person, by commitment, in one query."""
    return _by_commitment(session, commitment_ids, ChangeStatus.PROPOSED)


def _by_commitment(
    session: Session, commitment_ids: Collection[int], status: ChangeStatus
) -> dict[int, list[CommitmentChange]]:
    found: dict[int, list[CommitmentChange]] = defaultdict(list)
    rows = session.exec(
        select(CommitmentChange)
        .where(
            CommitmentChange.status == status,
            col(CommitmentChange.lowers),
            col(CommitmentChange.commitment_id).in_(commitment_ids),
        )
        .order_by(col(CommitmentChange.id))
    )
    for change in rows:
        found[change.commitment_id].append(change)
    return dict(found)
