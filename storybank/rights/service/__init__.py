"""What tellers may ask of us: taking back, copies, complaints; and what we dispose of."""

from storybank.rights.service.complaints import (
    acknowledge_complaint,
    answer_complaint,
    complain,
    log_complaint,
)
from storybank.rights.service.copies import SubjectCopy, gather_copy
from storybank.rights.service.erasing import Reached, erase_everything, take_out_of_use
from storybank.rights.service.masking import mask_story
from storybank.rights.service.taking_back import (
    check_may_take_back,
    finish_withdrawals,
    withdraw_purpose,
    withdraw_story,
)

__all__ = [
    "Reached",
    "SubjectCopy",
    "acknowledge_complaint",
    "answer_complaint",
    "check_may_take_back",
    "complain",
    "erase_everything",
    "finish_withdrawals",
    "gather_copy",
    "log_complaint",
    "mask_story",
    "take_out_of_use",
    "withdraw_purpose",
    "withdraw_story",
]
