"""Typed stories: .txt and .md."""

from __future__ import annotations

import re

from storybank.core.uploads import ReadLimits, read_text_bytes
from storybank.intake.readers.lines import unwrap
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    clip_title,
    guess_kind,
    title_from_name,
)

_HEADING = re.compile(r"#{1,3}[ ]+(?P<title>[^\n]+?)[ #]*\n+(?=\S)")


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one story. A Markdown file's first heading becomes its title."""
    body = checked_body(read_text_bytes(data), limits)
    if not name.casefold().endswith((".md", ".markdown")):
        body = unwrap(body)
        story = ReadStory(title=title_from_name(name), body=body, kind=guess_kind(body))
        return ReadResult((story,))
    title, body = split_title(unwrap(body, markdown=True), name)
    return ReadResult(
        (ReadStory(title=title, body=body, format="markdown", kind=guess_kind(body)),)
    )


def split_title(body: str, name: str) -> tuple[str, str]:
    """Take a heading off the top of Markdown text as the title; else the title is the name's."""
    if match := _HEADING.match(body):
        return clip_title(match["title"]) or title_from_name(name), body[match.end() :]
    return title_from_name(name), body
