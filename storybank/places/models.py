"""Where: a tree of places."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from storybank.core.db import Row


class PlaceLevel(StrEnum):
    """How large a place is."""

    WARD = "ward"
    AREA = "area"
    AUTHORITY = "authority"
    REGION = "region"


class Place(Row, table=True):
    """A ward, area, authority or region, within a larger one.

    ``code`` is the official one (such as E05001234), '' where there is none; ``also_called``
    are other names that people write, with semicolons between them. ``is_merged``: it turned out
    to be another record of the place it now lies within; it stays, so that what points at it
    lands there, and is listed nowhere.
    """

    __tablename__ = "place"
    __table_args__ = (
        Index(
            "uq_place_name", "parent_id", "name", unique=True, sqlite_where=text("NOT is_merged")
        ),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", "own_parent"),
    )

    parent_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    level: PlaceLevel
    name: str = Field(index=True)
    code: str = Field(default="", index=True)
    also_called: str = ""
    is_merged: bool = False
