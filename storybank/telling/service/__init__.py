"""Asking for stories, and taking in what is told without an account."""

from storybank.telling.service.erasing import erase_contact, erase_own_themes
from storybank.telling.service.return_codes import issue_return_code

__all__ = ["erase_contact", "erase_own_themes", "issue_return_code"]
