"""What was noted of a story beside its item on the agenda of a review that was held."""

from collections.abc import Callable

from sqlalchemy import String, cast
from sqlmodel import Session, col, select

from storybank.reviews.models import Review
from storybank.stories.models import Story


def change_kept_notes(session: Session, *, story: Story, change: Callable[[str], str]) -> None:
    """Word anew what was noted of a story; that it stood on the agenda stays on record."""
    about = str(story.public_id)
    held = select(Review).where(cast(col(Review.agenda), String).contains(about))
    for review in session.exec(held):
        review.agenda = [
            {**row, "note": change(row["note"])} if row.get("public_id") == about else row
            for row in review.agenda
        ]
    session.flush()
