"""Issuing reports, and calling them back."""

from storybank.reports.service.freezing import FOUND, VOICES, WORSE
from storybank.reports.service.issuing import ReportAsked, discard_draft, issue_report, keep_draft
from storybank.reports.service.recalling import Recalled, remove_words, settle_recall

__all__ = [
    "FOUND",
    "VOICES",
    "WORSE",
    "Recalled",
    "ReportAsked",
    "discard_draft",
    "issue_report",
    "keep_draft",
    "remove_words",
    "settle_recall",
]
