"""What a reader makes of a file: an edition with its items, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from storybank.core.text import squeeze
from storybank.core.uploads import BadValueError, Problem
from storybank.frameworks.rules import (
    DEEPEST,
    LONGEST_CODE,
    LONGEST_LEVEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_ITEMS,
)


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item of a file. ``where`` is its place there, ``parent`` the code it hangs on."""

    where: str
    code: str
    name: str
    level: str = ""
    parent: str = ""
    text: str = ""
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFramework:
    """An edition out of a file. What a sheet cannot say of itself is ''."""

    slug: str = ""
    edition: str = ""
    title: str = ""
    publisher: str = ""
    licence: str = ""
    source: str = ""
    note: str = ""
    published_on: date | None = None
    levels: tuple[str, ...] = ()
    is_complete: bool = True
    is_exportable: bool = False
    items: tuple[ReadItem, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = field(default=())


def item(
    where: str, code: str, name: str, *, level: str, parent: str, text: str, themes: tuple[str, ...]
) -> ReadItem:
    """One item with its words in order.

    Raises:
        BadValueError: the code or the name is missing, or something is too long.
    """
    code, name = squeeze(code), squeeze(name)
    if not code:
        raise BadValueError("code", "It is empty.", "Give every row a short code of its own.")
    if not name:
        raise BadValueError("name", "It is empty.", "Write what the item is called.")
    told = {"code": code, "name": name, "level": squeeze(level), "text": text.strip()}
    limits = {
        "code": LONGEST_CODE,
        "name": LONGEST_NAME,
        "level": LONGEST_LEVEL,
        "text": LONGEST_TEXT,
    }
    for column, most in limits.items():
        if len(told[column]) > most:
            raise BadValueError(
                column, f"It is longer than {most} characters.", "Shorten it, or move words away."
            )
    return ReadItem(where, parent=squeeze(parent), themes=themes, **told)


def checked(read: ReadFramework) -> ReadFramework:
    """The same, with every item left out that cannot stand, each told once and why."""
    problems = list(read.problems)
    items = _within_number(read.items, problems)
    items = _told_once(items, problems)
    items = _hanging(items, problems)
    levels = read.levels or tuple(dict.fromkeys(one.level for one in items if one.level))
    return replace(read, items=tuple(items), problems=tuple(problems), levels=levels)


def _within_number(items: tuple[ReadItem, ...], problems: list[Problem]) -> list[ReadItem]:
    if len(items) > MOST_ITEMS:
        problems.append(
            Problem(
                f"{items[MOST_ITEMS].where} and after",
                f"A framework may have {MOST_ITEMS} items.",
                "Split it into two frameworks.",
            )
        )
    return list(items[:MOST_ITEMS])


def _told_once(items: list[ReadItem], problems: list[Problem]) -> list[ReadItem]:
    """The first item of each code."""
    first: dict[str, ReadItem] = {}
    for one in items:
        held = first.setdefault(one.code, one)
        if held is not one:
            problems.append(
                Problem(
                    f"{one.where}, column code",
                    f"“{one.code}” is already at {held.where.lower()}.",
                    "Give every item a code of its own.",
                )
            )
    return list(first.values())


def _hanging(items: list[ReadItem], problems: list[Problem]) -> list[ReadItem]:
    """The items whose parents, and theirs in turn, are all there."""
    by_code = {one.code: one for one in items}
    why: dict[str, str] = {}
    for one in items:
        path = [one.code]
        while path[-1] not in why:
            parent = by_code[path[-1]].parent
            if not parent:
                why[path[-1]] = ""
            elif parent not in by_code:
                why[path[-1]] = f"It hangs on “{parent}”, which is not in the file."
            elif parent in path:
                for code in path[path.index(parent) :]:
                    why[code] = "It hangs on itself, directly or round about."
            else:
                path.append(parent)
        for above, code in zip(reversed(path[1:]), reversed(path[:-1]), strict=True):
            why.setdefault(
                code, f"It hangs on “{above}”, which cannot be taken in." if why[above] else ""
            )
        if not why[one.code] and len(path) > DEEPEST:
            why[one.code] = f"It stands more than {DEEPEST} levels deep."
    problems += [
        Problem(f"{one.where}, column parent", why[one.code], "Put right what it hangs on.")
        for one in items
        if why[one.code]
    ]
    return [one for one in items if not why[one.code]]
