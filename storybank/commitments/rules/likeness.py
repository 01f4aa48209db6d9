"""Whether a promise is worded as others are: identikit offers. Pure."""

import re
from collections import Counter

from storybank.core.wording import bands_of

SIGNED_BY = "1"
"""The way signatures are made; commitments signed in another way are signed again."""

LEAST_BANDS_IN_COMMON = 3
LIKE = 0.75
"""From this share of the same words on, two promises are worded alike."""

_RUN = 2
_LEAST_WORDS = 5
_WORD = re.compile(r"\w[\w'’]*")
_NUMBERS = frozenset(
    (
        *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred", "thousand"),
    )
)


def sign(text: str) -> tuple[int, ...]:
    """What the wording of a promise boils down to; () where it is too short to tell.

    Names and figures are left out, so that changing those hides nothing.
    """
    words = _plain_words(text)
    return bands_of(words, _RUN) if len(words) >= _LEAST_WORDS else ()


def share_of_same_words(one: str, other: str) -> float:
    """How much of the wording of two promises is the same, from 0 to 1; names, figures apart."""
    mine, theirs = Counter(_plain_words(one)), Counter(_plain_words(other))
    both = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / both if both else 0.0


def _plain_words(text: str) -> list[str]:
    found = _WORD.findall(text)
    return [
        word.casefold()
        for place, word in enumerate(found)
        if not any(sign.isdigit() for sign in word)
        and word.casefold() not in _NUMBERS
        and (place == 0 or not word[0].isupper())
    ]
