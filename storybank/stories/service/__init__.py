"""Accepting submissions, editing stories, masking them, and moving them."""

from storybank.stories.service.accepting import accept_submission
from storybank.stories.service.editing import discard_edit, publish_version, save_edit
from storybank.stories.service.erasing import erase_details, erase_story, hide_story
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
    "attach_to_contract",
    "discard_edit",
    "erase_details",
    "erase_story",
    "hide_story",
    "hold_story",
    "mark_learning_only",
    "mark_prepared",
    "publish_version",
    "release_story",
    "save_edit",
    "touch",
    "unmark_learning_only",
]
