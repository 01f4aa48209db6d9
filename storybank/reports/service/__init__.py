"""Issuing reports, and calling them back."""

from storybank.reports.service.recalling import Recalled, remove_words, settle_recall

__all__ = ["Recalled", "remove_words", "settle_recall"]
