"""What a story says: its segments, the codes on them, and personal details noticed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.nlp.reading import Change, Speaker, Voice


class CodingStatus(StrEnum):
    """A suggestion counts for nothing until a person has confirmed it."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class StoryReading(Row, table=True):
    """That a reader has read a story version: which one, when, and in what language it found it.

    ``language`` is empty where the reader could not tell.
    """

    __tablename__ = "story_reading"

    story_version_id: int = Field(foreign_key="story_version.id", unique=True)
    reader: str
    read_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    language: str = ""


class Segment(Row, table=True):
    """One sentence of a story version; ``quote`` is exactly ``body[start:end]``.

    But of a version that was sealed, ``quote`` has the details covered that were masked later.

    ``attributed_to`` names who a quotation is said to be by: personal data, for coders only.
    """

    __tablename__ = "segment"
    __table_args__ = (
        UniqueConstraint("story_version_id", "position"),
        CheckConstraint('"end" > start', "offsets"),
    )

    story_version_id: int = Field(foreign_key="story_version.id")
    position: int
    start: int
    end: int
    quote: str
    speaker: Speaker
    voice: Voice = Voice.TOLD
    attributed_to: str = ""


class Coding(Row, table=True):
    """A code applied to a segment by a person or a machine, with its change."""

    __tablename__ = "coding"
    __table_args__ = (
        UniqueConstraint("segment_id", "code_id"),
        Index("ix_coding_code_status", "code_id", "status", "change"),
        # The list of stories with suggestions waiting must not cost a walk over all codings.
        Index("ix_coding_suggested", "segment_id", sqlite_where=text("status = 'SUGGESTED'")),
    )

    segment_id: int = Field(foreign_key="segment.id")
    code_id: int = Field(foreign_key="code.id")
    change: Change
    status: CodingStatus
    origin: str
    score: float | None = None
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    created_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Identifier(Row, table=True):
    """A stretch of a story version that may tell who somebody is; masked for boards."""

    __tablename__ = "identifier"
    __table_args__ = (UniqueConstraint("story_version_id", "start", "end", "type"),)

    story_version_id: int = Field(foreign_key="story_version.id")
    start: int
    end: int
    type: str
    origin: str


class SegmentVector(Row, table=True):
    """What a sentence means, as numbers, and what the reader said of it.

    With these kept, a new theme or a learnt layer changes what is suggested without any story
    being read again. ``vector`` holds little-endian 16-bit floats; ``said`` the reader's own
    suggestions, before a learnt layer changed them.
    """

    __tablename__ = "segment_vector"

    segment_id: int = Field(foreign_key="segment.id", unique=True)
    encoder: str
    vector: bytes = Field(sa_type=LargeBinary)
    reader: str
    said: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class ThemeLayer(Row, table=True):
    """What was learnt about one theme from people's decisions; kept whether it is used or not."""

    __tablename__ = "theme_layer"
    __table_args__ = (
        Index("uq_theme_layer_active", "code_id", unique=True, sqlite_where=text("is_active")),
    )

    code_id: int = Field(foreign_key="code.id")
    encoder: str
    weights: bytes = Field(sa_type=LargeBinary)
    threshold: float
    positives: int
    negatives: int
    score_before: float
    score_after: float
    is_active: bool = False
    origin: str
    fitted_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
