"""What a commitment must be. Pure."""

from decimal import Decimal

from storybank.commitments.rules.sizes import LONGEST_REFERENCE, LONGEST_TEXT, check_amount
from storybank.core.errors import RuleBroken


def check_commitment(*, ref: str, text: str, quantity: Decimal | None, unit: str) -> None:
    """Every commitment has a reference and its words; a quantity needs a unit.

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    if not ref.strip():
        raise RuleBroken("Give the commitment a reference, such as C1.", field="ref")
    if len(ref) > LONGEST_REFERENCE:
        raise RuleBroken(f"Use {LONGEST_REFERENCE} characters or fewer.", field="ref")
    if not text.strip():
        raise RuleBroken("Write what was promised, in the contract's own words.", field="text")
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"Use {LONGEST_TEXT:,} characters or fewer.", field="text")
    check_amount(quantity, "quantity")
    if quantity is not None and not unit.strip():
        raise RuleBroken("Say what is counted, such as apprentices or hours.", field="unit")
