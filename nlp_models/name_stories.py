"""The coded stories with their names marked where they stand, some held out; and the measure.

Needs nothing but the project itself, so that tests can measure what is shipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from nlp_models.measure import Tally
from nlp_models.written import read_written

HERE = Path(__file__).parent
Span = tuple[int, int, str]
_MONTHS_TEXT = (
    "January February March April May June July August September October November December"
)
_MONTHS = _MONTHS_TEXT.split()


@dataclass
class MarkedText:
    """A text with its names: (start, end, type)."""

    body: str
    spans: list[Span] = field(default_factory=list)


@dataclass
class MarkedStory(MarkedText):
    """A coded story of which all personal data is known, of every type."""

    id: str = ""
    kind: str = ""
    wanted: frozenset[tuple[str, str]] = frozenset()


def load_stories() -> list[MarkedStory]:
    """Sets D to I and the written sets, with every name marked where it stands."""
    stories = []
    for path in sorted((HERE / "corpus" / "stories").glob("[D-I].jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            wanted = frozenset((one["text"], one["type"]) for one in row["pii"])
            spans = _everywhere(row["body"], wanted)
            stories.append(MarkedStory(row["body"], spans, row["id"], row["kind"], wanted))
    for path in sorted((HERE / "corpus" / "written").glob("*.txt")):
        for story in read_written(path).stories:
            details = [one for sentence in story.sentences for one in sentence.details]
            spans, at = [], 0
            for words, type_ in details:
                at = story.body.index(words, at)
                spans.append((at, at + len(words), type_))
                at += len(words)
            stories.append(MarkedStory(story.body, spans, story.id, story.kind, frozenset(details)))
    return stories


def _everywhere(body: str, wanted: frozenset[tuple[str, str]]) -> list[Span]:
    """Every place where one of the details stands, the longest first."""
    taken: list[Span] = []
    for words, type_ in sorted(wanted, key=lambda one: (-len(one[0]), one)):
        for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", body):
            month = words in _MONTHS and re.search(
                r"\b(in|last|since|this|of|by)\s$", body[: match.start()]
            )
            if not month and all(match.end() <= s or match.start() >= e for s, e, _ in taken):
                taken.append((match.start(), match.end(), type_))
    return sorted(taken)


def is_held_out(story: MarkedStory) -> bool:
    """Whether a story is kept for measuring: sets H and I, and about a tenth of the written ones.

    The story's own name decides, so that stories written later move no other one.
    """
    if story.id[0] in "DEFGHI":
        return story.id[0] in "HI"
    return crc32(story.id.encode()) % 10 == 0


def split(
    held_out: Callable[[MarkedStory], bool] = is_held_out,
) -> tuple[list[MarkedStory], list[MarkedStory]]:
    """Stories to train on, and stories to measure on."""
    stories = load_stories()
    kept = [story for story in stories if held_out(story)]
    return [story for story in stories if not held_out(story)], kept


def measure(
    stories: Iterable[MarkedStory], find: Callable[[MarkedStory], Iterable[tuple[str, str]]]
) -> Tally:
    """How often exact words and types, once a story, are found."""
    tally = Tally()
    for story in stories:
        by_type: dict[str, tuple[set[str], set[str]]] = {}
        for words, type_ in story.wanted:
            by_type.setdefault(type_, (set(), set()))[0].add(words)
        for words, type_ in find(story):
            by_type.setdefault(type_, (set(), set()))[1].add(words)
        for type_, (wanted, found) in by_type.items():
            tally.wanted[type_] += len(wanted)
            tally.suggested[type_] += len(found)
            tally.right[type_] += len(wanted & found)
    return tally
