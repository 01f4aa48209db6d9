"""The versioned tree of codes."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row


class Codebook(Row, table=True):
    """A named, versioned set of codes. The hub codebook ships with Storybank."""

    __tablename__ = "codebook"
    __table_args__ = (UniqueConstraint("slug", "version"),)

    slug: str
    name: str
    version: str


class Code(Row, table=True):
    """A named idea with a definition. The hub's codes are called themes on screen."""

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
