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
