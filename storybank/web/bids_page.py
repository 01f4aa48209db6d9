"""What the pages of answers in bids gather."""

from typing import Any
from uuid import UUID

from storybank.core.errors import NotFound
from storybank.intake.models import Purpose
from storybank.nlp.reading import Change
from storybank.reports.models import Report, ReportStatus
from storybank.reports.pack.answer import AnswerRead, offer_passages, read_answer, with_speakers
from storybank.reports.pack.behind import find_passage
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.kinds.story_to_answer import warnings_of
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import tell
from storybank.reports.queries import asked_of
from storybank.reports.queries.bids import (
    answer_of,
    get_answer_report,
    list_passages_chosen,
    used_before,
)
from storybank.web.auth import current_actor
from storybank.web.forms.bids import READERS, AnswerForm, WordsForm, words_form
from storybank.web.paging import page_asked, paging
from storybank.web.report_page import material_of, words_shown
from storybank.web.session import current_session

PER_PAGE = 20
PROMPTS = (
    (Change.NEED, "What was it like before?"),
    (Change.ACTIVITY, "What did you do, as they tell it?"),
    (Change.BETTER, "What is different now?"),
    (Change.WORSE, "What was hard, or did not work?"),
)
"""What a good answer tells, and the direction in which passages say it (N84)."""


def found_answer(answer_id: UUID, *, draft: bool = True) -> Report:
    """The answer of the address; only one that is still being written, where ``draft``.

    Raises:
        NotFound: there is none, it is another organisation's, or it was issued.
    """
    report = get_answer_report(current_session(), current_actor(), answer_id)
    if draft and report.status is not ReportStatus.DRAFT:
        raise NotFound("This answer was issued, and stays as it was.")
    return report


def material_for(report: Report) -> Material:
    """What an answer is written from, with the passages chosen for it."""
    session = current_session()
    choices = list_passages_chosen(session, report)
    return material_of(asked_of(session, report), choices=choices)


def form_of(report: Report) -> AnswerForm:
    """The form of what an answer is for, as it stands."""
    kept = answer_of(report)
    return AnswerForm(
        data={
            "title": report.title,
            "question": kept.question,
            "limit": kept.limit or None,
            "purpose": report.purpose.value,
        }
    )


def words_form_of(report: Report) -> WordsForm:
    """The form of its own words, with a field before each passage."""
    kept = answer_of(report)
    chosen = list_passages_chosen(current_session(), report)
    leads = [(str(one.public_id), kept.leads.get(str(one.public_id), "")) for one in chosen]
    return words_form(leads, kept.opening, kept.closing)


def answer_page(report: Report, form: WordsForm) -> dict[str, Any]:
    """An answer while it is written: how it reads, how long it is, and what to think of."""
    material = material_for(report)
    read = read_answer(material)
    before = used_before(
        material.session, material.actor, report, [one.choice for one in read.pieces]
    )
    return {
        "report": report,
        "read": read,
        "form": form,
        "readers": READERS[Purpose(report.purpose)],
        "warnings": [*warnings_of(read), *_used(read, before)],
        "before": before,
        "show": words_shown(),
    }


def _used(read: AnswerRead, before: dict[UUID, Any]) -> list[Any]:
    """That passages stand in other bids too: a buyer who reads both sees the same words."""
    found = []
    for number, piece in enumerate(read.pieces, start=1):
        others = before.get(piece.choice.public_id)
        if others:
            titles = ", ".join(f"“{one.title}”" for one in others[:3])
            found.append({"words": f"Passage {number} stands in {titles} too."})
    return found


def passages_page(report: Report, theme: str, change: str, words: str) -> dict[str, Any]:
    """Passages that the answer could quote, narrowed by theme, direction and words."""
    material = material_for(report)
    if theme and theme not in {one.slug for one in material.codes}:
        raise NotFound("There is no such theme.")
    if change and change not in set(Change):
        raise NotFound("There is no such direction.")
    offered = offer_passages(
        material,
        theme=theme or None,
        change=Change(change) if change else None,
        words=words,
        page=page_asked(),
        per_page=PER_PAGE,
    )
    shown = [told for _, told in read_answer(material).shown]
    covered = {change for told in shown for _, change in told.facts.get("codes", [])}
    return {
        "report": report,
        "answer": answer_of(report),
        "offered": offered,
        "stories": int(material.heard.story.size),
        "themes": material.themes_heard(),
        "theme": theme,
        "change": change,
        "words": words,
        "taken": {(told.story, told.facts["start"], told.facts["end"]) for told in shown},
        "prompts": [(which.value, asks, which.value in covered) for which, asks in PROMPTS],
        "paging": paging(page_asked(), offered.total, PER_PAGE),
        "show": words_shown(),
    }


def words_picked(report: Report, story: UUID, start: int, end: int) -> Told:
    """The passage that somebody is about to put into an answer.

    Raises:
        NotFound: it cannot stand in the answer.
    """
    material = material_for(report)
    told = with_speakers(material, tell(material, [find_passage(material, story, start, end)]))
    if not told or not told[0].words:
        raise NotFound("There is no such passage for this answer.")
    return told[0]
