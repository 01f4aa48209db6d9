"""What a contract, a commitment and a delivery must be. Pure."""

from datetime import date
from decimal import Decimal

from storybank.core.errors import RuleBroken

LONGEST_REFERENCE = 60
LONGEST_TITLE = 300
LONGEST_TEXT = 4000
LARGEST = Decimal("999999999999")


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
    _check_amount(value, "value")


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
    _check_amount(quantity, "quantity")
    if quantity is not None and not unit.strip():
        raise RuleBroken("Say what is counted, such as apprentices or hours.", field="unit")


def check_delivery(*, from_on: date, to_on: date, quantity: Decimal, source: str) -> None:
    """A delivery has a period, an amount and a source.

    Raises:
        RuleBroken: something is missing or does not fit; ``field`` says which.
    """
    if to_on < from_on:
        raise RuleBroken("The period ends before it begins. Check both dates.", field="to_on")
    _check_amount(quantity, "quantity")
    if not source.strip():
        raise RuleBroken(
            "Say where the figure comes from, such as the supplier's return for July.",
            field="source",
        )


def _check_amount(amount: Decimal | None, field: str) -> None:
    if amount is None:
        return
    if not amount.is_finite() or amount < 0:
        raise RuleBroken("Give a number that is nought or more.", field=field)
    if amount > LARGEST:
        raise RuleBroken("This number is too large.", field=field)


def check_reason(reason: str) -> None:
    """A change of a promise needs a reason, which everybody after will read.

    Raises:
        RuleBroken: none was given.
    """
    if not reason.strip():
        raise RuleBroken(
            "Say why the promise is changed; the reason stays on record.", field="reason"
        )
