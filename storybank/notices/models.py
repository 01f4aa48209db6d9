"""What people are to be told by e-mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storybank.core.db import Row, UtcDateTime


class NoticeStatus(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Notice(Row, table=True):
    """One message to one address, by template. ``email`` is wiped once it is sent.

    ``values`` are ids, counts, days and paths for the template; never words of a story, nor a
    storyteller's name.
    """

    __tablename__ = "notice"

    template: str
    email: str
    to_user_id: int | None = Field(default=None, foreign_key="user_account.id")
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: NoticeStatus = Field(default=NoticeStatus.WAITING, index=True)
    attempts: int = 0
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = ""
