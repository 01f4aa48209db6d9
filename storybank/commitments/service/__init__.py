"""Writing down contracts, commitments and deliveries."""

from storybank.commitments.service.changes import (
    approve_change,
    propose_change,
    refuse_change,
    restore_commitment,
    withdraw_commitment,
)
from storybank.commitments.service.contracts import ContractTerms, add_contract, change_contract
from storybank.commitments.service.deliveries import record_delivery
from storybank.commitments.service.promises import (
    CommitmentTerms,
    add_commitment,
    terms_of,
)

__all__ = [
    "CommitmentTerms",
    "ContractTerms",
    "add_commitment",
    "add_contract",
    "approve_change",
    "change_contract",
    "propose_change",
    "record_delivery",
    "refuse_change",
    "restore_commitment",
    "terms_of",
    "withdraw_commitment",
]
