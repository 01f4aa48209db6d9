"""What is asked of a search engine, what it answers, and the promise every engine keeps.

Who may see what is a `Scope`, made from the reader's role by the service and applied apart from
the words the reader typed, so that no query can reach outside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from storybank.search.document import PURPOSES, StoryDocument

FACET_FIELDS = (
    "themes",
    "changes",
    "pairs",
    "place",
    "kind",
    "contract",
    "status",
    "verification",
    "commitments",
    "organisation",
    "owner",
)
"""The fields that can be filtered on and counted."""

MOST_PER_PAGE = 500

Sort = Literal["relevance", "newest", "oldest"]


class SearchUnavailable(Exception):
    """The index cannot be read or written just now; a rebuild mends a broken one."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """One way a story may be within reach; all that is set must hold.

    At least one of `everything`, `until_purpose`, `owner` and `organisation` opens the door;
    `statuses` (none named: any) only narrows it. With none set nothing is allowed.
    Raises ValueError for a purpose that search does not know.
    """

    until_purpose: str | None = None
    owner: str | None = None
    organisation: str | None = None
    everything: bool = False
    statuses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.until_purpose is not None and self.until_purpose not in PURPOSES:
            raise ValueError(f"search knows no purpose {self.until_purpose!r}")

    @property
    def opens(self) -> bool:
        """Say whether anything can be within reach this way at all."""
        if self.owner == "" or self.organisation == "":
            return False
        return bool(self.everything or self.until_purpose or self.owner or self.organisation)


@dataclass(frozen=True, slots=True)
class Scope:
    """The stories a reader may find: those any alternative allows. No alternative: none."""

    alternatives: tuple[Allowed, ...] = ()


NOTHING = Scope()
EVERYTHING = Scope((Allowed(everything=True),))


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """One request for a page of results.

    `filters` maps a field of `FACET_FIELDS` to the values wanted: any value within a field, every
    field together. `told_from` and `told_to` are inclusive and leave out stories of unknown date.
    Without words, everything in reach is listed, newest first. Raises ValueError for a filter or
    facet that is not a facet field; the words themselves never raise.
    """

    text: str
    scope: Scope
    today: date
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    told_from: date | None = None
    told_to: date | None = None
    page: int = 1
    per_page: int = 20
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unknown = (set(self.filters) | set(self.facets)).difference(FACET_FIELDS)
        if unknown:
            raise ValueError(f"search has no such field: {', '.join(sorted(unknown))}")

    @property
    def first(self) -> int:
        """Return how many hits come before the page asked for."""
        return (max(self.page, 1) - 1) * self.size

    @property
    def size(self) -> int:
        """Return how many hits a page holds, between 1 and `MOST_PER_PAGE`."""
        return min(max(self.per_page, 1), MOST_PER_PAGE)


@dataclass(frozen=True, slots=True)
class Hit:
    """A story found; `score` is only comparable within one result."""

    story_id: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits and what is true of all of them.

    `facets` counts over every hit, most common first. `terms` are the words to mark (for
    `snippets`). `corrected` is another spelling to offer, where an engine has one. `widened` says
    that no story had all the words, so those with any of them are shown.
    """

    total: int = 0
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)
    terms: tuple[str, ...] = ()
    corrected: str | None = None
    widened: bool = False


class SearchEngine(Protocol):
    """The promise. Any number of threads and processes may hold one over the same index."""

    def index(self, documents: Iterable[StoryDocument]) -> None:
        """Hold these documents, in place of any with the same id, in one commit.

        Raises SearchUnavailable.
        """

    def remove(self, story_ids: Iterable[str]) -> None:
        """Hold these no more; ids not held are passed over. Raises SearchUnavailable."""

    def purge(self, story_ids: Iterable[str]) -> None:
        """Leave no word in any file of what was held of these before: removed, or held otherwise.

        To be called after they are removed, or held anew; twice does no harm, and what is held
        stays. Raises SearchUnavailable.
        """

    def search(self, query: SearchQuery) -> SearchResult:
        """Return a page of the stories in scope that fit. Raises SearchUnavailable."""

    def revisions(self) -> dict[str, int]:
        """Return the revision held of each story, to see what lags. Raises SearchUnavailable."""

    def rebuild(
        self,
        documents: Iterable[StoryDocument],
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Build a new index aside, put it in the old one's place, return how many it holds.

        Readers keep the old one until then; a crash leaves it. Hand in a lazy iterable that reads
        the database only when asked: a story saved or removed meanwhile is left out of the new
        index, for the catch-up pass to add. `on_progress` is called with the number done so far.
        Raises SearchUnavailable when another rebuild is at work.
        """

    def is_healthy(self) -> bool:
        """Say whether the index opens, answers and counts right. Never raises."""

    def tidy(self) -> None:
        """Put small pieces together and drop what was removed. Raises SearchUnavailable."""

    def close(self) -> None:
        """Let go of open files; the next call opens them again."""
