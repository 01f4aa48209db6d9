"""Reading panels, their sittings, and the stories before them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import StoryWithWords, newest_words, readable
from storybank.stories.rules import Scope
from storybank.verification.models import Selection, SelectionPanel, SelectionRound


def list_panels(
    session: Session, actor: Actor, *, contract_id: int | None = None
) -> Sequence[tuple[SelectionPanel, Contract | None]]:
    """Panels of the actor's organisation, or those on one contract, the open and newest first."""
    query = (
        select(SelectionPanel, Contract)
        .outerjoin(Contract, col(Contract.id) == SelectionPanel.contract_id)
        .where(_readable(actor))
        .order_by(col(SelectionPanel.closed_at).is_not(None), col(SelectionPanel.id).desc())
    )
    if contract_id is not None:
        query = query.where(SelectionPanel.contract_id == contract_id)
    return session.exec(query).all()


def get_panel(session: Session, actor: Actor, public_id: UUID) -> SelectionPanel:
    """One panel that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(SelectionPanel).where(SelectionPanel.public_id == public_id, _readable(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such panel, or it is not yours to read.")
    return found


def get_sitting(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[SelectionRound, SelectionPanel]:
    """One sitting of a panel that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(SelectionRound, SelectionPanel)
        .join(SelectionPanel, col(SelectionPanel.id) == SelectionRound.panel_id)
        .where(SelectionRound.public_id == public_id, _readable(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such sitting, or it is not yours to read.")
    return found[0], found[1]


def get_selection(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[Selection, SelectionRound, SelectionPanel]:
    """One story before a sitting of a panel that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Selection, SelectionRound, SelectionPanel)
        .join(SelectionRound, col(SelectionRound.id) == Selection.round_id)
        .join(SelectionPanel, col(SelectionPanel.id) == SelectionRound.panel_id)
        .where(Selection.public_id == public_id, _readable(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such choice, or it is not yours to read.")
    return found[0], found[1], found[2]


def list_sittings(session: Session, panel_ids: Collection[int]) -> list[SelectionRound]:
    """The sittings of these panels, in their order."""
    query = select(SelectionRound).where(col(SelectionRound.panel_id).in_(panel_ids))
    order = (col(SelectionRound.panel_id), col(SelectionRound.number))
    return list(session.exec(query.order_by(*order)))


def list_selections(session: Session, round_ids: Collection[int]) -> dict[int, list[Selection]]:
    """The stories before these sittings, by sitting, domain by domain, in one query."""
    found: dict[int, list[Selection]] = defaultdict(list)
    query = select(Selection).where(col(Selection.round_id).in_(round_ids))
    for one in session.exec(query.order_by(col(Selection.domain), col(Selection.id))):
        found[one.round_id].append(one)
    return found


def list_selections_of_story(session: Session, panel_id: int, story_id: int) -> Sequence[Selection]:
    """Every time a story stood before a panel, in the order of its sittings."""
    return session.exec(
        select(Selection)
        .join(SelectionRound, col(SelectionRound.id) == Selection.round_id)
        .where(SelectionRound.panel_id == panel_id, Selection.story_id == story_id)
        .order_by(col(SelectionRound.number), col(Selection.id))
    ).all()


def list_candidates(
    session: Session, scope: Scope, panel: SelectionPanel, *, page: int = 1, per_page: int = 25
) -> tuple[list[StoryWithWords], int]:
    """Stories that may be put before a panel, the newest first; and how many there are."""
    query: Any = select(Story, StoryVersion).join(StoryVersion, newest_words())
    query = query.where(readable(scope), *_asked_for(panel))
    total = session.exec(
        select(func.count()).select_from(Story).where(readable(scope), *_asked_for(panel))
    ).one()
    order = (col(Story.accepted_at).desc(), col(Story.id).desc())
    rows = session.exec(query.order_by(*order).offset((page - 1) * per_page).limit(per_page))
    return [StoryWithWords(*row) for row in rows], total


def list_fitting(
    session: Session, scope: Scope, panel: SelectionPanel, public_ids: Collection[UUID]
) -> Sequence[Story]:
    """Those of these stories that may be put before a panel, in their order."""
    return session.exec(
        select(Story)
        .where(col(Story.public_id).in_(public_ids), readable(scope), *_asked_for(panel))
        .order_by(col(Story.id))
    ).all()


def open_still(session: Session, scope: Scope, story_ids: Collection[int]) -> set[int]:
    """Which of these stories may be read within a scope today."""
    query = select(Story.id).where(col(Story.id).in_(story_ids), readable(scope))
    return {number for number in session.exec(query) if number is not None}


def _asked_for(panel: SelectionPanel) -> list[ColumnElement[bool]]:
    """Which stories a panel is about; one with no day fits any time."""
    asked: list[ColumnElement[bool]] = []
    if panel.contract_id is not None:
        asked.append(col(Story.contract_id) == panel.contract_id)
    told = col(Story.told_on)
    if panel.from_on is not None:
        asked.append(or_(told.is_(None), told >= panel.from_on))
    if panel.to_on is not None:
        asked.append(or_(told.is_(None), told <= panel.to_on))
    return asked


def _readable(actor: Actor) -> ColumnElement[bool]:
    if not can(actor, Action.READ_PANEL):
        return false()
    if actor.everywhere:
        return true()
    return col(SelectionPanel.organisation_id) == actor.organisation_id
