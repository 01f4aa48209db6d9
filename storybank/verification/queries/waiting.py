"""What waits for an independent person's finding."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.intake.models import Submission
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import Scope
from storybank.verification.models import (
    ConflictDeclaration,
    RoundItem,
    Verification,
    VerificationRound,
)
from storybank.verification.queries.findings import counts_still
from storybank.verification.queries.parts import contracts_barred


def list_waiting(
    session: Session, scope: Scope, actor: Actor, *, most: int = 50
) -> Sequence[tuple[EvidenceLink, Commitment, Contract]]:
    """Confirmed links without a finding that this actor is independent of, oldest first."""
    query = _waiting(session, scope, actor).order_by(
        col(EvidenceLink.made_at), col(EvidenceLink.id)
    )
    return list(session.exec(query.limit(most)))


def count_waiting(session: Session, scope: Scope, actor: Actor) -> int:
    """How many confirmed links wait for this actor's finding."""
    query = _waiting(session, scope, actor)
    waiting = query.with_only_columns(col(EvidenceLink.id)).subquery()
    return session.exec(select(func.count()).select_from(waiting)).one()


def list_contracts_waiting(
    session: Session, scope: Scope, actor: Actor, *, most: int = 100
) -> Sequence[tuple[Contract, int]]:
    """Contracts with claims that wait for this actor, and how many, most first."""
    count = func.count()
    query = _waiting(session, scope, actor).with_only_columns(Contract, count)
    query = query.group_by(col(Contract.id)).order_by(count.desc(), col(Contract.id))
    return [(contract, number) for contract, number in session.exec(query.limit(most))]


def _waiting(session: Session, scope: Scope, actor: Actor) -> Any:
    own = actor.organisation_id
    query: Any = (
        select(EvidenceLink, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
    )
    return query.where(
        counts_still(scope),
        col(Verification.id).is_(None),
        or_(
            col(EvidenceLink.made_by_organisation_id).is_(None),
            col(EvidenceLink.made_by_organisation_id) != own,
        ),
        or_(col(EvidenceLink.made_by_id).is_(None), col(EvidenceLink.made_by_id) != actor.user_id),
        col(Contract.id).not_in(contracts_barred(session, own)),
        ~_conflicted(actor),
        col(Story.organisation_id) != own,
        ~_sent_by_own(actor),
        ~_handled_by_own(actor),
        ~_drawn_by_others(actor),
    )


def _handled_by_own(actor: Actor) -> Any:
    return (
        select(StoryVersion.id)
        .join(User, col(User.id) == StoryVersion.edited_by_id)
        .where(
            StoryVersion.story_id == Story.id,
            or_(col(User.organisation_id) == actor.organisation_id, col(User.id) == actor.user_id),
        )
        .exists()
    )


def _sent_by_own(actor: Actor) -> Any:
    return (
        select(Submission.id)
        .where(
            Submission.id == Story.submission_id,
            or_(
                col(Submission.organisation_id) == actor.organisation_id,
                col(Submission.submitted_by_id) == actor.user_id,
            ),
        )
        .exists()
    )


def _conflicted(actor: Actor) -> Any:
    """The newest thing they said of this contract is that they have an interest."""
    newer = aliased(ConflictDeclaration)
    newest = ~(
        select(newer.id)
        .where(
            newer.contract_id == ConflictDeclaration.contract_id,
            newer.user_id == ConflictDeclaration.user_id,
            col(newer.id) > ConflictDeclaration.id,
        )
        .exists()
    )
    return (
        select(ConflictDeclaration.id)
        .where(
            ConflictDeclaration.contract_id == Contract.id,
            ConflictDeclaration.user_id == actor.user_id,
            col(ConflictDeclaration.has_conflict),
            newest,
        )
        .exists()
    )


def _drawn_by_others(actor: Actor) -> Any:
    """In the sample of another body's open round, and of none of their own."""

    def in_open_round(own: bool) -> Any:
        body = col(VerificationRound.organisation_id) == actor.organisation_id
        return (
            select(RoundItem.id)
            .join(VerificationRound, col(VerificationRound.id) == RoundItem.round_id)
            .where(
                RoundItem.link_id == EvidenceLink.id,
                col(RoundItem.is_sampled),
                col(VerificationRound.closed_at).is_(None),
                body if own else ~body,
            )
            .exists()
        )

    return and_(in_open_round(False), ~in_open_round(True))
