"""What is kept about a possible risk to somebody."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime


class ConcernStatus(StrEnum):
    """Where a concern stands: raised and waiting, kept held, or settled.

    Raised or held, the story is out of everybody's sight but the safeguarding lead's.
    """

    RAISED = "raised"
    HELD = "held"
    CLEARED = "cleared"


class Concern(Row, table=True):
    """A possible disclosure in a submission, for the safeguarding lead alone to settle.

    ``because`` are the passages that the machine noticed: words of the story, which go with it.
    What people wrote stands in the entries.
    """

    __tablename__ = "concern"

    submission_id: int = Field(foreign_key="submission.id", unique=True)
    status: ConcernStatus = Field(default=ConcernStatus.RAISED, index=True)
    origin: str
    because: list[str] = Field(default_factory=list, sa_type=JSON)
    raised_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""
    # When somebody must have decided, or looked again at what is held; past it, it is overdue.
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # When the leads were told that it is overdue; None again with every new date.
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ConcernAct(StrEnum):
    """What was done about a concern."""

    RAISED = "raised"
    NOTED = "noted"
    TOLD = "told"
    HELD = "held"
    CLEARED = "cleared"


class ConcernEntry(Row, table=True):
    """One line of a concern's log. Rows are only ever added; only the lead reads them.

    ``at`` is when it was done, which may be before it was written down. Words are emptied when
    the record is disposed of, and never changed.
    """

    __tablename__ = "concern_entry"

    concern_id: int = Field(foreign_key="concern.id", index=True)
    act: ConcernAct
    words: str = ""
    told: str = ""
    by_id: int | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
