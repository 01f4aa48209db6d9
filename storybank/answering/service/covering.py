"""What was answered to a story, brought along when more of its words is covered."""

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.answering.models import Answer
from storybank.stories.masking import Masking
from storybank.stories.models import Story


def cover_answers(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover the words in answers, in what shows a change, and in what was said against it.

    Raises:
        NotAllowed: the actor does not cover words.
    """
    require(actor, Action.MASK_STORY)
    for answer in session.exec(select(Answer).where(Answer.story_id == story.id)):
        for name in ("words", "change_words", "evidence", "dispute_words"):
            setattr(answer, name, masking.cover(getattr(answer, name)))
    session.flush()
