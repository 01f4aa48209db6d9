"""How old a reader must be for a text: the Flesch-Kincaid grade plus five, in years.

Words and sentences are counted by textstat. Its dictionary of syllables would have to be fetched
from elsewhere, so syllables are counted twice, by groups of vowels and by where British English
may be hyphenated, and the larger number counts.
"""

from __future__ import annotations

import re
from functools import cache

import pyphen
import textstat

SCHOOL_BEGINS = 5


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def _syllables(word: str) -> int:
    spoken = re.sub(r"(?<=[^l])e[sd]?$", "", word)  # the last e is mostly silent, but in "apple"
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(1, groups, len(_hyphens().positions(word)) + 1)


def reading_age(text: str) -> float:
    """The reading age of a text of several sentences."""
    words = [word.lower() for word in re.findall(r"[A-Za-z]+(?:['’][a-z]+)?", text)]
    sentences = max(1, textstat.sentence_count(text))
    syllables = sum(map(_syllables, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / max(1, len(words)) - 15.59
    return grade + SCHOOL_BEGINS
