"""Words of promises and of stories: stems, telling phrases, and how long things took. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z][a-z'’]+|\d[\d,]*")
_STOP_WORDS = """
    a about above across after again against all am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further get got had has have having he her here hers him his how i if in into is it its just
    least less like made make many me more most much my new no nor not now of off on once one
    only or other our out over own per put said same say see she should since so some such than
    that the their them then there these they thing this those through to too under until up us
    very was way we week weeks were what when where which while who whom why will with within
    without would year years month months day days you your yours contract commitment provide
    deliver support offer least every hour hours including term early people person residents
    resident local work working run hold give first two three four five six seven eight nine ten
    twelve end place based part full time times
"""
_STOP = frozenset(_STOP_WORDS.split())

BROKEN = re.compile(
    r"\b(?:promis|swore|supposed to|meant to|was to (?:be|have)|were to (?:be|have)|target"
    r"|said (?:it|they|there|we|she|he)'?d|we had (?:said|told)|been told|told us|in writing"
    r"|leaflet|it says|still (?:not|no|wet|waiting|hasn|haven)|cancel+ed|packed in|back to"
    r"|never (?:came|come|happened|turned|arrived)|no ?(?:one|body) (?:came|come|rang|has|is)"
    r"|that lasted|withdrawn|broke down|hasn't|haven't|hadn't|none since|waited|waiting"
    r"|not (?:one|so much)|nothing (?:but|happened|since)|recorded message|wrong queue|nobody)"
)
"""A promise, a wait, or something that did not come."""

NEGATED = re.compile(
    r"\b(?:not|never|no|none|nothing|nobody|no one|without|cannot|nought|neither|nor|ain't"
    r"|(?:is|was|wo|ca|could|did|does|do|has|have|had|were|are|would)n't)\b"
)
PLANNED = re.compile(
    r"\b(?:will|going to|hope[ds]?|hoping|plan(?:s|ned|ning)?|next (?:year|month)|would like"
    r"|i'd (?:like|love)|wish|if only|should be|want to|due to)\b"
)
BY_OTHERS = re.compile(
    r"\b(?:(?:of|on|off) (?:their|our|her|his|my|me|its) own|own (?:bat|time|expense)|lottery"
    r"|neighbours?|church|mosque|chapel|temple|gurdwara|synagogue|credit union"
    r"|nothing to do with|ourselves|themselves|by (?:himself|herself|myself)|no paid staff|itself"
    r"|parents|(?:my|our|his|her) (?:brother|sister|cousin|uncle|aunt|auntie|mate|son|daughter"
    r"|friend|grandson|granddaughter|nephew|niece)|before (?:this lot|the contract)"
    r"|not (?:us|theirs|ours)|a friend|food ?bank|charity|shop window"
    r"|found (?:it|the job|this) (?:myself|himself|herself))\b"
)
"""Family, neighbours, churches, other funds: what they did is no evidence of the promise."""

BY_THEM = re.compile(
    r"\b(?:firm|company|contractor|council|team|scheme|project|service|course|office|trust"
    r"|contract|they|they've|they'd|their|them|lads|staff|manager|officer|worker|carer|programme"
    r"|placement|tutor|apprentice\w*|panel|club|session|group|class|volunteer\w*|mentor|driver"
    r"|supervisor|foreman|promised|supposed|leaflet|letter|target)\b"
)
"""Those who may be keeping the promise, or breaking it."""

_UNITS = {
    "hour": 1 / 24, "day": 1.0, "working day": 1.4, "week": 7.0, "wik": 7.0, "fortnight": 14.0,
    "month": 30.0, "year": 365.0,
}  # fmt: skip
_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS = {word: number for number, word in enumerate(_UP_TO_TWENTY.split(), start=1)}
_NUMBERS |= {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70}
_NUMBERS |= {"eighty": 80, "ninety": 90, "hundred": 100}
_NUMBER = r"\d[\d,]*|" + "|".join(_NUMBERS)
_UNIT = r"working day|hour|day|week|wik|fortnight|month|year"
_SPAN = re.compile(
    rf"\b({_NUMBER})(?:[- ](one|two|three|four|five|six|seven|eight|nine))?[- ]"
    rf"(?:and a half |whole |full |more |straight |solid |calendar )?({_UNIT})s?\b"
)
_LIMIT = re.compile(
    rf"\bwithin (?:the first )?({_NUMBER}) ({_UNIT})s?\b"
    rf"|\b({_NUMBER}) ({_UNIT})s? (?:ahead|of (?!age|experience|work))"
)
_A_NUMBER = re.compile(rf"\b(?:{_NUMBER.replace('|a|an|', '|')}|half|dozen|thousand)\b")
_DATED = re.compile(
    r",? (?:by|before|from|since|until) (?:the end of )?(?:\d+ )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)?"
    r" ?\d{4}\b"
)


def lower(text: str) -> str:
    """Small letters and straight apostrophes, as every pattern here expects."""
    return text.casefold().replace("’", "'")


def undated(text: str) -> str:
    """A promise without its dates, which say nothing of what it is about."""
    return _DATED.sub("", text)


def days_told(text: str) -> list[float]:
    """Every length of time a text names, in days."""
    return [
        (_count(match[1]) + (_NUMBERS[match[2]] if match[2] else 0)) * _UNITS[match[3]]
        for match in _SPAN.finditer(text)
    ]


def days_allowed(promise: str) -> float | None:
    """The time limit a promise sets itself, in days; None where it sets none."""
    match = _LIMIT.search(promise)
    if match is None:
        return None
    return _count(match[1] or match[3]) * _UNITS[match[2] or match[4]]


def names_a_number(text: str) -> bool:
    """Whether a text counts something, in figures or words."""
    return _A_NUMBER.search(text) is not None


def content_words(text: str) -> list[str]:
    """The words of a text that say what it is about."""
    return [word for word in _WORD.findall(text) if word not in _STOP and len(word) > 1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut the endings that make forms of one English word; rough, but the same for both texts."""
    word = word.replace("’", "'").removesuffix("'s").strip("'").replace(",", "")
    if not word or word[0].isdigit() or len(word) < 4:
        return word
    for ending, put in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("ations", ""), ("ation", ""),
    ("ments", ""), ("ment", ""), ("ships", ""), ("ship", ""), ("ings", ""), ("ing", ""),
    ("ers", ""), ("er", ""), ("ed", ""), ("es", ""), ("s", ""),
)  # fmt: skip


def _count(word: str) -> float:
    return float(_NUMBERS[word]) if word in _NUMBERS else float(word.replace(",", "") or 0)
