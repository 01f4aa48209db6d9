"""Tables row by row: what stands under which heading, what is wrong with a row, and tables out.

No cell that goes out is a formula: words that a spreadsheet would run get a mark before them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from storybank.core.text import squeeze
from storybank.core.uploads import Problem, ReadLimits, Unreadable

# One cell may hold a whole story; the reader's own limit on characters comes after.
csv.field_size_limit(64 * 1024 * 1024)
# A spreadsheet takes words that begin so for a formula.
_RUN = ("=", "+", "-", "@", "\t", "\r")
_MARK = "'"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Return the cell's text, or '' where the table has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that could be read, and what could not."""

    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """A sentence for each column that nothing was taken from."""
        return tuple(
            f"We do not know the column “{column}”, so what is in it was left out."
            for column in self.unknown_columns
        )


def harmless(cell: object) -> str:
    """A cell as text that no spreadsheet takes for a formula. Numbers need no mark."""
    if isinstance(cell, Decimal):
        return f"{cell.normalize() + 0:f}"
    if isinstance(cell, str) and cell.startswith(_RUN):
        return _MARK + cell
    return "" if cell is None else str(cell)


def as_written(cell: str) -> str:
    """What ``harmless`` made of a cell, as it was before."""
    return cell[1:] if cell.startswith(_MARK) and cell[1:].startswith(_RUN) else cell


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV that spreadsheets open rightly, every cell of it harmless."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    # With the mark, spreadsheets save what is typed into it as UTF-8 too.
    return text.getvalue().encode("utf-8-sig")


def column_name(heading: str) -> str:
    """Return the form in which column headings are compared: ``Told on`` is ``told_on``."""
    return re.sub(r"[^a-z0-9]+", "_", squeeze(heading).casefold()).strip("_")


def read_table(
    text: str, *, columns: Sequence[str], required: Sequence[str], limits: ReadLimits
) -> Table:
    """Read CSV text with a heading row; commas, semicolons or tabs between cells.

    Row numbers count as a spreadsheet does: the heading is row 1. Raises Unreadable where
    there is no heading row with the ``required`` columns.
    """
    delimiter, heading = _heading(text, columns)
    problems: list[Problem] = []
    rows = _numbered_rows(text, delimiter, problems)
    return table_of(heading, rows, problems, columns=columns, required=required, limits=limits)


def table_of(
    heading: Sequence[str],
    rows: Iterable[tuple[int, list[str]]],
    problems: list[Problem],
    *,
    columns: Sequence[str],
    required: Sequence[str],
    limits: ReadLimits,
) -> Table:
    """Put numbered rows under the names of their columns; the row numbered 1 is the heading.

    ``problems`` may grow while the rows are read. Raises Unreadable where a required column is
    not among the headings, or one is there twice.
    """
    missing = [name for name in required if name not in heading]
    if missing:
        raise Unreadable(
            f"The first row does not name the column {_listed(missing)}.",
            f"Give the first row these headings: {', '.join(columns)}. "
            f"{_listed(list(required), quote=True)} must be there; leave out others you do not "
            "need.",
        )
    known = [name if name in columns else "" for name in heading]
    repeated = sorted({name for name in known if name and known.count(name) > 1})
    if repeated:
        raise Unreadable(
            f"The heading {_listed(repeated, quote=True)} is there more than once.",
            "Keep one column of each name and upload the file again.",
        )
    found: list[TableRow] = []
    for number, cells in rows:
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        if len(found) >= limits.max_rows:
            problems.append(
                Problem(
                    f"Row {number} and after",
                    f"We read {limits.max_rows} rows at a time.",
                    "Put these rows in a second file and upload that as well.",
                )
            )
            break
        if len(cells) > len(known) and any(cell.strip() for cell in cells[len(known) :]):
            problems.append(
                Problem(
                    f"Row {number}",
                    f"It has {len(cells)} cells, but the heading row names {len(known)}.",
                    "Put quotation marks around words that have a comma in them.",
                )
            )
            continue
        found.append(
            TableRow(number, {name: c for name, c in zip(known, cells, strict=False) if name})
        )
    unknown = tuple(name for name, keep in zip(heading, known, strict=True) if name and not keep)
    return Table(tuple(n for n in known if n), unknown, tuple(found), tuple(problems))


def _heading(text: str, columns: Sequence[str]) -> tuple[str, list[str]]:
    """Find the delimiter under which most headings are known."""
    best: tuple[int, str, list[str]] = (-1, ",", [])
    for delimiter in ",;\t":
        try:
            first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        names = [column_name(cell) for cell in first]
        known = sum(name in columns for name in names)
        if known > best[0]:
            best = (known, delimiter, names)
    return best[1], best[2]


def _numbered_rows(
    text: str, delimiter: str, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with its number, noting those whose quotation marks do not close."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        line_before = reader.line_num
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.append(
                Problem(
                    f"Row {number} (line {line_before + 1} of the file)",
                    "A quotation mark opens a cell and is not closed as it should be.",
                    'Write a quotation mark inside a cell twice (""), and close the cell with one.',
                )
            )


def _listed(names: Sequence[str], *, quote: bool = True) -> str:
    """Join names for a sentence: ``“a”, “b” and “c”``."""
    shown = [f"“{name}”" if quote else name for name in names]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
