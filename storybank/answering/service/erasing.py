"""Answers to a story that was taken back: they may echo its words, so theirs go too."""

from sqlmodel import Session, select

from storybank.answering.models import Answer
from storybank.core import clock
from storybank.stories.models import Story


def erase_answers(session: Session, *, story: Story) -> int:
    """Empty what was answered to a story; returns how many answers stood."""
    standing = 0
    for answer in session.exec(select(Answer).where(Answer.story_id == story.id)):
        standing += answer.taken_back_at is None
        answer.taken_back_at = answer.taken_back_at or clock.now()
        answer.words = answer.change_words = answer.evidence = answer.dispute_words = ""
    session.flush()
    return standing
