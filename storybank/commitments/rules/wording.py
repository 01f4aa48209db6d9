"""What the words of a promise say surely: figures, days, and whether they take it back. Pure."""

import re
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from storybank.commitments.rules.quantity import find_due, find_quantity
from storybank.core.text import month_number

_WORD = re.compile(r"[^\W\d_]{4,}")
_SAME_WORD = 0.75
_LIGHT = frozenset(
    (
        *("this", "that", "these", "those", "with", "from", "into", "over", "than", "then", "them"),
        *("they", "their", "there", "here", "have", "been", "will", "shall", "would", "should"),
        *("must", "also", "about", "which", "while", "where", "when", "some", "such", "upon"),
        "within",
    )
)
_HEDGES = re.compile(
    r"\b(?:(?:where|wherever|when|whenever|if|as far as|so far as)(?: it is| reasonably)? "
    r"(?:possible|practicable|appropriate|feasible|needed|required|suitable|available)"
    r"|up to|subject to|reasonable (?:endeavours|efforts)|best (?:endeavours|efforts)"
    r"|endeavour(?:s|ing)? to|aim(?:s|ing)? to|aspir(?:e|es|ing) to|seek(?:s|ing)? to|hopes? to"
    r"|intends? to|tr(?:y|ies) to|look(?:s|ing)? to|strives? to|as needed|as required"
    r"|as appropriate)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:support(?:s|ing)?|promot(?:e|es|ing)|encourag(?:e|es|ing)|rais(?:e|es|ing) awareness"
    r"|engag(?:e|es|ing)|facilitat(?:e|es|ing)|champion(?:s|ing)?|explor(?:e|es|ing)"
    r"|consider(?:s|ing)?|contribut(?:e|es|ing) to|foster(?:s|ing)?|enhanc(?:e|es|ing)"
    r"|rais(?:e|es|ing) the profile|work(?:s|ing)? (?:closely )?with|commit(?:s|ted)? to"
    r"|maximis(?:e|es|ing)|optimis(?:e|es|ing)|strengthen(?:s|ing)?|address(?:es|ing)?)\b",
    re.IGNORECASE,
)


def hedges(text: str) -> list[str]:
    """Words that leave a promise open, such as ``where possible``, each once and in order."""
    return _found(_HEDGES, text)


def vague_words(text: str) -> list[str]:
    """Words that nobody can be held to, such as ``support``, each once and in order."""
    return _found(_VAGUE, text)


def words_gone(old: str, new: str) -> list[str]:
    """Words of weight that the new wording no longer has, each once and in order.

    Corrected spelling, other endings, figures and the days they are due by are not told here.
    """
    if old == new:
        return []
    there = list(dict.fromkeys(_weighty(new)))
    return [
        word
        for word in dict.fromkeys(_weighty(old))
        if word not in there and not get_close_matches(word, there, n=1, cutoff=_SAME_WORD)
    ]


def _weighty(text: str) -> list[str]:
    found = (word.casefold() for word in _WORD.findall(text))
    return [word for word in found if month_number(word) is None and word not in _LIGHT]


def figure_in(text: str) -> Decimal | None:
    """How much the words promise, if they say."""
    found = find_quantity(text)
    return None if found is None else found[0]


def day_in(text: str) -> date | None:
    """By when the words promise it, if they say."""
    return find_due(text)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    words = (" ".join(match[0].casefold().split()) for match in pattern.finditer(text))
    return list(dict.fromkeys(words))
