"""Answers to a story that was taken back: they may echo its words, so theirs go too."""

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storybank.answering.models import Answer, FollowUp
from storybank.core import clock
from storybank.intake.models import Submission
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


def end_follow_ups(session: Session, *, submission: Submission) -> int:
    """Ask whoever told it nothing any more; returns how many times it would have been.

    What they said in it when they were asked again of an earlier one is gone from there too.
    """
    rows = session.exec(
        select(FollowUp).where(
            or_(
                col(FollowUp.submission_id) == submission.key,
                col(FollowUp.answered_by_submission_id) == submission.key,
            )
        )
    ).all()
    ended = 0
    for follow_up in rows:
        ended += follow_up.ended_at is None and follow_up.said_at is None
        follow_up.ended_at = follow_up.ended_at or clock.now()
        follow_up.lasted = follow_up.said_at = follow_up.answered_by_submission_id = None
    session.flush()
    return ended
