"""OpenDocument texts (.odt): the words in their paragraphs, headings, lists and tables.

Read here and not by a library, so that nothing of a damaged file is printed into a log.
"""

from __future__ import annotations

import html
import io
import zipfile
from xml.parsers import expat

from storybank.core.uploads import ReadLimits, Unreadable
from storybank.intake.readers.result import ReadResult, ReadStory, checked_body, guess_kind
from storybank.intake.readers.text import split_title
from storybank.intake.readers.word import html_to_text

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = f"{_NS}text:1.0 ", f"{_NS}table:1.0 ", f"{_NS}office:1.0 "
_AS_HTML = {
    f"{_TEXT}p": "p",
    f"{_TEXT}list": "ul",
    f"{_TEXT}list-item": "li",
    f"{_TABLE}table": "table",
    f"{_TABLE}table-row": "tr",
    f"{_TABLE}table-cell": "td",
}
_SKIPPED = {
    *(f"{_OFFICE}{one}" for one in ("annotation", "forms", "scripts")),
    *(f"{_TEXT}{one}" for one in ("tracked-changes", "note-citation", "table-of-content")),
    *(f"{_TEXT}{one}" for one in ("sequence-decls", "variable-decls", "user-field-decls")),
    *(f"{_NS}svg-compatible:1.0 {one}" for one in ("title", "desc")),
}


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one story as Markdown text. Its first heading becomes its title."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if any(one.filename == "META-INF/manifest.xml" for one in packed.infolist()) and (
            b"encryption-data" in packed.read("META-INF/manifest.xml")
        ):
            raise Unreadable(
                "This file is locked with a password.",
                "Save a copy without the password and upload that.",
            )
        words = _Words().read(packed.read("content.xml"))
    body = checked_body(html_to_text(words), limits)
    title, body = split_title(body, name)
    return ReadResult(
        (ReadStory(title=title, body=body, format="markdown", kind=guess_kind(body)),)
    )


class _Words:
    """Turns what an OpenDocument says into simple HTML; footnotes come last."""

    def __init__(self) -> None:
        self._main: list[str] = []
        self._notes: list[str] = []
        self._to = self._main
        self._open: list[str] = []
        self._inside = False
        self._skipping = 0

    def read(self, content: bytes) -> str:
        """The words of ``content.xml``."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._say
        parser.Parse(content, True)
        return "".join([*self._main, *self._notes])

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        self._inside = self._inside or name == f"{_OFFICE}text"
        tag = _AS_HTML.get(name, "")
        if name == f"{_TEXT}h":
            level = attributes.get(f"{_TEXT}outline-level", "1")
            tag = f"h{level if level in ('1', '2', '3', '4', '5', '6') else '6'}"
        elif name == f"{_TEXT}line-break":
            self._to.append("<br>")
        elif name in (f"{_TEXT}s", f"{_TEXT}tab"):
            self._to.append(" ")
        elif name == f"{_TEXT}note-body":
            self._to = self._notes
        self._open.append(tag)
        if tag:
            self._to.append(f"<{tag}>")

    def _end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if tag := self._open.pop():
            self._to.append(f"</{tag}>")
        if name == f"{_TEXT}note-body":
            self._to = self._main
        elif name == f"{_OFFICE}text":
            self._inside = False

    def _say(self, words: str) -> None:
        if self._inside and not self._skipping:
            self._to.append(html.escape(words))
