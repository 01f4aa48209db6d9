"""Writing into a Word document: paragraphs in their styles, lines with figures, tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from storybank.reports.pack.blocks import Cell, Figure, Item, Line, Table, Told, plain_text
from storybank.reports.renderers import saying
from storybank.reports.renderers.counted import head_words
from storybank.reports.renderers.html import numeric_columns
from storybank.reports.renderers.word_look import cells_of, mark_header, plain_table, widths_of

MARKS = {"better": "▲", "need": "◆", "worse": "▼", "activity": "○"}
_SHORT = 40
"""Heading cells of rows with more letters are not set bold: they are sentences."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
"""What no document may hold, and what would turn the order of its letters."""


class Pen:
    """Writes into a document. ``known`` are the references that stand at its end."""

    def __init__(
        self, document: DocxDocument, told: Sequence[Told], known: Collection[str]
    ) -> None:
        self.document, self.told, self.known = document, told, known
        self.styles = {one.name: one.style_id for one in document.styles}

    def say(self, style: str, words: str = "", *, into: Any = None, more: bool = False) -> Any:
        """A paragraph in a style: in the document, or the first (or one more) of a cell."""
        if into is None:
            paragraph = self.document.add_paragraph()
        elif more:
            paragraph = into.add_paragraph()
        else:
            paragraph = into.paragraphs[0]
        # Looking a style up by its name reads every style again, for each paragraph.
        paragraph._p.style = self.styles[style]
        if words:
            paragraph.add_run(clean(words))
        return paragraph

    def line(self, paragraph: Any, line: Line) -> None:
        """A sentence, with its figures."""
        for part in line:
            if isinstance(part, str):
                paragraph.add_run(clean(part))
            else:
                self._figure(paragraph, part)

    def _figure(self, paragraph: Any, figure: Figure) -> None:
        """The number with its words, and its reference, which leads to what it counts."""
        paragraph.add_run(clean(f"{figure.shown} {figure.rest}".strip()))
        if not figure.ref:
            return
        run = paragraph.add_run(f"\u00a0[{figure.ref}]", "Reference")
        if figure.ref in self.known:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), figure.ref)
            link.set(qn("w:history"), "1")
            run._r.addprevious(link)
            link.append(run._r)

    def space(self) -> None:
        """Word joins tables that follow one another; a small line keeps them apart."""
        self.say("Gap")

    def told_words(self, one: Item | Cell) -> str:
        """The words of a story that stand in a line or a cell, or the fact of it."""
        told = self.told[one.told or 0]
        words = saying.shown_words(told, one.shows)
        if told.gone or one.shows:
            return words
        return f"“{words}”" if words else saying.TOLD_ABOUT

    def table(self, table: Table) -> None:
        """A table with its caption; what it says where it has no rows."""
        if not table.caption_hidden or not table.rows:
            self.say("Caption", table.caption)
        if not table.rows:
            self.say("Normal", table.empty)
            return
        made = plain_table(
            self.document, len(table.rows) + 1, clean(table.caption), self._widths(table)
        )
        mark_header(made.rows[0])
        numbers = numeric_columns(table)
        for number, (head, cell) in enumerate(zip(table.head, cells_of(made.rows[0]), strict=True)):
            mark = f"{MARKS[head.change]} " if head.change in MARKS else ""
            written = self.say("Table Text", mark + head_words(head), into=cell)
            written.runs[0].bold = True
            _set_side(written, numeric=numbers[number])
        bold = _are_names(table)
        for row, filled in zip(table.rows, made.rows[1:], strict=True):
            cells = cells_of(filled)
            for number, one in enumerate(row):
                written = self._cell(one, cells[number], numeric=numbers[number])
                for run in written.runs if one.header and bold else ():
                    run.bold = True
        self.space()

    def _widths(self, table: Table) -> list[float]:
        columns = [[head_words(one)] for one in table.head]
        for row in table.rows:
            for number, cell in enumerate(row):
                told = "" if cell.told is None else self.told_words(cell)
                columns[number].append(f"{plain_text(cell.line)} {told}")
        return widths_of(columns, numeric_columns(table))

    def _cell(self, cell: Cell, into: Any, *, numeric: bool) -> Any:
        written = self.say("Table Text", into=into)
        _set_side(written, numeric=numeric)
        if cell.change:
            word = saying.CHANGE_WORDS.get(cell.change, cell.change)
            written.add_run(f"{MARKS.get(cell.change, '')} {word}{': ' if cell.line else ''}")
        self.line(written, cell.line)
        if cell.told is not None:
            before = " " if cell.line or cell.change else ""
            written.add_run(clean(before + self.told_words(cell)))
        if cell.note:
            self.line(self.say("Note", into=into, more=True), cell.note)
        return written


def _are_names(table: Table) -> bool:
    """Whether the heading cells of the rows are names, which are set bold, and not sentences."""
    heads = [plain_text(cell.line) for row in table.rows for cell in row if cell.header]
    return all(len(words) <= _SHORT for words in heads)


def _set_side(paragraph: Any, *, numeric: bool) -> None:
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def clean(words: str) -> str:
    """Words that a document may hold, on one line."""
    return _HARMFUL.sub("", words).replace("\n", " ").replace("\r", " ").replace("\t", " ")
