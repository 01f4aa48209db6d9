"""Reading contracts, commitments, their changes and deliveries."""

from storybank.commitments.queries.changes import (
    CHANGES_A_PAGE,
    WaitingChange,
    count_waiting_changes,
    find_waiting_change,
    get_change,
    list_changes,
    list_waiting_changes,
    lowerings_of,
    waiting_of,
)
from storybank.commitments.queries.contracts import (
    contracts_by_id,
    find_contract,
    get_contract,
    list_contracts,
    list_contracts_to_choose,
    readable_contracts,
)
from storybank.commitments.queries.deliveries import (
    delivered_of,
    get_delivery,
    list_deliveries,
    list_deliveries_of,
    list_overlapping,
    points_of,
)
from storybank.commitments.queries.promises import (
    count_commitments,
    find_commitment,
    get_commitment,
    items_of,
    list_commitments,
    list_promises,
    themes_of,
)

__all__ = [
    "CHANGES_A_PAGE",
    "WaitingChange",
    "contracts_by_id",
    "count_commitments",
    "count_waiting_changes",
    "delivered_of",
    "find_commitment",
    "find_contract",
    "find_waiting_change",
    "get_change",
    "get_commitment",
    "get_contract",
    "get_delivery",
    "items_of",
    "list_changes",
    "list_commitments",
    "list_contracts",
    "list_contracts_to_choose",
    "list_deliveries",
    "list_deliveries_of",
    "list_overlapping",
    "list_promises",
    "list_waiting_changes",
    "lowerings_of",
    "points_of",
    "readable_contracts",
    "themes_of",
    "waiting_of",
]
