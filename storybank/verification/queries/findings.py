"""Reading findings, and what waits for one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.verification.models import Finding, Verification


def find_verification(session: Session, link_id: int) -> Verification | None:
    """The finding on one link, if there is one."""
    return session.exec(select(Verification).where(Verification.link_id == link_id)).first()


def verifications_of(session: Session, link_ids: Collection[int]) -> dict[int, Verification]:
    """Findings by link, in one query."""
    rows = session.exec(select(Verification).where(col(Verification.link_id).in_(link_ids)))
    return {row.link_id: row for row in rows}


def handlers_of(session: Session, story: Story) -> Sequence[tuple[int | None, int]]:
    """Who accepted or edited a story, each with their organisation.

    Whoever accepted it made its first version.
    """
    return session.exec(
        select(User.id, User.organisation_id)
        .join(StoryVersion, col(StoryVersion.edited_by_id) == User.id)
        .where(StoryVersion.story_id == story.id)
        .distinct()
    ).all()


def list_waiting(
    session: Session, scope: Scope, actor: Actor, *, most: int = 50
) -> Sequence[tuple[EvidenceLink, Commitment, Contract]]:
    """Confirmed links without a finding that this actor is independent of, oldest first."""
    query = _waiting(scope, actor).order_by(col(EvidenceLink.made_at), col(EvidenceLink.id))
    return list(session.exec(query.limit(most)))


def count_waiting(session: Session, scope: Scope, actor: Actor) -> int:
    """How many confirmed links wait for this actor's finding."""
    waiting = _waiting(scope, actor).with_only_columns(col(EvidenceLink.id)).subquery()
    return session.exec(select(func.count()).select_from(waiting)).one()


def count_findings(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, dict[Finding, int]]:
    """Findings on confirmed links, by commitment, in one query."""
    rows = session.exec(
        select(EvidenceLink.commitment_id, col(Verification.finding), func.count())
        .select_from(Verification)
        .join(EvidenceLink, col(EvidenceLink.id) == Verification.link_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(
            col(Commitment.contract_id).in_(contract_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            readable(scope),
        )
        .group_by(col(EvidenceLink.commitment_id), col(Verification.finding))
    )
    found: dict[int, dict[Finding, int]] = defaultdict(dict)
    for commitment_id, finding, number in rows:
        found[commitment_id][finding] = number
    return found


def list_made(
    session: Session, actor: Actor, *, most: int = 25
) -> Sequence[tuple[Verification, EvidenceLink, Commitment]]:
    """The actor's own findings, newest first."""
    return session.exec(
        select(Verification, EvidenceLink, Commitment)
        .join(EvidenceLink, col(EvidenceLink.id) == Verification.link_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(Verification.verified_by_id == actor.user_id)
        .order_by(col(Verification.verified_at).desc(), col(Verification.id).desc())
        .limit(most)
    ).all()


def _waiting(scope: Scope, actor: Actor) -> Any:
    own = actor.organisation_id
    handled_by_own = (
        select(StoryVersion.id)
        .join(User, col(User.id) == StoryVersion.edited_by_id)
        .where(StoryVersion.story_id == Story.id, User.organisation_id == own)
        .exists()
    )
    return (
        select(EvidenceLink, Commitment, Contract)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(
            EvidenceLink.status == LinkStatus.CONFIRMED,
            col(Verification.id).is_(None),
            or_(
                col(EvidenceLink.made_by_organisation_id).is_(None),
                col(EvidenceLink.made_by_organisation_id) != own,
            ),
            or_(
                col(Contract.supplier_organisation_id).is_(None),
                col(Contract.supplier_organisation_id) != own,
            ),
            col(Contract.organisation_id) != own,
            col(Story.organisation_id) != own,
            ~handled_by_own,
            readable(scope),
        )
    )
