"""What an organisation answers to a story, and asking again after some months."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class AnswerChange(StrEnum):
    """What the organisation says it changes because of a story."""

    NONE = "none"
    PLANNED = "planned"
    MADE = "made"


class Lasted(StrEnum):
    """Whether what changed still holds, said by whoever told it."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Answer(Row, table=True):
    """What an organisation answers to a story; whoever told it reads it with the return code.

    A change that is made needs a line of evidence. A planned one that was made later is a new
    answer, which ``follows_id`` the old one. Whoever told the story may say that a change is not
    so (``dispute_words`` are theirs). An answer taken back keeps its row, and none of its words.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint(
            "length(evidence) > 0 OR change <> 'MADE' OR taken_back_at IS NOT NULL", "evidence"
        ),
        Index("ix_answer_story", "story_id", "answered_at", "id"),
        # The few plans past their day and the few changes disputed, past all other answers.
        Index("ix_answer_due_on", "due_on"),
        Index(
            "ix_answer_disputed_at",
            "disputed_at",
            sqlite_where=text("disputed_at IS NOT NULL"),
        ),
    )

    story_id: int = Field(foreign_key="story.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    words: str
    change: AnswerChange = AnswerChange.NONE
    change_words: str = ""
    evidence: str = ""
    due_on: date | None = None
    follows_id: int | None = Field(default=None, foreign_key="answer.id")
    answered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disputed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dispute_words: str = ""
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FollowUp(Row, table=True):
    """A storyteller agreed to be asked again after some months; what they then said."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("submission_id", "months"),
        Index("ix_follow_up_due", "due_on", "id"),
    )

    submission_id: int = Field(foreign_key="submission.id")
    months: int
    due_on: date
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by_submission_id: int | None = Field(
        default=None, foreign_key="submission.id", index=True
    )
    lasted: Lasted | None = None
    said_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
