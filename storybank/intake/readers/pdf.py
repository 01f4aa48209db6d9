"""PDF files: the text laid on their pages, put together again into paragraphs."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter

from pypdf import PdfReader

from storybank.core.text import normalise_text
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.intake.readers.lines import SENTENCE_END, join_lines
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    guess_kind,
    title_from_name,
)

# Its warnings are about the inside of other people's files; we say what matters ourselves.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_LOCKED = Unreadable(
    "This PDF is locked with a password.",
    "Save a copy without the password and upload that.",
)


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one story. Raises Unreadable for a lock, a scan, or too many pages."""
    pages = _page_texts(data, limits)
    empty = [number for number, text in enumerate(pages, start=1) if not text]
    if len(empty) == len(pages):
        raise Unreadable(
            "This PDF is a photograph or a scan: there is no text in it, only pictures.",
            "Upload the typed story, or keep the PDF as an attachment and type the words.",
        )
    body = checked_body("\n\n".join(_without_running_heads(pages)), limits)
    notices: tuple[str, ...] = ()
    if empty:
        which = ", ".join(str(number) for number in empty)
        notices = (f"There are no words on page {which}, only pictures. Type in what they say.",)
    story = ReadStory(title=title_from_name(name), body=body, kind=guess_kind(body))
    return ReadResult((story,), notices=notices)


def _page_texts(data: bytes, limits: ReadLimits) -> list[str]:
    """Return the normalised text of every page."""
    stop_at = time.monotonic() + limits.max_seconds
    reader = PdfReader(io.BytesIO(data), strict=False)
    # Many PDFs are encrypted with an empty password, only to forbid printing; they open.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable(_LOCKED.reason, _LOCKED.remedy)
    count = len(reader.pages)
    if count > limits.max_pages:
        raise Unreadable(
            f"This PDF has {count} pages. The most we can take is {limits.max_pages}.",
            "Save the pages with the story as a PDF of their own, and upload that.",
        )
    texts: list[str] = []
    for page in reader.pages:
        if time.monotonic() > stop_at:
            raise Unreadable(
                "This PDF takes too long to read.",
                "Copy its words into a Word file and upload that.",
            )
        texts.append(normalise_text(page.extract_text() or ""))
        if sum(map(len, texts)) > limits.max_characters:
            break  # checked_body says so
    return texts


def _without_running_heads(pages: list[str]) -> list[str]:
    """Drop page numbers and lines that stand first or last on most pages, and join lines."""
    lines_of = [page.split("\n") for page in pages if page]
    edges = Counter(
        _shape(line) for lines in lines_of for line in {lines[0], lines[-1]} if line.strip()
    )
    repeated = {shape for shape, n in edges.items() if n >= 3 and n * 2 > len(lines_of)}
    kept: list[str] = []
    for lines in lines_of:
        for place in (-1, 0):
            if lines and (_shape(lines[place]) in repeated or _is_page_number(lines[place])):
                del lines[place]
        kept.extend(lines)
        # A sentence may run on over the page; where it does not, a paragraph ends.
        if kept and SENTENCE_END.search(kept[-1]):
            kept.append("")
    return [join_lines(kept)]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip().casefold())


def _is_page_number(line: str) -> bool:
    return bool(re.fullmatch(r"(?:page )?\d{1,4}(?: (?:of|/) \d{1,4})?", line.strip().casefold()))
