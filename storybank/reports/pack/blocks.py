"""What a report says, whatever form it takes: sections of sentences, tables, voices and pictures.

A pack is plain values, so that it can be frozen, hashed and put into any form. It has two halves.
``Pack`` itself holds counts and our own words. Whatever tells of one story stands in ``told``
alone, and is pointed at by its place there: so it can be taken out alone when somebody takes their
words back. **No word of a story may stand anywhere else in a pack.**
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FEW = "a few"
"""What is shown in place of a number too small to be told."""


class Plain(BaseModel):
    """Plain values that do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(Plain):
    """A number, and the words or promises it counts.

    ``of`` says what is counted (one of ``pack.material.COUNTED``), ``behind`` which, as the query
    of ``/reports/passages`` or ``/reports/promises``: whoever counts those by hand finds the same
    number. ``number`` is None where it is too small to be told; then nothing opens. ``rest`` are
    words that belong to the number, such as "people". ``ref`` is its short reference on paper.
    ``counted`` are the same conditions, also where nothing opens: for whoever counts again. It is
    None for what is no count of the bank's rows, such as a quantity that a supplier reports.
    """

    number: int | None
    of: str
    behind: dict[str, str] = Field(default_factory=dict)
    rest: str = ""
    ref: str = ""
    counted: dict[str, str] | None = None

    @property
    def shown(self) -> str:
        """The number as it is told."""
        return FEW if self.number is None else f"{self.number:,}"


Line = tuple[str | Figure, ...]
"""A sentence: our own words, with figures in them."""


class Basis(Plain):
    """What a claim stands on, said beside it."""

    sample: str = ""
    coverage: str = ""
    days: str = ""
    method: str = ""
    verified: str = ""


class Paragraph(Plain):
    """Sentences. ``role``: body, lead (large), note (small and quiet) or warning."""

    block: Literal["paragraph"] = "paragraph"
    line: Line
    role: Literal["body", "lead", "note", "warning"] = "body"


class Strip(Plain):
    """A few figures side by side, each with its words: the four at the top."""

    block: Literal["strip"] = "strip"
    figures: tuple[tuple[Figure, str], ...]


class Voice(Plain):
    """A quotation with room around it. ``told`` is its place in the pack's ``told``."""

    block: Literal["voice"] = "voice"
    told: int
    small: bool = False


class StoryWhole(Plain):
    """One story told whole, chosen with reasons. Its words and reasons stand in ``told``."""

    block: Literal["story"] = "story"
    told: int


class Item(Plain):
    """A line of a list: a sentence, a quiet note, a status tag, words of a story, an address.

    ``href`` is an address within Storybank, for readers who have an account. ``shows`` names the
    fact of ``told`` that stands there; where it is empty, its words do.
    """

    line: Line = ()
    note: Line = ()
    status: str = ""
    told: int | None = None
    shows: str = ""
    href: str = ""


class Listed(Plain):
    """A list of lines."""

    block: Literal["list"] = "list"
    items: tuple[Item, ...]
    ordered: bool = False


class Cell(Plain):
    """A cell of a table. ``change`` puts the mark of a direction before it.

    ``shows`` names the fact of ``told`` that stands there; where it is empty, its words do.
    """

    line: Line = ()
    told: int | None = None
    shows: str = ""
    note: Line = ()
    change: str = ""
    header: bool = False
    href: str = ""


class Head(Plain):
    """The head of a column. ``change`` puts the mark of a direction in place of its words."""

    text: str
    numeric: bool = False
    change: str = ""


class Table(Plain):
    """A table with its caption; ``empty`` is said where it has no rows."""

    block: Literal["table"] = "table"
    caption: str
    head: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    caption_hidden: bool = False


class Picture(Plain):
    """A picture drawn by the server, said again in words (``says``) and in a table.

    ``drawing`` names how (``renderers.pictures``), ``data`` are its rows: numbers, and names that
    are ours. Rows that tell of one story hold only ``told``, its place in the pack's ``told``.
    """

    block: Literal["picture"] = "picture"
    key: str
    drawing: str
    title: str
    says: str
    data: tuple[dict[str, Any], ...]
    table: Table


class Facts(Plain):
    """Names and values side by side."""

    block: Literal["facts"] = "facts"
    facts: tuple[tuple[str, Line], ...]


Block = Annotated[
    Paragraph | Strip | Voice | StoryWhole | Listed | Table | Picture | Facts,
    Field(discriminator="block"),
]


class Section(Plain):
    """A part with a heading, and parts of its own. ``new_page``: it begins one on paper."""

    key: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    basis: Basis | None = None
    new_page: bool = False


class EasyLine(Plain):
    """A short sentence of the easy-read first page, and the sign that stands beside it."""

    sign: Literal["people", "better", "worse", "need", "activity", "promise", "check", "missing"]
    line: Line


class Told(Plain):
    """What tells of one story: its words, and what is known of them. Never in what is hashed twice.

    ``facts`` are plain values: whose, place, when, kind, told (about them, not by them), codes
    (pairs of theme and change), promise, promise_ref, contract, stance, finding, method,
    verified_by, reason, checked_on, consent, version, sha256, title, before, happened, now, chosen
    (why it was chosen). ``story`` is its public id. ``may_open``: the reader's scope holds it.
    ``gone``: empty, or why nothing is shown: ``taken_back`` or ``hidden``.
    """

    story: str
    words: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)
    may_open: bool = False
    gone: Literal["", "taken_back", "hidden"] = ""


class Warned(Plain):
    """Something to think of before a report is issued; it never stands in the report.

    ``href`` leads to where something can be done about it.
    """

    key: str
    words: str
    href: str = ""


class Pack(Plain):
    """A whole report. ``front`` is its first page, ``sections`` the rest.

    ``about`` says in words what it is about, ``period`` which days; ``footing`` is the quiet line
    on every page: method and sample. ``warnings`` are for whoever makes it, and are never frozen.
    """

    kind: str
    title: str
    question: str
    about: str
    period: str
    purpose: str
    made_on: str
    footing: str
    front: tuple[Section, ...]
    sections: tuple[Section, ...] = ()
    easy: tuple[EasyLine, ...] = ()
    told: tuple[Told, ...] = ()
    warnings: tuple[Warned, ...] = ()
    stories: int = 0

    def every_section(self) -> Iterator[Section]:
        """Every section in reading order, those within others after them."""

        def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
            for section in sections:
                yield section
                yield from walk(section.sections)

        yield from walk((*self.front, *self.sections))


def lines_of(block: Block) -> Iterator[Line]:
    """Every line that a block says, in reading order; a picture's are those of its table."""
    if isinstance(block, Paragraph):
        yield block.line
    elif isinstance(block, Strip):
        yield from ((figure, " ", words) for figure, words in block.figures)
    elif isinstance(block, Listed):
        for item in block.items:
            yield from (item.line, item.note)
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from (cell.line, cell.note)
    elif isinstance(block, Picture):
        yield from lines_of(block.table)
    elif isinstance(block, Facts):
        yield from (line for _, line in block.facts)


def figures_of(pack: Pack) -> Iterator[Figure]:
    """Every figure of a pack in reading order."""
    for section in pack.every_section():
        for block in section.blocks:
            for line in lines_of(block):
                yield from (part for part in line if isinstance(part, Figure))


def plain_text(line: Line) -> str:
    """A line as it is read aloud."""
    return "".join(
        part if isinstance(part, str) else f"{part.shown} {part.rest}".strip() for part in line
    )
