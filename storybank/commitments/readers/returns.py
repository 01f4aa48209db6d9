"""A supplier's return in a table (.csv): what was achieved, one promise or one period a row.

Columns: ``commitment_ref`` or ``promise`` (its words) says which promise; ``achieved`` how much,
or ``points`` 0 to 5 where it is not counted; ``proposed``, ``unit``, ``from_on``, ``to_on`` and
``source`` if you like. A table of promise, proposed and achieved will do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from storybank.commitments.readers.result import amount_or_none, day_or_none
from storybank.core.tables import TableRow, read_table
from storybank.core.text import squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    Unreadable,
    read_bytes,
    read_or_refuse,
    read_text_bytes,
)

COLUMNS = (
    "commitment_ref",
    "promise",
    "proposed",
    "achieved",
    "unit",
    "points",
    "from_on",
    "to_on",
    "source",
)
_UNIT_AT_THE_END = re.compile(r"\s[-–—]\s*([a-z][a-z ]{2,30})$")
_LONGEST_UNIT = 60


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """What one row says of one promise; ``ref`` or ``promise`` names it."""

    row: int
    ref: str
    promise: str
    proposed: Decimal | None
    achieved: Decimal | None
    points: int | None
    unit: str
    from_on: date | None
    to_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class ReadReturn:
    """The rows of a return, those that failed, and notices that stop nothing."""

    rows: tuple[ReturnRow, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()


def read_return(path: Path, *, name: str, limits: ReadLimits | None = None) -> ReadReturn:
    """Read the return in the file at ``path``, which its sender called ``name``.

    Raises Unreadable, and nothing else, where nothing of the file can be read.
    """
    limits = limits or ReadLimits()
    if name.rpartition(".")[2].casefold() != "csv":
        raise Unreadable("We read returns from .csv files.", "Save the sheet as CSV.")
    data = read_bytes(path, limits)
    read = read_or_refuse(lambda: _read(data, limits))
    if not read.rows and not read.problems:
        raise Unreadable(
            "There are no figures in this file.", "Check you chose the right file, and try again."
        )
    return read


def _read(data: bytes, limits: ReadLimits) -> ReadReturn:
    table = read_table(read_text_bytes(data), columns=COLUMNS, required=(), limits=limits)
    if not {"commitment_ref", "promise"} & set(table.columns):
        raise Unreadable(
            "The first row names neither “commitment_ref” nor “promise”.",
            f"Give the first row headings out of these: {', '.join(COLUMNS)}.",
        )
    rows: list[ReturnRow] = []
    problems = list(table.problems)
    for row in table.rows:
        try:
            rows.append(_row(row))
        except BadValueError as bad:
            problems.append(bad.problem(f"Row {row.number}"))
    return ReadReturn(tuple(rows), tuple(problems), table.notices)


def _row(row: TableRow) -> ReturnRow:
    ref, promise = squeeze(row.get("commitment_ref")), squeeze(row.get("promise"))
    if not ref and not promise:
        raise BadValueError(
            "promise", "There is nothing in it.", "Write the promise's words or its reference."
        )
    from_on, to_on = (day_or_none(name, row.get(name)) for name in ("from_on", "to_on"))
    if from_on and to_on and to_on < from_on:
        raise BadValueError("to_on", "It is before the first day.", "Check both dates.")
    return ReturnRow(
        row=row.number,
        ref=ref,
        promise=promise,
        proposed=amount_or_none("proposed", row.get("proposed")),
        achieved=amount_or_none("achieved", row.get("achieved")),
        points=_points(row.get("points")),
        unit=squeeze(row.get("unit")) or _unit_of(promise),
        from_on=from_on,
        to_on=to_on,
        source=squeeze(row.get("source")),
    )


def _points(words: str) -> int | None:
    plain = squeeze(words)
    if not plain:
        return None
    if plain not in ("0", "1", "2", "3", "4", "5"):
        raise BadValueError("points", f"“{plain[:40]}” is not 0 to 5.", "Write 0, 1, 2, 3, 4 or 5.")
    return int(plain)


def _unit_of(promise: str) -> str:
    """What a line of a table counts: "Aspire - persons" counts persons, "Site Visits" those."""
    plain = re.sub(r"\s*\([^)]*\)", "", promise).strip()
    at_the_end = _UNIT_AT_THE_END.search(plain)
    return at_the_end[1] if at_the_end else plain[:_LONGEST_UNIT].strip()
