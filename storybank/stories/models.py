"""The edited account: a story and its immutable versions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.intake.models import StoryKind, TextFormat


class StoryStatus(StrEnum):
    """Where a story stands."""

    ACCEPTED = "accepted"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Story(Row, table=True):
    """An accepted account. ``revision`` grows with every change that search must know of."""

    __tablename__ = "story"
    __table_args__ = (
        Index("ix_story_status_accepted", "status", "accepted_at", "id"),
        # The stories of one contract, newest first, without going through everybody's.
        Index("ix_story_contract", "contract_id", "status", "accepted_at", "id"),
    )

    submission_id: int = Field(foreign_key="submission.id", unique=True)
    contributor_id: int = Field(foreign_key="contributor.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id")
    status: StoryStatus = StoryStatus.ACCEPTED
    kind: StoryKind
    place: str = Field(default="", index=True)
    told_on: date | None = None
    accepted_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    accepted_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    current_version: int = 1
    # The newest version whose personal details have been looked for: boards read no other.
    prepared_version: int = 0
    # Shared so that people may learn from it: evidence for or against no promise (N92).
    learning_only: bool = False
    revision: int = 1
    # The person who decided what stands for each personal detail; None while nobody has.
    masked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    masked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Whoever told it asked to see the words that will be used; the newest they agreed to (F22).
    wants_check: bool = False
    checked_version: int = 0
    # What is shown of when, once that was made less exact; empty while it is exact.
    shown_when: str = ""


class StoryVersion(Row, table=True):
    """The words of a story at one time. Rows are only ever added."""

    __tablename__ = "story_version"
    __table_args__ = (
        UniqueConstraint("story_id", "number"),
        # Whose hands a story went through is asked of every story at once, past its words.
        Index("ix_story_version_edited_by", "edited_by_id", "story_id"),
    )

    story_id: int = Field(foreign_key="story.id")
    number: int
    title: str
    body: str
    format: TextFormat
    note: str = ""
    edited_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # Sealed: it holds personal details that were masked later. Only those who may read
    # originals read it, and each look is put on record.
    sealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StoryDraft(Row, table=True):
    """A person's unfinished edit of a story."""

    __tablename__ = "story_draft"
    __table_args__ = (UniqueConstraint("story_id", "user_id"),)

    story_id: int = Field(foreign_key="story.id")
    user_id: int = Field(foreign_key="user_account.id", index=True)
    based_on: int
    title: str
    body: str
    note: str = ""
    saved_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class DetailStatus(StrEnum):
    """A detail the machine noticed stays covered until a person says that it may show."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Detail(Row, table=True):
    """A stretch of a submission's words that may tell who somebody is, and what stands for it.

    Offsets are half-open code points of the submission's body. ``replacement`` is empty where
    the mask of its type stands for it.
    """

    __tablename__ = "detail"
    __table_args__ = (UniqueConstraint("submission_id", "start", "end"),)

    submission_id: int = Field(foreign_key="submission.id")
    start: int
    end: int
    type: str
    origin: str
    status: DetailStatus = DetailStatus.SUGGESTED
    replacement: str = ""
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TellerCheck(Row, table=True):
    """The masked words were shown to whoever told the story: what they said to them (F22)."""

    __tablename__ = "teller_check"

    story_id: int = Field(foreign_key="story.id", index=True)
    version: int
    agrees: bool
    words: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by_id: int | None = Field(default=None, foreign_key="user_account.id")
