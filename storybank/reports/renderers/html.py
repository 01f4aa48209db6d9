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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from storybank.core.paths import PROJECT_ROOT
from storybank.reports.pack.blocks import FEW, Figure, Pack, Picture, Section, Told, figures_of
from storybank.reports.pack.references import Reference
from storybank.reports.renderers import saying

TEMPLATES = PROJECT_ROOT / "templates"


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
    """The parts of a pack for a contents list, in reading order."""
    return [{"label": one.title, "url": f"#{one.key}"} for one in (*pack.front, *pack.sections)]


def begins_with_answer(section: Section) -> bool:
    """Whether a part begins with large sentences, which need no heading above them to be seen."""
    first = section.blocks[0] if section.blocks else None
    return getattr(first, "role", "") == "lead"


def is_numeric(cell: Any) -> bool:
    """Whether a cell holds a figure alone, so that it stands to the right."""
    parts = [one for one in cell.line if not isinstance(one, str) or one.strip()]
    return bool(parts) and isinstance(parts[0], Figure)


def names() -> Iterator[tuple[str, Any]]:
    """What the macros call by name, in Flask and without it."""
    yield "pack_says_few", says_few
    yield "pack_parts", contents
    yield "begins_with_answer", begins_with_answer
    yield "pack_is_numeric", is_numeric
    yield "pack_few", FEW
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
