"""Reports that were issued: frozen, with the words they carry, and recalled when consent goes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row, UtcDateTime


class ReportStatus(StrEnum):
    """A draft is counted anew at each look; what is issued stays as it was."""

    DRAFT = "draft"
    ISSUED = "issued"


class Report(Row, table=True):
    """A report to a board. While a draft it holds no words; issuing freezes it with its hash.

    ``frozen`` holds the figures as they were at issue, no words of stories. ``sha256`` is of the
    whole as issued, words included: a printed copy can be told from it.
    """

    __tablename__ = "report"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id")
    title: str
    status: ReportStatus = ReportStatus.DRAFT
    told_from: date | None = None
    told_to: date | None = None
    frozen: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    sha256: str = ""
    issued_to: str = ""
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    issued_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    issued_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportQuotation(Row, table=True):
    """Words of a story that an issued report carries; emptied when they are taken back."""

    __tablename__ = "report_quotation"
    __table_args__ = (
        UniqueConstraint("report_id", "position"),
        Index("ix_report_quotation_story", "story_id"),
    )

    report_id: int = Field(foreign_key="report.id")
    story_id: int = Field(foreign_key="story.id")
    position: int
    part: str
    words: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportRecall(Row, table=True):
    """An issued report carries words that may be used no longer; its owner must call it back."""

    __tablename__ = "report_recall"

    report_id: int = Field(foreign_key="report.id", index=True)
    story_id: int = Field(foreign_key="story.id", index=True)
    because: str
    quotations: int
    recalled_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    settled_words: str = ""
