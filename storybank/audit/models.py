"""What is kept of every act."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from storybank.core.db import UtcDateTime


class AuditEvent(SQLModel, table=True):
    """One act. Rows are only ever added: triggers in the database refuse anything else."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_type", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, index=True)
    actor: str
    act: str
    subject_type: str
    subject_id: str
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous_hash: str
    hash: str = Field(unique=True)
