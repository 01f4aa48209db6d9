"""What storytellers said of the claims made of their words."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.stories.rules import Scope
from storybank.verification.models import MemberAnswer, MemberCheck
from storybank.verification.queries.findings import counts_still


def member_checks_of(session: Session, link_ids: Collection[int]) -> dict[int, MemberCheck]:
    """The newest word of the storyteller by link, in one query."""
    rows = session.exec(
        select(MemberCheck)
        .where(col(MemberCheck.link_id).in_(link_ids))
        .order_by(col(MemberCheck.id))
    )
    return {row.link_id: row for row in rows}


def list_questioned(
    session: Session,
    scope: Scope,
    *,
    story_id: int | None = None,
    contract_id: int | None = None,
    commitment_id: int | None = None,
    most: int = 100,
) -> Sequence[tuple[MemberCheck, EvidenceLink, Commitment]]:
    """Claims that stand, and of which the storyteller last said "not right" or "partly".

    Newest first, within the reader's scope. One statement.
    """
    newer = aliased(MemberCheck)
    newest = ~(
        select(newer.id)
        .where(newer.link_id == MemberCheck.link_id, col(newer.id) > MemberCheck.id)
        .exists()
    )
    query = (
        select(MemberCheck, EvidenceLink, Commitment)
        .join(EvidenceLink, col(EvidenceLink.id) == MemberCheck.link_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            counts_still(scope),
            newest,
            col(MemberCheck.answer) != MemberAnswer.RIGHT,
        )
    )
    if story_id is not None:
        query = query.where(EvidenceLink.story_id == story_id)
    if contract_id is not None:
        query = query.where(Commitment.contract_id == contract_id)
    if commitment_id is not None:
        query = query.where(EvidenceLink.commitment_id == commitment_id)
    query = query.order_by(col(MemberCheck.id).desc()).limit(most)
    return session.exec(query).all()


def list_unasked(
    session: Session, scope: Scope, *, page: int = 1, per_page: int = 25
) -> Sequence[tuple[EvidenceLink, Commitment, Story]]:
    """Claims of which nobody has asked the storyteller yet, oldest first, within a scope."""
    query = _unasked(scope).order_by(col(EvidenceLink.id))
    return list(session.exec(query.offset((page - 1) * per_page).limit(per_page)))


def count_unasked(session: Session, scope: Scope) -> int:
    """How many claims there are of which nobody has asked the storyteller yet."""
    unasked = _unasked(scope).with_only_columns(col(EvidenceLink.id)).subquery()
    return session.exec(select(func.count()).select_from(unasked)).one()


def _unasked(scope: Scope) -> Any:
    asked = select(MemberCheck.id).where(MemberCheck.link_id == EvidenceLink.id).exists()
    return (
        select(EvidenceLink, Commitment, Story)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(counts_still(scope), ~asked)
    )
