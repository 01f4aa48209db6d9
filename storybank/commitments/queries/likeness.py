"""Finding promises that are worded alike in other contracts, by their signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import (
    Commitment,
    CommitmentBand,
    CommitmentSignature,
    Contract,
)
from storybank.commitments.queries.contracts import readable_contracts
from storybank.commitments.rules.likeness import (
    LEAST_BANDS_IN_COMMON,
    LIKE,
    SIGNED_BY,
    share_of_same_words,
)

MOST_COMPARED = 100


@dataclass(frozen=True)
class AlikePromise:
    """A promise of another contract, and how much of the wording is the same (0 to 1)."""

    commitment: Commitment
    contract: Contract
    share: float


@dataclass(frozen=True)
class AlikePromises:
    """Promises worded alike: those the actor may read, and how many more there are elsewhere.

    ``more``: there may be others still, beyond those that were compared.
    """

    readable: tuple[AlikePromise, ...] = ()
    elsewhere: int = 0
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.readable or self.elsewhere)


def list_alike(session: Session, actor: Actor, commitment: Commitment) -> AlikePromises:
    """Promises of other contracts in this installation with most words in common, most first.

    Of contracts the actor may not read they are only counted. Two SQL statements.
    """
    mine = select(CommitmentBand.value).where(CommitmentBand.commitment_id == commitment.key)
    shared = func.count()
    candidates = session.exec(
        select(CommitmentBand.commitment_id)
        .join(Commitment, col(Commitment.id) == CommitmentBand.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(
            col(CommitmentBand.value).in_(mine), Commitment.contract_id != commitment.contract_id
        )
        .group_by(col(CommitmentBand.commitment_id))
        .having(shared >= LEAST_BANDS_IN_COMMON)
        # Those that may not be read here crowd out none that may.
        .order_by(
            func.max(case((readable_contracts(actor), 1), else_=0)).desc(),
            shared.desc(),
            col(CommitmentBand.commitment_id),
        )
        .limit(MOST_COMPARED)
    ).all()
    rows = session.exec(
        select(Commitment, Contract, readable_contracts(actor).label("readable"))
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(col(Commitment.id).in_(candidates))
        .order_by(col(Commitment.id))
    ).all()
    alike = [
        (AlikePromise(other, contract, share), bool(readable))
        for other, contract, readable in rows
        if (share := share_of_same_words(commitment.text, other.text)) >= LIKE
    ]
    return AlikePromises(
        tuple(sorted((one for one, may in alike if may), key=lambda one: -one.share)),
        sum(not may for _, may in alike),
        len(candidates) == MOST_COMPARED,
    )


def list_unsigned(session: Session, most: int) -> Sequence[Commitment]:
    """Commitments whose wording nobody has looked at yet. For the steps."""
    return session.exec(
        select(Commitment)
        .outerjoin(CommitmentSignature, col(CommitmentSignature.commitment_id) == Commitment.id)
        .where(
            or_(
                col(CommitmentSignature.id).is_(None),
                col(CommitmentSignature.signed_by) != SIGNED_BY,
            )
        )
        .order_by(col(Commitment.id))
        .limit(most)
    ).all()
