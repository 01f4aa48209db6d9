"""Reading submissions, what their tellers allow, and what they were told before that."""

from storybank.intake.queries.attachments import attachments_of, get_attachment, may_open
from storybank.intake.queries.burden import Burden, Middle, about, burden_of, sent_by
from storybank.intake.queries.consent import (
    SaidOfConsent,
    consent_history,
    consented,
    consents_of,
    find_evidence,
    is_running_out,
    list_consents,
    list_expiring,
    list_to_remind,
    purposes_of,
)
from storybank.intake.queries.statements import (
    choose_statement,
    get_statement,
    list_every_statement,
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
from storybank.intake.queries.workspace import count_by_status, list_newest_declined

__all__ = [
    "Burden",
    "Middle",
    "RunningOut",
    "SaidOfConsent",
    "about",
    "attachments_of",
    "burden_of",
    "choose_statement",
    "consent_history",
    "consented",
    "consents_of",
    "contributors_of",
    "count_by_status",
    "count_running_out",
    "count_submissions",
    "find_by_fingerprint",
    "find_evidence",
    "get_attachment",
    "get_statement",
    "get_submission",
    "is_running_out",
    "list_consents",
    "list_drafts",
    "list_every_statement",
    "list_expiring",
    "list_newest_declined",
    "list_running_out",
    "list_statements",
    "list_submissions",
    "list_to_remind",
    "may_open",
    "on_own_contract",
    "purposes_of",
    "readable_submissions",
    "sent_by",
]
