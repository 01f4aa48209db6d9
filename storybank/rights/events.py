"""What rights tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StoryWithdrawn:
    """A submission, or what one purpose held of it, is gone; its files and the index follow."""

    submission_id: int


@dataclass(frozen=True)
class WordsCovered:
    """Words of an accepted story were covered; what was read before must leave every file."""

    story_id: int


@dataclass(frozen=True)
class OriginalDisposed:
    """What was received, or who allowed what, was disposed of; its files are to be removed."""

    submission_id: int
