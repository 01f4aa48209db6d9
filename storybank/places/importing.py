"""Taking the tree of places out of a table, each row with its outcome.

Columns: ``level`` and ``name`` (needed), ``code``, ``parent`` (the code or the name of what it
lies within, or “name, larger place”) and ``also_called`` (semicolons between names). Rows may
stand in any order. A place that is here already, by its code or by its name within the same
place, is written anew where the file says more of it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import RuleBroken
from storybank.core.tables import Table, TableRow, read_table
from storybank.core.text import squeeze
from storybank.core.uploads import (
    ReadLimits,
    Unreadable,
    read_bytes,
    read_or_refuse,
    read_text_bytes,
)
from storybank.places import rules, service
from storybank.places.models import PlaceLevel
from storybank.places.queries import load_tree
from storybank.places.rules import Tree, words_of
from storybank.places.service import PlaceTerms, PlaceToTake

COLUMNS = ("level", "code", "name", "parent", "also_called")
MOST_ROWS = 20_000


class Outcome(StrEnum):
    """What became of one row."""

    ADDED = "added"
    CHANGED = "changed"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportLine:
    """One row's outcome; ``reason`` is a sentence for the person, or ''."""

    where: str
    name: str
    outcome: Outcome
    reason: str = ""


@dataclass(eq=False)
class _Row:
    number: int
    terms: PlaceTerms
    parent: str
    held_id: int | None = None
    within: "_Row | None" = None
    within_id: int | None = None
    wrong: str = ""


def read_places(path: Path, *, name: str, limits: ReadLimits) -> Table:
    """Read a file of places.

    Raises:
        Unreadable: it cannot be read at all.
    """
    if not name.casefold().endswith((".csv", ".tsv", ".txt")):
        raise Unreadable(
            "This is no table we can read.",
            "Save it from your spreadsheet as CSV (comma separated), and upload that.",
        )
    most = ReadLimits(max_bytes=limits.max_bytes, max_rows=MOST_ROWS)
    return read_or_refuse(
        lambda: read_table(
            read_text_bytes(read_bytes(path, most)),
            columns=COLUMNS,
            required=("level", "name"),
            limits=most,
        )
    )


def import_places(session: Session, actor: Actor, *, table: Table) -> list[ImportLine]:
    """Add the places of a table to the tree; what fails keeps nothing else from being added.

    Raises:
        NotAllowed: the actor may not keep places.
    """
    require(actor, Action.MANAGE_PLACES)
    tree = load_tree(session)
    rows = [_read(row) for row in table.rows]
    _find_parents(tree, rows)
    _refuse_cycles(rows)
    _find_held(tree, rows)
    _refuse_in_vain(tree, rows)
    good = _larger_first(rows)
    changed = [row for row in good if row.held_id is None or _says_more(tree, row)]
    at = {id(row): number for number, row in enumerate(changed)}
    places = [_to_take(tree, row, at) for row in changed]
    service.take_in_places(session, actor, places=places)
    lines = [_line(row, id(row) in at) for row in rows]
    return lines + [
        ImportLine(one.where, "", Outcome.FAILED, f"{one.reason} {one.remedy}")
        for one in table.problems
    ]


def _read(row: TableRow) -> _Row:
    said = row.get("level").strip().casefold()
    level = PlaceLevel(said) if said in set(PlaceLevel) else PlaceLevel.WARD
    terms = PlaceTerms(
        level, squeeze(row.get("name")), squeeze(row.get("code")), row.get("also_called")
    )
    read = _Row(row.number, terms, squeeze(row.get("parent")))
    if said not in set(PlaceLevel):
        read.wrong = "The level must be ward, area, authority or region."
    try:
        rules.check_name(terms.name, terms.code)
    except RuleBroken as broken:
        read.wrong = str(broken)
    return read


def _find_parents(tree: Tree, rows: Sequence[_Row]) -> None:
    """What each row lies within: a row of the file first, else a place that is here."""
    named: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        for name in {row.terms.code, row.terms.name} - {""}:
            named[words_of(name)].append(row)
    for row in rows:
        if not row.parent or row.wrong:
            continue
        fitting = [
            one
            for one in named.get(words_of(row.parent), ())
            if one is not row
            and not one.wrong
            and rules.fits_within(row.terms.level, one.terms.level)
        ]
        if len(fitting) == 1:
            row.within = fitting[0]
        elif fitting:
            row.wrong = f"Several rows are called “{row.parent}”. Give the code of the one meant."
        else:
            _find_parent_here(tree, row, bool(named.get(words_of(row.parent))))


def _find_parent_here(tree: Tree, row: _Row, in_file: bool) -> None:
    row.within_id = tree.named(row.parent)
    if row.within_id is None:
        row.wrong = (
            f"“{row.parent}” is no larger place than this one."
            if in_file
            else f"There is no place “{row.parent}”, in the file or here, or more than one. "
            "Give its code."
        )
    elif not rules.fits_within(row.terms.level, tree.spots[row.within_id].level):
        row.wrong = f"“{row.parent}” is no larger place than this one."


def _refuse_cycles(rows: Sequence[_Row]) -> None:
    """Rows that would lie within themselves, however far round."""
    clear: set[int] = set()
    for start in rows:
        way: list[_Row] = []
        at: _Row | None = start
        while at is not None and id(at) not in clear and at not in way:
            way.append(at)
            at = at.within
        if at is not None and at in way:
            for row in way[way.index(at) :]:
                row.wrong = "It would lie within itself: look at the parents of these rows."
                row.within = None
        clear.update(map(id, way))


def _find_held(tree: Tree, rows: Sequence[_Row]) -> None:
    """Which rows are here already, and which are in the file twice."""
    by_code = {words_of(one.code): one.id for one in tree.spots.values() if one.code}
    by_name = {
        (one.parent_id, words_of(one.name)): one.id
        for one in tree.spots.values()
        if not one.is_merged
    }
    codes: set[str] = set()
    names: set[tuple[object, str]] = set()
    for row in sorted((row for row in rows if not row.wrong), key=lambda row: _depth(row)):
        code, name = words_of(row.terms.code), words_of(row.terms.name)
        parent = row.within.held_id if row.within else row.within_id
        new_parent = row.within is not None and row.within.held_id is None
        same_name = None if new_parent else by_name.get((parent, name))
        row.held_id = (by_code.get(code) if code else None) or same_name or _only_one(tree, row)
        if same_name is not None and same_name != row.held_id:
            row.wrong = "There is another place of this name there already."
        elif row.held_id and code and words_of(tree.spots[row.held_id].code) not in ("", code):
            row.wrong = "A place of this name is here with another code."
        place: tuple[object, str] = (id(row.within) if new_parent else parent, name)
        if code in codes or place in names:
            row.wrong = "It is in the file twice."
        codes.update({code} - {""})
        names.add(place)


def _only_one(tree: Tree, row: _Row) -> int | None:
    """The place of this name and level that is here, for a row that does not say where."""
    found = None if row.parent else tree.named(row.terms.name)
    return found if found and tree.spots[found].level is row.terms.level else None


def _refuse_in_vain(tree: Tree, rows: Sequence[_Row]) -> None:
    """Rows within a row that failed, or that would move a place into itself."""
    for row in sorted((row for row in rows if not row.wrong), key=lambda row: _depth(row)):
        if row.within is not None and row.within.wrong:
            row.wrong = f"What it lies within (row {row.within.number}) could not be added."
        elif row.held_id is not None and row.parent:
            parent = row.within.held_id if row.within else row.within_id
            if parent is not None and parent in tree.subtree(row.held_id):
                row.wrong = "It would lie within itself, by what is here already."
        if row.held_id is not None and not row.wrong:
            inside = tree.children(row.held_id)
            if not all(rules.fits_within(one.level, row.terms.level) for one in inside):
                row.wrong = "It holds places that are too large for this level."


def _depth(row: _Row) -> int:
    depth, at = 0, row.within
    while at is not None:
        depth, at = depth + 1, at.within
    return depth


def _larger_first(rows: Sequence[_Row]) -> list[_Row]:
    return sorted((row for row in rows if not row.wrong), key=lambda row: (_depth(row), row.number))


def _says_more(tree: Tree, row: _Row) -> bool:
    """Whether a file says anything of a place that is not on record."""
    assert row.held_id is not None, "only places that are here are asked about"
    spot, terms = tree.spots[row.held_id], row.terms
    parent = row.within.held_id if row.within else row.within_id
    known = {words_of(name) for name in (spot.name, *rules.split_names(spot.also_called))}
    new_names = {words_of(name) for name in rules.split_names(terms.also_called)} - known
    return (
        spot.level is not terms.level
        or spot.name != terms.name
        or (bool(terms.code) and spot.code != terms.code)
        or bool(new_names)
        or (bool(row.parent) and (parent is None or parent != spot.parent_id))
    )


def _to_take(tree: Tree, row: _Row, at: dict[int, int]) -> PlaceToTake:
    inside = at.get(id(row.within)) if row.within else None
    parent_id = row.within.held_id if row.within and inside is None else row.within_id
    terms = row.terms
    if row.held_id is not None:  # what the file leaves out stays as it is
        spot = tree.spots[row.held_id]
        names = f"{spot.also_called}; {terms.also_called}"
        terms = replace(terms, code=terms.code or spot.code, also_called=names)
    return PlaceToTake(terms, row.held_id, inside, parent_id)


def _line(row: _Row, taken: bool) -> ImportLine:
    where = f"Row {row.number}"
    if row.wrong:
        return ImportLine(where, row.terms.name, Outcome.FAILED, row.wrong)
    if row.held_id is None:
        return ImportLine(where, row.terms.name, Outcome.ADDED)
    return ImportLine(where, row.terms.name, Outcome.CHANGED if taken else Outcome.HELD)
