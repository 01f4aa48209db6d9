"""How much was promised, and by when: read out of the words of a commitment.

A suggestion for the person who enters the commitment, so silence is better than a number
that means something else (an age, a level, a time limit, a distance).
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal

from storybank.core.text import month_number, squeeze

_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_WORDS = {word: n for n, word in enumerate(_UP_TO_TWENTY.split(), start=1)}
_WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80}
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<pounds>£|GBP ?)?(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(_WORDS)
    + r")(?P<times> ?(?:million|thousand|[mk])\b)?(?![\w/]|[.,]\d|-(?!\s))"
    r"(?P<percent> ?%| per ?cent\b)?",
    re.IGNORECASE,
)
# Numbers that count nothing: dates, levels, ages, school years.
_NOT_COUNTS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: \d{{4}})?"
    rf"|\b{_MONTH} \d{{4}}"
    r"|\b(?:levels?|years?|lots?|phases?|bands?|grades?|parts?|stages?|types?|entry|lot|class|"
    r"key stage|nvq|act) \d+(?:(?:,| and| or| to| &|-) ?(?:level )?\d+)*"
    r"|\bage[ds]?(?: between)?(?: over| under)? \d+(?:(?: to| and|-|–) ?\d+)?(?: (?:and|or) over)?"
    r"|\b(?:over|under) \d+s?\b(?= who|,|\.| or neuro)"
    r"|\b\d{1,2}[:.]\d{2}\b"
    r"|\b(?:19|20)\d{2}(?:/\d{2,4})?\b(?!,\d)",
    re.IGNORECASE,
)
_BEFORE_LIMIT = re.compile(
    r"\b(?:within(?: (?:a further|the first|about))?|after|every|all|each of|more than|up to"
    r"|a further|maximum of|for every|per|ratio of|average(?: \w+){0,3}|ahead of|first"
    r"|(?:no )?less than|the last|the next)\s+$",
    re.IGNORECASE,
)
_BEFORE_PLACE = re.compile(r"\b(?:in|at|across|from|on|between|of at least|of)\s+$", re.IGNORECASE)
_DURATION = re.compile(
    r"\s*(?:working |calendar |school |term )?(?:days?|weeks?|months?|minutes?|hours?|years?)\b"
    r"(?P<of> (?:(?:a|per|each) (?:contract )?year\b|of\b(?! at least)))?",
    re.IGNORECASE,
)
_DISTANCE = re.compile(r"\s*(?:miles?|metres?|meters?|yards?)\b", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:(?:a|per|each|every|in each)(?: contract| academic| school| calendar)? "
    r"(?:year|month|week|quarter|term|day)|annually)\b",
    re.IGNORECASE,
)
_UNIT_END = re.compile(
    r"[,;.:()]|\s+(?:for|from|by|to|with|without|in|at|who|which|whom|that|so|resident|based|aged|"
    r"each|every|reaching|on|onto|within|during|including|over|into|across|between|through|up|"
    r"throughout|under|after|as|where|living|moving|referred|entitled|returning|estranged|out|"
    r"leaving|taken|directly|against|plus|than|annual|"
    r"a (?!(?:contract )?(?:year|month|week|term|quarter)\b)|"
    r"of at least|of no|of (?=two|three|four|\d))\b(?!-)",
    re.IGNORECASE,
)
# "older or disabled residents" is one unit; of "parents and carers" the first will do.
_AND = re.compile(r"\s+(?:and|or)\s+", re.IGNORECASE)
_ENDS_A_NOUN = re.compile(r"(?:[a-z]{2,}s|people|children|women|men|staff)$", re.IGNORECASE)
_NOT_A_PERIOD = re.compile(r"\b(?:for|over|hours?|days?|than|within)$", re.IGNORECASE)
_MOST_UNIT_WORDS = 9

_DUE = re.compile(
    r"\b(?:by|before|no later than|not later than)(?: the)?(?: (?P<end>end)(?: of)?)?\s+"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{_MONTH})?\s*(?P<year>(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)


def find_quantity(text: str) -> tuple[Decimal, str] | None:
    """Return how much a commitment promises and of what, or None where it does not say.

    The unit is the words after the number with their period: ``40`` and ``two-week work
    placements per year``; for a share ``35`` and ``% of sub-contracted value``; for money
    the unit begins with ``pounds``.
    """
    text = squeeze(text)
    masked = _NOT_COUNTS.sub(lambda match: "#" * len(match[0]), text)
    second_choice: tuple[Decimal, str] | None = None
    for match in _NUMBER.finditer(masked):
        before, after = masked[: match.start()], masked[match.end() :]
        share = bool(match["percent"])
        if not share and not match["pounds"]:
            if _BEFORE_LIMIT.search(before) or _DISTANCE.match(after) or match["n"] == "one":
                continue
            duration = _DURATION.match(after)
            if duration and not duration["of"]:
                continue
            if not re.match(r"\s*['‘“\"]?[^\W\d_]", after):
                continue
        elif not share and _BEFORE_LIMIT.search(before):
            continue
        unit = _unit(match, text)
        if not unit or re.match(r"\s*(?:to|-|–) \d", after):
            continue
        found = (_value(match), unit)
        if share or match["pounds"] or not _BEFORE_PLACE.search(before):
            return found
        second_choice = second_choice or found
    return second_choice


def find_due(text: str) -> date | None:
    """Return the day a commitment is due by, or None.

    ``by 31 March 2027`` is that day; ``by December 2026`` the month's last; ``by 2027`` the
    year's last.
    """
    for match in _DUE.finditer(squeeze(text)):
        year = int(match["year"])
        month = month_number(match["month"]) if match["month"] else 12
        if month is None or (match["day"] and not match["month"]):
            continue
        last = calendar.monthrange(year, month)[1]
        day = int(match["day"]) if match["day"] else last
        if 1 <= day <= last:
            return date(year, month, day)
    return None


def _value(match: re.Match[str]) -> Decimal:
    words = match["n"].casefold()
    value = Decimal(_WORDS[words]) if words in _WORDS else Decimal(words.replace(",", ""))
    times = (match["times"] or "").strip().casefold()
    return value * {"million": 1_000_000, "m": 1_000_000, "thousand": 1000, "k": 1000}.get(times, 1)


def _unit(match: re.Match[str], text: str) -> str:
    after = text[match.end() :]
    end = _UNIT_END.search(after)
    noun = after[: end.start()] if end else after
    for joint in _AND.finditer(noun):
        if _ENDS_A_NOUN.search(noun[: joint.start()]):
            noun = noun[: joint.start()]
            break
    noun = " ".join(noun.split()[:_MOST_UNIT_WORDS]).rstrip(" .")
    clause = re.split(r"[;.](?:\s|$)", after)[0]
    for period in _PERIOD.finditer(clause):
        told_of_something_else = _NOT_A_PERIOD.search(clause[: period.start()].rstrip())
        if not told_of_something_else and period[0] not in noun and noun:
            noun = f"{noun} {period[0]}"
            break
    if match["percent"]:
        return f"% {noun}".strip()
    return f"pounds {noun}".strip() if match["pounds"] else noun
