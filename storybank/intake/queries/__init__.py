"""Reading submissions, what their tellers allow, and what they were told before that."""

from storybank.intake.queries.consent import (
    consented,
    consents_of,
    list_consents,
    purposes_of,
)
from storybank.intake.queries.statements import (
    choose_statement,
    get_statement,
    list_statements,
)
from storybank.intake.queries.submissions import (
    contributors_of,
    count_submissions,
    find_by_fingerprint,
    get_submission,
    list_drafts,
    list_submissions,
    on_own_contract,
    readable_submissions,
)

__all__ = [
    "choose_statement",
    "consented",
    "consents_of",
    "contributors_of",
    "count_submissions",
    "find_by_fingerprint",
    "get_statement",
    "get_submission",
    "list_consents",
    "list_drafts",
    "list_statements",
    "list_submissions",
    "on_own_contract",
    "purposes_of",
    "readable_submissions",
]
