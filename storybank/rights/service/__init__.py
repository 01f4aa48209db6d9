"""What tellers may ask of us: taking back, copies, complaints; and what we dispose of."""

from storybank.rights.service.complaints import (
    acknowledge_complaint,
    answer_complaint,
    complain,
    log_complaint,
)
from storybank.rights.service.copies import SubjectCopy, gather_copy
from storybank.rights.service.erasing import Reached, erase_everything, take_out_of_use
from storybank.rights.service.holds import lift_hold, place_hold, place_hold_on_contract
from storybank.rights.service.masking import mask_story
from storybank.rights.service.naming import change_naming
from storybank.rights.service.retention import (
    Disposed,
    dispose,
    item_of,
    next_batch,
    remind_to_dispose,
    set_rule,
)
from storybank.rights.service.taking_back import (
    check_may_take_back,
    finish_withdrawals,
    withdraw_purpose,
    withdraw_purposes,
    withdraw_story,
)

__all__ = [
    "Disposed",
    "Reached",
    "SubjectCopy",
    "acknowledge_complaint",
    "answer_complaint",
    "change_naming",
    "check_may_take_back",
    "complain",
    "dispose",
    "erase_everything",
    "finish_withdrawals",
    "gather_copy",
    "item_of",
    "lift_hold",
    "log_complaint",
    "mask_story",
    "next_batch",
    "place_hold",
    "place_hold_on_contract",
    "remind_to_dispose",
    "set_rule",
    "take_out_of_use",
    "withdraw_purpose",
    "withdraw_purposes",
    "withdraw_story",
]
