"""Claims that a passage bears on a promise, and what should make a person look twice."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storybank.core.db import Row, UtcDateTime


class Stance(StrEnum):
    """What the passage does to the promise."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class LinkStatus(StrEnum):
    """A suggested link counts for nothing until a person has confirmed it."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    VOID = "void"


class Strength(StrEnum):
    """What makes a passage strong evidence; each is there or not."""

    FIRST_HAND = "first_hand"
    SPECIFIC = "specific"
    ATTRIBUTED = "attributed"
    CORROBORATED = "corroborated"
    SUSTAINED = "sustained"


class EvidenceLink(Row, table=True):
    """A passage of a story version, a commitment, and what the one does to the other.

    ``who``, ``what_changed`` and ``brought_about`` are the three things every claim says (N65).
    ``strengths`` are values of ``Strength``; ``strengths_by_id`` is whoever looked at them, None
    while they are only suggested.
    """

    __tablename__ = "evidence_link"
    __table_args__ = (
        UniqueConstraint("story_version_id", "commitment_id", "start", "end"),
        CheckConstraint('"end" > start', "offsets"),
        Index("ix_evidence_link_commitment_status", "commitment_id", "status"),
        Index("ix_evidence_link_story_status", "story_id", "status"),
        # Counting every link that counts reads this index and leaves the words where they lie.
        Index(
            "ix_evidence_link_status",
            "status",
            "id",
            "commitment_id",
            "story_id",
            "stance",
            "made_at",
        ),
    )

    story_id: int = Field(foreign_key="story.id")
    story_version_id: int = Field(foreign_key="story_version.id")
    commitment_id: int = Field(foreign_key="commitment.id")
    start: int
    end: int
    quote: str
    stance: Stance
    status: LinkStatus
    origin: str
    score: float | None = None
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    note: str = ""
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    made_by_organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    who: str = ""
    what_changed: str = ""
    brought_about: str = ""
    strengths: list[str] = Field(default_factory=list, sa_type=JSON)
    strengths_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    # Why it counts no longer: withdrawn, held, moved, learning; empty while it is not void.
    void_because: str = ""


class StorySignature(Row, table=True):
    """That a version's wording was looked at, and what it leaves out."""

    __tablename__ = "story_signature"

    story_id: int = Field(foreign_key="story.id", unique=True)
    story_version_id: int = Field(foreign_key="story_version.id", index=True)
    signed_by: str
    # It says that life got better, and not what brought it about.
    unexplained: bool = False


class SignatureBand(SQLModel, table=True):
    """One of the numbers that a story's wording boils down to; like stories share some."""

    __tablename__ = "signature_band"

    value: int = Field(primary_key=True, sa_type=BigInteger)
    story_id: int = Field(primary_key=True, foreign_key="story.id", index=True)


class NearCopy(Row, table=True):
    """Two stories whose words are nearly the same; kept once from the side of each."""

    __tablename__ = "near_copy"
    __table_args__ = (
        UniqueConstraint("story_id", "other_id"),
        CheckConstraint("story_id <> other_id", "two_stories"),
    )

    story_id: int = Field(foreign_key="story.id")
    other_id: int = Field(foreign_key="story.id", index=True)
    likeness: float
