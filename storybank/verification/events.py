"""What verification tells the rest of the house."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LinkVerified:
    """An independent person made a finding on a link."""

    link_id: int
