"""What waits for an independent person's finding."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import contracts_by_id
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import Scope
from storybank.verification.models import RoundItem, Verification, VerificationRound
from storybank.verification.queries.conflicts import contracts_conflicted
from storybank.verification.queries.findings import counts_still
from storybank.verification.queries.parts import contracts_barred


def list_waiting(
    session: Session, scope: Scope, actor: Actor, *, most: int = 50
) -> Sequence[tuple[EvidenceLink, Commitment, Contract]]:
    """Confirmed links without a finding that this actor is independent of, oldest first."""
    waiting = _waiting(session, scope, actor, EvidenceLink, Commitment, Contract)
    query = waiting.join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id).join(
        Contract, col(Contract.id) == Commitment.contract_id
    )
    return list(session.exec(query.order_by(col(EvidenceLink.id)).limit(most)))


def count_waiting(session: Session, scope: Scope, actor: Actor) -> int:
    """How many confirmed links wait for this actor's finding."""
    number: int = session.exec(_waiting(session, scope, actor, func.count())).one()
    return number


def list_contracts_waiting(
    session: Session, scope: Scope, actor: Actor
) -> Sequence[tuple[Contract, int]]:
    """Contracts with claims that wait for this actor, and how many, most first."""
    number = func.count()
    query = _waiting(session, scope, actor, Story.contract_id, number)
    counted = session.exec(
        query.group_by(col(Story.contract_id)).order_by(number.desc(), col(Story.contract_id))
    ).all()
    contracts = contracts_by_id(session, [contract for contract, _ in counted])
    return [(contracts[contract], many) for contract, many in counted]


def _waiting(session: Session, scope: Scope, actor: Actor, *columns: Any) -> Any:
    """A query over links and their stories; a story's links are to its own contract's promises."""
    own = actor.organisation_id
    barred = contracts_barred(session, own) | contracts_conflicted(session, actor.user_id)
    query: Any = select(*columns).select_from(EvidenceLink)
    query = query.join(Story, col(Story.id) == EvidenceLink.story_id)
    query = query.outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
    return query.where(
        counts_still(scope),
        col(Verification.id).is_(None),
        or_(
            col(EvidenceLink.made_by_organisation_id).is_(None),
            col(EvidenceLink.made_by_organisation_id) != own,
        ),
        col(Story.contract_id).is_not(None),
        col(Story.contract_id).not_in(barred),
        col(Story.organisation_id) != own,
        col(Story.id).not_in(_handled_by_own(actor)),
        or_(
            col(EvidenceLink.id).not_in(_in_open_rounds(actor, own=False)),
            col(EvidenceLink.id).in_(_in_open_rounds(actor, own=True)),
        ),
    )


# What follows does not look at each link anew: it is asked once, and looked up.


def _handled_by_own(actor: Actor) -> Any:
    """Stories that somebody of the actor's body accepted or edited."""
    return (
        select(StoryVersion.story_id)
        .join(User, col(User.id) == StoryVersion.edited_by_id)
        .where(User.organisation_id == actor.organisation_id)
    )


def _in_open_rounds(actor: Actor, *, own: bool) -> Any:
    """Links in the samples of open rounds of the actor's body, or of others."""
    body = col(VerificationRound.organisation_id) == actor.organisation_id
    return (
        select(RoundItem.link_id)
        .join(VerificationRound, col(VerificationRound.id) == RoundItem.round_id)
        .where(
            col(RoundItem.is_sampled),
            col(VerificationRound.closed_at).is_(None),
            body if own else ~body,
        )
    )
