"""Answers in bids: what one says, how many words it may have, and what may not be in ours. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from storybank.core.errors import RuleBroken

LONGEST_QUESTION = 2000
LONGEST_WORDS = 4000
LONGEST_LEAD = 600
FEWEST, MOST = 20, 10_000
"""How few and how many words the limit of an answer can be."""
RUN = 6
"""Words in a row that are a storyteller's own, once they stand in a passage."""
_WORD = re.compile(r"[\w’']+")


@dataclass(frozen=True)
class BidAnswer:
    """What an answer is but its passages: kept with its report (``Report.more``).

    ``limit`` 0: any number of words. ``leads`` are our words before each passage, by the public
    id of its choice: they tell of one story, so they go with it.
    """

    question: str
    limit: int = 0
    opening: str = ""
    closing: str = ""
    leads: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, more: Mapping[str, Any]) -> BidAnswer:
        """Read what a report keeps."""
        return cls(
            question=str(more.get("question", "")),
            limit=int(more.get("limit") or 0),
            opening=str(more.get("opening", "")),
            closing=str(more.get("closing", "")),
            leads=dict(more.get("leads") or {}),
        )

    def kept(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "question": self.question,
            "limit": self.limit,
            "opening": self.opening,
            "closing": self.closing,
            "leads": dict(self.leads),
        }


def check_question(question: str) -> str:
    """The question an answer is for, without spaces to spare.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    question = " ".join(question.split())
    if not question:
        raise RuleBroken("Write the question that the answer is for.", field="question")
    if len(question) > LONGEST_QUESTION:
        raise RuleBroken(f"Use {LONGEST_QUESTION:,} characters or fewer.", field="question")
    return question


def check_limit(limit: int | None) -> int:
    """How many words an answer may have; 0 for any number.

    Raises:
        RuleBroken: it is too small or too large to mean anything.
    """
    if not limit:
        return 0
    if not FEWEST <= limit <= MOST:
        raise RuleBroken(
            f"Write a number from {FEWEST} to {MOST:,}, or leave it empty.", field="limit"
        )
    return limit


def check_own_words(words: str, name: str, longest: int = LONGEST_WORDS) -> str:
    """Our own words in an answer: paragraphs kept, spaces tidied.

    Raises:
        RuleBroken: they are too long.
    """
    lines = (" ".join(one.split()) for one in words.splitlines())
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(tidy) > longest:
        raise RuleBroken(f"Use {longest:,} characters or fewer.", field=name)
    return tidy


def check_tells_of_nobody(
    words: str, name: str, passages: Iterable[str], names: Iterable[str]
) -> None:
    """Words that stay when a passage goes must not repeat it, nor name who told it.

    Raises:
        RuleBroken: they do.
    """
    said = _words(words)
    for passage in passages:
        if _shares_a_run(said, _words(passage)):
            raise RuleBroken(
                "These words repeat a passage. Leave them to the passage: if its storyteller takes "
                "it back, what you write here stays.",
                field=name,
            )
    for one in names:
        called = _words(one)
        if called and _holds(said, called):
            raise RuleBroken(
                "These words name a storyteller. Name nobody here: if they take their words back, "
                "what you write here stays.",
                field=name,
            )


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two passages of one text share some of it."""
    return one[0] < other[1] and other[0] < one[1]


def count_words(text: str) -> int:
    """Words as bid portals and word processors count them: what stands between spaces."""
    return len(text.split())


def _words(text: str) -> list[str]:
    return [one.replace("’", "'").casefold() for one in _WORD.findall(text)]


def _shares_a_run(said: list[str], passage: list[str]) -> bool:
    runs = {tuple(passage[at : at + RUN]) for at in range(len(passage) - RUN + 1)}
    return any(tuple(said[at : at + RUN]) in runs for at in range(len(said) - RUN + 1))


def _holds(said: list[str], called: list[str]) -> bool:
    width = len(called)
    return any(said[at : at + width] == called for at in range(len(said) - width + 1))
