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
    TO_TYPE = "to_type"  # a recording or a photograph whose words nobody has typed yet
    ERASED = "erased"  # taken back or disposed of: the row stays, its words are gone


class Purpose(StrEnum):
    """What a storyteller may allow their story to be used for."""

    CONTRACT_MANAGEMENT = "contract_management"
    BOARD = "board"
    PUBLIC = "public"
    OTHER_BODIES = "other_bodies"
    MACHINE_SUGGESTIONS = "machine_suggestions"
    QUOTATION = "quotation"
    RESEARCH_EXPORT = "research_export"
    PHOTO_OR_VOICE = "photo_or_voice"


class Identifiability(StrEnum):
    """How the storyteller wishes to be known."""

    NAMED = "named"
    CHOSEN_NAME = "chosen_name"
    UNNAMED = "unnamed"


class Door(StrEnum):
    """By which door something came: whose hands were on it."""

    STAFF = "staff"
    OWN = "own"  # the storyteller's own, without an account
    FILE = "file"
    COMMAND = "command"


class LawfulBasis(StrEnum):
    """By what right the organisation holds a story (Article 6); not the teller's permission."""

    NOT_RECORDED = "not_recorded"
    CONSENT = "consent"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class SpecialCondition(StrEnum):
    """Why more private facts in a story, such as of health, may be held (Article 9)."""

    NOT_RECORDED = "not_recorded"
    EXPLICIT_CONSENT = "explicit_consent"
    SOCIAL_CARE = "social_care"
    PUBLIC_INTEREST = "public_interest"
    RESEARCH = "research"
    NOT_NEEDED = "not_needed"


class ConsentAct(StrEnum):
    """What a storyteller did about a permission."""

    GIVEN = "given"
    RENEWED = "renewed"
    WITHDRAWN = "withdrawn"


class GivenBy(StrEnum):
    """Who gave a permission: the person, a parent or guardian, or somebody with authority."""

    SELF = "self"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"


class AttachmentKind(StrEnum):
    """What was attached to a story."""

    VOICE = "voice"
    PHOTO = "photo"
    PAPER = "paper"  # a scan of a signed consent form


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
        # Taken back and not erased yet: what a hold or a crash left to do.
        Index(
            "ix_submission_taken_back",
            "id",
            sqlite_where=text("taken_back_at IS NOT NULL AND erased_at IS NULL"),
        ),
        Index(
            "ix_submission_original_gone",
            "id",
            sqlite_where=text("original_gone_at IS NOT NULL"),
        ),
        # Whether anybody else's words are of the same person, asked whenever some are erased.
        Index(
            "ix_submission_contributor",
            "contributor_id",
            sqlite_where=text("erased_at IS NULL"),
        ),
        Index(
            "ix_submission_file_sha256",
            "file_sha256",
            sqlite_where=text("file_sha256 IS NOT NULL"),
        ),
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
    door: Door = Door.STAFF
    # Of a story told for another: who tells it ("her daughter"), and why they and not the person.
    relation: str = ""
    reason_told_for: str = ""
    identifiability: Identifiability = Identifiability.UNNAMED
    hide_place: bool = False
    lawful_basis: LawfulBasis = LawfulBasis.NOT_RECORDED
    special_condition: SpecialCondition = SpecialCondition.NOT_RECORDED
    basis_note: str = ""
    # What a draft notes of how permission was given, until it is sent and goes on record.
    consent_noted: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    # Whether counts (theme, direction, place) may stay when the words are taken back (F26).
    counts_may_stay: bool = False
    wants_to_check: bool = False
    seconds_taken: int | None = None
    # About when it happened, as vaguely as the storyteller likes ("last spring").
    about_when: str = ""
    # Which prompt each stretch of the body answers: {"prompt", "start", "end"}.
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    details_found_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Its teller took the whole of it back: nobody reads it from now on, erased or not yet.
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # The words as received were disposed of; the story made of them stands.
    original_gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Consent(Row, table=True):
    """What stands today of one purpose: the consent events of a submission, added up.

    Written with each event, in the same transaction, and never otherwise; but ``reminded_for`` is
    the last day that somebody was reminded of.
    """

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("submission_id", "purpose"),
        Index(
            "ix_consent_expires_on",
            "expires_on",
            "submission_id",
            sqlite_where=text("expires_on IS NOT NULL"),
        ),
        Index(
            "ix_consent_withdrawn",
            "submission_id",
            sqlite_where=text("withdrawn_at IS NOT NULL"),
        ),
    )

    submission_id: int = Field(foreign_key="submission.id")
    purpose: Purpose
    given_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    expires_on: date | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    method: str
    reminded_for: date | None = None


class ConsentStatement(Row, table=True):
    """What storytellers are told before they allow anything; a version never changes.

    ``organisation_id`` is None for what every organisation here may show; nobody wrote those that
    ship with Storybank. ``sha256`` is of the title, a line end and the body.
    """

    __tablename__ = "consent_statement"
    __table_args__ = (UniqueConstraint("organisation_id", "language", "is_easy_read", "number"),)

    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    language: str
    is_easy_read: bool = False
    number: int
    title: str
    body: str
    sha256: str = Field(index=True)
    written_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConsentEvent(Row, table=True):
    """One thing a storyteller said about what may be done. Rows are only ever added.

    Once a story is erased, what is noted here of other people is emptied; nothing else changes.

    ``purposes`` are values of ``Purpose``. ``statement_sha256`` is kept beside the statement's
    row so that what was shown can be proved even when that row is gone.
    """

    __tablename__ = "consent_event"

    submission_id: int = Field(foreign_key="submission.id", index=True)
    act: ConsentAct
    purposes: list[str] = Field(default_factory=list, sa_type=JSON)
    expires_on: date | None = None
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    method: str
    door: Door = Door.STAFF
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    statement_id: int | None = Field(default=None, foreign_key="consent_statement.id")
    statement_sha256: str = ""
    identifiability: Identifiability | None = None
    hide_place: bool | None = None
    given_by: GivenBy = GivenBy.SELF
    given_by_words: str = ""
    capacity: str = ""
    interpreter: str = ""
    witness: str = ""
    evidence_sha256: str | None = None


class Attachment(Row, table=True):
    """A recording, a photograph or a scan that came with a story, for people to type or keep."""

    __tablename__ = "attachment"
    # Removed, and its file is still to go: what a hold or a crash left to do.
    __table_args__ = (
        Index(
            "ix_attachment_removed",
            "submission_id",
            sqlite_where=text("removed_at IS NOT NULL AND sha256 <> ''"),
        ),
    )

    submission_id: int = Field(foreign_key="submission.id", index=True)
    kind: AttachmentKind
    sha256: str = Field(index=True)
    media_type: str
    size: int
    name: str = ""
    typed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    typed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
