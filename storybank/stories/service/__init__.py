"""Accepting submissions, editing stories, masking them, and moving them."""

from storybank.stories.service.accepting import accept_submission
from storybank.stories.service.blurring import blur, hide_place
from storybank.stories.service.checking import (
    ask_teller,
    record_teller_check,
    settle_change_request,
)
from storybank.stories.service.disposing import forget_uncovered
from storybank.stories.service.editing import discard_edit, publish_version, save_edit
from storybank.stories.service.erasing import erase_details, erase_story, hide_story
from storybank.stories.service.masking import (
    decide_details,
    keep_details,
    mask_story,
    note_look,
)
from storybank.stories.service.moving import (
    attach_to_contract,
    hold_story,
    mark_learning_only,
    mark_prepared,
    release_story,
    touch,
    unmark_learning_only,
)

__all__ = [
    "accept_submission",
    "ask_teller",
    "attach_to_contract",
    "blur",
    "decide_details",
    "discard_edit",
    "erase_details",
    "erase_story",
    "forget_uncovered",
    "hide_place",
    "hide_story",
    "hold_story",
    "keep_details",
    "mark_learning_only",
    "mark_prepared",
    "mask_story",
    "note_look",
    "publish_version",
    "record_teller_check",
    "release_story",
    "save_edit",
    "settle_change_request",
    "touch",
    "unmark_learning_only",
]
