"""What a commitment must be. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from storybank.commitments.models import Additionality
from storybank.commitments.rules.sizes import (
    LONGEST_NOTE,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    check_amount,
)
from storybank.core.errors import RuleBroken

POINTS = 6
"""How many descriptors a promise that is not counted may have: of the points 0 to 5."""


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


def check_terms(
    *, tender_quantity: Decimal | None, descriptors: Sequence[str], words: Mapping[str, str]
) -> None:
    """What else is told of a commitment fits; ``words`` by the name of their field.

    Raises:
        RuleBroken: something does not fit; ``field`` says which.
    """
    check_amount(tender_quantity, "tender_quantity")
    for name, text in words.items():
        if len(text) > LONGEST_NOTE:
            raise RuleBroken(f"Use {LONGEST_NOTE:,} characters or fewer.", field=name)
    if len(descriptors) > POINTS or any(len(text) > LONGEST_NOTE for text in descriptors):
        raise RuleBroken(
            f"Describe the points 0 to 5, each in {LONGEST_NOTE:,} characters or fewer.",
            field="descriptors",
        )


def usual_additionality(is_people_service: bool) -> Additionality:
    """What a promise is where nobody says: in a people service the value lies in the service."""
    return Additionality.INHERENT if is_people_service else Additionality.ADDITIONAL


def tidy_descriptors(descriptors: Sequence[str]) -> list[str]:
    """The descriptors of the points 0 to 5 in order, without empty ones at the end."""
    tidy = [" ".join(text.split()) for text in descriptors]
    while tidy and not tidy[-1]:
        tidy.pop()
    return tidy


def plain_value(value: object) -> str | None:
    """A value of a promise as text, the way changes keep it; None for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value).strip() or None
