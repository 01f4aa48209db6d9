"""What was wrong with the rows of a list, as tables to keep: a report, and the rows to correct.

The rows hold words that nobody let us keep yet, so the server keeps none of them: they go out with
the page, signed, and come back only when one of the tables is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from itsdangerous import BadSignature, URLSafeSerializer

from storybank.core.errors import RuleBroken
from storybank.core.files import safe_file_name
from storybank.core.sheets import LONGEST_CELL, book_bytes
from storybank.core.tables import csv_bytes
from storybank.intake.importing import Outcome, OutcomeStatus
from storybank.intake.readers.sheet import COLUMNS, WHAT_IS_WRONG
from storybank.web.bank import current_bank

REPORT_COLUMNS = ("file", "row", "column", "what_is_wrong", "what_to_do")
# More than a form may carry back: then only the report is offered.
MOST_CARRIED = 3 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Carried:
    """What a page carries so that the tables can be made: signed, and whether rows are in it."""

    sealed: str
    has_rows: bool
    as_book: bool


def carried(outcomes: Sequence[Outcome]) -> Carried | None:
    """What the page of an upload carries of what was not taken in; None where all was."""
    failed = [one for one in outcomes if one.status is OutcomeStatus.FAILED]
    if not failed:
        return None
    report = [line for one in failed for line in _lines(one)]
    rows = [[dict(one.cells), _in_words(one)] for one in failed if one.cells]
    as_book = any(one.name.casefold().endswith(".xlsx") for one in failed)
    sealed = str(_seal().dumps([report, rows]))
    if len(sealed) > MOST_CARRIED:
        rows, sealed = [], str(_seal().dumps([report, []]))
    return Carried(sealed, bool(rows), as_book)


def report_table(sealed: str) -> Response:
    """What was wrong, one problem a line; no word of a story is in it.

    Raises:
        RuleBroken: what came back is not what the page carried.
    """
    report, _ = _opened(sealed)
    return _file(csv_bytes(REPORT_COLUMNS, report), "text/csv", "what-to-correct.csv")


def rows_table(sealed: str, *, as_book: bool) -> Response:
    """The rows that were not taken in, as they came, each with what is wrong with it.

    Raises:
        RuleBroken: what came back is not what the page carried.
    """
    _, rows = _opened(sealed)
    known = [name for name in COLUMNS if any(name in cells for cells, _ in rows)]
    lines = [[*(cells.get(name, "") for name in known), wrong] for cells, wrong in rows]
    columns = (*known, WHAT_IS_WRONG)
    fits = all(len(cell) <= LONGEST_CELL for line in lines for cell in line)
    if as_book and fits:
        return _file(book_bytes(columns, lines), XLSX, "rows-to-correct.xlsx")
    return _file(csv_bytes(columns, lines), "text/csv", "rows-to-correct.csv")


def _lines(outcome: Outcome) -> list[list[Any]]:
    name = safe_file_name(outcome.name)
    row = "" if outcome.row is None else outcome.row
    if not outcome.problems:
        return [[name, outcome.where or row, "", outcome.reason, outcome.remedy]]
    return [[name, row, one.column, one.reason, one.remedy] for one in outcome.problems]


def _in_words(outcome: Outcome) -> str:
    return " ".join(
        f"{one.column}: {one.reason} {one.remedy}".strip(": ") for one in outcome.problems
    )


def _opened(sealed: str) -> tuple[list[list[Any]], list[Any]]:
    try:
        report, rows = _seal().loads(sealed)
    except (BadSignature, ValueError, TypeError):
        raise RuleBroken("This page is too old. Upload the file again.") from None
    return report, rows


def _file(data: bytes, mimetype: str, name: str) -> Response:
    response = Response(data, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(current_bank().secret, salt="rows-to-correct")
