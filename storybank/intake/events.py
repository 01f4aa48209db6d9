"""What intake tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SubmissionReceived:
    """Somebody sent a story."""

    submission_id: int


@dataclass(frozen=True)
class ConsentChanged:
    """What may be done with a submission changed."""

    submission_id: int
