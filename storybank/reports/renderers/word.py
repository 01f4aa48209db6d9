"""A report as a Word document, with real headings, tables, quotations and text alternatives.

At the end stands what each figure counts.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from storybank.reports.pack.blocks import (
    Basis,
    Block,
    Facts,
    Item,
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
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import saying
from storybank.reports.renderers.pictures import draw_png, says_of
from storybank.reports.renderers.word_fit import fit_on_page
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
)
from storybank.reports.renderers.word_pen import MARKS, Pen, clean

_ROLES = {"body": "Normal", "lead": "Lead", "note": "Note", "warning": "Warning"}


def word(pack: Pack, *, references: Sequence[Reference]) -> bytes:
    """The whole of a pack as a Word document (.docx).

    ``references`` say what each figure counts (``pack.references.list_references``).
    """
    return _Writer(pack, references).write()


class _Writer:
    def __init__(self, pack: Pack, references: Sequence[Reference]) -> None:
        self.pack, self.told = pack, pack.told
        self.references = references
        self.document = blank_document(
            clean(pack.title), clean(pack.about), date.fromisoformat(pack.made_on)
        )
        self.pen = Pen(self.document, pack.told, {one.ref for one in references})

    def write(self) -> bytes:
        pack = self.pack
        self.pen.say("Subtitle", pack.title)
        self.pen.say("Title", pack.question or pack.title)
        facts = (
            saying.begin(pack.about),
            saying.begin(pack.period),
            saying.when_words(pack.made_on),
        )
        self.pen.say("Note", " · ".join(one for one in facts if one))
        for section in pack.front:
            self._section(section, 1)
        if pack.front:
            fit_on_page(self.document)
        for number, section in enumerate(pack.sections):
            self._section(
                section, 1, new_page=section.new_page or (number == 0 and bool(pack.front))
            )
        self._end()
        set_footer(self.document, clean(pack.footing), clean(pack.title))
        kept = io.BytesIO()
        self.document.save(kept)
        return kept.getvalue()

    # Parts

    def _section(self, section: Section, level: int, *, new_page: bool | None = None) -> None:
        heading = self.pen.say(f"Heading {min(level, 3)}", section.title)
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
            self.pen.line(self.pen.say(_ROLES[block.role]), block.line)
        elif isinstance(block, Strip):
            self._strip(block)
        elif isinstance(block, Voice):
            self._voice(self.told[block.told])
        elif isinstance(block, StoryWhole):
            self._story(self.told[block.told], level)
        elif isinstance(block, Listed):
            self._listed(block)
        elif isinstance(block, Table):
            self.pen.table(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Facts):
            for name, line in block.facts:
                paragraph = self.pen.say("Fact")
                paragraph.add_run(f"{clean(name)}: ").bold = True
                self.pen.line(paragraph, line)

    def _basis(self, basis: Basis) -> None:
        said = (basis.sample, basis.coverage, basis.days, basis.method, basis.verified)
        if any(said):
            self.pen.say("Note", "What this stands on: " + " ".join(one for one in said if one))

    def _strip(self, strip: Strip) -> None:
        """Side by side: what each counts above, as the head, and its number below."""
        if not strip.figures:
            return
        each = [TEXT_WIDTH / len(strip.figures)] * len(strip.figures)
        table = plain_table(self.document, 2, "Figures", each)
        mark_header(table.rows[0])
        for column, (figure, words) in enumerate(strip.figures):
            self.pen.say("Note", words, into=table.cell(0, column))
            self.pen.line(self.pen.say("Figure", into=table.cell(1, column)), (figure,))
        self.pen.space()

    # What people told

    def _voice(self, told: Told) -> None:
        if told.gone:
            self.pen.say("Note", saying.gone_words(told))
            return
        about = self._about(told) or saying.promise_words(told)
        if about:
            self.pen.say("Quote About", about)
        if told.words:
            self._quote(told)
        else:
            self.pen.say("Quote Source", saying.TOLD_ABOUT)
        self._source(told)

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
            self.pen.say("Quote", f"{begin}{words}{end}")

    def _source(self, told: Told) -> None:
        """Whose words these are, and how they were checked."""
        source = (saying.whose_words(told), saying.checked_words(told))
        self.pen.say("Quote Source", " · ".join(one for one in source if one))

    def _story(self, told: Told, level: int) -> None:
        if told.gone:
            self.pen.say("Note", saying.gone_words(told))
            return
        if told.facts.get("title"):
            self.pen.say(f"Heading {min(level, 3)}", str(told.facts["title"]))
        if told.facts.get("chosen"):
            self.pen.say("Normal", f"Why this story: {told.facts['chosen']}")
        for words in saying.paragraphs(told.words):
            self.pen.say("Story", words)
        for name, words in saying.after_words(told):
            self.pen.say("Normal", f"{name}: {words}")
        self._source(told)

    # Lists, tables, pictures

    def _listed(self, listed: Listed) -> None:
        number = number_anew(self.document) if listed.ordered else 0
        for item in listed.items:
            paragraph = self.pen.say("List Number" if listed.ordered else "List Bullet")
            if number:
                use_numbering(paragraph, number)
            self._item(paragraph, item)

    def _item(self, paragraph: Any, item: Item) -> None:
        if item.status:
            status = saying.FINDING_WORDS.get(item.status, saying.begin(item.status))
            paragraph.add_run(f"{clean(status.replace('_', ' '))}. ").bold = True
        self.pen.line(paragraph, item.line)
        if item.told is not None:
            told = self.told[item.told]
            before = " " if item.line else ""
            paragraph.add_run(clean(before + self.pen.told_words(item)))
            if not (told.gone or item.shows):
                self._beside_item(paragraph, told)
        if item.note:
            paragraph.add_run(" ")
            self.pen.line(paragraph, item.note)

    def _beside_item(self, paragraph: Any, told: Told) -> None:
        said = [saying.whose_words(told), saying.promise_words(told), saying.checked_words(told)]
        if told.facts.get("reason"):
            said.append(f"Why: {told.facts['reason']}")
        paragraph.add_run(clean(" " + " · ".join(one for one in said if one)), "Reference")

    def _picture(self, picture: Picture) -> None:
        self.pen.say("Caption", picture.title)
        drawn = draw_png(picture, self.told)
        if drawn:
            place = self.pen.say("Normal")
            place.paragraph_format.keep_with_next = True
            shape = place.add_run().add_picture(io.BytesIO(drawn), width=Mm(TEXT_WIDTH))
            describe_picture(shape, clean(picture.title), clean(says_of(picture, self.told)))
        else:
            self.pen.say("Note", picture.says)
        self.pen.table(picture.table)

    # The end

    def _end(self) -> None:
        if any(one.number is None for one in figures_of(self.pack)):
            self.pen.say("Note", saying.FEW_EXPLAINED)
        if not self.references:
            return
        heading = self.pen.say("Heading 1", "What each figure counts")
        if self.pack.sections:  # a report of one page keeps to it
            heading.paragraph_format.page_break_before = True
        table = plain_table(
            self.document, len(self.references) + 1, "What each figure counts", (22, 20, 124)
        )
        mark_header(table.rows[0])
        for cell, words in zip(
            cells_of(table.rows[0]), ("Reference", "Number", "What it counts"), strict=True
        ):
            self.pen.say("Table Text", words, into=cell).runs[0].bold = True
        rows = table.rows[1:]
        for number, (one, row) in enumerate(zip(self.references, rows, strict=True)):
            first, second, third = cells_of(row)
            _bookmark(self.pen.say("Table Text", one.ref, into=first), one.ref, number)
            self.pen.say("Table Text", one.shown, into=second)
            self.pen.say("Table Text", one.says, into=third)


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = paragraph._p.r_lst[0]
    first.addprevious(start)
    first.addnext(end)
