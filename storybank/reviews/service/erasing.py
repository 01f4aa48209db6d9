"""What was noted of a story while a contract was run, once that story is taken back."""

from sqlmodel import Session, select

from storybank.reviews.models import EffectCheck
from storybank.reviews.service.kept_notes import change_kept_notes
from storybank.stories.models import Story


def erase_notes(session: Session, *, story: Story) -> None:
    """Empty what was noted of a story as a sign of an effect, or at a review."""
    for check in session.exec(select(EffectCheck).where(EffectCheck.story_id == story.id)):
        check.note = ""
    change_kept_notes(session, story=story, change=lambda _: "")
