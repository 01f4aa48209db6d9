"""Writing down contracts, commitments and deliveries."""

from storybank.commitments.service.contracts import ContractTerms, add_contract, change_contract
from storybank.commitments.service.deliveries import record_delivery
from storybank.commitments.service.promises import (
    CommitmentTerms,
    add_commitment,
    change_commitment,
)

__all__ = [
    "CommitmentTerms",
    "ContractTerms",
    "add_commitment",
    "add_contract",
    "change_commitment",
    "change_contract",
    "record_delivery",
]
