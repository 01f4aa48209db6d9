"""What tagging tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CodingsSuggested:
    """A reader has read a story's newest version."""

    story_id: int


@dataclass(frozen=True)
class CodingsChanged:
    """A person confirmed, rejected, changed or added a coding."""

    story_id: int


@dataclass(frozen=True)
class LayersChanged:
    """What was learnt of a theme was switched on or off."""

    layer_id: int
