"""Reading what was learnt from stories."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.core.errors import NotFound
from storybank.reports.models import LearningNote
from storybank.reports.rules import Period


def readable_notes(actor: Actor) -> ColumnElement[bool]:
    """True for what the actor's own organisation learnt."""
    if actor.everywhere:
        return true()
    if not can(actor, Action.READ_REPORT):
        return false()
    return col(LearningNote.organisation_id) == actor.organisation_id


def list_notes(
    session: Session,
    actor: Actor,
    *,
    contract_ids: Collection[int] | None = None,
    period: Period | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Sequence[LearningNote]:
    """What was learnt, the newest first.

    Of these contracts, and of none, where ``contract_ids`` are given; within a period, if one is.
    """
    query = select(LearningNote).where(readable_notes(actor), *_within(period))
    if contract_ids is not None:
        own = col(LearningNote.contract_id).in_(contract_ids)
        query = query.where(or_(own, col(LearningNote.contract_id).is_(None)))
    return session.exec(
        query.order_by(col(LearningNote.learnt_on).desc(), col(LearningNote.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_notes(session: Session, actor: Actor) -> int:
    """How many there are."""
    return session.exec(
        select(func.count()).select_from(LearningNote).where(readable_notes(actor))
    ).one()


def get_note(session: Session, actor: Actor, public_id: UUID) -> LearningNote:
    """One note of what was learnt.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(LearningNote).where(LearningNote.public_id == public_id, readable_notes(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such note, or it is not yours to read.")
    return found


def _within(period: Period | None) -> list[ColumnElement[bool]]:
    ends: list[ColumnElement[bool]] = []
    if period is not None and period.told_from is not None:
        ends.append(col(LearningNote.learnt_on) >= period.told_from)
    if period is not None and period.told_to is not None:
        ends.append(col(LearningNote.learnt_on) <= period.told_to)
    return ends
