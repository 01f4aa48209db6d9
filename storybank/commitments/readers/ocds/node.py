"""One object of a published file, asked for what it should hold; what it holds not so is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from storybank.core.text import normalise_text, parse_day, squeeze
from storybank.core.uploads import Problem

LONDON = ZoneInfo("Europe/London")
LARGEST = Decimal("1e15")
MOST_PROBLEMS = 200
MOST_NOTICES = 200
_KINDS = {
    dict: "an object",
    list: "a list",
    bool: "true or false",
    str: "text",
    type(None): "nothing",
}

Word = TypeVar("Word", bound=StrEnum)


@dataclass
class Notes:
    """What has to be told of a file: parts that could not be read, and notices."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    _further: int = 0
    _told: set[str] = field(default_factory=set)

    def problem(self, where: str, reason: str, remedy: str) -> None:
        """Tell of a part that could not be read; each once, and not thousands of them."""
        told = Problem(where[:200], reason, remedy)
        if told in self.problems[-20:]:
            return
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(told)
            return
        self._further += 1
        self.problems[-1] = Problem(
            "Elsewhere in the file",
            f"{self._further + 1:,} more parts could not be read.",
            "Check what wrote this file.",
        )

    def notice(self, words: str) -> None:
        """Tell of something that stops nothing, once."""
        if words in self._told:
            return
        self._told.add(words)
        if len(self.notices) < MOST_NOTICES:
            self.notices.append(words)
        elif len(self.notices) == MOST_NOTICES:
            self.notices.append("There is more of this kind in the file.")


class Node:
    """An object of the file with the place where it stands. What is missing is an empty node."""

    def __init__(self, raw: object, where: str, notes: Notes) -> None:
        self.raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self.where = where
        self.notes = notes

    def __bool__(self) -> bool:
        return bool(self.raw)

    def child(self, key: str) -> Node:
        """The object under ``key``."""
        value = self.raw.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, value, "an object, between { and }")
        return Node(value, f"{self.where}.{key}", self.notes)

    def children(self, key: str) -> list[Node]:
        """The objects listed under ``key``."""
        value = self.raw.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(key, value, "a list, between [ and ]")
            return []
        found = []
        for number, item in enumerate(value):
            place = f"{self.where}.{key}[{number}]"
            if isinstance(item, dict):
                found.append(Node(item, place, self.notes))
            else:
                self._wrong(f"{key}[{number}]", item, "an object, between { and }")
        return found

    def strings(self, key: str) -> list[str]:
        """The words listed under ``key``; one alone will do."""
        value = self.raw.get(key)
        if value is None:
            return []
        if isinstance(value, str):
            return [squeeze(value)]
        if not isinstance(value, list):
            self._wrong(key, value, "a list of words")
            return []
        return [squeeze(str(one)) for one in value if isinstance(one, str | int)]

    def text(self, key: str, *, lines: bool = False) -> str:
        """The words under ``key``, on one line unless ``lines``."""
        value = self.raw.get(key)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            self._wrong(key, value, "text, between quotation marks")
            return ""
        return normalise_text(str(value)) if lines else squeeze(str(value))

    def flag(self, key: str) -> bool | None:
        """True or false, None where nothing is said."""
        value = self.raw.get(key)
        if value is None or isinstance(value, bool):
            return value
        self._wrong(key, value, "true or false")
        return None

    def day(self, key: str) -> date | None:
        """The day under ``key``, as it is in Britain."""
        words = self.text(key)
        if not words:
            return None
        day = _day(words)
        if day is None:
            self.notes.problem(
                f"{self.where}.{key}",
                f"“{words[:40]}” is not a date.",
                "It should be like 2027-03-31. The rest was read.",
            )
        return day

    def amount(self, key: str) -> Decimal | None:
        """The number under ``key``, in text or not."""
        value = self.raw.get(key)
        if value is None:
            return None
        number: Decimal | None = None
        if isinstance(value, str):
            try:
                number = Decimal(value.replace(",", "").strip())
            except ArithmeticError:
                number = None
        elif isinstance(value, int | Decimal) and not isinstance(value, bool):
            number = Decimal(value)
        if number is None or not number.is_finite() or not 0 <= number <= LARGEST:
            self._wrong(key, value, "a number that is nought or more")
            return None
        return number.quantize(Decimal("0.01")).normalize() + 0

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        kind = next(
            (words for kind, words in _KINDS.items() if isinstance(value, kind)), "a number"
        )
        if isinstance(value, Decimal):
            kind = "a number out of all range" if wanted.startswith("a number") else "a number"
        shown = f" (“{squeeze(value)[:30]}”)" if isinstance(value, str) else ""
        self.notes.problem(
            f"{self.where}.{key}",
            f"This is {kind}{shown}, and should be {wanted}.",
            "It was left out. The rest was read.",
        )


def _day(words: str) -> date | None:
    """A day of a moment. Midnight in British summer is eleven at night of the day before in UTC."""
    if words[11:16] == "23:00" and words.rstrip()[-1:] in "Zz":
        try:
            return datetime.fromisoformat(words).astimezone(LONDON).date()
        except (ValueError, OverflowError):
            return None
    return parse_day(words[:10]) or parse_day(words)


def known_word(kind: type[Word], words: str) -> Word | None:
    """The word of a short list that is written, None for any other."""
    return kind(words) if words in set(kind) else None
