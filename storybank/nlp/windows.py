"""Cutting a story into windows that an encoder can read at once: pure arithmetic.

A window is a row of whole sentences, opened by up to two sentences of what came before, so that
a pronoun and a short answer are read with what they answer. The model was trained on windows
cut in just this way; training and reading share this file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_SENTENCE = 120  # word pieces read of one sentence; what follows is left unread
LONGEST_WINDOW = 192  # word pieces, marks between sentences among them
_LONGEST_LEAD = 70
_MOST_LEADING = 2


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences ``lead`` to ``end`` are read together; those from ``first`` on are judged."""

    lead: int
    first: int
    end: int


def cut_windows(lengths: Sequence[int], *, opening: int | None = None) -> Iterator[Window]:
    """Yield the windows of a story, given the number of word pieces of each sentence.

    Every sentence is judged in exactly one window. ``opening`` bounds the number of sentences
    of the first window; training varies it, so that no sentence always stands at the edge.
    """
    first = 0
    while first < len(lengths):
        lead, used = first, 0
        while (
            lead > 0
            and first - lead < _MOST_LEADING
            and used + lengths[lead - 1] + 1 <= _LONGEST_LEAD
        ):
            lead -= 1
            used += lengths[lead] + 1
        end, used = first, used + 1
        while end < len(lengths) and (
            end == first
            or (used + lengths[end] + 1 <= LONGEST_WINDOW and not _is_full(first, end, opening))
        ):
            used += lengths[end] + 1
            end += 1
        yield Window(lead, first, end)
        first, opening = end, None


def _is_full(first: int, end: int, opening: int | None) -> bool:
    return first == 0 and opening is not None and end >= opening
