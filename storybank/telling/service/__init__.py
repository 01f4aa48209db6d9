"""Asking for stories, and taking in what is told without an account."""

from storybank.telling.service.calls import (
    CallTerms,
    change_call,
    close_call,
    open_call,
    open_call_again,
)
from storybank.telling.service.erasing import erase_contact, erase_own_themes
from storybank.telling.service.help_numbers import (
    add_help_number,
    change_help_number,
    load_help_numbers,
    move_help_number,
    remove_help_number,
)
from storybank.telling.service.return_codes import issue_return_code
from storybank.telling.service.sending import Sent, send_telling
from storybank.telling.service.tellings import (
    add_file,
    begin_telling,
    drop_file,
    forget_tellings,
    keep_for_later,
    save_answers,
    take_up_telling,
    throw_away_telling,
)

__all__ = [
    "CallTerms",
    "Sent",
    "add_file",
    "add_help_number",
    "begin_telling",
    "change_call",
    "change_help_number",
    "close_call",
    "drop_file",
    "erase_contact",
    "erase_own_themes",
    "forget_tellings",
    "issue_return_code",
    "keep_for_later",
    "load_help_numbers",
    "move_help_number",
    "open_call",
    "open_call_again",
    "remove_help_number",
    "save_answers",
    "send_telling",
    "take_up_telling",
    "throw_away_telling",
]
