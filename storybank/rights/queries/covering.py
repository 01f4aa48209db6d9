"""What still shows words of a story that are covered now."""

from sqlmodel import Session, col, select

from storybank.reports.models import ReportQuotation
from storybank.stories.models import Story


def list_words_issued(session: Session, story: Story) -> list[str]:
    """The words of a story that issued reports carry. For the step that covers them."""
    return list(
        session.exec(
            select(ReportQuotation.words)
            .where(ReportQuotation.story_id == story.id, col(ReportQuotation.removed_at).is_(None))
            .order_by(col(ReportQuotation.id))
        )
    )


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
