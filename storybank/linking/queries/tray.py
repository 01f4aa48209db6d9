"""Reading the tray: suggestions that wait for a person, promise by promise."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries.links import LinkedPassage, among, counts, linked, on_promises
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope


@dataclass(frozen=True)
class TrayAsked:
    """Which suggestions are asked for; None asks for all.

    ``commitment_ids`` are one promise's or a contract's; ``least`` and ``below`` bound how sure
    the matcher is; no score is not sure at all.
    """

    commitment_ids: Collection[int] | None = None
    stance: Stance | None = None
    least: float | None = None
    below: float | None = None


def list_tray(
    session: Session, scope: Scope, asked: TrayAsked, *, page: int = 1, per_page: int = 25
) -> list[LinkedPassage]:
    """A page of suggestions, promise by promise, the surest of each first. Two SQL statements."""
    query: Any = _waiting(select(EvidenceLink.id), scope, asked).order_by(
        col(Commitment.contract_id),
        col(EvidenceLink.commitment_id),
        func.coalesce(EvidenceLink.score, 0.0).desc(),
        col(EvidenceLink.id),
    )
    ids = session.exec(query.offset((page - 1) * per_page).limit(per_page)).all()
    place = {number: at for at, number in enumerate(ids)}
    rows = session.exec(linked(scope).where(col(EvidenceLink.id).in_(ids)))
    found = [LinkedPassage(*row) for row in rows]
    return sorted(found, key=lambda one: place[one.link.key])


def count_tray(session: Session, scope: Scope, asked: TrayAsked) -> int:
    """How many suggestions there are of those asked for."""
    number: int = session.exec(_waiting(select(func.count()), scope, asked)).one()
    return number


def count_tray_by_promise(
    session: Session, scope: Scope, commitment_ids: Collection[int]
) -> dict[int, int]:
    """How many suggestions wait by commitment."""
    number = col(EvidenceLink.commitment_id)
    query = _waiting(select(number, func.count()), scope, TrayAsked(commitment_ids))
    return dict(session.exec(query.group_by(number)).all())


def list_suggested(
    session: Session, scope: Scope, public_ids: Collection[UUID]
) -> list[LinkedPassage]:
    """The links with these public ids within the scope, whatever their status by now."""
    query = linked(scope).where(col(EvidenceLink.public_id).in_(public_ids))
    return [LinkedPassage(*row) for row in session.exec(query.order_by(col(EvidenceLink.id)))]


def list_overlapping(
    session: Session, scope: Scope, version_id: int, start: int, end: int
) -> list[LinkedPassage]:
    """Suggestions whose words share some with a passage, the surest first."""
    query = linked(scope).where(
        EvidenceLink.story_version_id == version_id,
        EvidenceLink.status == LinkStatus.SUGGESTED,
        col(EvidenceLink.start) < end,
        col(EvidenceLink.end) > start,
        counts(),
    )
    rows = session.exec(query.order_by(col(EvidenceLink.score).desc(), col(EvidenceLink.id)))
    return [LinkedPassage(*row) for row in rows]


def count_lacking(
    session: Session, scope: Scope, commitment_ids: Collection[int]
) -> dict[int, int]:
    """How many claims on each commitment lack one of the three things."""
    number = col(EvidenceLink.commitment_id)
    query: Any = select(number, func.count())
    query = (
        query.join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            on_promises(commitment_ids, LinkStatus.CONFIRMED),
            or_(
                col(EvidenceLink.who) == "",
                col(EvidenceLink.what_changed) == "",
                col(EvidenceLink.brought_about) == "",
            ),
            readable(scope),
            counts(),
        )
        .group_by(number)
    )
    return dict(session.exec(query).all())


def _waiting(query: Any, scope: Scope, asked: TrayAsked) -> Any:
    query = (
        query.select_from(EvidenceLink)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(readable(scope), counts())
    )
    if asked.commitment_ids is None:
        query = query.where(EvidenceLink.status == LinkStatus.SUGGESTED)
    else:
        query = query.where(among(on_promises(asked.commitment_ids, LinkStatus.SUGGESTED)))
    if asked.stance is not None:
        query = query.where(EvidenceLink.stance == asked.stance)
    score = func.coalesce(EvidenceLink.score, 0.0)
    if asked.least is not None:
        query = query.where(score >= asked.least)
    if asked.below is not None:
        query = query.where(score < asked.below)
    return query
