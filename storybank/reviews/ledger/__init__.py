"""The ledger of promises: promised, delivered, evidenced, verified, and what nobody told us.

Counts only what a person has confirmed, only stories within the reader's scope, and none that
was told for learning only. The number of SQL statements is fixed, however many contracts,
promises or stories there are; nothing is cached, because consent could change it.
"""

from storybank.reviews.ledger.evidence import (
    UNCHECKED_AFTER,
    Evidence,
    count_people_heard,
    overdue_since,
)
from storybank.reviews.ledger.groups import (
    Group,
    Marks,
    Stage,
    Tally,
    at_stage,
    by_contract,
    by_item,
    by_place,
    by_words,
    marks_of,
    tally,
)
from storybank.reviews.ledger.passages import Behind, Shown, list_behind
from storybank.reviews.ledger.published import counts_to_publish
from storybank.reviews.ledger.rows import LedgerRow, contract_ledger, ledger_rows
from storybank.reviews.ledger.standings import Reported, Standing, Wanted, list_standings

__all__ = [
    "UNCHECKED_AFTER",
    "Behind",
    "Evidence",
    "Group",
    "LedgerRow",
    "Marks",
    "Reported",
    "Shown",
    "Stage",
    "Standing",
    "Tally",
    "Wanted",
    "at_stage",
    "by_contract",
    "by_item",
    "by_place",
    "by_words",
    "contract_ledger",
    "count_people_heard",
    "counts_to_publish",
    "ledger_rows",
    "list_behind",
    "list_standings",
    "marks_of",
    "overdue_since",
    "tally",
]
