"""Frameworks: the lists of outcomes that contracts are let under, in their editions."""

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row


class FrameworkKind(StrEnum):
    """Where a framework comes from."""

    SHIPPED = "shipped"
    IMPORTED = "imported"
    CHARTER = "charter"
    VARIANT = "variant"


class Framework(Row, table=True):
    """One edition of a list of outcomes. An edition in use is never changed under its contracts.

    ``organisation_id`` is None for what everybody may use. ``parent_id`` is the edition that a
    local variant was made from. ``is_complete`` is False where items are known to be missing;
    ``is_exportable`` is False where the licence lets nobody pass it on.
    """

    __tablename__ = "framework"
    __table_args__ = (UniqueConstraint("organisation_id", "slug", "edition"),)

    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    parent_id: int | None = Field(default=None, foreign_key="framework.id", index=True)
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    kind: FrameworkKind
    slug: str
    edition: str
    title: str
    publisher: str = ""
    licence: str = ""
    source: str = ""
    note: str = ""
    levels: list[str] = Field(default_factory=list, sa_type=JSON)
    published_on: date | None = None
    agreed_on: date | None = None
    agreed_with: str = ""
    is_complete: bool = True
    is_exportable: bool = True
    is_retired: bool = False


class FrameworkItem(Row, table=True):
    """A theme, outcome, criterion or measure of a framework.

    ``origin_item_id`` is the item of the parent framework that a variant's item was made from.
    """

    __tablename__ = "framework_item"
    __table_args__ = (UniqueConstraint("framework_id", "code"),)

    framework_id: int = Field(foreign_key="framework.id")
    parent_id: int | None = Field(default=None, foreign_key="framework_item.id", index=True)
    origin_item_id: int | None = Field(default=None, foreign_key="framework_item.id", index=True)
    position: int
    level: str
    code: str
    name: str
    text: str = ""


class Crosswalk(Row, table=True):
    """That an item of a framework speaks of one of our themes; ``origin`` says who found so."""

    __tablename__ = "crosswalk"
    __table_args__ = (
        UniqueConstraint("item_id", "code_id"),
        Index("ix_crosswalk_code", "code_id", "item_id"),
    )

    item_id: int = Field(foreign_key="framework_item.id")
    code_id: int = Field(foreign_key="code.id")
    origin: str
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
