"""What the pages of a draft gather."""

from typing import Any
from uuid import UUID

from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.reports import queries
from storybank.reports.models import ChoiceMade, Report, ReportKind
from storybank.reports.pack.behind import find_passage, place_of_story
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.candidates import choices_shown, passages_to_choose, stories_to_tell
from storybank.reports.pack.kinds import build_of
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.wording import subject_of
from storybank.reports.rules import KINDS, PRINCIPLES, Asked, Wanted
from storybank.reports.service import BLOCKS
from storybank.web.auth import current_actor
from storybank.web.pack_page import page_of
from storybank.web.paging import page_asked, paging
from storybank.web.report_page import material_of, not_in, words_shown
from storybank.web.session import current_session

PER_PAGE = 20
STORIES_A_PAGE = 10
TELLS_WHOLE = frozenset({ReportKind.BOARD_PACK})
"""Kinds in which one story is told whole."""


def found_draft(draft_id: UUID) -> Report:
    """The draft of the address.

    Raises:
        NotFound: there is none, none for whoever is signed in, or it was issued.
    """
    return queries.get_draft(current_session(), current_actor(), draft_id)


def material_for(draft: Report) -> Material:
    """What a draft is counted from, with what was chosen for it."""
    session = current_session()
    asked = queries.asked_of(session, draft)
    return material_of(asked, choices=queries.list_choices(session, draft))


def title_for(asked: Asked) -> str:
    """What a report may be called, until somebody says otherwise."""
    return f"{KINDS[asked.kind].name}: {subject_of(asked)}, {clock.today():%B %Y}"


def draft_page(draft: Report) -> dict[str, Any]:
    """A draft as it would be issued now, and what is left to do before."""
    material = material_for(draft)
    pack = build_of(material)
    return {
        **page_of(current_session(), pack, behind=material.asked.query()),
        "draft": draft,
        "tells_whole": draft.kind in TELLS_WHOLE,
        "heard": material.figure("stories"),
        "not_in": not_in(material),
        "stopped_by": [one.words for one in pack.warnings if one.key.startswith(BLOCKS)],
        "answered": len(draft.checklist),
        "principles": len(PRINCIPLES),
        "choices": material.choices,
    }


def quotations_page(draft: Report, wanted: Wanted) -> dict[str, Any]:
    """What was chosen, what stands in the draft now, and what else could be quoted."""
    material = material_for(draft)
    pack = build_of(material)
    shown = choices_shown(material)
    touched = {(one.told.story, one.choice.start, one.choice.end) for one in shown if one.told}
    more, total = passages_to_choose(material, wanted, page=page_asked(), per_page=PER_PAGE)
    return {
        "draft": draft,
        "chosen": [one for one in shown if one.choice.choice is not ChoiceMade.TELL_WHOLE],
        "quoted": [
            one
            for one in pack.told
            if one.words and "start" in one.facts and _place(one) not in touched
        ],
        "more": more,
        "show": words_shown(),
        "priorities": list(dict.fromkeys(one.group for one in material.codes if one.group)),
        "themes": material.themes_heard(),
        "wanted": wanted,
        "paging": paging(page_asked(), total, PER_PAGE),
    }


def story_page(draft: Report) -> dict[str, Any]:
    """The story of the meeting: the one chosen, and those that may be told whole."""
    material = material_for(draft)
    offered, total = stories_to_tell(material, page=page_asked(), per_page=STORIES_A_PAGE)
    chosen = [one for one in choices_shown(material) if one.choice.choice is ChoiceMade.TELL_WHOLE]
    return {
        "draft": draft,
        "chosen": chosen,
        "offered": offered,
        "paging": paging(page_asked(), total, STORIES_A_PAGE),
    }


def words_chosen(draft: Report, choice: ChoiceMade, story: UUID, start: int, end: int) -> Told:
    """The words that somebody is about to choose, as they may be shown now.

    Raises:
        NotFound: they cannot stand in the report.
    """
    material = material_for(draft)
    if (start, end) == (0, 0):
        passage = Passage(place_of_story(material, story), 0, 0)
    else:
        passage = find_passage(material, story, start, end)
    told = tell(material, [passage])
    if not told:
        raise NotFound("There is no such passage in this report.")
    return told[0]


def _place(one: Told) -> tuple[str, int, int]:
    return one.story, one.facts["start"], one.facts["end"]
