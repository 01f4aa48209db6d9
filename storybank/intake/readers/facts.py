"""What a list says about each of its stories, besides the words: who, by what right, until when.

Every value that cannot be used is noted, so that whoever sent the list sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from storybank.core.text import parse_day, squeeze
from storybank.core.uploads import BadValueError
from storybank.intake.models import GivenBy, Identifiability, LawfulBasis, Purpose
from storybank.intake.rules import METHODS

Read = TypeVar("Read")
NONE = "none"
COLUMNS = (
    *("identifiability", "relation", "reason_told_for", "hide_place", "expires_on", "method"),
    *("witness", "given_by", "given_by_words", "statement", "lawful_basis", "basis_note"),
    *("counts_may_stay", "wants_to_check"),
)
_YES = frozenset(("yes", "y", "true", "1", "x"))
_NO = frozenset(("", "no", "n", "false", "0"))


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """What is said about one story. None or '' where nothing is."""

    identifiability: str | None = None
    relation: str = ""
    reason_told_for: str = ""
    hide_place: bool = False
    expires_on: date | None = None
    method: str | None = None
    witness: str = ""
    given_by: str | None = None
    given_by_words: str = ""
    statement: str = ""
    lawful_basis: str | None = None
    basis_note: str = ""
    counts_may_stay: bool = False
    wants_to_check: bool = False


class Cells:
    """The cells of one row or line by column; notes what is wrong instead of stopping at it."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.wrong: list[BadValueError] = []

    def raw(self, column: str) -> str:
        """A cell as it is; '' where there is none."""
        return self._cells.get(column, "")

    def words(self, column: str) -> str:
        """A cell on one line."""
        return squeeze(self.raw(column))

    def note(self, column: str, reason: str, remedy: str) -> None:
        """Note what is wrong with a column."""
        self.wrong.append(BadValueError(column, reason, remedy))

    def attempt(self, read: Callable[[], Read]) -> Read | None:
        """What ``read`` makes of a cell; None where it notes that it cannot be used."""
        try:
            return read()
        except BadValueError as wrong:
            self.wrong.append(wrong)
            return None

    def day(self, column: str) -> date | None:
        """A day; None for an empty cell, and for what is noted to be no day."""
        words = self.words(column)
        found = parse_day(words) if words else None
        if words and found is None:
            self.note(column, f"“{words[:40]}” is not a date.", "Write it like 2026-03-31.")
        return found

    def choice(self, column: str, allowed: Collection[str]) -> str | None:
        """One of some values, however it is spaced and cased; None for an empty cell."""
        words = self.words(column)
        found = {folded(one): one for one in allowed}.get(folded(words))
        if words and found is None:
            listed = ", ".join(allowed)
            self.note(
                column,
                f"“{words[:40]}” is not one of the values we know.",
                f"Write one of: {listed}.",
            )
        return found

    def yes(self, column: str) -> bool:
        """Whether a cell says yes; an empty one says no."""
        words = self.words(column).casefold()
        if words not in _YES | _NO:
            self.note(column, f"“{words[:40]}” is neither yes nor no.", "Write yes or no.")
        return words in _YES


def folded(words: str) -> str:
    """The form in which values are compared: ``Chosen name`` is ``chosen_name``."""
    return re.sub(r"[\s-]+", "_", squeeze(words).casefold())


def read_facts(cells: Cells) -> ReadFacts:
    """What is said about one story."""
    return ReadFacts(
        identifiability=cells.choice("identifiability", [one.value for one in Identifiability]),
        relation=cells.words("relation"),
        reason_told_for=cells.words("reason_told_for"),
        hide_place=cells.yes("hide_place"),
        expires_on=cells.day("expires_on"),
        method=cells.choice("method", METHODS),
        witness=cells.words("witness"),
        given_by=cells.choice("given_by", [one.value for one in GivenBy]),
        given_by_words=cells.words("given_by_words"),
        statement=cells.words("statement"),
        lawful_basis=cells.choice("lawful_basis", [one.value for one in LawfulBasis]),
        basis_note=cells.words("basis_note"),
        counts_may_stay=cells.yes("counts_may_stay"),
        wants_to_check=cells.yes("wants_to_check"),
    )


def read_purposes(words: list[str]) -> tuple[str, ...]:
    """Return the consent purposes named, in the order of Purpose. Raises BadValueError.

    The one word ``none`` says that consent to nothing was given.
    """
    names = {folded(word): squeeze(word) for word in words if squeeze(word)}
    if set(names) == {NONE}:
        return ()
    unknown = [said for name, said in names.items() if name not in set(Purpose)]
    if unknown:
        raise BadValueError(
            "consent",
            f"“{'”, “'.join(unknown)[:80]}” is not something consent can be given for.",
            f"Write any of {', '.join(Purpose)}, with semicolons between them, or none.",
        )
    return tuple(purpose.value for purpose in Purpose if purpose.value in names)
