"""Draws the text of a story as safe HTML, with marks laid on it by source offset.

How offsets survive the drawing: before each word of the source stands, while Markdown
works, one private-use character that says which word it is. Afterwards every drawn
character is traced back to its place in the source, and marks are opened and closed inside
single stretches of text only. So marks may overlap each other, begin inside emphasis or
run over paragraphs: the elements always nest.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Protocol

import nh3
from markdown import Markdown
from markdown.extensions.nl2br import Nl2BrExtension

_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U000fffff\U00100000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_FIRST_SENTINEL = 0xF0000
_MOST_SENTINELS = 0x10FFFD - _FIRST_SENTINEL
_WORD = re.compile(r"[^\W_]+")
# What opens a block, and where links lead: Markdown must find these as they were written.
_BLOCK_MARK = re.compile(
    r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}\.[ \t]|#{1,6}(?=[ \t])))+", re.MULTILINE
)
_LINK_TARGET = re.compile(
    r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|<[a-zA-Z]+:[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>"
)
_MOST_MARKS = 1000
_DEEP = re.compile(r"^(?:[ \t]*[>*+-]){40}|^ {200}", re.MULTILINE)
_CLASS = re.compile(r"[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*")
_DATA_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_ATTRIBUTES = {
    "*": {"class"},
    "a": {"href", "title"},
    "ol": {"start"},
}
_TAGS = {
    *("p", "br", "hr", "div", "span", "mark", "em", "strong", "a", "ul", "ol", "li"),
    *("blockquote", "h2", "h3", "h4", "h5", "h6"),
}
_VOID = {"br", "hr"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the source to be set apart: half-open code points.

    ``data`` gives data attributes without their ``data-``; ``element`` is mark or span.
    """

    start: int
    end: int
    css_class: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    element: str = "mark"


class SpokenTurn(Protocol):
    """One speaker's stretch of a transcript; the words begin at ``text_start``."""

    @property
    def start(self) -> int:
        """Say where the turn begins, its label included."""

    @property
    def end(self) -> int:
        """Say where it ends."""

    @property
    def text_start(self) -> int:
        """Say where its words begin."""

    @property
    def is_interviewer(self) -> bool:
        """Say whether the interviewer speaks."""


def render_text(
    body: str, fmt: str, marks: Sequence[Mark] = (), turns: Sequence[SpokenTurn] = ()
) -> str:
    """Return ``body`` as HTML safe to put in a page.

    ``fmt`` is ``plain`` or ``markdown`` (raw HTML in it is shown, never obeyed). Every
    stretch of text stands in a ``<span data-start="N">``, N the code point it begins at:
    offset in the source = N + code points into that span. Each of ``marks`` is drawn as one
    or more elements with its class and data. With ``turns`` every turn becomes
    ``<div class="turn turn--interviewer|turn--storyteller">`` with its label in
    ``<p class="turn__who">``. Raises ValueError for an unknown format or a class or data
    name that is not plain.
    """
    if fmt not in ("plain", "markdown"):
        raise ValueError(f"no such format: {fmt}")
    body = _CONTROL.sub("\ufffd", _PRIVATE_USE.sub("\ufffd", body))
    # Markdown would make several spaces of a tab; one keeps the offsets.
    canvas = _Canvas(body.replace("\t", " "), marks)
    draw = canvas.draw_markdown if fmt == "markdown" else canvas.draw_plain
    labelled = [turn for turn in turns if turn.text_start > turn.start]
    if not labelled:
        draw(0, len(body))
    else:
        for turn in turns:
            who = "interviewer" if turn.is_interviewer else "storyteller"
            canvas.out.append(f'<div class="turn turn--{who}">')
            if label := body[turn.start : turn.text_start].rstrip():
                canvas.out.append('<p class="turn__who">')
                canvas.draw_runs([(ch, turn.start + i) for i, ch in enumerate(label)])
                canvas.out.append("</p>")
            draw(turn.text_start, turn.end)
            canvas.out.append("</div>")
    return clean_html("".join(canvas.out))


def clean_html(html: str) -> str:
    """Return HTML with nothing in it but the elements a story may have."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


Traced = tuple[str, int | None]


class _Canvas:
    """Collects HTML for stretches of one source text, laying the marks over it."""

    def __init__(self, source: str, marks: Sequence[Mark]) -> None:
        self.source = source
        self.out: list[str] = []
        kept = [m for m in marks if max(m.start, 0) < min(m.end, len(source))]
        # Longer marks outside, so that a masked name stands inside its sentence.
        self._marks = sorted(kept, key=lambda m: (m.start, -m.end, m.css_class))
        self._tags = [_opening_tag(mark) for mark in self._marks]
        self._cuts = sorted({at for mark in self._marks for at in (mark.start, mark.end)})

    def draw_plain(self, start: int, end: int) -> None:
        """Draw paragraphs between blank lines, and line breaks inside them."""
        at = start
        for paragraph in re.split(r"(\n[ \t]*\n\s*)", self.source[start:end]):
            if paragraph.strip():
                self.out.append("<p>")
                line_at = at
                for number, line in enumerate(paragraph.split("\n")):
                    if number and line.strip():
                        self.out.append("<br>")
                    self.draw_runs([(ch, line_at + i) for i, ch in enumerate(line)])
                    line_at += len(line) + 1
                self.out.append("</p>\n")
            at += len(paragraph)

    def draw_markdown(self, start: int, end: int) -> None:
        """Draw the stretch as Markdown."""
        piece = self.source[start:end]
        if _is_tangled(piece):
            self.draw_plain(start, end)
            return
        places = _word_places(piece)
        _Tracer(self, piece, start, places).feed_all(_markdown(_with_sentinels(piece, places)))

    def draw_runs(self, traced: Sequence[Traced]) -> None:
        """Draw traced characters, cut wherever a mark begins or ends or the source jumps."""
        runs = list(self._runs(traced))
        self._draw_nested([(run, at, self._marks_over(at)) for run, at in runs], 0)

    def _runs(self, traced: Sequence[Traced]) -> Iterator[tuple[str, int | None]]:
        text: list[str] = []
        begun: int | None = None
        expected: int | None = None
        cut = -1
        for ch, at in traced:
            if text and (at != expected or (at is not None and at >= cut)):
                yield "".join(text), begun
                text = []
            if not text:
                begun = at
                after = bisect_right(self._cuts, at) if at is not None else len(self._cuts)
                cut = self._cuts[after] if after < len(self._cuts) else len(self.source) + 1
            text.append(ch)
            expected = at + 1 if at is not None else None
        if text:
            yield "".join(text), begun

    def _marks_over(self, at: int | None) -> tuple[int, ...]:
        if at is None:
            return ()
        return tuple(i for i, m in enumerate(self._marks) if m.start <= at < m.end)

    def _draw_nested(self, runs: list[tuple[str, int | None, tuple[int, ...]]], depth: int) -> None:
        """Open each mark once over neighbouring runs that share it at this depth."""
        index = 0
        while index < len(runs):
            text, at, over = runs[index]
            if len(over) <= depth:
                words = escape(text, quote=False)
                self.out.append(words if at is None else f'<span data-start="{at}">{words}</span>')
                index += 1
                continue
            stop = index
            while stop < len(runs) and runs[stop][2][depth : depth + 1] == (over[depth],):
                stop += 1
            self.out.append(self._tags[over[depth]])
            self._draw_nested(runs[index:stop], depth + 1)
            self.out.append(f"</{self._marks[over[depth]].element}>")
            index = stop


class _Tracer(HTMLParser):
    """Copies drawn HTML onto the canvas, tracing each character back to the source."""

    def __init__(self, canvas: _Canvas, piece: str, base: int, places: Sequence[int]) -> None:
        super().__init__(convert_charrefs=True)
        self._canvas = canvas
        self._piece = piece
        self._base = base
        self._places = places
        self._at = 0

    def feed_all(self, html: str) -> None:
        """Take all of the HTML."""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _lower_heading(tag)
        kept = "".join(
            f' {name}="{escape(_without_sentinels(value or ""))}"'
            for name, value in attrs
            if name in _ATTRIBUTES.get(tag, ())
        )
        self._canvas.out.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._canvas.out.append(f"</{_lower_heading(tag)}>")

    def handle_data(self, data: str) -> None:
        if "\n" in data and data.isspace():
            self._canvas.out.append(data)  # between blocks, where no element may stand
            return
        traced: list[Traced] = []
        for ch in data:
            number = ord(ch) - _FIRST_SENTINEL
            if number >= 0:
                self._at = self._places[number]
            else:
                traced.append((ch, self._trace(ch)))
        self._canvas.draw_runs(traced)

    def _trace(self, ch: str) -> int | None:
        """Find ``ch`` in the source: here, or past some syntax but before the next word."""
        piece, at = self._piece, self._at
        if at < len(piece) and (piece[at] == ch or (ch.isspace() and piece[at].isspace())):
            found = at
        else:
            following = bisect_left(self._places, at)
            limit = self._places[following] if following < len(self._places) else len(piece)
            found = piece.find(ch, at, limit)
            if found < 0:
                return None
        self._at = found + 1
        return self._base + found


def _is_tangled(piece: str) -> bool:
    """Say whether Markdown would take very long.

    Its time grows with the square of the marks in one paragraph; a story has a handful.
    """
    return any(
        sum(paragraph.count(mark) for mark in "*_[<") > _MOST_MARKS
        for paragraph in re.split(r"\n[ \t]*\n", piece)
    ) or bool(_DEEP.search(piece))


def _word_places(piece: str) -> list[int]:
    """Return where the words begin that may carry a sentinel without changing the Markdown."""
    closed = [m.span() for m in _BLOCK_MARK.finditer(piece)]
    closed += [m.span() for m in _LINK_TARGET.finditer(piece)]
    closed.sort()
    starts = [span[0] for span in closed]
    places: list[int] = []
    for word in _WORD.finditer(piece):
        at = word.start()
        before = bisect_right(starts, at) - 1
        if before >= 0 and at < max(end for _, end in closed[max(0, before - 1) : before + 1]):
            continue
        places.append(at)
        if len(places) == _MOST_SENTINELS:
            break
    return places


def _with_sentinels(piece: str, places: Sequence[int]) -> str:
    parts: list[str] = []
    last = 0
    for number, at in enumerate(places):
        parts += (piece[last:at], chr(_FIRST_SENTINEL + number))
        last = at
    parts.append(piece[last:])
    return "".join(parts)


def _without_sentinels(text: str) -> str:
    return _PRIVATE_USE.sub("", text)


def _markdown(text: str) -> str:
    """Draw Markdown of the kind people type: no raw HTML, code, or reference links.

    What is taken out would eat words of a story: a ``backtick apostrophe, an indented
    line, a row of dashes under a paragraph, words in [square brackets].
    """
    writer = Markdown(extensions=[Nl2BrExtension()], output_format="html")
    # A paragraph that opens "1979. We came" keeps its number.
    setattr(writer.parser.blockprocessors["olist"], "LAZY_OL", False)  # noqa: B010
    writer.preprocessors.deregister("html_block")
    for name in ("code", "setextheader", "reference"):
        writer.parser.blockprocessors.deregister(name)
    for name in (
        *("backtick", "reference", "image_link", "image_reference", "short_reference"),
        *("short_image_ref", "html", "entity"),
    ):
        writer.inlinePatterns.deregister(name)
    return writer.convert(text)


def _lower_heading(tag: str) -> str:
    """Lower a heading: the page's own title is the one h1, and a story's stand below it."""
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return f"h{min(int(tag[1]) + 1, 6)}"
    return tag


def _opening_tag(mark: Mark) -> str:
    if mark.element not in ("mark", "span"):
        raise ValueError(f"a mark cannot be a {mark.element}")
    if mark.css_class and not _CLASS.fullmatch(mark.css_class):
        raise ValueError(f"not a class: {mark.css_class}")
    if bad := [name for name in mark.data if not _DATA_NAME.fullmatch(name)]:
        raise ValueError(f"not names of data: {bad}")
    css = f' class="{mark.css_class}"' if mark.css_class else ""
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in mark.data.items())
    return f"<{mark.element}{css}{data}>"
