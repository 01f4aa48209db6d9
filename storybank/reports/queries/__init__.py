"""Reading what a report to a board is made of, and reports that were issued."""

from storybank.reports.queries.asked import asked_of, find_asked
from storybank.reports.queries.changed import WhatChanged, came_of
from storybank.reports.queries.drafts import get_draft, list_choices
from storybank.reports.queries.figures import (
    OWN_WORDS,
    links_in_own_words,
    stories_open_to,
)
from storybank.reports.queries.issued import (
    IssuedQuotation,
    RecallListed,
    count_recalls,
    count_reports,
    find_report_names,
    get_recall,
    get_report,
    list_quotations,
    list_recalls,
    list_recalls_of,
    list_reports,
    public_ids_of,
    quotations_for_hash,
    story_keys,
)

__all__ = [
    "OWN_WORDS",
    "IssuedQuotation",
    "RecallListed",
    "WhatChanged",
    "asked_of",
    "came_of",
    "count_recalls",
    "count_reports",
    "find_asked",
    "find_report_names",
    "get_draft",
    "get_recall",
    "get_report",
    "links_in_own_words",
    "list_choices",
    "list_quotations",
    "list_recalls",
    "list_recalls_of",
    "list_reports",
    "public_ids_of",
    "quotations_for_hash",
    "stories_open_to",
    "story_keys",
]
