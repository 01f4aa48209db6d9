"""What the rules of contracts and promises share: how long and how large. Pure."""

from decimal import Decimal

from storybank.core.errors import RuleBroken

LONGEST_REFERENCE = 60
LONGEST_TITLE = 300
LONGEST_TEXT = 4000
LONGEST_NOTE = 1000
LARGEST = Decimal("999999999999")


def check_amount(amount: Decimal | None, field: str) -> None:
    """A number, if there is one, is nought or more and not absurd.

    Raises:
        RuleBroken: it is neither.
    """
    if amount is None:
        return
    if not amount.is_finite() or amount < 0:
        raise RuleBroken("Give a number that is nought or more.", field=field)
    if amount > LARGEST:
        raise RuleBroken("This number is too large.", field=field)
