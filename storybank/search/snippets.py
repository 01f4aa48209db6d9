"""Short cuttings of a story around the words that were found. Pure.

The body comes from the database; pieces come back as pairs, so that a template marks them and no
HTML is ever put together by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storybank.search.stems import WORD, plain, stem


@dataclass(frozen=True, slots=True)
class Snippet:
    """One cutting: `pieces` of text in order, each with whether it is a found word.

    `start` and `end` are half-open code points of the text it was cut from; `before` and `after`
    say whether text was left out on that side.
    """

    start: int
    end: int
    pieces: tuple[tuple[str, bool], ...]
    before: bool
    after: bool


def snippets(text: str, terms: Sequence[str], width: int = 160, most: int = 3) -> list[Snippet]:
    """Return up to `most` cuttings of about `width` characters, in the order of the text.

    Cuttings with more different words come first in the choosing. Without a match, or without
    terms, the one cutting is the beginning of the text; an empty text has none.
    """
    if not text.strip() or most < 1:
        return []
    width = max(width, 20)
    found = _matches(text, terms)
    if not found:
        return [_cut(text, 0, min(width, len(text)), [])]
    chosen: list[tuple[int, int]] = []
    for start, end in _windows(text, found, width):
        if all(end <= other_start or start >= other_end for other_start, other_end in chosen):
            chosen.append((start, end))
        if len(chosen) == most:
            break
    return [_cut(text, start, end, found) for start, end in sorted(chosen)]


def _matches(text: str, terms: Sequence[str]) -> list[tuple[int, int, str]]:
    """Return start, end and stem of every word of the text that fits a term."""
    stems = {stem(term) for term in terms if not term.endswith("*")}
    beginnings = tuple(plain(term[:-1]) for term in terms if term.endswith("*"))
    beginnings = tuple(beginning for beginning in beginnings if beginning)
    stems |= {stem(beginning) for beginning in beginnings}
    return [
        (match.start(), match.end(), stem(match.group()))
        for match in WORD.finditer(text)
        if stem(match.group()) in stems
        or (beginnings and plain(match.group()).startswith(beginnings))
    ]


def _windows(text: str, found: list[tuple[int, int, str]], width: int) -> list[tuple[int, int]]:
    """Return a window round each match, the most telling first."""
    ranked: list[tuple[int, int, int, int]] = []
    last = 0
    for index, (start, _, _) in enumerate(found):
        # The match sits a quarter of the way in: what follows a word tells more than what leads
        # to it.
        left = _word_edge_after(text, max(0, min(start - width // 4, len(text) - width)), start)
        right = _word_edge_before(text, min(len(text), left + width), found[index][1])
        last = max(last, index)
        while last < len(found) and found[last][1] <= right:
            last += 1
        different = {word for _, _, word in found[index:last]}
        ranked.append((-len(different), -(last - index), left, right))
    return [(left, right) for _, _, left, right in sorted(ranked)]


def _word_edge_after(text: str, at: int, limit: int) -> int:
    if at == 0 or text[at - 1].isspace():
        return at
    while at < limit and not text[at].isspace():
        at += 1
    while at < limit and text[at].isspace():
        at += 1
    return at


def _word_edge_before(text: str, at: int, limit: int) -> int:
    if at >= len(text) or text[at].isspace():
        return at
    edge = at
    while edge > limit and not text[edge - 1].isspace():
        edge -= 1
    if edge == limit:
        return at  # one endless word: cut it rather than show nothing of it
    while edge > limit and text[edge - 1].isspace():
        edge -= 1
    return edge


def _cut(text: str, start: int, end: int, found: list[tuple[int, int, str]]) -> Snippet:
    if not found:
        end = _word_edge_before(text, end, min(end, 1))
    pieces: list[tuple[str, bool]] = []
    at = start
    for match_start, match_end, _ in found:
        if match_start < at or match_end > end:
            continue
        if match_start > at:
            pieces.append((text[at:match_start], False))
        pieces.append((text[match_start:match_end], True))
        at = match_end
    if at < end:
        pieces.append((text[at:end], False))
    return Snippet(start, end, tuple(pieces), start > 0, end < len(text))
