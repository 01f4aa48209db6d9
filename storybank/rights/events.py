"""What rights tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StoryTakenBack:
    """A submission, or what one purpose held of it, is gone; its files and the index follow."""

    submission_id: int
