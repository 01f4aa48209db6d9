"""What people are to be told by e-mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row, UtcDateTime


class NoticeStatus(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    # Not sent, and not to be: e-mail is switched off here, or the person wants none of its kind.
    DROPPED = "dropped"


class Notice(Row, table=True):
    """One message to one address, by template. ``email`` is wiped once nothing more is sent.

    ``values`` are ids, counts, days and paths for the template; never words of a story, nor a
    storyteller's name.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_told", "template", "to_user_id", "created_at"),)

    template: str
    email: str
    to_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: NoticeStatus = Field(default=NoticeStatus.WAITING, index=True)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""


class NoticeRefusal(Row, table=True):
    """Somebody with an account who wants no e-mail of one kind."""

    __tablename__ = "notice_refusal"
    __table_args__ = (UniqueConstraint("user_id", "template"),)

    user_id: int = Field(foreign_key="user_account.id")
    template: str
