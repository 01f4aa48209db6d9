"""Making reports: keeping drafts, choosing what they quote, issuing them, calling them back."""

from storybank.reports.service.choosing import choose, cover_choices, take_choice_back
from storybank.reports.service.files import (
    BROKE,
    CHANGED,
    ask_for_file,
    drop_file,
    drop_files,
    drop_files_of,
    fail_file,
    forget_files,
    forget_files_of,
    keep_file,
    note_taken,
    say_step,
)
from storybank.reports.service.issuing import (
    BLOCKS,
    answer_principles,
    discard_draft,
    issue_report,
    keep_draft,
    name_draft,
)
from storybank.reports.service.learning import add_to_learning_note, write_learning_note
from storybank.reports.service.recalling import Recalled, remove_words, settle_recall
from storybank.reports.service.schedules import make_due_drafts, start_schedule, stop_schedule

__all__ = [
    "BLOCKS",
    "BROKE",
    "CHANGED",
    "Recalled",
    "add_to_learning_note",
    "answer_principles",
    "ask_for_file",
    "choose",
    "cover_choices",
    "discard_draft",
    "drop_file",
    "drop_files",
    "drop_files_of",
    "fail_file",
    "forget_files",
    "forget_files_of",
    "issue_report",
    "keep_draft",
    "keep_file",
    "make_due_drafts",
    "name_draft",
    "note_taken",
    "remove_words",
    "say_step",
    "settle_recall",
    "start_schedule",
    "stop_schedule",
    "take_choice_back",
    "write_learning_note",
]
