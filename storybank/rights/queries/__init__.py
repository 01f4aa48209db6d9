"""Reading what was taken back, what is kept how long, copies and complaints."""

from storybank.rights.queries.taking_back import (
    Kept,
    find_owner,
    find_whole_withdrawal,
    get_to_take_back,
    is_kept_by_hold,
    list_counted,
    list_files_left,
    list_kept_counts,
    list_unfinished,
    list_withdrawals,
)

__all__ = [
    "Kept",
    "find_owner",
    "find_whole_withdrawal",
    "get_to_take_back",
    "is_kept_by_hold",
    "list_counted",
    "list_files_left",
    "list_kept_counts",
    "list_unfinished",
    "list_withdrawals",
]
