"""What a contract must be. Pure."""

from datetime import date
from decimal import Decimal

from storybank.commitments.rules.sizes import LONGEST_REFERENCE, LONGEST_TITLE, check_amount
from storybank.core.errors import RuleBroken


def check_contract(
    *,
    reference: str,
    title: str,
    buyer: str,
    supplier: str,
    starts_on: date | None,
    ends_on: date | None,
    value: Decimal | None,
) -> None:
    """Every contract has a reference, a title and two parties, and ends after it begins.

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    for name, words, longest, ask in (
        ("reference", reference, LONGEST_REFERENCE, "Give the contract's reference number."),
        ("title", title, LONGEST_TITLE, "Give the contract's title."),
        ("buyer", buyer, LONGEST_TITLE, "Say who buys: the public body."),
        ("supplier", supplier, LONGEST_TITLE, "Say who supplies."),
    ):
        if not words.strip():
            raise RuleBroken(ask, field=name)
        if len(words) > longest:
            raise RuleBroken(f"Use {longest} characters or fewer.", field=name)
    if starts_on and ends_on and ends_on < starts_on:
        raise RuleBroken("The contract ends before it begins. Check both dates.", field="ends_on")
    check_amount(value, "value")
