"""How fast a results page and a save are, over made-up stories of 600 words. Never asserted."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from storybank.search.document import NO_END, StoryDocument
from storybank.search.engine import Allowed, Scope, SearchQuery
from storybank.search.snippets import snippets
from storybank.search.whoosh_engine import WhooshEngine

SIZES = (1_000, 10_000)
WORDS = 600
TODAY = date(2026, 3, 1)
SCOPE = Scope((Allowed(until_purpose="board", statuses=("accepted",)), Allowed(owner="owner-3")))
FACETS = ("themes", "place", "verification")
QUERIES = {
    "common word": "w3",
    "middling word": "w300",
    "two words": "w40 w300",
    "phrase": '"w3 w5"',
    "prefix": "w11*",
    "no words": "",
}
REPEATS = 15


def run(sizes: tuple[int, ...] = SIZES) -> list[tuple[str, str]]:
    """Return lines of (what, figure) for each size: build, pages with snippets, saves, upkeep."""
    lines: list[tuple[str, str]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            lines += _measure(WhooshEngine(Path(folder)), size)
    return lines


def _measure(engine: WhooshEngine, size: int) -> list[tuple[str, str]]:
    dice = random.Random(7)
    bodies: dict[str, str] = {}

    def made() -> list[StoryDocument]:
        documents = [_document(number, dice) for number in range(size)]
        bodies.update((document.story_id, document.body) for document in documents)
        return documents

    documents = made()
    seconds = _timed(lambda: engine.rebuild(documents))
    lines = [(f"rebuild, {size} stories", f"{size / seconds:.0f} stories/s")]
    for name, text in QUERIES.items():
        first, *rest = (_timed(partial(_page, engine, text, bodies)) for _ in range(REPEATS + 1))
        lines.append(
            (f"page, {name}, {size} stories", f"{_spread(rest)}, first {first * 1e3:.0f} ms")
        )
    saves, after = [], []
    for number in range(REPEATS):
        document = _document(number, dice)
        saves.append(_timed(partial(engine.index, [document])))
        after.append(_timed(partial(_page, engine, "w40 w300", bodies)))
    lines.append((f"one save, {size} stories", _spread(saves)))
    lines.append((f"page after a save, {size} stories", _spread(after)))
    gone = _document(size // 2, random.Random(1)).story_id
    engine.remove([gone])
    lines.append((f"purge, {size} stories", f"{_timed(lambda: engine.purge([gone])):.1f} s"))
    lines.append((f"tidy, {size} stories", f"{_timed(engine.tidy) * 1e3:.0f} ms"))
    lines.append((f"self-test, {size} stories", f"{_timed(engine.is_healthy) * 1e3:.0f} ms"))
    engine.close()
    return lines


def _document(number: int, dice: random.Random) -> StoryDocument:
    # Ranks drawn evenly on a log scale fall off as words in a language do.
    body = " ".join(f"w{int(20_000 ** dice.random())}" for _ in range(WORDS))
    theme = f"theme-{number % 21}"
    return StoryDocument(
        story_id=f"00000000-0000-4000-8000-{number:012d}",
        revision=1,
        title=f"Story w{number % 500}",
        body=body,
        accepted_on=TODAY - timedelta(days=number % 700),
        status="accepted",
        kind="beneficiary_story",
        place=f"place {number % 40}",
        themes=(theme, f"theme-{(number * 7) % 21}"),
        verification=("upheld",) if number % 3 else ("none",),
        owner=f"owner-{number % 10}",
        readable_until={"board": NO_END if number % 4 else 0},
    )


def _page(engine: WhooshEngine, text: str, bodies: dict[str, str]) -> None:
    result = engine.search(SearchQuery(text, SCOPE, TODAY, per_page=10, facets=FACETS))
    for hit in result.hits:
        snippets(bodies[hit.story_id], result.terms)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered) * 1e3:.1f} ms, p95 {late * 1e3:.1f} ms"


if __name__ == "__main__":
    for what, figure in run():
        print(f"{what}: {figure}")
