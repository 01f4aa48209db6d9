"""The engine of an installation without search: holds nothing, finds nothing."""

from collections.abc import Callable, Iterable

from storybank.search.document import StoryDocument
from storybank.search.engine import SearchQuery, SearchResult


class NullEngine:
    """Keeps the promise of `SearchEngine` over nothing."""

    def index(self, documents: Iterable[StoryDocument]) -> None:
        """Pass the documents over."""

    def remove(self, story_ids: Iterable[str]) -> None:
        """Do nothing: nothing is held."""

    def purge(self, story_ids: Iterable[str]) -> None:
        """Do nothing: nothing was ever held."""

    def search(self, query: SearchQuery) -> SearchResult:
        """Return no hits, and an empty count for each facet asked for."""
        return SearchResult(facets={name: [] for name in query.facets})

    def revisions(self) -> dict[str, int]:
        """Return that nothing is held."""
        return {}

    def rebuild(
        self,
        documents: Iterable[StoryDocument],
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Pass the documents over and return 0, the number held."""
        return 0

    def is_healthy(self) -> bool:
        """Return True: nothing can break."""
        return True

    def tidy(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
