"""Keeping the index in step with the record, and finding stories in it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core import clock
from storybank.search import queries
from storybank.search.document import StoryDocument
from storybank.search.engine import SearchEngine, SearchQuery, SearchResult, Sort
from storybank.search.snippets import Snippet, snippets
from storybank.stories.models import Story
from storybank.stories.queries import StoryWithWords, list_with_words
from storybank.stories.rules import reading_scope

PAGE_SIZE = 10
FACETS = ("themes", "changes", "kind", "place", "contract", "verification")


@dataclass(frozen=True)
class Found:
    """One story found, with cuttings around the words looked for."""

    story: StoryWithWords
    snippets: Sequence[Snippet]


@dataclass(frozen=True)
class Findings:
    """A page of what was found."""

    result: SearchResult
    found: Sequence[Found]


def index_stories(
    engine: SearchEngine, documents: Sequence[StoryDocument], gone: Collection[str]
) -> None:
    """Put documents into the index in one commit, and take the stories gone out of it."""
    if gone:
        engine.remove(gone)
    if documents:
        engine.index(documents)


def find_stories(
    session: Session,
    engine: SearchEngine,
    actor: Actor,
    *,
    text: str,
    filters: Mapping[str, list[str]] | None = None,
    told_from: date | None = None,
    told_to: date | None = None,
    sort: Sort = "relevance",
    page: int = 1,
    per_page: int = PAGE_SIZE,
) -> Findings:
    """Find stories the actor may read, with snippets and facet counts.

    The index answers within the actor's scope; the words shown are fetched from the record
    within the same scope, so that a lagging index can never show what may not be read.
    """
    require(actor, Action.SEARCH)
    scope = reading_scope(actor)
    result = engine.search(
        SearchQuery(
            text=text,
            scope=queries.engine_scope(scope),
            today=clock.today(),
            filters=dict(filters or {}),
            told_from=told_from,
            told_to=told_to,
            sort=sort,
            page=page,
            per_page=per_page,
            facets=FACETS,
        )
    )
    held = {
        str(one.story.public_id): one
        for one in list_with_words(
            session,
            scope,
            public_ids=[UUID(hit.story_id) for hit in result.hits],
            per_page=max(per_page, 1),
        )
    }
    found = [
        Found(held[hit.story_id], snippets(held[hit.story_id].version.body, result.terms))
        for hit in result.hits
        if hit.story_id in held
    ]
    return Findings(result, found)


def rebuild(
    engine: SearchEngine,
    story_ids: Sequence[int],
    documents_of: Callable[[Sequence[int]], Iterable[StoryDocument]],
    on_progress: Callable[[int], None] | None = None,
    batch: int = 200,
) -> int:
    """Build the index anew, aside, then swap it in; returns how many stories it holds."""

    def every_document() -> Iterator[StoryDocument]:
        for first in range(0, len(story_ids), batch):
            yield from documents_of(story_ids[first : first + batch])

    return engine.rebuild(every_document(), on_progress)


def find_lagging(session: Session, engine: SearchEngine) -> tuple[list[int], list[str]]:
    """What the index misses or holds in an old state (row numbers), and what it holds too much."""
    should = queries.accepted_revisions(session)
    held = engine.revisions()
    missing = [number for key, (number, revision) in should.items() if held.get(key) != revision]
    return sorted(missing), sorted(set(held) - set(should))


def public_keys(session: Session, story_ids: Collection[int]) -> dict[int, str]:
    """The index's keys of these stories."""
    rows = [session.get(Story, number) for number in story_ids]
    return {row.key: str(row.public_id) for row in rows if row is not None}
