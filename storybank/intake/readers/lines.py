"""Puts lines that were broken to fit a page together again into paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

SENTENCE_END = re.compile(r"[.!?:…]['\"’”)]*$")
_NEW_BLOCK = re.compile(r"(?:[-•*–>#]\s|#|\d{1,2}[.)]\s|[^\W\d_][\w .'’-]{0,25}:\s)")
_NARROWEST, _WIDEST = 50, 100


def unwrap(body: str, *, markdown: bool = False) -> str:
    """Return typed text with lines broken at a margin joined; other text as it is.

    In Markdown only paragraphs without lists, quotes or headings are touched. A line break
    ends a sentence for all who read the text after this, so a letter typed with 72
    characters a line must not keep its breaks.
    """
    lines = body.split("\n")
    longest = max(map(len, lines))
    if not _NARROWEST <= longest <= _WIDEST:
        return body
    followed = [line for line, after in pairwise(lines) if line and after]
    # At a margin nearly every line that goes on is almost as long as the longest.
    near = sum(1 for line in followed if len(line) > longest - 16)
    running_on = sum(1 for line in followed if not SENTENCE_END.search(line))
    if len(followed) < 3 or near < len(followed) * 0.75 or running_on < len(followed) * 0.5:
        return body
    if markdown:
        return "\n\n".join(_joined_paragraph(words) for words in body.split("\n\n"))
    return join_lines(lines)


def join_lines(lines: list[str]) -> str:
    """Put wrapped lines together into paragraphs, and words cut by a hyphen into one."""
    widths = sorted(len(line) for line in lines if line.strip())
    full = widths[int(len(widths) * 0.8)] if widths else 0
    wraps = full >= 40
    out: list[str] = []
    start_new = True
    for line in (line.strip() for line in lines):
        if not line:
            start_new = True
            continue
        if start_new or not wraps or _NEW_BLOCK.match(line):
            out.append(line)
        elif re.search(r"[a-z]-$", out[-1]) and line[0].islower():
            out[-1] = out[-1][:-1] + line
        else:
            out[-1] += " " + line
        # A short last line that ends a sentence ends the paragraph too.
        start_new = wraps and len(line) < full * 0.75 and bool(SENTENCE_END.search(line))
    return "\n\n".join(out)


def _joined_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    if any(_NEW_BLOCK.match(line) or line.startswith((" ", "|")) for line in lines):
        return paragraph
    return " ".join(lines)
