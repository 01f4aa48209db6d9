"""What contracts, commitments, their changes and deliveries must be. Pure."""

from storybank.commitments.rules.changes import check_reason
from storybank.commitments.rules.contracts import check_contract
from storybank.commitments.rules.deliveries import check_delivery
from storybank.commitments.rules.promises import check_commitment
from storybank.commitments.rules.sizes import (
    LARGEST,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    check_amount,
)

__all__ = [
    "LARGEST",
    "LONGEST_REFERENCE",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "check_amount",
    "check_commitment",
    "check_contract",
    "check_delivery",
    "check_reason",
]
