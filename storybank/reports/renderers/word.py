"""A report as a Word document, with real headings, tables, quotations and text alternatives.

At the end stands what each figure counts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from storybank.reports.pack.blocks import (
    Basis,
    Block,
    Cell,
    Facts,
    Figure,
    Item,
    Line,
    Listed,
    Pack,
    Paragraph,
    Picture,
    Section,
    StoryWhole,
    Strip,
    Table,
    Told,
    Voice,
    figures_of,
    plain_text,
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import saying
from storybank.reports.renderers.counted import head_words
from storybank.reports.renderers.pictures import draw_png, says_of
from storybank.reports.renderers.word_look import (
    TEXT_WIDTH,
    blank_document,
    cells_of,
    describe_picture,
    mark_header,
    number_anew,
    plain_table,
    set_footer,
    use_numbering,
    widths_of,
)

MARKS = {"better": "▲", "need": "◆", "worse": "▼", "activity": "○"}
_ROLES = {"body": "Normal", "lead": "Lead", "note": "Note", "warning": "Warning"}
_SHORT = 40
"""Heading cells of rows with more letters are not set bold: they are sentences."""
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufffe\uffff]"
)
"""What no document may hold, and what would turn the order of its letters."""


def word(pack: Pack, *, references: Sequence[Reference]) -> bytes:
    """The whole of a pack as a Word document (.docx).

    ``references`` say what each figure counts (``pack.references.list_references``).
    """
    return _Writer(pack, references).write()


class _Writer:
    def __init__(self, pack: Pack, references: Sequence[Reference]) -> None:
        self.pack, self.told = pack, pack.told
        self.references = references
        self.known = {one.ref for one in references}
        self.document = blank_document(
            _clean(pack.title), _clean(pack.about), date.fromisoformat(pack.made_on)
        )
        self.styles = {one.name: one.style_id for one in self.document.styles}

    def write(self) -> bytes:
        pack = self.pack
        self._say("Subtitle", pack.title)
        self._say("Title", pack.question or pack.title)
        facts = (
            saying.begin(pack.about),
            saying.begin(pack.period),
            saying.when_words(pack.made_on),
        )
        self._say("Note", " · ".join(one for one in facts if one))
        for section in pack.front:
            self._section(section, 1)
        for number, section in enumerate(pack.sections):
            self._section(
                section, 1, new_page=section.new_page or (number == 0 and bool(pack.front))
            )
        self._end()
        set_footer(self.document, _clean(pack.footing), _clean(pack.title))
        kept = io.BytesIO()
        self.document.save(kept)
        return kept.getvalue()

    # Parts

    def _section(self, section: Section, level: int, *, new_page: bool | None = None) -> None:
        heading = self._say(f"Heading {min(level, 3)}", section.title)
        if section.new_page if new_page is None else new_page:
            heading.paragraph_format.page_break_before = True
        for block in section.blocks:
            self._block(block, level + 1)
        if section.basis:
            self._basis(section.basis)
        for inner in section.sections:
            self._section(inner, level + 1)

    def _block(self, block: Block, level: int) -> None:
        if isinstance(block, Paragraph):
            self._line(self._say(_ROLES[block.role]), block.line)
        elif isinstance(block, Strip):
            self._strip(block)
        elif isinstance(block, Voice):
            self._voice(self.told[block.told])
        elif isinstance(block, StoryWhole):
            self._story(self.told[block.told], level)
        elif isinstance(block, Listed):
            self._listed(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Facts):
            for name, line in block.facts:
                paragraph = self._say("Fact")
                paragraph.add_run(f"{_clean(name)}: ").bold = True
                self._line(paragraph, line)

    def _basis(self, basis: Basis) -> None:
        said = (basis.sample, basis.coverage, basis.days, basis.method, basis.verified)
        if any(said):
            self._say("Note", "What this stands on: " + " ".join(one for one in said if one))

    def _strip(self, strip: Strip) -> None:
        """Side by side: what each counts above, as the head, and its number below."""
        if not strip.figures:
            return
        each = [TEXT_WIDTH / len(strip.figures)] * len(strip.figures)
        table = plain_table(self.document, 2, "Figures", each)
        mark_header(table.rows[0])
        for column, (figure, words) in enumerate(strip.figures):
            self._say("Note", words, into=table.cell(0, column))
            self._line(self._say("Figure", into=table.cell(1, column)), (figure,))
        self._space()

    # What people told

    def _voice(self, told: Told) -> None:
        if told.gone:
            self._say("Note", saying.gone_words(told))
            return
        if about := self._about(told):
            self._say("Quote About", about)
        if told.words:
            self._quote(told)
        else:
            self._say("Quote Source", saying.TOLD_ABOUT)
        self._beside(told)

    def _about(self, told: Told) -> str:
        """The priority it stands for, its themes and directions, or the promise."""
        codes = ", ".join(
            f"{MARKS.get(change, '')} {saying.CHANGE_WORDS.get(change, change)}: {theme}".strip()
            for theme, change in told.facts.get("codes") or ()
        )
        return " · ".join(one for one in (str(told.facts.get("priority") or ""), codes) if one)

    def _quote(self, told: Told) -> None:
        parts = saying.paragraphs(told.words)
        for number, words in enumerate(parts):
            begin, end = "“" if number == 0 else "", "”" if number == len(parts) - 1 else ""
            self._say("Quote", f"{begin}{words}{end}")

    def _beside(self, told: Told) -> None:
        """Whose words these are, how they were checked, for which promise, and why found so."""
        source = (saying.whose_words(told), saying.checked_words(told))
        self._say("Quote Source", " · ".join(one for one in source if one))
        if about := saying.promise_words(told):
            self._say("Quote Source", about)
        if told.facts.get("reason"):
            self._say("Quote Source", f"Why: {told.facts['reason']}")

    def _story(self, told: Told, level: int) -> None:
        if told.gone:
            self._say("Note", saying.gone_words(told))
            return
        if told.facts.get("title"):
            self._say(f"Heading {min(level, 3)}", str(told.facts["title"]))
        if told.facts.get("chosen"):
            self._say("Normal", f"Why this story: {told.facts['chosen']}")
        for words in saying.paragraphs(told.words):
            self._say("Story", words)
        for name, words in saying.after_words(told):
            self._say("Normal", f"{name}: {words}")
        self._beside(told)

    # Lists, tables, pictures

    def _listed(self, listed: Listed) -> None:
        number = number_anew(self.document) if listed.ordered else 0
        for item in listed.items:
            paragraph = self._say("List Number" if listed.ordered else "List Bullet")
            if number:
                use_numbering(paragraph, number)
            self._item(paragraph, item)

    def _item(self, paragraph: Any, item: Item) -> None:
        if item.status:
            status = saying.FINDING_WORDS.get(item.status, saying.begin(item.status))
            paragraph.add_run(f"{_clean(status.replace('_', ' '))}. ").bold = True
        self._line(paragraph, item.line)
        if item.told is not None:
            told = self.told[item.told]
            before = " " if item.line else ""
            paragraph.add_run(_clean(before + self._told_words(item)))
            if not (told.gone or item.shows):
                self._beside_item(paragraph, told)
        if item.note:
            paragraph.add_run(" ")
            self._line(paragraph, item.note)

    def _beside_item(self, paragraph: Any, told: Told) -> None:
        said = [saying.whose_words(told), saying.promise_words(told), saying.checked_words(told)]
        if told.facts.get("reason"):
            said.append(f"Why: {told.facts['reason']}")
        paragraph.add_run(_clean(" " + " · ".join(one for one in said if one)), "Reference")

    def _told_words(self, one: Item | Cell) -> str:
        """The words of a story that stand in a line or a cell, or the fact of it."""
        told = self.told[one.told or 0]
        words = saying.shown_words(told, one.shows)
        if told.gone or one.shows:
            return words
        return f"“{words}”" if words else saying.TOLD_ABOUT

    def _table(self, table: Table) -> None:
        if not table.caption_hidden or not table.rows:
            self._say("Caption", table.caption)
        if not table.rows:
            self._say("Normal", table.empty)
            return
        made = plain_table(
            self.document, len(table.rows) + 1, _clean(table.caption), self._widths(table)
        )
        mark_header(made.rows[0])
        for head, cell in zip(table.head, cells_of(made.rows[0]), strict=True):
            mark = f"{MARKS[head.change]} " if head.change in MARKS else ""
            written = self._say("Table Text", mark + head_words(head), into=cell)
            written.runs[0].bold = True
            _set_side(written, numeric=head.numeric)
        bold = _are_names(table)
        for row, filled in zip(table.rows, made.rows[1:], strict=True):
            cells = cells_of(filled)
            for number, one in enumerate(row):
                written = self._cell(one, cells[number], numeric=table.head[number].numeric)
                for run in written.runs if one.header and bold else ():
                    run.bold = True
        self._space()

    def _widths(self, table: Table) -> list[float]:
        columns = [[head_words(one)] for one in table.head]
        for row in table.rows:
            for number, cell in enumerate(row):
                told = "" if cell.told is None else self._told_words(cell)
                columns[number].append(f"{plain_text(cell.line)} {told}")
        return widths_of(columns, [one.numeric for one in table.head])

    def _cell(self, cell: Cell, into: Any, *, numeric: bool) -> Any:
        written = self._say("Table Text", into=into)
        _set_side(written, numeric=numeric)
        if cell.change:
            word = saying.CHANGE_WORDS.get(cell.change, cell.change)
            written.add_run(f"{MARKS.get(cell.change, '')} {word}{': ' if cell.line else ''}")
        self._line(written, cell.line)
        if cell.told is not None:
            before = " " if cell.line or cell.change else ""
            written.add_run(_clean(before + self._told_words(cell)))
        if cell.note:
            self._line(self._say("Note", into=into, more=True), cell.note)
        return written

    def _picture(self, picture: Picture) -> None:
        self._say("Caption", picture.title)
        drawn = draw_png(picture, self.told)
        if drawn:
            place = self._say("Normal")
            place.paragraph_format.keep_with_next = True
            shape = place.add_run().add_picture(io.BytesIO(drawn), width=Mm(TEXT_WIDTH))
            describe_picture(shape, _clean(picture.title), _clean(says_of(picture, self.told)))
        self._table(picture.table)

    # The end

    def _end(self) -> None:
        if any(one.number is None for one in figures_of(self.pack)):
            self._say("Note", saying.FEW_EXPLAINED)
        if not self.references:
            return
        heading = self._say("Heading 1", "What each figure counts")
        heading.paragraph_format.page_break_before = True
        table = plain_table(
            self.document, len(self.references) + 1, "What each figure counts", (22, 20, 124)
        )
        mark_header(table.rows[0])
        for cell, words in zip(
            cells_of(table.rows[0]), ("Reference", "Number", "What it counts"), strict=True
        ):
            self._say("Table Text", words, into=cell).runs[0].bold = True
        rows = table.rows[1:]
        for number, (one, row) in enumerate(zip(self.references, rows, strict=True)):
            first, second, third = cells_of(row)
            _bookmark(self._say("Table Text", one.ref, into=first), one.ref, number)
            self._say("Table Text", one.shown, into=second)
            self._say("Table Text", one.says, into=third)

    # Writing

    def _say(self, style: str, words: str = "", *, into: Any = None, more: bool = False) -> Any:
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
            paragraph.add_run(_clean(words))
        return paragraph

    def _line(self, paragraph: Any, line: Line) -> None:
        for part in line:
            if isinstance(part, str):
                paragraph.add_run(_clean(part))
            else:
                self._figure(paragraph, part)

    def _figure(self, paragraph: Any, figure: Figure) -> None:
        """The number with its words, and its reference, which leads to what it counts."""
        paragraph.add_run(_clean(f"{figure.shown} {figure.rest}".strip()))
        if not figure.ref:
            return
        run = paragraph.add_run(f"\u00a0[{figure.ref}]", "Reference")
        if figure.ref in self.known:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), figure.ref)
            link.set(qn("w:history"), "1")
            run._r.addprevious(link)
            link.append(run._r)

    def _space(self) -> None:
        """Word joins tables that follow one another; a small line keeps them apart."""
        self._say("Gap")


def _are_names(table: Table) -> bool:
    """Whether the heading cells of the rows are names, which are set bold, and not sentences."""
    heads = [plain_text(cell.line) for row in table.rows for cell in row if cell.header]
    return all(len(words) <= _SHORT for words in heads)


def _set_side(paragraph: Any, *, numeric: bool) -> None:
    if numeric:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = paragraph._p.r_lst[0]
    first.addprevious(start)
    first.addnext(end)


def _clean(words: str) -> str:
    """Words that a document may hold, on one line."""
    return _HARMFUL.sub("", words).replace("\n", " ").replace("\r", " ").replace("\t", " ")
