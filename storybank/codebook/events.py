"""What the codebook tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ThemesChanged:
    """A local theme was added, written anew or retired."""

    code_id: int
