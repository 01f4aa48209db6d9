"""Places and dates a person may want to cover too, where few people share them.

They are only offered: most stories lose their sense without where and when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from storybank.nlp.name_lists import PLACES

Found = tuple[int, int, str]

_CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019-]*"
_CAPITALS = re.compile(rf"\b{_CAPITAL}(?: (?:on |upon |le |of )?{_CAPITAL})*")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? (?:19|20)\d\d)?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?(?!\d)"
    rf"|{_MONTH},? (?:19|20)\d\d|\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d\d|(?<=in )(?:19|20)\d\d)\b"
)
_PLACE_ENDINGS = frozenset(["Estate", "Ward", "Village", "Park", "Green", "Town", "Moor", "Cross"])


def find_places_and_dates(body: str) -> tuple[Found, ...]:
    """Where places and dates stand, in order and apart."""
    found: list[Found] = []
    for start, end, kind in sorted([*_dates(body), *_places(body)]):
        if not found or start >= found[-1][1]:
            found.append((start, end, kind))
    return tuple(found)


def _dates(body: str) -> Iterator[Found]:
    for match in _DATE.finditer(body):
        yield match.start(), match.end(), "DATE"


def _places(body: str) -> Iterator[Found]:
    for match in _CAPITALS.finditer(body):
        words = list(re.finditer(_CAPITAL, match[0]))
        kept = [
            word
            for word in words
            if word[0].lower().removesuffix("'s").removesuffix("\u2019s") in PLACES
            or word[0] in _PLACE_ENDINGS
        ]
        if not kept or all(word[0] in _PLACE_ENDINGS for word in kept):
            continue
        first, last = kept[0], kept[-1]
        end = match.start() + last.end()
        for ending in ("'s", "\u2019s"):
            end -= len(ending) if body[:end].endswith(ending) else 0
        yield match.start() + first.start(), end, "PLACE"
