"""Reading findings, and what waits for one."""

from storybank.verification.queries.findings import (
    count_findings,
    count_waiting,
    find_verification,
    handlers_of,
    list_made,
    list_waiting,
    verifications_of,
)

__all__ = [
    "count_findings",
    "count_waiting",
    "find_verification",
    "handlers_of",
    "list_made",
    "list_waiting",
    "verifications_of",
]
