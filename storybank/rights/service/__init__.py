"""What tellers may ask of us: taking back, copies, complaints; and what we dispose of."""

from storybank.rights.service.complaints import (
    acknowledge_complaint,
    answer_complaint,
    complain,
    log_complaint,
)
from storybank.rights.service.copies import SubjectCopy, gather_copy

__all__ = [
    "SubjectCopy",
    "acknowledge_complaint",
    "answer_complaint",
    "complain",
    "gather_copy",
    "log_complaint",
]
