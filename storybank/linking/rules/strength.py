"""How strong a passage is as evidence: five plain questions, each answered yes or no. Pure.

A grade is never a lone number: it always says which of the five are there. What is suggested
counts for nothing until a person has looked at it.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from storybank.core.errors import RuleBroken
from storybank.linking.matching.words import BY_OTHERS, days_told, lower
from storybank.linking.models import Strength

LONG_AFTER_DAYS = 60


@dataclass(frozen=True)
class Criterion:
    """One question of the rubric: its word, the question, and what answers it with yes."""

    word: str
    question: str
    yes: str


RUBRIC: dict[Strength, Criterion] = {
    Strength.FIRST_HAND: Criterion(
        "first-hand",
        "Does the person it happened to say it?",
        "The words are the storyteller’s own, or quoted as they said them. What staff tell about "
        "somebody is not first-hand.",
    ),
    Strength.SPECIFIC: Criterion(
        "specific",
        "Does it name things that could be looked up?",
        "It names a day, a number, a length of time, a place or a person, so that somebody could "
        "go and ask.",
    ),
    Strength.ATTRIBUTED: Criterion(
        "attributed",
        "Does it say what brought the change about?",
        "The storyteller says what made the difference, and it is what was promised, not their "
        "family or another scheme.",
    ),
    Strength.CORROBORATED: Criterion(
        "corroborated",
        "Does somebody else say the same?",
        "At least one other storyteller’s confirmed words do the same to this promise.",
    ),
    Strength.SUSTAINED: Criterion(
        "sustained",
        "Has it lasted?",
        "It tells of a change that still holds some time later, or the same person told it again "
        "two months later or more.",
    ),
}


@dataclass(frozen=True)
class PassageFacts:
    """What is known of a passage: its words, those around it, whose they are, and who else spoke.

    ``is_own``: all of it is the storyteller's own telling or quoted from them. ``others`` are
    other people with a confirmed passage that does the same to the promise. ``days_apart`` is
    how far apart the same person told it more than once.
    """

    quote: str
    around: str = ""
    is_own: bool = False
    others: int = 0
    days_apart: int = 0


@dataclass(frozen=True)
class SuggestedStrength:
    """Whether one of the five seems to be there, and why."""

    strength: Strength
    is_there: bool
    reason: str


_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_MONTH = (
    r"January|February|March|April|(?<=in )May|(?<=of )May|June|July|August|September|October"
    r"|November|December"
)
_FIGURE = r"£?\d[\d,.]*\d|£?\d"
_COUNTED = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|a hundred|a dozen)(?= [a-z])"
)
_NAME = r"(?<![.!?:\n“\"‘'] )(?<!^)\b(?!I\b|I['’])[A-Z][a-z]{2,}(?: [A-Z][a-z]+)*"
_SPECIFIC = re.compile(rf"\b(?:{_DAY}|{_MONTH})\b|{_FIGURE}|\b{_COUNTED}|{_NAME}", re.MULTILINE)
_BROUGHT = re.compile(
    r"\b(?:because of|because (?:they|the|she|he|we|it|somebody|someone)|thanks to|due to"
    r"|down to (?:them|the|her|him)|if it (?:had not|hadn't|wasn't|weren't) (?:been )?for"
    r"|since (?:i|we|he|she|they) (?:started|joined|came|began|got|went|moved|met)"
    r"|since (?:the|that|they|it) (?:\w+ )?(?:came|opened|started|began|closed|stopped|went|left)"
    r"|without (?:them|the|her|him|it|that)\b|through (?:the|this|that|them)\b"
    r"|(?:helped|taught|showed|trained|encouraged|supported|told) (?:me|us|him|her|them)\b"
    r"|(?:got|gave|found|put|took|signed|set|made|offered|let) (?:me|us|him|her|them)\b"
    r"|made (?:it possible|all the difference|the difference)|led to|it was (?:the|that|their)"
    r"|that is (?:why|how)|that's (?:why|how)|is why)"
)
_LASTING = re.compile(
    r"\b(?:still|ever since|to this day|these days|nowadays|since then|even now|has lasted"
    r"|kept (?:it|going|up|on)|every (?:day|week|month|mon|tues|wednes|thurs|fri|satur|sun)\w*"
    r"|(?:weeks|months|years|a year|a month) (?:on|later|now)|for (?:months|years)"
    r"|all (?:year|winter|summer)|ongoing|permanent)\b"
)
_LASTING_DAYS = 60.0


def suggest_strengths(facts: PassageFacts) -> tuple[SuggestedStrength, ...]:
    """All five in their order, each with a yes or no and the reason."""
    return (
        _first_hand(facts),
        _specific(facts),
        _attributed(facts),
        _corroborated(facts),
        _sustained(facts),
    )


def grade_words(strengths: Collection[str]) -> str:
    """A grade with its meaning: "2 of 5: first-hand, specific"; never a lone number."""
    there = [RUBRIC[one].word for one in Strength if one.value in set(strengths)]
    return f"{len(there)} of {len(Strength)}: {', '.join(there)}" if there else "none of the five"


def check_strengths(strengths: Collection[str]) -> list[str]:
    """The strengths a person named, in the rubric's order.

    Raises:
        RuleBroken: one of them is not in the rubric.
    """
    named = set(strengths)
    if named - {one.value for one in Strength}:
        raise RuleBroken("Choose from the five strengths shown.", field="strengths")
    return [one.value for one in Strength if one.value in named]


def find_attribution(text: str) -> re.Match[str] | None:
    """Where a text begins to say what brought something about."""
    return _BROUGHT.search(lower(text))


def _first_hand(facts: PassageFacts) -> SuggestedStrength:
    reason = "in the storyteller’s own words" if facts.is_own else "told about them, or partly so"
    return SuggestedStrength(Strength.FIRST_HAND, facts.is_own, reason)


def _specific(facts: PassageFacts) -> SuggestedStrength:
    named = list(dict.fromkeys(found.group() for found in _SPECIFIC.finditer(facts.quote)))[:3]
    reason = f"names {_quoted(named)}" if named else "names no day, number, place or person"
    return SuggestedStrength(Strength.SPECIFIC, bool(named), reason)


def _attributed(facts: PassageFacts) -> SuggestedStrength:
    own = find_attribution(facts.quote)
    found = own or find_attribution(facts.around)
    others = BY_OTHERS.search(lower(facts.quote))
    if found is None:
        reason = "does not say what brought it about"
    elif others is not None:
        reason = f"may credit somebody else: {_quoted([others.group()])}"
    else:
        where = "" if own else ", in the sentence beside it"
        reason = f"says what brought it about: {_quoted([found.group()])}{where}"
    return SuggestedStrength(Strength.ATTRIBUTED, found is not None and others is None, reason)


def _corroborated(facts: PassageFacts) -> SuggestedStrength:
    people = "other person says" if facts.others == 1 else "other people say"
    reason = (
        f"{facts.others} {people} the same of this promise"
        if facts.others
        else "nobody else has said the same of this promise yet"
    )
    return SuggestedStrength(Strength.CORROBORATED, facts.others > 0, reason)


def _sustained(facts: PassageFacts) -> SuggestedStrength:
    text = lower(facts.quote)
    said = _LASTING.search(text)
    is_long = any(days >= _LASTING_DAYS for days in days_told(text))
    is_again = facts.days_apart >= LONG_AFTER_DAYS
    if is_again:
        reason = f"the same person told it again {facts.days_apart} days apart"
    elif said is not None:
        reason = f"says that it lasts: {_quoted([said.group()])}"
    else:
        reason = "tells of a long time" if is_long else "does not say whether it lasted"
    return SuggestedStrength(Strength.SUSTAINED, is_again or said is not None or is_long, reason)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
