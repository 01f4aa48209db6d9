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

__all__ = [
    "ACKNOWLEDGE_DAYS",
    "HOW",
    "LONGEST_LINE",
    "LONGEST_WORDS",
    "OUTCOMES",
    "Clock",
    "Standing",
    "check_answer",
    "check_complaint",
    "due_on",
    "stand",
]
