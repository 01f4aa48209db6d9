"""Reading contracts, commitments, their changes and deliveries."""

from storybank.commitments.queries.contracts import (
    contracts_by_id,
    find_contract,
    get_contract,
    list_contracts,
    list_contracts_to_choose,
    readable_contracts,
)
from storybank.commitments.queries.promises import (
    count_commitments,
    find_commitment,
    get_commitment,
    list_commitments,
    list_promises,
    themes_of,
)
from storybank.commitments.queries.deliveries import (
    delivered_of,
    list_deliveries,
)

__all__ = [
    "contracts_by_id",
    "count_commitments",
    "delivered_of",
    "find_commitment",
    "find_contract",
    "get_commitment",
    "get_contract",
    "list_commitments",
    "list_contracts",
    "list_contracts_to_choose",
    "list_deliveries",
    "list_promises",
    "readable_contracts",
    "themes_of",
]
