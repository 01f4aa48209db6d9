"""Stories shown to the public, and the check that comes before anything is shared wider."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storybank.core import clock
from storybank.core.db import Row, UtcDateTime
from storybank.intake.models import Purpose


class IdentityCheck(Row, table=True):
    """A person asked of one version: could a determined stranger find out who this is?

    ``answers`` are the checklist's questions and what was answered, ``rare`` what the bank's own
    numbers warned of at that time. It makes no story anonymous; it says who looked, and when.
    """

    __tablename__ = "identity_check"

    story_id: int = Field(foreign_key="story.id", index=True)
    story_version_id: int = Field(foreign_key="story_version.id")
    purpose: Purpose
    answers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    rare: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    note: str = ""
    may_share: bool
    checked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class Publication(Row, table=True):
    """A story on a public page: which version, from when, until when and why it was taken down."""

    __tablename__ = "publication"
    __table_args__ = (
        Index(
            "uq_publication_standing",
            "story_id",
            unique=True,
            sqlite_where=text("taken_down_at IS NULL"),
        ),
    )

    story_id: int = Field(foreign_key="story.id", index=True)
    story_version_id: int = Field(foreign_key="story_version.id")
    published_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    published_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    taken_down_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_down_because: str = ""
