"""Rich text (.rtf): the words in their paragraphs."""

from __future__ import annotations

import re
from typing import Any, cast

from striprtf.striprtf import rtf_to_text

from storybank.core.uploads import ReadLimits
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    guess_kind,
    title_from_name,
)

_LINE = re.compile(r"\n(?=[^\n])")


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read one story; every paragraph stands by itself."""
    words = cast(Any, rtf_to_text)(data.decode("latin-1"), errors="ignore")
    # Cells of a table come with strokes between them, and end in one.
    lines = (re.sub(r"\s*\|\s*$", "", line).replace("|", " ") for line in words.split("\n"))
    body = checked_body(_LINE.sub("\n\n", "\n".join(lines)), limits)
    story = ReadStory(title=title_from_name(name), body=body, kind=guess_kind(body))
    return ReadResult((story,))
