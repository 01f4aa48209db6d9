"""What is kept about a possible risk to somebody."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class ConcernStatus(StrEnum):
    """Where a concern stands: raised and waiting, holding the story, or settled."""

    RAISED = "raised"
    HELD = "held"
    CLEARED = "cleared"


class Concern(Row, table=True):
    """A possible disclosure in a submission, for the safeguarding lead alone to settle."""

    __tablename__ = "concern"

    submission_id: int = Field(foreign_key="submission.id", unique=True)
    status: ConcernStatus = Field(default=ConcernStatus.RAISED, index=True)
    origin: str
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    raised_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
    # When somebody must have decided; past it, the concern is overdue.
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConcernAct(StrEnum):
    """What was done about a concern."""

    RAISED = "raised"
    NOTED = "noted"
    TOLD = "told"
    HELD = "held"
    CLEARED = "cleared"


class ConcernEntry(Row, table=True):
    """One line of a concern's log. Rows are only ever added; only the lead reads them."""

    __tablename__ = "concern_entry"

    concern_id: int = Field(foreign_key="concern.id", index=True)
    act: ConcernAct
    words: str = ""
    told: str = ""
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
