"""What commitments tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommitmentsChanged:
    """A contract's commitments were added or reworded."""

    contract_id: int
