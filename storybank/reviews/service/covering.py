"""What was noted of a story while a contract was run, when more of its words is covered."""

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.reviews.models import EffectCheck
from storybank.reviews.service.kept_notes import change_kept_notes
from storybank.stories.masking import Masking
from storybank.stories.models import Story


def cover_notes(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover words in what was noted of a story as a sign of an effect, or at a review.

    Raises:
        NotAllowed: the actor does not cover words.
    """
    require(actor, Action.MASK_STORY)
    for check in session.exec(select(EffectCheck).where(EffectCheck.story_id == story.id)):
        check.note = masking.cover(check.note)
    change_kept_notes(session, story=story, change=masking.cover)
