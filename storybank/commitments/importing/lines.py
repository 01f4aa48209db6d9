"""The account that an import gives, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from storybank.commitments.importing.differences import Difference


class Outcome(StrEnum):
    """What became of one contract or commitment of a file."""

    ADDED = "added"
    CHANGED = "changed"
    WAITING = "waiting"
    KEPT = "kept"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportLine:
    """One line of the account that an import gives.

    ``where`` is the place in the file, as the reader tells it, or '' where the file has no
    rows of its own for it; ``reference`` is the contract's, with the commitment's after it;
    ``reason`` is a sentence for the person, or '' where there is nothing to say;
    ``differences`` are what the file says otherwise than what was held.
    """

    where: str
    reference: str
    outcome: Outcome
    reason: str = ""
    differences: Sequence[Difference] = ()


def outcome_of(differences: Sequence[Difference]) -> Outcome:
    """What became of a thing that was held: changed, kept against the file, or the same."""
    if any(one.taken for one in differences):
        return Outcome.CHANGED
    return Outcome.KEPT if differences else Outcome.HELD
