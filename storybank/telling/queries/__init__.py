"""Finding calls, tellings, numbers to call, and the story that a return code leads to."""

from storybank.telling.queries.calls import (
    CallCounts,
    count_calls,
    counts_of,
    find_call_of,
    get_call,
    get_call_at,
    is_slug_taken,
    list_calls,
    readable_calls,
)
from storybank.telling.queries.help_numbers import (
    get_help_number,
    list_every_help_number,
    list_help_numbers,
)
from storybank.telling.queries.return_codes import find_return_code, find_submission_by_code
from storybank.telling.queries.storytellers import find_contact, list_own_themes
from storybank.telling.queries.tellings import (
    find_telling,
    find_telling_by_code,
    is_file_held,
)

__all__ = [
    "CallCounts",
    "count_calls",
    "counts_of",
    "find_call_of",
    "find_contact",
    "find_return_code",
    "find_submission_by_code",
    "find_telling",
    "find_telling_by_code",
    "get_call",
    "get_call_at",
    "get_help_number",
    "is_file_held",
    "is_slug_taken",
    "list_calls",
    "list_every_help_number",
    "list_help_numbers",
    "list_own_themes",
    "readable_calls",
]
