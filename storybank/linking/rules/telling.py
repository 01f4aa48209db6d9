"""The three things a claim says: who, what changed, what brought it about (N65). Pure.

What can be taken from the text with some certainty is offered, word for word; the rest is left
empty for a person to say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storybank.linking.matching.words import lower
from storybank.linking.rules.strength import find_attribution

LONGEST = 300
STORYTELLER = "The storyteller"


@dataclass(frozen=True)
class Telling:
    """Whose life, how it changed, and by what. Empty where nobody has said."""

    who: str = ""
    what_changed: str = ""
    brought_about: str = ""


@dataclass(frozen=True)
class SentenceFacts:
    """A sentence of the passage, or one beside it, and what is coded of it.

    ``is_own``: the storyteller says it of themselves. ``changes`` hold ``better``, ``worse``,
    ``need`` or ``activity``.
    """

    quote: str
    is_own: bool = False
    is_within: bool = True
    changes: frozenset[str] = frozenset()


_RELATIONS = (
    "daughter son mum mam mother dad father wife husband partner sister brother nan gran grandma "
    "grandad granddaughter grandson grandchildren children kids child lad lads girls boys family "
    "neighbour neighbours baby babies mother-in-law father-in-law auntie uncle niece nephew"
)
_RELATION = re.compile(rf"\b(?:my|our) (?:\w+ )?({'|'.join(_RELATIONS.split())})\b")
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|myself|we|we're|we've|us|ourselves)\b")
_LACKING = (
    ("who", "who"),
    ("what_changed", "what changed"),
    ("brought_about", "what brought it about"),
)


def suggest_telling(sentences: Sequence[SentenceFacts]) -> Telling:
    """What the text says of the three things where it is sure; empty where it is not."""
    within = [one for one in sentences if one.is_within]
    changed = next((one for one in within if one.changes & {"better", "worse"}), None)
    return Telling(
        who=_who(within),
        what_changed=_short(changed.quote) if changed else "",
        brought_about=_brought_about(sentences),
    )


def lacking_words(telling: Telling) -> str:
    """Which of the three things a claim does not say yet: "who and what changed"; "" for none."""
    lacking = [words for name, words in _LACKING if not getattr(telling, name).strip()]
    if len(lacking) < 2:
        return "".join(lacking)
    return f"{', '.join(lacking[:-1])} and {lacking[-1]}"


def _who(within: Sequence[SentenceFacts]) -> str:
    """The storyteller where they speak of themselves, and whoever of theirs they speak of."""
    own = [lower(one.quote) for one in within if one.is_own]
    if not own or len(own) < len(within):
        return ""
    text = " ".join(own)
    related = list(dict.fromkeys(found.group(1) for found in _RELATION.finditer(text)))[:2]
    speaks_of_self = _SELF.search(_RELATION.sub(" ", text)) is not None
    theirs = " and ".join(related)
    if speaks_of_self:
        return f"{STORYTELLER} and their {theirs}" if theirs else STORYTELLER
    return f"{STORYTELLER}’s {theirs}" if theirs else ""


def _brought_about(sentences: Sequence[SentenceFacts]) -> str:
    ranked = sorted(sentences, key=lambda one: not one.is_within)
    for one in ranked:
        if find_attribution(one.quote) is not None:
            return _short(one.quote)
    done = next((one for one in ranked if "activity" in one.changes), None)
    return _short(done.quote) if done else ""


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 2].rsplit(' ', 1)[0]} …"
