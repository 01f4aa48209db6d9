"""A framework as a sheet (.csv), in either of two forms.

Long: one item a row (code, name, and if need be level, parent, text, themes). Wide: one award
criterion or metric a row, beside the mission or theme and the outcome it belongs to, as the
published tables of social value models are laid out; cells left empty mean "as above".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from storybank.core.tables import TableRow, as_written, read_table
from storybank.core.text import squeeze
from storybank.core.uploads import (
    BadValueError,
    ReadLimits,
    Unreadable,
    read_text_bytes,
)
from storybank.frameworks.readers.result import ReadFramework, ReadItem, item

LONG_COLUMNS = ("level", "code", "parent", "name", "text", "themes")
WIDE_COLUMNS = ("mission", "theme", "outcome", "code", "criterion", "metric", "unit")
_LEVELS = ("mission", "theme", "outcome", "criterion", "metric")
_NUMBERED = re.compile(r"(?:mission|theme|outcome)\s+(\w{1,6})\s*[:.–-]\s*(.+)", re.IGNORECASE)


def read(data: bytes, *, limits: ReadLimits) -> ReadFramework:
    """Read a sheet, not yet checked as a whole.

    Raises:
        Unreadable: its first row names the columns of neither form.
    """
    columns = tuple(dict.fromkeys(LONG_COLUMNS + WIDE_COLUMNS))
    table = read_table(read_text_bytes(data), columns=columns, required=(), limits=limits)
    known: Sequence[str]
    make: Callable[[TableRow], Sequence[ReadItem]]
    if {"code", "name"} <= set(table.columns):
        known, make = LONG_COLUMNS, _long_item
    elif {"outcome", "criterion"} & set(table.columns):
        known, make = WIDE_COLUMNS, _Wide().items
    else:
        raise Unreadable(
            "The first row names neither “code” and “name”, nor “outcome” or “criterion”.",
            f"Give the first row these headings: {', '.join(LONG_COLUMNS)}.",
        )
    found: list[ReadItem] = []
    problems = list(table.problems)
    for row in table.rows:
        try:
            found += make(row)
        except BadValueError as bad:
            problems.append(bad.problem(f"Row {row.number}"))
    unknown = [*table.unknown_columns, *(one for one in table.columns if one not in known)]
    return ReadFramework(
        items=tuple(found),
        problems=tuple(problems),
        notices=tuple(
            f"We do not know the column “{column}” here, so what is in it was left out."
            for column in unknown
        ),
    )


def _long_item(row: TableRow) -> Sequence[ReadItem]:
    themes = (squeeze(word) for word in row.get("themes").split(";"))
    return [
        item(
            f"Row {row.number}",
            _said(row, "code"),
            _said(row, "name"),
            level=_said(row, "level"),
            parent=_said(row, "parent"),
            text=_said(row, "text"),
            themes=tuple(dict.fromkeys(word for word in themes if word)),
        )
    ]


def _said(row: TableRow, column: str) -> str:
    return as_written(row.get(column))


class _Wide:
    """Reads wide rows one after another, remembering what stands above."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str, str], str] = {}  # (column, parent, words): code
        self._above: dict[str, tuple[str, str, str]] = {}  # column: what it said last
        self._made: list[ReadItem] = []

    def items(self, row: TableRow) -> Sequence[ReadItem]:
        """The items that this row tells of for the first time.

        Raises:
            BadValueError: there is nothing in it, or a code or words will not do.
        """
        self._made = []
        cells = {column: squeeze(row.get(column)) for column in WIDE_COLUMNS}
        named = [one for one in _LEVELS if cells[one]]
        if not named:
            raise BadValueError("criterion", "The row names nothing.", "Write its words.")
        coded = "criterion" if "criterion" in named else named[-1]
        parent = ""
        for column in _LEVELS:
            code = cells["code"] if column == coded else ""
            text = f"Counted in {cells['unit']}." if column == "metric" and cells["unit"] else ""
            parent = self._take(row.number, column, cells[column], code, parent, text)
        return self._made

    def _take(self, row: int, column: str, name: str, code: str, parent: str, text: str) -> str:
        """The code of what a cell names, or of what stands above where it is empty."""
        if not name:
            held = self._above.get(column)
            stands = held is not None and held[1] == parent and column != "metric"
            return self._codes[held] if held and stands else parent
        key = (column, parent, name)
        if key not in self._codes or code not in ("", self._codes[key]):
            numbered = _NUMBERED.fullmatch(name)
            code = code or self._own_code(column, parent, numbered.group(1) if numbered else "")
            self._made.append(
                item(
                    f"Row {row}",
                    code,
                    numbered.group(2) if numbered else name,
                    level="award criterion" if column == "criterion" else column,
                    parent=parent,
                    text=text,
                    themes=(),
                )
            )
            self._codes[key] = code
        self._above[column] = key
        return self._codes[key]

    def _own_code(self, column: str, parent: str, number: str) -> str:
        """A code for what has none: M1, O2, O2.1, O2.1-m1."""
        if column in ("mission", "theme", "outcome"):
            told = sum(key[0] == column for key in self._codes)
            return f"{column[0].upper()}{number or told + 1}"
        told = sum(key[:2] == (column, parent) for key in self._codes)
        return f"{parent}-m{told + 1}" if column == "metric" else f"{parent}.{told + 1}"
