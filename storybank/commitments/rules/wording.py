"""What the words of a promise say surely: figures, days, and whether they take it back. Pure."""

import re
from datetime import date
from decimal import Decimal

from storybank.commitments.rules.quantity import find_due, find_quantity

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
