"""A pack as HTML, from the macros of ``templates/reports/pack/``: on a page, and on paper.

The macros need no Flask. Pages import them as any template does; whoever makes a PDF renders them
in ``environment()``. Both hand them a pack and a ``Show``, which says what the reader may open:

    {% from "reports/pack/pack.html" import pack_title, pack_front, pack_rest, pack_end %}
    {{ pack_title(pack, show) }}     the question as h1, what it is about, period, day
    {{ pack_front(pack, show) }}     the first page (h2 and below)
    {{ pack_rest(pack, show) }}      the other sections
    {{ pack_end(pack, show) }}       what "a few" means, references, how this was made

``pack_parts(pack)`` gives the parts as ``{label, url}`` for a contents list. Around the last three
stands ``<div class="sb-pack">``; ``pack.footing`` is the line at the foot of every page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from storybank.core.paths import PROJECT_ROOT
from storybank.reports.pack.blocks import (
    Cell,
    Facts,
    Figure,
    Pack,
    Picture,
    Section,
    Table,
    Told,
    figures_of,
    lines_of,
    plain_text,
)
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import saying

TEMPLATES = PROJECT_ROOT / "templates"
ROOMY, DENSE = 2000, 2700
"""Letters of a first page under which it is set larger on paper, and over which smaller."""
_WORD = re.compile(r"[^\W\d_]{2}")


def no_link(one: Any) -> str:
    """Nothing is opened."""
    return ""


def no_picture(picture: Picture, told: Sequence[Told]) -> str:
    """No picture is drawn: its words and its table stand alone."""
    return ""


@dataclass(frozen=True)
class Show:
    """What a reader of this form can open, and what is drawn for them.

    ``link`` gives the address of the words behind a figure, ``href`` an address within Storybank
    as this reader may open it, ``story`` that of a whole story, ``picture`` an SVG element; each
    gives an empty text where there is none. With ``refs`` figures carry their short reference and
    the list of references is read on a screen too; on paper they always do. ``on_paper``: what
    would fold on a screen stands open.
    """

    link: Callable[[Figure], str] = no_link
    href: Callable[[str], str] = no_link
    story: Callable[[Told], str] = no_link
    picture: Callable[[Picture, Sequence[Told]], str] = no_picture
    references: Sequence[Reference] = ()
    refs: bool = False
    on_paper: bool = False

    def drawn(self, picture: Picture, told: Sequence[Told]) -> Markup:
        """A picture as it stands in a page: our own drawing, in which words are escaped already."""
        return Markup(self.picture(picture, told))  # noqa: S704


def says_few(pack: Pack) -> bool:
    """Whether some number of a pack is left out, so that "a few" needs its explanation."""
    return any(one.number is None for one in figures_of(pack))


def contents(pack: Pack) -> list[dict[str, str]]:
    """The parts of a pack for a contents list, in reading order; its first page is one of them."""
    parts = pack.sections or pack.front
    first = [{"label": "The first page", "url": "#first-page"}] if pack.sections else []
    return [*first, *({"label": one.title, "url": f"#{one.key}"} for one in parts)]


def fits_columns(sections: Sequence[Section]) -> bool:
    """Whether parts of a first page may stand in two columns on paper: none is a table or wide."""
    return len(sections) > 1 and all(
        one.block not in ("table", "picture", "strip") for part in sections for one in part.blocks
    )


def fullness(pack: Pack) -> str:
    """How much a first page holds: "roomy" is set larger on its sheet, "dense" smaller, else ""."""
    said = 0
    for section in (part for one in pack.front for part in (one, *one.sections)):
        for one in section.blocks:
            said += sum(len(plain_text(each)) for each in lines_of(one))
            said += len(pack.told[one.told].words) + 120 if one.block == "voice" else 0
            said += 400 if one.block in ("table", "picture", "strip") else 0
    return "roomy" if said < ROOMY else "dense" if said > DENSE else ""


def begins_with_answer(section: Section) -> bool:
    """Whether a part begins with large sentences, which need no heading above them to be seen."""
    first = section.blocks[0] if section.blocks else None
    return getattr(first, "role", "") == "lead"


def numeric_columns(table: Table) -> list[bool]:
    """Which columns hold numbers alone, and so stand to the right."""
    return [
        head.numeric and all(_is_number(row[at]) for row in table.rows if at < len(row))
        for at, head in enumerate(table.head)
    ]


def are_short(facts: Facts) -> bool:
    """Whether facts are many and short, so that they may stand in two columns."""
    return len(facts.facts) > 3 and all(len(plain_text(line)) < 48 for _, line in facts.facts)


def is_long(cell: Cell) -> bool:
    """Whether a cell holds a sentence, such as a promise, that needs room to be read."""
    return len(plain_text(cell.line)) > 40


def _is_number(cell: Cell) -> bool:
    if cell.told is not None:
        return False
    return all(not isinstance(part, str) or not _WORD.search(part) for part in cell.line)


def names() -> Iterator[tuple[str, Any]]:
    """What the macros call by name, in Flask and without it."""
    yield "pack_says_few", says_few
    yield "pack_parts", contents
    yield "pack_are_short", are_short
    yield "pack_is_long", is_long
    yield "pack_fullness", fullness
    yield "pack_fits_columns", fits_columns
    yield "begins_with_answer", begins_with_answer
    yield "pack_numeric_columns", numeric_columns
    yield "saying", saying


@cache
def environment() -> Environment:
    """Jinja without Flask, over the same templates."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(names())
    return made
