"""Reading rounds of verification: the list, the sample, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import readable_contracts
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Purpose
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.stories.rules import Allowed, Scope
from storybank.verification.drawing import RANK_PER_PROMISE, Listed
from storybank.verification.models import (
    RoundItem,
    VerificationRound,
)
from storybank.verification.queries.findings import counts_still

LEFT_OPEN_AFTER = timedelta(days=90)
"""From then on strangers read that a round was drawn, though nobody has closed it."""
# What a round may look at: whoever reads it, the storyteller lets the contract be managed by it.
ROUND_SCOPE: Scope = (Allowed(purpose=Purpose.CONTRACT_MANAGEMENT),)


@dataclass(frozen=True)
class Claim:
    """A link that may be drawn."""

    link_id: int
    commitment_id: int
    listed: Listed


@dataclass(frozen=True)
class RoundAs:
    """A round as it is read: with its contract and the body that drew it."""

    round: VerificationRound
    contract: Contract
    body: str

    @property
    def each_promise(self) -> bool:
        """Whether at least one claim of each promise was drawn."""
        return self.round.method == RANK_PER_PROMISE


def list_population(session: Session, contract_id: int) -> list[Claim]:
    """Every confirmed claim of a contract that may be drawn, in the order of public ids."""
    rows = session.exec(
        select(EvidenceLink.id, EvidenceLink.public_id, Commitment.id, Commitment.public_id)
        .select_from(EvidenceLink)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            Commitment.contract_id == contract_id,
            Story.contract_id == contract_id,
            counts_still(ROUND_SCOPE),
        )
    )
    claims = [
        Claim(link or 0, commitment or 0, Listed(str(link_id), str(promise_id)))
        for link, link_id, commitment, promise_id in rows
    ]
    return sorted(claims, key=lambda one: one.listed)


def get_contract_to_verify(session: Session, actor: Actor, public_id: UUID) -> Contract:
    """A contract whose rounds the actor may read; a verifier may read those of any.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    query = select(Contract).where(Contract.public_id == public_id)
    if not actor.plays(RoleName.VERIFIER):
        query = query.where(readable_contracts(actor))
    found = session.exec(query).first()
    if found is None or not can(actor, Action.READ_ROUND):
        raise NotFound("There is no such contract, or it is not yours to read.")
    return found


def get_round(session: Session, actor: Actor, public_id: UUID) -> RoundAs:
    """One round that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    query = _rounds(readable_rounds(actor)).where(VerificationRound.public_id == public_id)
    found = session.exec(query).first()
    if found is None:
        raise NotFound("There is no such round, or it is not yours to read.")
    return RoundAs(*found)


def get_closed_round(session: Session, public_id: UUID) -> RoundAs:
    """One round of the public register.

    Raises:
        NotFound: there is none, or it is not closed yet.
    """
    query = _rounds(col(VerificationRound.closed_at).is_not(None))
    found = session.exec(query.where(VerificationRound.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such round on the register.")
    return RoundAs(*found)


def readable_rounds(actor: Actor) -> ColumnElement[bool]:
    """True for rounds this actor may read, joined to their contracts.

    Those of contracts they read; verifiers their own body's, and others' once closed.
    """
    if actor.everywhere:
        return true()
    ways: list[ColumnElement[bool]] = [readable_contracts(actor)]
    if actor.plays(RoleName.VERIFIER):
        ways.append(col(VerificationRound.closed_at).is_not(None))
        ways.append(col(VerificationRound.organisation_id) == actor.organisation_id)
    return or_(*ways)


def list_rounds(
    session: Session,
    actor: Actor,
    *,
    contract_id: int | None = None,
    page: int = 1,
    per_page: int = 25,
) -> list[RoundAs]:
    """Rounds the actor may read, newest first."""
    query = _of_contract(_rounds(readable_rounds(actor)), contract_id)
    query = query.order_by(col(VerificationRound.drawn_at).desc(), col(VerificationRound.id).desc())
    rows = session.exec(query.offset((page - 1) * per_page).limit(per_page))
    return [RoundAs(*row) for row in rows]


def count_rounds(session: Session, actor: Actor, *, contract_id: int | None = None) -> int:
    """How many rounds the actor may read."""
    query = _of_contract(_rounds(readable_rounds(actor)), contract_id)
    return _count(session, query)


def list_closed_rounds(session: Session, *, page: int = 1, per_page: int = 25) -> list[RoundAs]:
    """The rounds of the public register, last closed first."""
    query = _rounds(col(VerificationRound.closed_at).is_not(None)).order_by(
        col(VerificationRound.closed_at).desc(), col(VerificationRound.id).desc()
    )
    rows = session.exec(query.offset((page - 1) * per_page).limit(per_page))
    return [RoundAs(*row) for row in rows]


def list_left_open(session: Session, *, most: int = 100) -> list[RoundAs]:
    """Rounds drawn long ago and not closed, the oldest first: nobody leaves one that displeases."""
    query = _rounds(
        and_(
            col(VerificationRound.closed_at).is_(None),
            col(VerificationRound.drawn_at) < clock.now() - LEFT_OPEN_AFTER,
        )
    ).order_by(col(VerificationRound.drawn_at), col(VerificationRound.id))
    return [RoundAs(*row) for row in session.exec(query.limit(most))]


def count_closed_rounds(session: Session) -> int:
    """How many rounds the public register holds."""
    return _count(session, _rounds(col(VerificationRound.closed_at).is_not(None)))


def find_open_round(
    session: Session, contract_id: int, organisation_id: int | None
) -> VerificationRound | None:
    """The round of a contract that a body has drawn and not closed."""
    return session.exec(
        select(VerificationRound).where(
            VerificationRound.contract_id == contract_id,
            VerificationRound.organisation_id == organisation_id,
            col(VerificationRound.closed_at).is_(None),
        )
    ).first()


def list_open_rounds_of(session: Session, link_id: int) -> Sequence[VerificationRound]:
    """Open rounds that have a link in their sample, by number."""
    return session.exec(
        select(VerificationRound)
        .join(RoundItem, col(RoundItem.round_id) == VerificationRound.id)
        .where(
            RoundItem.link_id == link_id,
            col(RoundItem.is_sampled),
            col(VerificationRound.closed_at).is_(None),
        )
        .order_by(col(VerificationRound.id))
    ).all()


def last_number(session: Session, contract_id: int) -> int:
    """The number of a contract's newest round; 0 where there is none."""
    newest = session.exec(
        select(func.max(VerificationRound.number)).where(
            VerificationRound.contract_id == contract_id
        )
    ).one()
    return newest or 0


def list_of_round(session: Session, round_id: int) -> list[Listed]:
    """The list a round was drawn from, as it was then, in the order of public ids."""
    rows = session.exec(
        select(EvidenceLink.public_id, Commitment.public_id)
        .join(RoundItem, col(RoundItem.link_id) == EvidenceLink.id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(RoundItem.round_id == round_id)
    )
    return sorted(Listed(str(claim), str(promise)) for claim, promise in rows)


def _rounds(which: ColumnElement[bool]) -> Any:
    return (
        select(VerificationRound, Contract, Organisation.name)
        .join(Contract, col(Contract.id) == VerificationRound.contract_id)
        .join(Organisation, col(Organisation.id) == VerificationRound.organisation_id)
        .where(which)
    )


def _of_contract(query: Any, contract_id: int | None) -> Any:
    return query if contract_id is None else query.where(Contract.id == contract_id)


def _count(session: Session, query: Any) -> int:
    counted = query.with_only_columns(col(VerificationRound.id)).subquery()
    return session.exec(select(func.count()).select_from(counted)).one()
