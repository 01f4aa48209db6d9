"""Suggesting, making, judging and taking back links between passages and promises."""

from storybank.linking.service.batches import Batch, accept_links, reject_links, undo_batch
from storybank.linking.service.covering import cover_links
from storybank.linking.service.erasing import erase_links, forget_suggestions
from storybank.linking.service.links import (
    attach_passage,
    confirm_link,
    describe_link,
    judge_strength,
    reject_link,
)
from storybank.linking.service.suggestions import (
    LEARNING,
    MOVED,
    WITHDRAWN,
    PassageSuggested,
    keep_suggestions,
    void_links,
)
from storybank.linking.service.wording import check_story

__all__ = [
    "LEARNING",
    "MOVED",
    "WITHDRAWN",
    "Batch",
    "PassageSuggested",
    "accept_links",
    "attach_passage",
    "check_story",
    "confirm_link",
    "cover_links",
    "describe_link",
    "erase_links",
    "forget_suggestions",
    "judge_strength",
    "keep_suggestions",
    "reject_link",
    "reject_links",
    "undo_batch",
    "void_links",
]
