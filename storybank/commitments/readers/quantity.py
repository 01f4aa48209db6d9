"""How much was promised, and by when: see ``rules.quantity``."""

from storybank.commitments.rules.quantity import find_due, find_quantity

__all__ = ["find_due", "find_quantity"]
