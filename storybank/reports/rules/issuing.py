"""What may be quoted to a board and between which days: choosing voices. Pure."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose, StoryKind
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.nlp.reading import Change
from storybank.reports.models import Report, ReportQuotation
from storybank.verification.models import Finding

# Who is heard first: the person, then the person as asked, then others about the person.
NEAREST = (StoryKind.BENEFICIARY_STORY, StoryKind.INTERVIEW_TRANSCRIPT, StoryKind.CASE_STUDY)
# Bad news is asked for as often as it takes to be heard among the good.
TURNS = (Change.BETTER, Change.WORSE, Change.BETTER, Change.NEED)
FIRST_PERSON = re.compile(r"\b(?:i|i['’]\w+|me|my|mine|we|we['’]\w+|us|our)\b", re.IGNORECASE)
SHORTEST, LONGEST = 50, 260
LONGEST_LINE = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
TOLD, WHOLE, LEFT_OUT = "told", "whole", "left_out"
"""What a kept quotation is: words of a story, a story told whole, or why words are not in it."""


@dataclass(frozen=True)
class Period:
    """The days between which a story was told, both included; either may be open."""

    told_from: date | None = None
    told_to: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether neither end is given, so that stories without a date belong to it too."""
        return self.told_from is None and self.told_to is None


@dataclass(frozen=True)
class Candidate:
    """A passage that could stand in a report; ``key`` is the caller's name for it.

    ``change`` is None for a passage known only from a link. ``finding`` is what an
    independent person found of a link on the same words.
    """

    key: int
    story_id: int
    kind: StoryKind
    told_by_self: bool
    theme_id: int | None
    change: Change | None
    words: str
    finding: Finding | None = None


def check_period(period: Period) -> None:
    """A period must not end before it begins, nor lie where nobody told a story.

    Raises:
        RuleBroken: it does.
    """
    for day, field in ((period.told_from, "told_from"), (period.told_to, "told_to")):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise RuleBroken(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.", field=field)
    if period.told_from and period.told_to and period.told_to < period.told_from:
        raise RuleBroken(
            "This day is before the first day. Give the same day or a later one.", field="told_to"
        )


def days_overlap(period: Period, first: date | None, last: date | None) -> bool:
    """Whether something that went from one day to another was there within a period.

    A day that nobody knows shuts nothing out.
    """
    ended = period.told_from is not None and last is not None and last < period.told_from
    later = period.told_to is not None and first is not None and first > period.told_to
    return not ended and not later


class IssuedAs(StrEnum):
    """How what is kept of an issued report compares with what was issued."""

    ISSUED = "issued"  # to the letter
    RECALLED = "recalled"  # some words were taken back since
    CHANGED = "changed"  # something else differs, which must never be


def check_title(title: str) -> str:
    """A report's title, without spaces to spare.

    Raises:
        RuleBroken: there is none, or it is too long.
    """
    title = " ".join(title.split())
    if not title:
        raise RuleBroken("Give the report a title.", field="title")
    if len(title) > LONGEST_LINE:
        raise RuleBroken(f"Use {LONGEST_LINE} characters or fewer for the title.", field="title")
    return title


def check_readers(issued_to: str) -> None:
    """A report is issued to somebody, who can be asked to give it back.

    Raises:
        RuleBroken: nobody is named, or far too much is said.
    """
    if not issued_to.strip():
        raise RuleBroken(
            "Say who gets it, such as the board's name. They are asked to put their copies away "
            "if somebody takes their words back.",
            field="issued_to",
        )
    if len(issued_to) > LONGEST_LINE:
        raise RuleBroken(f"Use {LONGEST_LINE} characters or fewer.", field="issued_to")


def content_of(report: Report, quotations: Sequence[ReportQuotation]) -> dict[str, Any]:
    """All that an issued report says, as plain values in a fixed order."""
    return {
        "title": report.title,
        "issued_to": report.issued_to,
        "figures": report.frozen,
        "quotations": [[one.position, one.part, one.words, one.facts] for one in quotations],
    }


def hash_issued(content: dict[str, Any]) -> str:
    """The SHA-256 (hex) of an issued report: of its content in canonical JSON."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def compare_issued(report: Report, quotations: Sequence[ReportQuotation]) -> IssuedAs:
    """Hold what is kept of a report against its hash."""
    if any(one.removed_at is not None for one in quotations):
        return IssuedAs.RECALLED
    same = hash_issued(content_of(report, quotations)) == report.sha256
    return IssuedAs.ISSUED if same else IssuedAs.CHANGED


def may_stay(part: str, report: Report, standing: Collection[Purpose] | None) -> bool:
    """Whether words of a story may stay in an issued report while these purposes are allowed.

    Being quoted lets a passage stay in what boards read, and never a story told whole.
    """
    if standing is None:
        return False
    if report.purpose is Purpose.BOARD and part != WHOLE:
        return not set(IN_BOARD_REPORTS).isdisjoint(standing)
    return report.purpose in standing


def choose_voices(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Passages to be read out: one a story at most, balanced over directions and themes.

    Directions take turns (``TURNS``), so that worse and need are heard wherever they were
    told; within a direction the theme heard least so far comes first, then the best passage.
    What is left fills up with linked passages and activities. The same candidates always
    give the same voices.
    """
    pools = {
        change: sorted((one for one in candidates if one.change is change), key=_worth)
        for change in (*dict.fromkeys(TURNS), None, Change.ACTIVITY)
    }
    chosen: list[Candidate] = []
    stories: set[int] = set()
    themes: Counter[int | None] = Counter()

    def take(change: Change | None) -> bool:
        left = [one for one in pools[change] if one.story_id not in stories]
        if not left or len(chosen) >= most:
            return False
        best = min(left, key=lambda one: themes[one.theme_id])  # min keeps the order of worth
        chosen.append(best)
        stories.add(best.story_id)
        themes[best.theme_id] += 1
        return True

    taken = True
    while taken:
        taken = False
        for change in TURNS:
            taken = take(change) or taken
    for left_over in (None, Change.ACTIVITY):
        while take(left_over):
            pass
    return chosen


def _worth(one: Candidate) -> tuple[object, ...]:
    """Sorts the passage most worth hearing first."""
    length = len(one.words)
    awkward = max(SHORTEST - length, length - LONGEST, 0)
    return (
        one.finding is Finding.NOT_UPHELD,
        NEAREST.index(one.kind),
        not one.told_by_self,
        FIRST_PERSON.search(one.words) is None,
        awkward,
        one.finding is not Finding.UPHELD,
        -length,
        one.key,
    )
