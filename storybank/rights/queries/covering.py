"""What still shows words of a story that are covered now."""

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col, select

from storybank.reports.models import ReportQuotation
from storybank.stories.models import Story


def list_words_issued(session: Session, story: Story) -> list[str]:
    """The words of a story that issued reports carry, and all they say of it besides.

    For the step that covers them: reasons of findings and of choices may repeat what a story says.
    """
    rows = session.exec(
        select(ReportQuotation.words, ReportQuotation.facts)
        .where(ReportQuotation.story_id == story.id, col(ReportQuotation.removed_at).is_(None))
        .order_by(col(ReportQuotation.id))
    )
    return [one for words, facts in rows for one in (words, *_texts_in(facts))]


def _texts_in(value: Any) -> Iterator[str]:
    """Every text within plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts_in(one)


def is_told_of_in_reports(session: Session, story: Story, *, name: str, place: bool) -> bool:
    """Whether an issued report says this name with words of a story or, if asked, where it was.

    For the step that holds what was issued to what its storyteller wishes.
    """
    standing = session.exec(
        select(ReportQuotation.facts).where(
            ReportQuotation.story_id == story.id, col(ReportQuotation.removed_at).is_(None)
        )
    )
    return any(
        bool(name and facts.get("whose") == name) or bool(place and facts.get("place"))
        for facts in standing
    )
