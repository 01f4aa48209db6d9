"""Files people send: limits, what is wrong with them, and tables row by row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from storybank.core.errors import StorybankError
from storybank.core.text import decode_text, looks_binary, squeeze

# One cell may hold a whole story; the reader's own limit on characters comes after.
csv.field_size_limit(64 * 1024 * 1024)

_MIB = 1024 * 1024
Read = TypeVar("Read")


class Unreadable(StorybankError):
    """A file cannot be read at all.

    ``reason`` and ``remedy`` are plain sentences for the person who sent it.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One part of a file that could not be read; the other parts were."""

    where: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason} {self.remedy}"


class BadValueError(Exception):
    """A value of one row or line cannot be used; names its column, the reason and the remedy."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.remedy = remedy

    def problem(self, where: str) -> Problem:
        """Say it as a problem of the row or line ``where``."""
        return Problem(f"{where}, column {self.column}", self.reason, self.remedy)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """How much one file may hold. Sizes in bytes, ``max_seconds`` of wall clock for a PDF."""

    max_bytes: int = 20 * _MIB
    max_unzipped_bytes: int = 200 * _MIB
    max_pages: int = 200
    max_rows: int = 5000
    max_characters: int = 400_000
    max_seconds: float = 60.0


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
    """The rows of a CSV file that could be read, and what could not."""

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


def size_in_words(size: int) -> str:
    """Say a number of bytes as people do: ``20 MB``, ``1.5 MB``, ``300 KB``."""
    if size >= _MIB:
        return f"{size / _MIB:.1f}".rstrip("0").rstrip(".") + " MB"
    return f"{max(1, round(size / 1024))} KB"


def read_bytes(path: Path, limits: ReadLimits) -> bytes:
    """Return the file's bytes; its size is looked at before a byte is read.

    Raises Unreadable where it is empty, too large or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise Unreadable(
                f"This file is {size_in_words(size)}. The most we can take is "
                f"{size_in_words(limits.max_bytes)}.",
                "Take the pictures out of it, or split it in two, and upload it again.",
            )
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise Unreadable("This file could not be opened.", "Upload it again.") from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Unreadable(
            "This file is empty.",
            "Check you chose the right file, and upload it again.",
        )
    return data


def read_text_bytes(data: bytes) -> str:
    """Decode a file that should hold text. Raises Unreadable where it does not."""
    if looks_binary(data):
        raise Unreadable(
            "This file does not hold text, though its name says it does.",
            "Open it in the program it was made with, save it as text (UTF-8), and upload that.",
        )
    return decode_text(data)


def read_or_refuse(read: Callable[[], Read]) -> Read:
    """What ``read`` makes of a file. Whatever a damaged file does to it, the sender is told.

    Raises Unreadable, and nothing else.
    """
    try:
        return read()
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(
            "This file is damaged, so we could not read it.",
            "Open it in the program it was made with, save it again, and upload that.",
        ) from error


def read_json_lines(
    text: str, *, limits: ReadLimits, problems: list[Problem]
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Yield the JSON object of every line with its number, noting the lines that hold none.

    Lines beyond ``max_rows`` are noted once, at the end.
    """
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines[: limits.max_rows]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            yield number, value
        else:
            problems.append(
                Problem(
                    f"Line {number}",
                    "This line is not one whole JSON object.",
                    "Start it with { and end it with }, all on one line, and close every "
                    "quotation mark.",
                )
            )
    if len(lines) > limits.max_rows:
        problems.append(
            Problem(
                f"Line {lines[limits.max_rows][0]} and after",
                f"We read {limits.max_rows} lines at a time.",
                "Put these lines in a second file and upload that as well.",
            )
        )


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
    rows: list[TableRow] = []
    problems: list[Problem] = []
    for number, cells in _numbered_rows(text, delimiter, problems):
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        if len(rows) >= limits.max_rows:
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
        rows.append(
            TableRow(number, {name: c for name, c in zip(known, cells, strict=False) if name})
        )
    unknown = tuple(name for name, keep in zip(heading, known, strict=True) if name and not keep)
    return Table(tuple(n for n in known if n), unknown, tuple(rows), tuple(problems))


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
