"""What a submission must be, and what its consent allows. Pure."""

from storybank.intake.rules.consent import (
    PURPOSE_WORDS,
    check_expiry,
    check_purposes,
    is_live,
    live_purposes,
)
from storybank.intake.rules.statements import (
    ENGLISH,
    LANGUAGES,
    RIGHT_TO_LEFT,
    check_statement,
    first_choice,
    hash_statement,
    is_same_text,
)
from storybank.intake.rules.submissions import (
    LONGEST_LINE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    check_told_on,
    check_words,
)

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "LONGEST_LINE",
    "LONGEST_NOTE",
    "LONGEST_TITLE",
    "PURPOSE_WORDS",
    "RIGHT_TO_LEFT",
    "check_expiry",
    "check_purposes",
    "check_statement",
    "check_told_on",
    "check_words",
    "first_choice",
    "hash_statement",
    "is_live",
    "is_same_text",
    "live_purposes",
]
