"""What a delivery must be. Pure."""

from datetime import date
from decimal import Decimal

from storybank.commitments.rules.sizes import check_amount
from storybank.core.errors import RuleBroken


def check_delivery(*, from_on: date, to_on: date, quantity: Decimal, source: str) -> None:
    """A delivery has a period, an amount and a source.

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    if to_on < from_on:
        raise RuleBroken("The period ends before it begins. Check both dates.", field="to_on")
    check_amount(quantity, "quantity")
    if not source.strip():
        raise RuleBroken(
            "Say where the figure comes from, such as the supplier's return for July.",
            field="source",
        )
