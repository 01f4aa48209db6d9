"""What somebody who makes a report can choose from: passages to quote, a story to tell whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlmodel import col, select

from storybank.intake.models import Contributor, Submission
from storybank.intake.queries import name_shown
from storybank.reports.models import ReportChoice
from storybank.reports.pack.behind import passage_at, rows_behind
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import NO_PERSON, NOBODY, Passage, tell
from storybank.reports.pack.whole import may_be_told_whole
from storybank.reports.queries.numbers import in_pack
from storybank.reports.queries.whole import PanelChoice, Whole, list_panel_choices
from storybank.reports.rules import Wanted, whole_scope
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words
from storybank.stories.rules import shown_when
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_title, mask_words

BEGINNING = 320


@dataclass(frozen=True)
class ChoiceShown:
    """A choice made for a draft, with the words it is about; None where these may not stand now."""

    choice: ReportChoice
    told: Told | None


@dataclass(frozen=True)
class StoryOffered:
    """A story that may be told whole: how it begins, and which panel chose it, if one did."""

    told: Told
    panel: PanelChoice | None


def passages_to_choose(
    material: Material, wanted: Wanted, *, page: int = 1, per_page: int = 20
) -> tuple[list[Told], int]:
    """Passages in a storyteller's own words that nothing is chosen of yet, and how many."""
    chosen = {(one.story_id, one.start, one.end) for one in material.choices}
    coded = material.coded
    rows = rows_behind(material, wanted)
    rows = rows[coded.own[rows] == 1]
    left = [
        row
        for row in rows.tolist()
        if (int(material.heard.story[coded.at[row]]), int(coded.start[row]), int(coded.end[row]))
        not in chosen
    ]
    shown = left[(page - 1) * per_page :][:per_page]
    told = tell(material, [passage_at(material, wanted, row) for row in shown])
    return [one for one in told if one.words], len(left)


def choices_shown(material: Material) -> list[ChoiceShown]:
    """What was chosen for a draft, with the words that may stand in it at this moment."""
    heard = {number: at for at, number in enumerate(material.heard.story.tolist())}
    passages = [
        _passage(material, heard[one.story_id], one)
        for one in material.choices
        if one.story_id in heard
        and int(material.heard.version[heard[one.story_id]]) == one.story_version_id
    ]
    names = _public_ids(material, {one.story_id for one in material.choices})
    told = {
        (one.story, one.facts["start"], one.facts["end"]): one for one in tell(material, passages)
    }
    return [
        ChoiceShown(one, told.get((names.get(one.story_id, ""), one.start, one.end)))
        for one in material.choices
    ]


def stories_to_tell(
    material: Material, *, page: int = 1, per_page: int = 10
) -> tuple[list[StoryOffered], int]:
    """Stories that may be told whole, those a panel chose first, then the newest; how many."""
    which = may_be_told_whole(material)
    allowed = set(material.session.exec(select(Story.id).where(which)))
    here = [number for number in material.heard.story.tolist() if number in allowed]
    panels: dict[int, PanelChoice] = {}
    for one in list_panel_choices(material.session, which):
        panels.setdefault(one.story_id, one)
    here.sort(key=lambda number: number not in panels)
    shown = here[(page - 1) * per_page :][:per_page]
    told = _beginnings(material, shown)
    return [
        StoryOffered(told[number], panels.get(number)) for number in shown if number in told
    ], len(here)


def _beginnings(material: Material, ids: Collection[int]) -> dict[int, Told]:
    asked, contracts = material.asked, [one.key for one in material.contracts]
    scope = whole_scope(material.actor, asked)
    rows: Any = material.session.exec(
        select(Story, StoryVersion, name_shown(), Submission.teller)
        .join(StoryVersion, newest_words())
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(col(Story.id).in_(ids), in_pack(scope, contracts, asked.period, asked.purpose))
    )
    found = [Whole(*row) for row in rows]
    details = list_identifiers(material.session, [one.version.key for one in found])
    return {one.story.key: _beginning(one, details.get(one.version.key, [])) for one in found}


def _beginning(one: Whole, details: Sequence[Any]) -> Told:
    body, nobody = one.version.body, NOBODY
    if one.teller.value == "organisation":
        nobody = NO_PERSON
    begins = mask_words(body[:BEGINNING], 0, details)
    return Told(
        story=str(one.story.public_id),
        words=f"{begins.rsplit(' ', 1)[0]} …" if len(body) > BEGINNING else begins,
        facts={
            "whose": one.called or nobody,
            "place": one.story.place,
            "when": shown_when(one.story),
            "kind": one.story.kind.value,
            "title": mask_title(one.version.title, body, details),
        },
    )


def _passage(material: Material, at: int, one: ReportChoice) -> Passage:
    """The passage that was chosen, as a coding and as a claim where it is these."""

    def found(rows: Any, names: Any) -> int | None:
        same = (rows.at == at) & (rows.start == one.start) & (rows.end == one.end)
        places = np.flatnonzero(same)
        return int(names[places[0]]) if places.size else None

    coded, linked = material.coded, material.linked
    return Passage(at, one.start, one.end, found(coded, coded.coding), found(linked, linked.link))


def _public_ids(material: Material, ids: Collection[int]) -> dict[int, str]:
    rows = material.session.exec(select(Story.id, Story.public_id).where(col(Story.id).in_(ids)))
    return {number: str(public) for number, public in rows if number is not None}
