"""What a contract must be. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from storybank.accounts.rules import Actor
from storybank.commitments.rules.sizes import (
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    check_amount,
)
from storybank.core.errors import NotAllowed, RuleBroken

MOST_LOTS = 200


def check_own(actor: Actor, organisation_id: int) -> None:
    """A contract, its promises and what is delivered of them are for its own organisation.

    Raises:
        NotAllowed: the actor is of another.
    """
    if not actor.everywhere and organisation_id != actor.organisation_id:
        raise NotAllowed(
            "Only the organisation that runs the contract writes down, decides and changes what "
            "is in it."
        )


def check_contract(
    *,
    reference: str,
    title: str,
    buyer: str,
    supplier: str,
    starts_on: date | None,
    ends_on: date | None,
    value: Decimal | None,
    may_extend_to: date | None = None,
    department: str = "",
    ask: str = "",
    lots: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Every contract has a reference, a title and two parties, and ends after it begins.

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    for name, words, longest, ask_for in (
        ("reference", reference, LONGEST_REFERENCE, "Give the contract's reference number."),
        ("title", title, LONGEST_TITLE, "Give the contract's title."),
        ("buyer", buyer, LONGEST_TITLE, "Say who buys: the public body."),
        ("supplier", supplier, LONGEST_TITLE, "Say who supplies."),
    ):
        if not words.strip():
            raise RuleBroken(ask_for, field=name)
        _check_length(name, words, longest)
    _check_length("department", department, LONGEST_TITLE)
    _check_length("ask", ask, LONGEST_TEXT)
    _check_days(starts_on, ends_on, may_extend_to)
    check_amount(value, "value")
    check_lots(lots)


def _check_days(starts_on: date | None, ends_on: date | None, may_extend_to: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleBroken("The contract ends before it begins. Check both dates.", field="ends_on")
    last = ends_on or starts_on
    if may_extend_to and last and may_extend_to < last:
        raise RuleBroken(
            "An extension cannot end before the contract does. Check both dates.",
            field="may_extend_to",
        )


def check_lots(lots: Sequence[Mapping[str, Any]]) -> None:
    """Each lot has a number of its own.

    Raises:
        RuleBroken: one has none, two share one, or there are too many.
    """
    if len(lots) > MOST_LOTS:
        raise RuleBroken(f"Write {MOST_LOTS} lots or fewer.", field="lots")
    numbers = [str(lot.get("id", "")).strip() for lot in lots]
    if not all(numbers):
        raise RuleBroken("Begin each lot with its number, such as “1: North”.", field="lots")
    if len(set(numbers)) < len(numbers):
        raise RuleBroken("Two lots have the same number. Give each its own.", field="lots")
    for lot in lots:
        _check_length("lots", f"{lot['id']}{lot.get('title', '')}", LONGEST_TITLE)


def check_people(owner_id: int | None, deputy_id: int | None) -> None:
    """Whoever stands in for the owner is somebody else.

    Raises:
        RuleBroken: it is the same person.
    """
    if deputy_id is not None and deputy_id == owner_id:
        raise RuleBroken("Choose somebody else to stand in for the owner.", field="deputy")


def lots_as_text(lots: Sequence[Mapping[str, Any]]) -> str:
    """Lots as one types them, one a line: its number, a colon, its title."""
    return "\n".join(f"{lot.get('id', '')}: {lot.get('title', '')}".rstrip(": ") for lot in lots)


def lots_in_text(words: str, held: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Lots out of lines as they are typed; what else was known of a lot stays with its number."""
    known = {str(lot.get("id", "")): dict(lot) for lot in held}
    lots = []
    for line in words.splitlines():
        if line.strip():
            number, _, title = (part.strip() for part in line.partition(":"))
            lots.append(known.get(number, {}) | {"id": number, "title": title})
    return lots


def _check_length(field: str, words: str, longest: int) -> None:
    if len(words) > longest:
        raise RuleBroken(f"Use {longest:,} characters or fewer.", field=field)
