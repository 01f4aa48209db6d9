"""Stories that may be told whole in a report, and those that a panel chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storybank.intake.models import Contributor, Submission, Teller
from storybank.intake.queries import name_shown
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words
from storybank.verification.models import Selection, SelectionPanel, SelectionRound


@dataclass(frozen=True)
class Whole:
    """A story with its newest words, uncovered: whoever shows it covers its details."""

    story: Story
    version: StoryVersion
    called: str
    teller: Teller


@dataclass(frozen=True)
class PanelChoice:
    """That a panel chose a story, in which sitting, and why in its own words."""

    story_id: int
    panel: str
    domain: str
    held_on: date
    reason: str


def find_whole(session: Session, story_id: int, which: ColumnElement[bool]) -> Whole | None:
    """One story, if ``which`` (``in_pack``, of a scope that lets the whole be read) holds of it."""
    query: Any = (
        select(Story, StoryVersion, name_shown(), Submission.teller)
        .join(StoryVersion, newest_words())
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(Story.id == story_id, which)
    )
    row = session.exec(query).first()
    return Whole(*row) if row else None


def list_panel_choices(
    session: Session, which: ColumnElement[bool], story_ids: Collection[int] | None = None
) -> list[PanelChoice]:
    """Stories that ``which`` holds of and that a panel chose, the newest choice first."""
    query: Any = (
        select(  # type: ignore[call-overload]
            Selection.story_id,
            SelectionPanel.title,
            Selection.domain,
            SelectionRound.held_on,
            Selection.reason,
        )
        .join(SelectionRound, col(SelectionRound.id) == Selection.round_id)
        .join(SelectionPanel, col(SelectionPanel.id) == SelectionRound.panel_id)
        .where(
            col(Selection.is_chosen).is_(True),
            # Asked of each of the few that a panel chose, not of every story.
            select(Story.id).where(Story.id == Selection.story_id, which).exists(),
        )
        .order_by(col(SelectionRound.held_on).desc(), col(Selection.id).desc())
    )
    if story_ids is not None:
        query = query.where(col(Selection.story_id).in_(story_ids))
    return [PanelChoice(*row) for row in session.exec(query)]
