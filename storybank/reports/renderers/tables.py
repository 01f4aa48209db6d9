"""The figures of a pack as a table (CSV), and all its tables as a workbook (XLSX)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from storybank.core.sheets import Sheet, sheets_bytes
from storybank.core.tables import csv_bytes
from storybank.reports.pack.blocks import Cell, Figure, Pack, Picture, Section, Table
from storybank.reports.pack.references import Reference, say_counted
from storybank.reports.renderers.counted import head_words, list_counted
from storybank.reports.renderers.saying import FEW_EXPLAINED
from storybank.reports.renderers.text import cell_text

COLUMNS = ("Reference", "Section", "What it says", "Number", "What it counts", "Conditions")
WIDTHS = (11, 32, 70, 10, 44, 60)


def csv(pack: Pack, references: Sequence[Reference] = ()) -> bytes:
    """Every figure of a pack as a table: its reference, what it says, its number, what it counts.

    ``references`` say what each figure counts (``pack.references.list_references``). The conditions
    are those of the figure's address, for whoever counts again.
    """
    return csv_bytes(COLUMNS, figure_rows(pack, references))


def xlsx(pack: Pack, *, references: Sequence[Reference] = (), sha256: str = "") -> bytes:
    """A pack's figures, its tables and its references as a workbook, and how it was made."""
    figures = Sheet("Figures", COLUMNS, figure_rows(pack, references), WIDTHS)
    tables = [_sheet(table, section, pack) for section, table in _tables(pack)]
    listed = Sheet(
        "References",
        ("Reference", "Number", "What it counts"),
        [(one.ref, one.shown, one.says) for one in references],
        (11, 10, 100),
    )
    about = Sheet("About", ("About this workbook", ""), _about(pack, sha256), (24, 100))
    return sheets_bytes([about, figures, *tables, listed], title=pack.title)


def figure_rows(pack: Pack, references: Sequence[Reference] = ()) -> list[tuple[object, ...]]:
    """The figures of a pack in reading order, under ``COLUMNS``."""
    says = {one.ref: one.says for one in references}
    return [
        (
            one.figure.ref,
            one.section,
            one.says,
            _number(one.figure),
            says.get(one.figure.ref) or say_counted(one.figure, {}),
            urlencode(one.figure.behind),
        )
        for one in list_counted(pack)
    ]


def _number(figure: Figure) -> int | str:
    return figure.shown if figure.number is None else figure.number


def _tables(pack: Pack) -> Iterator[tuple[Section, Table]]:
    for section in pack.every_section():
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, block
            elif isinstance(block, Picture):
                yield section, block.table


def _sheet(table: Table, section: Section, pack: Pack) -> Sheet:
    """A table as a sheet; a figure that stands alone in its cell stays a number."""
    rows = [[_value(cell, pack) for cell in row] for row in table.rows]
    return Sheet(
        table.caption or section.title,
        [head_words(head) for head in table.head],
        rows or [[table.empty]],
        [44, *(18 for _ in table.head[1:])],
    )


def _value(cell: Cell, pack: Pack) -> object:
    alone = [part for part in cell.line if not isinstance(part, str) or part.strip()]
    if len(alone) == 1 and isinstance(alone[0], Figure) and cell.told is None and not cell.note:
        return _number(alone[0])
    return cell_text(cell, pack.told)


def _about(pack: Pack, sha256: str) -> Sequence[Sequence[object]]:
    said = (
        ("Title", pack.title),
        ("Question", pack.question),
        ("About", pack.about),
        ("Period", pack.period or "any day"),
        ("Made on", pack.made_on),
        ("Method and sample", pack.footing),
        ("A few", FEW_EXPLAINED),
        ("Fingerprint (SHA-256)", sha256 or "not issued: counted on the day it was made"),
    )
    return [one for one in said if one[1]]
