"""Asking for stories, and taking in what is told without an account."""

from storybank.telling.service.return_codes import issue_return_code

__all__ = ["issue_return_code"]
