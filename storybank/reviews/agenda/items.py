"""What stands on an agenda, and how a held review keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID


class AgendaKind(StrEnum):
    """Why something is on the agenda, in order of consequence."""

    SHORTFALL = "shortfall"
    CONTRADICTED = "contradicted"
    UNANSWERED = "unanswered"
    CHANGE = "change"
    LATE = "late"
    ACTION = "action"
    FIGURE_ONLY = "figure_only"
    SILENT = "silent"
    NOT_VERIFIED = "not_verified"
    EFFECT = "effect"
    RATING = "rating"
    NO_OWNER = "no_owner"
    PLEDGE = "pledge"


@dataclass(frozen=True)
class AgendaItem:
    """One thing to speak about: what it is, and why it is here.

    ``subject`` says what ``public_id`` is the id of. A story's item has no title. ``promise_id``
    is the promise it is about, if it is about one.
    """

    kind: AgendaKind
    subject: str
    public_id: UUID
    title: str
    why: str
    promise_id: int | None = None

    @property
    def key(self) -> str:
        """What tells the item from every other."""
        return f"{self.kind.value}:{self.public_id}"

    def kept(self) -> dict[str, Any]:
        """The item as a held review keeps it."""
        return {
            "kind": self.kind.value,
            "subject": self.subject,
            "public_id": str(self.public_id),
            "title": self.title,
            "why": self.why,
        }


@dataclass(frozen=True)
class Agenda:
    """The items of an agenda; ``more`` says how many of a kind it leaves out."""

    items: tuple[AgendaItem, ...]
    since: date | None
    more: dict[AgendaKind, int] = field(default_factory=dict)

    def kept(self, notes: Mapping[str, str]) -> list[dict[str, Any]]:
        """The agenda as a held review keeps it, with the notes by key of the item."""
        rows = [{**item.kept(), "note": notes.get(item.key, "")} for item in self.items]
        return [*rows, *({"kind": kind.value, "more": many} for kind, many in self.more.items())]


def read_kept(
    kept: Sequence[Mapping[str, Any]],
) -> tuple[list[Mapping[str, Any]], dict[AgendaKind, int]]:
    """The items of an agenda that was kept, and how many more of each kind there were."""
    more = {AgendaKind(row["kind"]): int(row["more"]) for row in kept if "more" in row}
    return [row for row in kept if "more" not in row], more
