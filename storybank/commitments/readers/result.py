"""What reading a file of contracts gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from storybank.commitments.models import (
    Additionality,
    CommitmentKind,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.commitments.rules.quantity import find_due, find_quantity
from storybank.core.text import parse_day, squeeze
from storybank.core.uploads import BadValueError, Problem

Chosen = TypeVar("Chosen", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ReadDelivery:
    """What a file reports as done in a period: an amount, or points 0 to 5."""

    from_on: date
    to_on: date
    quantity: Decimal | None = None
    points: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReadCommitment:
    """One promise. ``quantity``, ``unit`` and ``due_on`` are as given, else read in its words.

    ``items`` are codes of the contract's framework. What a file does not say is None or empty;
    ``guessed`` names what was read in the words only.
    """

    ref: str
    text: str
    themes: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    row: int | None = None
    tender_quantity: Decimal | None = None
    kind: CommitmentKind | None = None
    additionality: Additionality | None = None
    beneficiaries: str = ""
    baseline: str = ""
    story_question: str = ""
    verifiable_by: str = ""
    verifiable_from: str = ""
    descriptors: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    ocds_id: str = ""
    deliveries: tuple[ReadDelivery, ...] = ()
    guessed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of what by when a promise says, and which of these were read in its words."""

    quantity: Decimal | None
    unit: str
    due_on: date | None
    guessed: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadContract:
    """One contract with its promises. ``value`` in pounds.

    ``framework`` is an edition as a file names it, ``owner`` and ``deputy`` are e-mail addresses
    of accounts, ``ocds_ids`` what an earlier import may have known it by. ``guessed`` names what
    the file does not say itself; it fills what is empty and changes nothing.
    """

    reference: str
    title: str
    buyer: str = ""
    supplier: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = None
    commitments: tuple[ReadCommitment, ...] = ()
    kind: ContractKind | None = None
    category: ContractCategory | None = None
    regime: Regime | None = None
    is_people_service: bool | None = None
    department: str = ""
    place: str = ""
    framework: str = ""
    may_extend_to: date | None = None
    signed_on: date | None = None
    ask: str = ""
    lots: tuple[Mapping[str, Any], ...] = ()
    owner: str = ""
    deputy: str = ""
    ocid: str = ""
    ocds_ids: tuple[str, ...] = ()
    supplier_identifier: str = ""
    where: str = ""
    guessed: frozenset[str] = frozenset()


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


def figures_of(text: str, quantity: str, unit: str, due_on: str) -> Figures:
    """The figures as they are given; what is left empty is read in the words.

    “none” says that there is no such figure, whatever the words may look like. Raises
    BadValueError.
    """
    guessed = set()
    count = None if _is_none(quantity) else amount_or_none("quantity", quantity)
    unit, day = squeeze(unit), None if _is_none(due_on) else day_or_none("due_on", due_on)
    found = find_quantity(text) if not quantity.strip() else None
    if found:
        count = found[0]
        guessed |= {"quantity"} if unit else {"quantity", "unit"}
        unit = unit or found[1]
    if not due_on.strip() and (day := find_due(text)):
        guessed.add("due_on")
    return Figures(count, unit, day, frozenset(guessed))


def _is_none(words: str) -> bool:
    return squeeze(words).casefold() in ("none", "-", "–")


def choice_or_none(column: str, words: str, kind: type[Chosen]) -> Chosen | None:
    """Return what is named of a short list, None for nothing. Raises BadValueError."""
    plain = squeeze(words).casefold().replace(" ", "_").replace("-", "_")
    if not plain:
        return None
    try:
        return kind(plain)
    except ValueError:
        raise BadValueError(
            column,
            f"“{squeeze(words)[:40]}” is none of the words we know here.",
            f"Write one of: {', '.join(kind)}.",
        ) from None


def yes_or_none(column: str, words: str) -> bool | None:
    """Return whether yes or no is written, None for nothing. Raises BadValueError."""
    plain = squeeze(words).casefold()
    if not plain:
        return None
    if plain in ("yes", "y", "true", "1"):
        return True
    if plain in ("no", "n", "false", "0"):
        return False
    raise BadValueError(column, f"“{plain[:40]}” is neither yes nor no.", "Write yes or no.")


def slugs(words: list[str]) -> tuple[str, ...]:
    """Return theme names as the codebook writes them, each once: ``Good work`` is good-work."""
    names = ("-".join(squeeze(word).casefold().replace("_", " ").split()) for word in words)
    return tuple(dict.fromkeys(name for name in names if name))


def each_once(words: list[str]) -> tuple[str, ...]:
    """Return what is written, on one line each and each once."""
    return tuple(dict.fromkeys(line for word in words if (line := squeeze(word))))
