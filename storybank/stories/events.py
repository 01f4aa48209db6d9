"""What stories tell the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StorySaved:
    """A story has a new version."""

    story_id: int


@dataclass(frozen=True)
class StoryMoved:
    """A story was held, released, or attached to another contract."""

    story_id: int


@dataclass(frozen=True)
class StoryBlurred:
    """Where or when a story was told is said less exactly; the exact words leave every file."""

    story_id: int


@dataclass(frozen=True)
class LearningMarked:
    """A story was marked as for learning only, or that mark was taken off."""

    story_id: int
