"""Excel workbooks, coming in and going out. openpyxl is used here alone.

No formula comes in, and no cell that goes out is one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from storybank.core.tables import Table, column_name, harmless, table_of
from storybank.core.uploads import Problem, ReadLimits, Unreadable

_WIDEST = 100  # columns
LONGEST_CELL = 32_767  # characters: a workbook cuts off what is longer
_LONGEST_NAME = 31  # of a sheet
_NO_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. Whole numbers stay numbers; all else goes out as harmless text."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[int] = ()


def book_bytes(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    hints: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    open_choices: Sequence[str] = (),
    title: str = "Stories",
    room_for: int = 2000,
) -> bytes:
    """A table as an Excel workbook: hints at its headings, lists to choose from in its cells.

    ``open_choices`` are columns where something else than what is listed may be written too.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    sheet.append(list(columns))
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub(" ", harmless(cell)) for cell in row])
    for number, column in enumerate(columns, 1):
        head = sheet.cell(1, number)
        head.font = Font(bold=True)
        if hints and column in hints:
            head.comment = Comment(hints[column], "Storybank", width=320, height=120)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 60 if column == "words" else 22
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"  # never worked out, whatever it looks like
    sheet.freeze_panes = "A2"
    _offer(book, sheet, columns, choices or {}, open_choices, room_for)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheets_bytes(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Several tables as one Excel workbook, each on a sheet of its own under a name of its own."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    book.properties.title, book.properties.creator = ILLEGAL_CHARACTERS_RE.sub(" ", title), ""
    for one in sheets:
        sheet: Any = book.create_sheet(_sheet_name(one.name, book.sheetnames))
        for at, row in enumerate((one.columns, *one.rows), 1):
            for number, value in enumerate(row, 1):
                _fill(sheet.cell(at, number), value)
        for number in range(1, len(one.columns) + 1):
            sheet.cell(1, number).font = Font(bold=True)
            width = one.widths[number - 1] if number <= len(one.widths) else 22
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, value: object) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        cell.value = value
        return
    words = ILLEGAL_CHARACTERS_RE.sub(" ", harmless(value))[:LONGEST_CELL]
    cell.value = words or None
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if words:
        cell.data_type = "s"  # never worked out, whatever it looks like


def _sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """A name that a workbook takes, and that none of its sheets has yet."""
    plain = ILLEGAL_CHARACTERS_RE.sub(" ", _NO_NAME.sub(" ", wanted)).strip(" '") or "Sheet"
    known = {one.casefold() for one in taken}
    name, number = plain[:_LONGEST_NAME].strip(" '"), 2
    while name.casefold() in known:
        end = f" {number}"
        name, number = plain[: _LONGEST_NAME - len(end)].strip(" '") + end, number + 1
    return name


def _offer(
    book: Workbook,
    sheet: Any,
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    open_choices: Sequence[str],
    room_for: int,
) -> None:
    """Lists to choose from, kept on a sheet of their own: a list in a cell's rule may be short."""
    listed: Any = book.create_sheet("Choices")
    listed.sheet_state = "hidden"
    for number, (column, values) in enumerate(choices.items(), 1):
        if not values:
            continue
        letter = get_column_letter(number)
        for row, value in enumerate(values, 1):
            listed.cell(row, number, harmless(value)).data_type = "s"
        rule = DataValidation(
            type="list",
            formula1=f"Choices!${letter}$1:${letter}${len(values)}",
            allow_blank=True,
            showErrorMessage=column not in open_choices,
            errorTitle="Choose from the list",
            error="Choose one of the listed values, or leave the cell empty.",
        )
        at = get_column_letter(columns.index(column) + 1)
        rule.add(f"{at}2:{at}{room_for}")
        sheet.add_data_validation(rule)


def read_book(
    data: bytes, *, columns: Sequence[str], required: Sequence[str], limits: ReadLimits
) -> Table:
    """Read the first sheet of a workbook that has the ``required`` columns; values only.

    A row with a formula is told with the cell's name, and is not among the rows. Raises
    Unreadable where no sheet has the columns.
    """
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        sheet, heading = _sheet_with(book, required)
        problems: list[Problem] = []
        rows = _rows(sheet, problems, limits)
        return table_of(heading, rows, problems, columns=columns, required=required, limits=limits)
    finally:
        book.close()


def _sheet_with(book: Any, required: Sequence[str]) -> tuple[Any, list[str]]:
    first: tuple[Any, list[str]] | None = None
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        top = next(sheet.iter_rows(min_row=1, max_row=1, values_only=True), ())
        heading = [column_name(str(cell)) if cell is not None else "" for cell in top[:_WIDEST]]
        while heading and not heading[-1]:
            heading.pop()
        if all(name in heading for name in required):
            return sheet, heading
        first = first or (sheet, heading)
    if first is None:
        raise Unreadable("There is no table in this workbook.", "Check you chose the right file.")
    return first


def _rows(
    sheet: Any, problems: list[Problem], limits: ReadLimits
) -> Iterator[tuple[int, list[str]]]:
    given = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if len(cells) > _WIDEST and any(cell.value is not None for cell in cells[_WIDEST:]):
            raise Unreadable(
                f"The table has more than {_WIDEST} columns.",
                "Start from the empty table, and copy your stories into it.",
            )
        formulas = [cell for cell in cells if cell.data_type == "f"]
        broken = [cell for cell in cells if cell.data_type == "e"]
        if number > 1 and (formulas or broken):
            problems.append(_no_value(number, formulas, broken))
            continue
        yield number, [_text(cell.value) for cell in cells]
        given += any(cell.value is not None for cell in cells)
        if given > limits.max_rows + 1:
            return


def _no_value(number: int, formulas: Sequence[Any], broken: Sequence[Any]) -> Problem:
    named = ", ".join(cell.coordinate for cell in formulas or broken)
    if formulas:
        reason = f"There is a formula in {named}, and we take no formulas."
        remedy = "Copy the cell, then paste it over itself with Paste special, Values."
    else:
        reason = f"The spreadsheet could not work out {named}."
        remedy = "Write into the cell what should be there."
    return Problem(f"Row {number}", reason, remedy)


def _text(value: object) -> str:
    """What a cell holds, as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
