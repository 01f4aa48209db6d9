"""Reading places. Where a thing lies is no secret: nothing here takes a scope."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.core.errors import NotFound
from storybank.places.models import Place
from storybank.places.rules import Spot, Tree


def get_place(session: Session, public_id: UUID) -> Place:
    """One place; where it was merged into another, that one.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(select(Place).where(Place.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found if not found.is_merged else session.get_one(Place, found.parent_id)


def load_tree(session: Session) -> Tree:
    """Every place at once, in one statement; places by name within each."""
    query: Any = select(  # type: ignore[call-overload]
        Place.id,
        Place.parent_id,
        Place.level,
        Place.name,
        Place.code,
        Place.also_called,
        Place.is_merged,
        Place.public_id,
    ).order_by(col(Place.name), col(Place.id))
    return Tree.of(Spot(*row) for row in session.exec(query))


def list_places(session: Session, ids: Collection[int] | None = None) -> list[Place]:
    """Places in use, or those of these row numbers, by name."""
    query = select(Place).where(~col(Place.is_merged)).order_by(col(Place.name), col(Place.id))
    if ids is not None:
        query = query.where(col(Place.id).in_(ids))
    return list(session.exec(query))


def public_ids_of(session: Session, ids: Collection[int]) -> dict[int, UUID]:
    """Public ids by row number, in one statement."""
    rows = session.exec(select(Place.id, Place.public_id).where(col(Place.id).in_(ids)))
    return {number: public_id for number, public_id in rows if number is not None}


def names_of(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    """Names by row number, in one statement."""
    wanted = {one for one in ids if one is not None}
    rows = session.exec(select(Place.id, Place.name).where(col(Place.id).in_(wanted)))
    return {number: name for number, name in rows if number is not None}


def subtree_of(session: Session, place_id: int) -> list[int]:
    """A place and everything within it, by row number, in one statement."""
    within = select(Place.id).where(Place.id == place_id).cte("within", recursive=True)
    inside = select(Place.id).join(within, col(Place.parent_id) == within.c.id)
    rows = session.exec(select(within.union(inside).c.id))
    return [number for number in rows if number is not None]


def find_place_named(session: Session, words: str) -> Place | None:
    """The one place that a code, a name or “name, larger place” names."""
    found = load_tree(session).named(words)
    return None if found is None else session.get_one(Place, found)
