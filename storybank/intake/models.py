"""What arrived, who told it, and by what right we hold it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class StoryKind(StrEnum):
    """What sort of account it is."""

    BENEFICIARY_STORY = "beneficiary_story"
    INTERVIEW_TRANSCRIPT = "interview_transcript"
    CASE_STUDY = "case_study"


class Teller(StrEnum):
    """Who tells it: the person, somebody for them, or an organisation about them."""

    SELF = "self"
    ON_BEHALF = "on_behalf"
    ORGANISATION = "organisation"


class TextFormat(StrEnum):
    """How the words are written down."""

    PLAIN = "plain"
    MARKDOWN = "markdown"


class SubmissionStatus(StrEnum):
    """Where a submission stands."""

    DRAFT = "draft"
    WAITING = "waiting"
    HELD = "held"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Purpose(StrEnum):
    """What a storyteller may allow their story to be used for."""

    CONTRACT_MANAGEMENT = "contract_management"
    BOARD = "board"
    PUBLIC = "public"
    OTHER_BODIES = "other_bodies"
    MACHINE_SUGGESTIONS = "machine_suggestions"


class Contributor(Row, table=True):
    """The person who told it. ``display_name`` is what they wish to be called, if anything."""

    __tablename__ = "contributor"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    display_name: str = ""


class Submission(Row, table=True):
    """What a person sent, as received. Once it leaves ``draft`` its words never change."""

    __tablename__ = "submission"
    __table_args__ = (
        # The same words are held once; a draft is not held yet.
        Index(
            "uq_submission_fingerprint",
            "fingerprint",
            unique=True,
            sqlite_where=text("status IN ('WAITING', 'HELD', 'ACCEPTED')"),
        ),
        Index("ix_submission_status", "status", "id"),
        CheckConstraint("length(title) > 0 OR status = 'DRAFT'", "title"),
    )

    contributor_id: int = Field(foreign_key="contributor.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    submitted_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    contract_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    status: SubmissionStatus
    kind: StoryKind
    title: str
    body: str
    format: TextFormat
    teller: Teller
    told_for: str = ""
    place: str = ""
    told_on: date | None = None
    received_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    fingerprint: str
    file_name: str | None = None
    file_sha256: str | None = None
    cues: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decline_reason: str = ""


class Consent(Row, table=True):
    """Permission to use one submission for one purpose, until it expires or is withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("submission_id", "purpose"),)

    submission_id: int = Field(foreign_key="submission.id")
    purpose: Purpose
    given_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    expires_on: date | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    method: str
