"""The story of the meeting: one story told whole, and why it was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement
from sqlmodel import select

from storybank.answering.models import AnswerChange
from storybank.answering.queries import AnswerAs, list_answers
from storybank.nlp.reading import Change
from storybank.reports.models import ChoiceMade
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import NO_PERSON, NOBODY, Passage, tell
from storybank.reports.pack.wording import day_words
from storybank.reports.queries.numbers import CHANGES, in_pack
from storybank.reports.queries.whole import PanelChoice, Whole, find_whole, list_panel_choices
from storybank.reports.rules import whole_scope
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope, shown_when
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_title, mask_words

PARTS = (("before", Change.NEED), ("happened", Change.ACTIVITY), ("now", Change.BETTER))
"""What a journey is made of: what was lacking, what happened, what is better now."""


def may_be_told_whole(material: Material) -> ColumnElement[bool]:
    """True for the stories of the report that may be told whole in it."""
    asked, contracts = material.asked, [one.key for one in material.contracts]
    return in_pack(
        whole_scope(material.actor, material.asked), contracts, asked.period, asked.purpose
    )


def story_of_meeting(material: Material) -> Told | None:
    """The story that somebody chose to be told whole; else the one a panel chose last.

    None where nobody chose any, or where it may not be told whole.
    """
    which = may_be_told_whole(material)
    here = set(material.heard.story.tolist())
    chosen = [
        one
        for one in material.choices
        if one.choice is ChoiceMade.TELL_WHOLE and one.story_id in here
    ]
    left_out = {
        one.story_id
        for one in material.choices
        if one.choice is ChoiceMade.LEAVE_OUT and one.end == 0
    }
    for choice in chosen:
        panels = list_panel_choices(material.session, which, [choice.story_id])
        found = find_whole(material.session, choice.story_id, which)
        if found is not None:
            return _tell(material, found, _reasons(choice.reason, panels))
    if chosen:
        return None
    for panel in list_panel_choices(material.session, which):
        if panel.story_id in here - left_out:
            found = find_whole(material.session, panel.story_id, which)
            if found is not None:
                return _tell(material, found, _reasons("", [panel]))
    return None


def _reasons(reason: str, panels: Sequence[PanelChoice]) -> str:
    said = [reason.strip()] if reason.strip() else []
    for one in panels[:1]:
        why = one.reason.strip()
        domain = f" for “{one.domain}”" if one.domain else ""
        said.append(
            f"The panel “{one.panel}” chose it{domain} on {day_words(one.held_on)}"
            + (f": {why}" if why else ".")
        )
    return " ".join(said)


def _tell(material: Material, found: Whole, chosen: str) -> Told:
    """A story as it may be read whole: details covered, and what came of it."""
    session, story, version = material.session, found.story, found.version
    details = list_identifiers(session, [version.key]).get(version.key, [])
    opened = select(Story.id).where(Story.id == story.id, readable(reading_scope(material.actor)))
    nobody = NO_PERSON if found.teller.value == "organisation" else NOBODY
    answers = list_answers(session, [story.key]).get(story.key, [])
    return Told(
        story=str(story.public_id),
        words=mask_words(version.body, 0, details),
        facts={
            "whose": found.called or nobody,
            "place": story.place,
            "when": shown_when(story),
            "kind": story.kind.value,
            "title": mask_title(version.title, version.body, details),
            "version": version.number,
            "whole": True,
            "chosen": chosen,
            **_journey(material, story.key),
            **({"came_of_it": came} if (came := [_came(one) for one in answers]) else {}),
        },
        may_open=session.exec(opened).first() is not None,
    )


def _came(one: AnswerAs) -> str:
    """What was answered to a story, in a sentence or two."""
    answer = one.answer
    said = [f"{one.organisation} answered: {_stopped(answer.words)}"]
    if answer.change_words:
        made = "Changed" if answer.change is AnswerChange.MADE else "Planned"
        said.append(f"{made}: {_stopped(answer.change_words)}")
    if answer.disputed_at:
        said.append("Whoever told the story says that this is not so.")
    return " ".join(said)


def _journey(material: Material, story_id: int) -> dict[str, Any]:
    """The passages that say how it was before, what happened, and how it is now."""
    at = int(np.flatnonzero(material.heard.story == story_id)[0])
    coded = material.coded
    passages: dict[str, Passage] = {}
    for name, change in PARTS:
        mask = (coded.at == at) & (coded.own == 1) & (coded.change == CHANGES.index(change))
        rows = np.flatnonzero(mask)
        if rows.size:
            row = int(rows[np.argmin(coded.start[rows])])
            if name == "now":  # how it is now is said last
                row = int(rows[np.argmax(coded.start[rows])])
            passages[name] = Passage(
                at, int(coded.start[row]), int(coded.end[row]), int(coded.coding[row])
            )
    if len(passages) < 2:
        return {}
    told = {
        (one.facts["start"], one.facts["end"]): one
        for one in tell(material, list(passages.values()))
    }
    return {
        name: told[(one.start, one.end)].words
        for name, one in passages.items()
        if (one.start, one.end) in told and told[(one.start, one.end)].words
    }


def _stopped(sentence: str) -> str:
    return f"{sentence.strip().rstrip('. ')}."
