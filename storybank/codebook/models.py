"""The versioned tree of codes."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row, UtcDateTime


class Codebook(Row, table=True):
    """A named, versioned set of codes. The hub codebook ships with Storybank."""

    __tablename__ = "codebook"
    __table_args__ = (UniqueConstraint("slug", "version"),)

    slug: str
    name: str
    version: str


class Code(Row, table=True):
    """A named idea with a definition. Codes are called themes on screen.

    A theme that is no longer used is retired: what was coded with it stays, nothing is added.
    """

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("codebook_id", "slug"),)

    codebook_id: int = Field(foreign_key="codebook.id")
    slug: str = Field(index=True)
    name: str
    group: str
    position: int
    definition: str
    include: str = ""
    exclude: str = ""
    act_pillar: str = ""
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CodeExample(Row, table=True):
    """A sentence that shows what a place's own theme means; the reader looks for others like it."""

    __tablename__ = "code_example"
    __table_args__ = (UniqueConstraint("code_id", "position"),)

    code_id: int = Field(foreign_key="code.id")
    position: int
    text: str
