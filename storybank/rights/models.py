"""Stories taken back, what is kept how long, what was disposed of, and complaints."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.intake.models import Door, Purpose
from storybank.nlp.reading import Change


class Withdrawal(Row, table=True):
    """A storyteller took a story back, whole or for one purpose; what that reached.

    ``purpose`` is None where the whole story was taken back. ``reached`` counts what became void
    or was taken down: links, quotations, drafts, pages, reports to be recalled.
    """

    __tablename__ = "withdrawal"

    submission_id: int = Field(foreign_key="submission.id", index=True)
    purpose: Purpose | None = None
    door: Door
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    counts_kept: bool = False
    reached: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class KeptCount(Row, table=True):
    """What a story counted for, kept without its words where the storyteller agreed (F26)."""

    __tablename__ = "kept_count"
    __table_args__ = (Index("ix_kept_count_contract_code", "contract_id", "code_id"),)

    withdrawal_id: int | None = Field(default=None, foreign_key="withdrawal.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id")
    code_id: int = Field(foreign_key="code.id")
    change: Change
    year: int


class RetentionKind(StrEnum):
    """What a retention rule is about."""

    TELLING = "telling"  # begun without an account and never sent
    DRAFT = "draft"  # begun by staff and never sent
    DECLINED = "declined"
    ORIGINAL = "original"  # the words and files as received, once a masked story stands
    STORY = "story"
    CONSENT = "consent"  # who allowed what, after the words are gone
    CONCERN = "concern"  # what was done about a worry, after it was cleared


class RetentionRule(Row, table=True):
    """How long one organisation keeps one kind of thing, and why. Days count from its last use."""

    __tablename__ = "retention_rule"
    __table_args__ = (UniqueConstraint("organisation_id", "kind"),)

    organisation_id: int = Field(foreign_key="organisation.id")
    kind: RetentionKind
    days: int
    why: str
    set_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class LegalHold(Row, table=True):
    """Nothing of a submission may be disposed of while this stands."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index(
            "uq_legal_hold_standing",
            "submission_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
        ),
    )

    submission_id: int = Field(foreign_key="submission.id", index=True)
    why: str
    placed_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    placed_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lifted_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    lifted_why: str = ""


class Disposal(Row, table=True):
    """A certificate: what was disposed of, by which rule, by whom. Holds no words.

    ``items`` are kind, public id, rule and days; ``sha256`` is of them as written.
    """

    __tablename__ = "disposal"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    sha256: str


class Complaint(Row, table=True):
    """Somebody complains about how their story was handled; acknowledged within 30 days.

    ``how`` is how it came (a letter, a call), ``reply_to`` how they wish to be answered, in their
    own words. ``outcome`` is one of ``rules.OUTCOMES``.
    """

    __tablename__ = "complaint"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    submission_id: int | None = Field(default=None, foreign_key="submission.id")
    door: Door
    how: str = ""
    words: str
    reply_to: str = ""
    received_on: date
    acknowledged_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
    outcome: str = ""
    taken_by_id: int | None = Field(default=None, foreign_key="user_account.id")
