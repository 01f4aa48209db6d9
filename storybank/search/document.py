"""What the search index holds of one story. Pure.

The body is indexed but never kept by an engine: pages fetch it from the database, which stays
the record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

NO_END = 99_999_999
"""Day number of a consent without an end date."""

NEVER = 0
"""Day number where there is no consent."""

PURPOSES = ("contract_management", "board")
"""The consent purposes a search can be limited to."""


def day_number(day: date | None) -> int:
    """Return `day` as the whole number yyyymmdd, or `NEVER` when there is none."""
    return NEVER if day is None else day.year * 10_000 + day.month * 100 + day.day


@dataclass(frozen=True, slots=True)
class StoryDocument:
    """One accepted story as it is found, filtered and counted.

    `contract`, `organisation` (the contributor's) and `owner` (the contract's) are public ids;
    `pairs` are "theme.change"; `commitments` are public ids or references; `verification` lists
    none, waiting, upheld, partly_upheld, not_upheld or could_not_tell. `readable_until` gives, for
    each purpose of `PURPOSES`, the last day (yyyymmdd) the story may be read for it; a purpose left
    out is `NEVER`.
    """

    story_id: str
    revision: int
    title: str
    body: str
    accepted_on: date
    status: str
    kind: str
    place: str = ""
    quotes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    contract: str = ""
    contract_reference: str = ""
    commitments: tuple[str, ...] = ()
    told_on: date | None = None
    verification: tuple[str, ...] = ()
    organisation: str | None = None
    owner: str | None = None
    readable_until: Mapping[str, int] = field(default_factory=dict)

    def until(self, purpose: str) -> int:
        """Return the last day (yyyymmdd) the story may be read for `purpose`."""
        return self.readable_until.get(purpose, NEVER)
