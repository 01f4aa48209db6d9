"""Writing down contracts, commitments and deliveries."""

from storybank.commitments.service.changes import (
    approve_change,
    propose_change,
    refuse_change,
    restore_commitment,
    withdraw_commitment,
)
from storybank.commitments.service.contracts import (
    ContractTerms,
    add_contract,
    change_contract,
    contract_terms_of,
    remember_import,
)
from storybank.commitments.service.deliveries import correct_delivery, record_delivery
from storybank.commitments.service.likeness import sign_unsigned
from storybank.commitments.service.promises import (
    CommitmentTerms,
    add_commitment,
    terms_of,
    told_by,
)
from storybank.commitments.service.returns import (
    ReturnCover,
    ReturnLine,
    ReturnOutcome,
    take_return,
)

__all__ = [
    "CommitmentTerms",
    "ContractTerms",
    "ReturnCover",
    "ReturnLine",
    "ReturnOutcome",
    "add_commitment",
    "add_contract",
    "approve_change",
    "change_contract",
    "contract_terms_of",
    "correct_delivery",
    "propose_change",
    "record_delivery",
    "refuse_change",
    "remember_import",
    "restore_commitment",
    "sign_unsigned",
    "take_return",
    "terms_of",
    "told_by",
    "withdraw_commitment",
]
