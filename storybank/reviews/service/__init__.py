"""Running a contract."""

from storybank.reviews.service.actions import agree_action, finish_action
from storybank.reviews.service.covering import cover_notes
from storybank.reviews.service.erasing import erase_notes
from storybank.reviews.service.meetings import (
    hold_review,
    move_review,
    note_check_in,
    plan_review,
    set_calendar,
)
from storybank.reviews.service.pledges import follow_up_pledge, make_pledge
from storybank.reviews.service.ratings import rate
from storybank.reviews.service.screen import (
    check_effect,
    foresee_effect,
    mitigate_effect,
    write_handover,
)
from storybank.reviews.service.shortfalls import (
    notice_shortfall,
    plan_remedy,
    settle_shortfall,
)

__all__ = [
    "agree_action",
    "check_effect",
    "cover_notes",
    "erase_notes",
    "finish_action",
    "follow_up_pledge",
    "foresee_effect",
    "hold_review",
    "make_pledge",
    "mitigate_effect",
    "move_review",
    "note_check_in",
    "notice_shortfall",
    "plan_remedy",
    "plan_review",
    "rate",
    "set_calendar",
    "settle_shortfall",
    "write_handover",
]
