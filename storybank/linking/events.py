"""What linking tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkConfirmed:
    """A person says that a passage bears on a promise."""

    link_id: int


@dataclass(frozen=True)
class LinkRejected:
    """A person says that it does not, or takes their claim back."""

    link_id: int


@dataclass(frozen=True)
class LinkReopened:
    """Whoever decided on a suggestion took the decision back: it is a suggestion again."""

    link_id: int
