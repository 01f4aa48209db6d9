"""What reading a file of contracts gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from storybank.core.text import parse_day, squeeze
from storybank.core.uploads import BadValueError, Problem


@dataclass(frozen=True, slots=True)
class ReadCommitment:
    """One promise. ``quantity``, ``unit`` and ``due_on`` are as given, else read in its words."""

    ref: str
    text: str
    themes: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ReadContract:
    """One contract with its promises. ``value`` in pounds."""

    reference: str
    title: str
    buyer: str = ""
    supplier: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = None
    commitments: tuple[ReadCommitment, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadContracts:
    """The contracts of a file, the parts that failed, and notices that stop nothing."""

    contracts: tuple[ReadContract, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = field(default=())


def needed(column: str, words: str) -> str:
    """Return ``words`` on one line. Raises BadValueError where there are none."""
    line = squeeze(words)
    if not line:
        raise BadValueError(
            column, "There is nothing in it.", f"Write the {column.replace('_', ' ')}."
        )
    return line


def day_or_none(column: str, words: str) -> date | None:
    """Return the day written, None for nothing. Raises BadValueError for what is not a day."""
    if not squeeze(words):
        return None
    day = parse_day(words)
    if day is None:
        raise BadValueError(
            column,
            f"“{squeeze(words)[:40]}” is not a date.",
            "Write it like 31/03/2027 or 2027-03-31.",
        )
    return day


def amount_or_none(column: str, words: str) -> Decimal | None:
    """Return the number written (£ and commas allowed), None for nothing. Raises BadValueError."""
    plain = squeeze(words).replace(",", "").replace("£", "").replace(" ", "").rstrip("%")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value > Decimal("1e15"):
        raise BadValueError(
            column,
            f"“{squeeze(words)[:40]}” is not a number.",
            "Write only the number, like 1500 or 2500000.",
        )
    return value


def slugs(words: list[str]) -> tuple[str, ...]:
    """Return theme names as the codebook writes them, each once: ``Good work`` is good-work."""
    names = ("-".join(squeeze(word).casefold().replace("_", " ").split()) for word in words)
    return tuple(dict.fromkeys(name for name in names if name))
