"""Word documents (.docx): the words in their paragraphs, headings, lists and tables.

Bold and italics are left out on purpose: their Markdown marks would stand between a
speaker's name and its colon, and inside the sentences that are read and quoted.
"""

from __future__ import annotations

import io
from html.parser import HTMLParser

import mammoth
import nh3

from storybank.core.uploads import ReadLimits
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    guess_kind,
)
from storybank.intake.readers.text import split_title

_KEPT = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "blockquote"),
    *("table", "thead", "tbody", "tr", "td", "th"),
}
_SPEAKER_CELL = 40


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one story as Markdown text. Its first heading becomes its title."""
    converted = mammoth.convert_to_html(
        io.BytesIO(data),
        convert_image=lambda _image: [],  # pictures are neither opened nor kept
        ignore_empty_paragraphs=True,
    )
    html = nh3.clean(converted.value, tags=_KEPT, attributes={})
    body = checked_body(html_to_text(html), limits)
    title, body = split_title(body, name)
    return ReadResult(
        (ReadStory(title=title, body=body, format="markdown", kind=guess_kind(body)),)
    )


def html_to_text(html: str) -> str:
    """Turn clean HTML into Markdown text: headings, paragraphs, lists, tables as lines."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return parser.text()


class _Blocks(HTMLParser):
    """Collects blocks of text, each with the Markdown mark that opens it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._mark = ""
        self._lists: list[int | None] = []
        self._cells: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._words.append(" " if self._cells is not None else "\n")
            return
        if self._cells is not None and tag in ("p", "li"):
            self._words.append(" ")
            return
        self._close_block()
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li" and self._lists:
            count = self._lists[-1]
            indent = "  " * (len(self._lists) - 1)
            if count is None:
                self._mark = indent + "- "
            else:
                self._lists[-1] = count + 1
                self._mark = f"{indent}{count + 1}. "
        elif tag[0] == "h" and tag[1:].isdigit():
            self._mark = "#" * min(int(tag[1:]), 3) + " "
        elif tag == "blockquote":
            self._mark = "> "
        elif tag == "tr":
            self._cells = []

    def handle_endtag(self, tag: str) -> None:
        if self._cells is not None:
            if tag in ("td", "th"):
                self._cells.append(" ".join("".join(self._words).split()))
                self._words = []
            elif tag == "tr":
                self._close_row()
            return
        if tag in ("ul", "ol") and self._lists:
            self._close_block()
            self._lists.pop()
        elif tag in ("p", "li", "blockquote") or tag[0] == "h":
            self._close_block()

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def text(self) -> str:
        """Return all blocks; a blank line between them, none between items of a list."""
        self._close_block()
        parts: list[str] = []
        for index, (mark, words) in enumerate(self._blocks):
            item = mark.strip() not in ("", ">") and not mark.startswith("#")
            before = self._blocks[index - 1][0] if index else ""
            in_list = item and before.strip() not in ("", ">") and not before.startswith("#")
            parts.append(("" if not index else "\n" if in_list else "\n\n") + mark + words)
        return "".join(parts)

    def _close_block(self) -> None:
        words = "".join(self._words).strip()
        self._words = []
        if words:
            self._blocks.append((self._mark, words))
            self._mark = ""

    def _close_row(self) -> None:
        """Keep a row: of two cells, the first short, it is a speaker's turn in many transcripts."""
        cells = [cell for cell in self._cells or [] if cell]
        self._cells, self._words = None, []
        if len(cells) == 2 and len(cells[0]) <= _SPEAKER_CELL:
            self._blocks.append(("", f"{cells[0].rstrip(':')}: {cells[1]}"))
        else:
            self._blocks.extend(("", cell) for cell in cells)
