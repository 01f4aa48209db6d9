"""Reports: what was chosen for a draft, what was issued and stays, and what was handed on."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, Numeric, UniqueConstraint, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.intake.models import Purpose


class ReportStatus(StrEnum):
    """A draft is counted anew at each look; what is issued stays as it was."""

    DRAFT = "draft"
    ISSUED = "issued"


class ReportKind(StrEnum):
    """What sort of statement it is; each has its builder in ``pack/kinds``."""

    BOARD_PACK = "board_pack"
    EVIDENCE_PACK = "evidence_pack"
    SOCIAL_VALUE_BUDGET = "social_value_budget"
    PLAN_ON_A_PAGE = "plan_on_a_page"
    PLACE = "place"
    SUPPLIER = "supplier"
    WHO_IS_MISSING = "who_is_missing"
    LEARNING_LOG = "learning_log"
    COUNCILLOR_VIEW = "councillor_view"
    STORY_TO_ANSWER = "story_to_answer"


class Report(Row, table=True):
    """A statement to a board. While a draft it holds no words; issuing freezes it with its hash.

    ``frozen`` is the pack as it was issued, without words of stories (``reports.pack``); of a
    report issued before there were packs, its figures. ``sha256`` is of the whole as issued, words
    included: a printed copy can be told from it. ``purpose`` is the permission that every story in
    it must have. ``more`` is what only its kind knows of. ``checklist`` answers the eight
    principles, one by one. ``schedule_id``: it was made as a draft on its day.
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
    kind: ReportKind = ReportKind.BOARD_PACK
    purpose: Purpose = Purpose.BOARD
    place_id: int | None = Field(default=None, foreign_key="place.id")
    framework_id: int | None = Field(default=None, foreign_key="framework.id")
    supplier: str = ""
    department: str = ""
    more: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    checklist: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    schedule_id: int | None = Field(default=None, foreign_key="report_schedule.id")
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


class ChoiceMade(StrEnum):
    """What is to be done with a passage or a story in a draft."""

    QUOTE = "quote"
    LEAVE_OUT = "leave_out"
    TELL_WHOLE = "tell_whole"


class ReportChoice(Row, table=True):
    """A passage to be quoted in a draft, or left out of it, or a story to be told whole, and why.

    The passage is ``[start, end)`` of a version of the story; a story told whole, or left out
    altogether, has no passage. ``reason`` may repeat what the story says.
    """

    __tablename__ = "report_choice"
    __table_args__ = (
        UniqueConstraint("report_id", "story_version_id", "start", "end"),
        Index("ix_report_choice_story", "story_id"),
    )

    report_id: int = Field(foreign_key="report.id")
    story_id: int = Field(foreign_key="story.id")
    story_version_id: int = Field(foreign_key="story_version.id")
    start: int = 0
    end: int = 0
    choice: ChoiceMade
    reason: str
    position: int = 0
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class ReportShare(Row, table=True):
    """An address at which an issued report is read without an account, until a day or until ended.

    Only the SHA-256 of the secret part of the address is kept.
    """

    __tablename__ = "report_share"

    report_id: int = Field(foreign_key="report.id", index=True)
    token_sha256: str = Field(unique=True)
    told_to: str = ""
    expires_on: date
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    times_opened: int = 0
    last_opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FileForm(StrEnum):
    """The forms a report can be put into for taking away."""

    PDF = "pdf"
    WORD = "docx"
    WORKBOOK = "xlsx"
    CSV = "csv"
    TEXT = "txt"
    EASY_READ = "easy"


class FileStatus(StrEnum):
    """How far the making of a file has come."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class ReportFile(Row, table=True):
    """A file that is made of a report in the background, kept for a day at most.

    ``report_id`` is None for a preview, which ``query`` says (no words: ids and days). ``step``
    says in words what is being done, ``done_share`` how much of it (0 to 100). It is given out
    only while every story in it (``ReportFileStory``) may still stand in it; of an issued report,
    while all that it tells of stories is the same (``told_sha256``).
    """

    __tablename__ = "report_file"

    report_id: int | None = Field(default=None, foreign_key="report.id", index=True)
    query: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    form: FileForm
    status: FileStatus = FileStatus.WAITING
    step: str = ""
    done_share: int = 0
    asked_by_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, index=True)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    size: int = 0
    told_sha256: str = ""


class ReportFileStory(Row, table=True):
    """That a file holds words of a story, and of which version.

    ``may_be_whole``: its permission let more than a passage be told when the file was made.
    """

    __tablename__ = "report_file_story"
    __table_args__ = (
        UniqueConstraint("file_id", "story_id"),
        Index("ix_report_file_story_story", "story_id"),
    )

    file_id: int = Field(foreign_key="report_file.id")
    story_id: int = Field(foreign_key="story.id")
    story_version_id: int = Field(foreign_key="story_version.id")
    may_be_whole: bool = False


class ReportSchedule(Row, table=True):
    """A report of which a draft is made every quarter, of the quarter before, for its owner."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        Index("ix_report_schedule_due", "next_on", sqlite_where=text("stopped_at IS NULL")),
    )

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    owner_id: int = Field(foreign_key="user_account.id")
    kind: ReportKind
    purpose: Purpose
    title: str
    contract_id: int | None = Field(default=None, foreign_key="contract.id")
    place_id: int | None = Field(default=None, foreign_key="place.id")
    framework_id: int | None = Field(default=None, foreign_key="framework.id")
    supplier: str = ""
    department: str = ""
    next_on: date
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BudgetNarrative(Row, table=True):
    """What a department says of its year, beside its figures. ``year`` is the year it begins in.

    A financial year goes from April to March. The newest one counts; none is ever deleted.
    """

    __tablename__ = "budget_narrative"
    __table_args__ = (Index("ix_budget_narrative_year", "organisation_id", "year", "department"),)

    organisation_id: int = Field(foreign_key="organisation.id")
    department: str
    year: int
    words: str
    committed: str = ""  # resources committed, in kind and number: staff, rooms, days
    written_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class MoneyFigure(Row, table=True):
    """An amount of money that somebody stands for: never worked out by Storybank (N20).

    Shown only together with its method, author, date and caveat.
    """

    __tablename__ = "money_figure"
    __table_args__ = (
        CheckConstraint("amount >= 0", "amount"),
        Index("ix_money_figure_year", "organisation_id", "year", "department"),
    )

    organisation_id: int = Field(foreign_key="organisation.id")
    department: str
    year: int
    amount: Decimal = Field(sa_type=Numeric(14, 2))
    says: str
    method: str
    author: str
    worked_out_on: date
    caveat: str
    entered_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    taken_out_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LearningNote(Row, table=True):
    """What stories taught, what was changed, and what happened next. Never counted against anyone.

    Our own words: no storyteller is named or quoted in it.
    """

    __tablename__ = "learning_note"

    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contract_id: int | None = Field(default=None, foreign_key="contract.id", index=True)
    taught: str
    changed: str = ""
    happened: str = ""
    learnt_on: date
    written_by_id: int | None = Field(default=None, foreign_key="user_account.id")
