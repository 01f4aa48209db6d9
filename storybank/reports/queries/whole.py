"""Stories that may be told whole in a report, and those that a panel chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from storybank.intake.models import Contributor, Purpose, Submission, Teller
from storybank.intake.queries import name_shown
from storybank.reports.queries.numbers import in_pack
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words
from storybank.stories.rules import Scope
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


@dataclass(frozen=True)
class ToldWhole:
    """Which stories may be told whole in a report: those of a scope that lets the whole be read."""

    scope: Scope
    contract_ids: Collection[int]
    period: Period
    purpose: Purpose


def find_whole(session: Session, story_id: int, within: ToldWhole) -> Whole | None:
    """One story with its words, if it may be told whole."""
    which = in_pack(within.scope, within.contract_ids, within.period, within.purpose)
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
    session: Session, within: ToldWhole, story_ids: Collection[int] | None = None
) -> list[PanelChoice]:
    """Stories that may be told whole and that a panel chose, the newest choice first."""
    which = in_pack(within.scope, within.contract_ids, within.period, within.purpose)
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
