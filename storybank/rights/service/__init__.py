"""What tellers may ask of us: taking back, copies, complaints; and what we dispose of."""

from storybank.rights.service.complaints import (
    acknowledge_complaint,
    answer_complaint,
    complain,
    log_complaint,
)

__all__ = [
    "acknowledge_complaint",
    "answer_complaint",
    "complain",
    "log_complaint",
]
