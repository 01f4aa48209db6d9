"""What may be asked of us, by when it must be answered, and what is kept how long. Pure."""

from storybank.rights.rules.complaints import (
    ACKNOWLEDGE_DAYS,
    HOW,
    LONGEST_LINE,
    LONGEST_WORDS,
    OUTCOMES,
    Clock,
    Standing,
    check_answer,
    check_complaint,
    due_on,
    stand,
)
from storybank.rights.rules.taking_back import (
    ASKED_BY,
    COMMAND,
    OWN_DOOR,
    check_can_be_taken_back,
    check_may_take_back,
    door_of,
)

__all__ = [
    "ACKNOWLEDGE_DAYS",
    "ASKED_BY",
    "COMMAND",
    "HOW",
    "LONGEST_LINE",
    "LONGEST_WORDS",
    "OUTCOMES",
    "OWN_DOOR",
    "Clock",
    "Standing",
    "check_answer",
    "check_can_be_taken_back",
    "check_complaint",
    "check_may_take_back",
    "door_of",
    "due_on",
    "stand",
]
