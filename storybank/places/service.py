"""Keeping the tree of places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.core.text import squeeze
from storybank.places import queries, rules
from storybank.places.models import Place, PlaceLevel
from storybank.places.rules import Tree


@dataclass(frozen=True)
class PlaceTerms:
    """What is written down of a place; ``also_called`` has semicolons or lines between names."""

    level: PlaceLevel
    name: str
    code: str = ""
    also_called: str = ""


def add_place(
    session: Session, actor: Actor, *, terms: PlaceTerms, parent: Place | None = None
) -> Place:
    """Add a place to the tree.

    Raises:
        NotAllowed: the actor may not keep places.
        RuleBroken: it has no name, one that is taken, or lies within no larger place.
    """
    require(actor, Action.MANAGE_PLACES)
    _check(queries.load_tree(session), terms, parent)
    place = Place(parent_id=parent.key if parent else None, **_kept(terms))
    session.add(place)
    session.flush()
    record(session, actor, "add_place", place, level=terms.level.value)
    return place


def change_place(
    session: Session, actor: Actor, *, place: Place, terms: PlaceTerms, parent: Place | None
) -> None:
    """Write a place down anew, and move it where its larger place is another.

    Raises:
        NotAllowed: the actor may not keep places.
        RuleBroken: the name is taken, or it would lie within itself or no larger place.
    """
    require(actor, Action.MANAGE_PLACES)
    tree = queries.load_tree(session)
    _check(tree, terms, parent, but=place)
    rules.check_move(tree, place.key, parent.key if parent else None)
    for inside in tree.children(place.key):
        rules.check_within(inside.level, terms.level)
    moved = place.parent_id != (parent.key if parent else None)
    place.parent_id = parent.key if parent else None
    for name, value in _kept(terms).items():
        setattr(place, name, value)
    session.flush()
    record(session, actor, "change_place", place, moved=moved)


def merge_places(session: Session, actor: Actor, *, place: Place, into: Place) -> None:
    """Make two records of one place one: its names and all that lies within go to the other.

    What points at the merged one (contracts, charters) lands at the other from then on.

    Raises:
        NotAllowed: the actor may not keep places.
        RuleBroken: they are the same, one lies within the other, or places within would clash.
    """
    require(actor, Action.MANAGE_PLACES)
    tree = queries.load_tree(session)
    _check_merge(tree, place, into)
    inside = session.exec(select(Place).where(Place.parent_id == place.key)).all()
    names = [*rules.split_names(into.also_called), place.name]
    names += rules.split_names(place.also_called)
    if place.code and into.code:
        names.append(place.code)
    code = into.code or place.code
    place.parent_id, place.is_merged, place.code = into.key, True, ""
    session.flush()  # the code is free before the other takes it
    into.also_called = rules.join_names(names, but=into.name)
    into.code = code
    for one in inside:
        one.parent_id = into.key
    session.flush()
    record(session, actor, "merge_place", place, into=str(into.public_id), moved=len(inside))


@dataclass(frozen=True)
class PlaceToTake:
    """A place out of a file: new, or held already as ``held_id``.

    ``parent_at`` is where its larger place stands in the list; ``parent_id`` that place's row
    where it is held already.
    """

    terms: PlaceTerms
    held_id: int | None = None
    parent_at: int | None = None
    parent_id: int | None = None


def take_in_places(session: Session, actor: Actor, *, places: Sequence[PlaceToTake]) -> None:
    """Add or write anew the places of a file that was checked whole; larger ones stand first.

    Raises:
        NotAllowed: the actor may not keep places.
    """
    require(actor, Action.MANAGE_PLACES)
    wanted = [one.held_id for one in places if one.held_id is not None]
    held = {row.key: row for row in _rows(session, wanted)}
    kept: list[Place] = []
    for one in places:
        place = held[one.held_id] if one.held_id is not None else None
        if place is None:
            place = Place(**_kept(one.terms))
            session.add(place)
        else:
            for name, value in _kept(one.terms).items():
                setattr(place, name, value)
        kept.append(place)
    session.flush()
    for one, place in zip(places, kept, strict=True):
        within = kept[one.parent_at].key if one.parent_at is not None else one.parent_id
        if within is not None or one.held_id is None:
            place.parent_id = within
    session.flush()
    if kept:
        new = len(places) - len(wanted)
        record(session, actor, "import_places", kept[0], added=new, changed=len(wanted))


def _rows(session: Session, ids: Sequence[int]) -> list[Place]:
    found: list[Place] = []
    for start in range(0, len(ids), 500):
        found += session.exec(select(Place).where(col(Place.id).in_(ids[start : start + 500])))
    return found


def _check(tree: Tree, terms: PlaceTerms, parent: Place | None, but: Place | None = None) -> None:
    rules.check_name(terms.name, terms.code)
    own = but.key if but else None
    if parent is not None:
        rules.check_within(terms.level, parent.level)
    rules.check_only_of_its_name(tree, terms.name, parent.key if parent else None, but=own)
    rules.check_only_of_its_code(tree, terms.code, but=own)


def _check_merge(tree: Tree, place: Place, into: Place) -> None:
    if place.id == into.id:
        raise RuleBroken("Choose another place to merge this one into.", field="into")
    if into.key in tree.subtree(place.key) or place.key in tree.subtree(into.key):
        raise RuleBroken("One of these lies within the other, so they are two.", field="into")
    there = {rules.words_of(spot.name) for spot in tree.children(into.key)}
    for inside in tree.children(place.key):
        if rules.words_of(inside.name) in there:
            raise RuleBroken(
                f"Both hold a place called {inside.name}. Merge those two first.", field="into"
            )
        rules.check_within(inside.level, into.level)


def _kept(terms: PlaceTerms) -> dict[str, Any]:
    name = squeeze(terms.name)
    return {
        "level": terms.level,
        "name": name,
        "code": squeeze(terms.code),
        "also_called": rules.join_names(rules.split_names(terms.also_called), but=name),
    }
