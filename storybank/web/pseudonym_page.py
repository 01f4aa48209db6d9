"""What the page of invented names shows: proposals, and the story before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from storybank.core.errors import RuleBroken
from storybank.stories.masking import MASKS
from storybank.stories.pseudonymise import (
    Detail,
    Proposal,
    propose,
    replace_details,
    replace_in_title,
)
from storybank.stories.queries import StoryWithWords, find_draft
from storybank.tagging.queries import find_reading, list_identifiers
from storybank.web.forms.pseudonyms import MOST_ROWS, PseudonymsForm
from storybank.web.story_compare import Part, compare_words
from storybank.web.story_page import IDENTIFIER_NAMES

NOTE = "Names replaced"
DRAFT_FIRST = (
    "You have an unfinished edit of this story. Publish or discard it first: replacing names "
    "makes a new version."
)


@dataclass
class PseudonymPage:
    """Everything the page shows."""

    found: StoryWithWords
    read: bool
    has_draft: bool
    rows: list[dict[str, str]]
    title: str
    before: list[Part]
    after: list[Part]


def list_proposals(session: Session, found: StoryWithWords) -> tuple[Proposal, ...]:
    """What Storybank proposes for the newest version; names first met come first."""
    version = found.version
    noticed = list_identifiers(session, [version.key]).get(version.key, [])
    details = [Detail(one.start, one.end, one.type) for one in noticed]
    return propose(version.body, details, MASKS)[:MOST_ROWS]


def blank_form(found: StoryWithWords, proposals: Sequence[Proposal]) -> PseudonymsForm:
    """The form with every proposal ticked."""
    rows = [
        {"words": one.words, "type": one.type, "use": True, "replacement": one.replacement}
        for one in proposals
    ]
    data = {"based_on": str(found.version.number), "rows": rows}
    return PseudonymsForm(formdata=None, data=data)


def renewed_form(
    form: PseudonymsForm, found: StoryWithWords, proposals: Sequence[Proposal]
) -> PseudonymsForm:
    """The form for the newest version, where somebody was faster: what was typed stays."""
    renewed = blank_form(found, proposals)
    renewed.form_errors = list(form.form_errors)
    typed = {(row.form.words.data, row.form.type.data): row.form for row in form.rows}
    for row in renewed.rows:
        before = typed.get((row.form.words.data, row.form.type.data))
        if before is not None:
            row.form.use.data = before.use.data
            row.form.replacement.data = before.replacement.data
            row.form.replacement.errors = before.replacement.errors
    return renewed


def chosen(form: PseudonymsForm, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals that are ticked, with the words a person gave them."""
    by_detail = {(one.words, one.type): one for one in proposals}
    kept = []
    for row in form.rows:
        proposal = by_detail.get((row.form.words.data or "", row.form.type.data or ""))
        words = row.form.replacement.data or ""
        if proposal is not None and row.form.use.data and words:
            kept.append(replace(proposal, replacement=words))
    return kept


def new_words(found: StoryWithWords, kept: Sequence[Proposal]) -> tuple[str, str]:
    """Title and body with the chosen details replaced."""
    return (
        replace_in_title(found.version.title, kept),
        replace_details(found.version.body, kept),
    )


def check_no_draft(session: Session, found: StoryWithWords, user_id: int | None) -> None:
    """Publishing would throw a draft away, so there must be none.

    Raises:
        RuleBroken: this person has an unfinished edit of the story.
    """
    if find_draft(session, found.story, user_id) is not None:
        raise RuleBroken(DRAFT_FIRST)


def gather_pseudonyms(
    session: Session,
    found: StoryWithWords,
    form: PseudonymsForm,
    proposals: Sequence[Proposal],
    user_id: int | None,
) -> PseudonymPage:
    """Gather the page as the form stands: what is ticked there is shown replaced."""
    title, body = new_words(found, chosen(form, proposals))
    parts = compare_words(found.version.body, body)
    counts = {(one.words, one.type): len(one.places) for one in proposals}
    return PseudonymPage(
        found=found,
        read=find_reading(session, found.version.key) is not None,
        has_draft=find_draft(session, found.story, user_id) is not None,
        rows=[
            _row(row.form.words.data or "", row.form.type.data or "", counts) for row in form.rows
        ],
        title=title,
        before=[part for part in parts if part[0] != "insert"],
        after=[part for part in parts if part[0] != "delete"],
    )


def _row(words: str, type_: str, counts: dict[tuple[str, str], int]) -> dict[str, str]:
    times = counts.get((words, type_), 0)
    return {
        "words": words,
        "kind": IDENTIFIER_NAMES.get(type_, "Other detail"),
        "times": "once" if times == 1 else "twice" if times == 2 else f"{times} times",
    }
