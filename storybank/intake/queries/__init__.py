"""Reading submissions, what their tellers allow, and what they were told before that."""

from storybank.intake.queries.consent import (
    SaidOfConsent,
    consent_history,
    consented,
    consents_of,
    is_running_out,
    list_consents,
    list_expiring,
    list_to_remind,
    purposes_of,
)
from storybank.intake.queries.statements import (
    choose_statement,
    get_statement,
    list_statements,
)
from storybank.intake.queries.submissions import (
    RunningOut,
    contributors_of,
    count_running_out,
    count_submissions,
    find_by_fingerprint,
    get_submission,
    list_drafts,
    list_running_out,
    list_submissions,
    on_own_contract,
    readable_submissions,
)

__all__ = [
    "RunningOut",
    "SaidOfConsent",
    "choose_statement",
    "consent_history",
    "consented",
    "consents_of",
    "contributors_of",
    "count_running_out",
    "count_submissions",
    "find_by_fingerprint",
    "get_statement",
    "get_submission",
    "is_running_out",
    "list_consents",
    "list_drafts",
    "list_expiring",
    "list_running_out",
    "list_statements",
    "list_submissions",
    "list_to_remind",
    "on_own_contract",
    "purposes_of",
    "readable_submissions",
]
