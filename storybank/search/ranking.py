"""Finding, scoring, filtering and counting over the segments of an index. Pure.

An engine lends its segments as plain lists (postings of a stem, a column of a field) and keeps
those it has read, so that a page costs a few passes over lists and no work for each posting in
the engine's own machinery. Scores are BM25; only the body is weighed by its length.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest
from math import log
from typing import Protocol

from storybank.search.document import day_number
from storybank.search.engine import Allowed, Hit, Scope, SearchQuery, SearchResult
from storybank.search.query_text import (
    AllOf,
    AnyOf,
    Node,
    NoneOf,
    Phrase,
    Word,
    parse,
    typed_words,
    widen,
)
from storybank.search.stems import stem

WEIGHTS = {
    "title": 2.0,
    "quotes": 1.5,
    "body": 1.0,
    "place": 1.0,
    "theme": 1.0,
    "reference": 1.0,
}
"""The fields searched when a reader names none, and how much a word in each tells."""

PHRASE_FIELDS = ("title", "quotes", "body", "place", "theme", "reference")

_K = 1.2
_B = 0.75

Scores = dict[int, float]


class Segment(Protocol):
    """One unchanging piece of an index; documents are numbered from 0."""

    @property
    def size(self) -> int:
        """How many documents there are, the removed among them."""

    @property
    def removed(self) -> frozenset[int]:
        """The numbers of the documents no longer held."""

    def story_ids(self) -> Sequence[str]:
        """Return the story's id for every document."""

    def values(self, name: str) -> Sequence[tuple[str, ...]]:
        """Return the values of a facet field for every document."""

    def numbers(self, name: str) -> Sequence[int]:
        """Return a number (a day yyyymmdd, a revision) for every document."""

    def lengths(self) -> Sequence[int]:
        """Return how many words the body has, for every document."""

    def postings(self, name: str, stem: str) -> tuple[Sequence[int], Sequence[float]]:
        """Return the documents that have the stem in a field, and how often."""

    def phrase(self, name: str, stems: tuple[str, ...]) -> Sequence[int]:
        """Return the documents that have the stems side by side in a field."""

    def beginning(self, name: str, letters: str) -> Sequence[str]:
        """Return the commonest stems of a field that begin with these letters."""

    def in_scope(self, scope: Scope, today: date) -> frozenset[int]:
        """Return what `reach` returns, remembered."""


def answer(query: SearchQuery, segments: Sequence[Segment]) -> SearchResult:
    """Return the page of results that `query` asks for."""
    node = parse(query.text)
    empty = SearchResult(facets={name: [] for name in query.facets}, terms=typed_words(node))
    if not any(allowed.opens for allowed in query.scope.alternatives):
        return empty
    if node is None and query.text.strip():
        return empty
    found = _find(node, query, segments)
    widened = False
    if not any(found) and node is not None and (wider := widen(node)) is not None:
        found = _find(wider, query, segments)
        widened = any(found)
    return SearchResult(
        total=sum(len(scores) for scores in found),
        hits=_page(query, segments, found, by_score=node is not None),
        facets={name: _count(name, segments, found) for name in query.facets},
        terms=empty.terms,
        widened=widened,
    )


def reach(segment: Segment, scope: Scope, today: date) -> frozenset[int]:
    """Return the documents of a segment that any alternative of the scope allows."""
    return frozenset().union(
        *(_allowed(segment, allowed, day_number(today)) for allowed in scope.alternatives)
    )


def _allowed(segment: Segment, allowed: Allowed, today: int) -> Iterable[int]:
    if not allowed.opens:
        return ()
    kept: Iterable[int] = range(segment.size)
    if allowed.statuses:
        kept = _having(kept, segment.values("status"), frozenset(allowed.statuses))
    if allowed.owner:
        kept = _having(kept, segment.values("owner"), frozenset((allowed.owner,)))
    if allowed.organisation:
        kept = _having(kept, segment.values("organisation"), frozenset((allowed.organisation,)))
    if allowed.until_purpose:
        until = segment.numbers(f"until_{allowed.until_purpose}")
        kept = [number for number in kept if until[number] >= today]
    return kept


def _having(
    numbers: Iterable[int], column: Sequence[tuple[str, ...]], wanted: frozenset[str]
) -> list[int]:
    return [number for number in numbers if not wanted.isdisjoint(column[number])]


def _find(node: Node | None, query: SearchQuery, segments: Sequence[Segment]) -> list[Scores]:
    """Return, for each segment, the score of each document found, in scope and unfiltered out."""
    corpus = _Corpus.of(segments)
    return [_narrow(query, segment, corpus.scores(node, segment)) for segment in segments]


def _narrow(query: SearchQuery, segment: Segment, scores: Scores | None) -> Scores:
    scope = segment.in_scope(query.scope, query.today)
    kept: Iterable[int] = scope if scores is None else scores.keys() & scope
    if segment.removed:
        kept = [number for number in kept if number not in segment.removed]
    for name, wanted in query.filters.items():
        if wanted:
            kept = _having(kept, segment.values(name), frozenset(wanted))
    if query.told_from is not None or query.told_to is not None:
        first = max(day_number(query.told_from), 1)
        last = day_number(query.told_to or date.max)
        told = segment.numbers("told")
        kept = [number for number in kept if first <= told[number] <= last]
    if scores is None:
        return dict.fromkeys(kept, 0.0)
    return {number: scores[number] for number in kept}


@dataclass(frozen=True, slots=True)
class _Corpus:
    """What BM25 needs to know of the whole index."""

    segments: Sequence[Segment]
    size: int
    body_length: float
    rarities: dict[tuple[str, str], float]
    """How rare a stem is in a field, worked out once for all segments."""

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "_Corpus":
        size = sum(segment.size for segment in segments)
        words = sum(sum(segment.lengths()) for segment in segments)
        return cls(segments, size, words / size if size and words else 1.0, {})

    def scores(self, node: Node | None, segment: Segment) -> Scores | None:
        """Return each matching document's score; None stands for every document."""
        match node:
            case None:
                return None
            case Word():
                return self._word(node, segment)
            case Phrase():
                return self._phrase(node, segment)
            case AnyOf(parts):
                return _added(self._listed(part, segment) for part in parts)
            case NoneOf():
                return dict.fromkeys(self._listed(node, segment), 0.0)
            case AllOf(parts):
                return self._all(parts, segment)

    def _listed(self, node: Node, segment: Segment) -> Scores:
        if isinstance(node, NoneOf):
            refused = self._listed(node.part, segment)
            return {number: 0.0 for number in range(segment.size) if number not in refused}
        return self.scores(node, segment) or {}

    def _all(self, parts: Sequence[Node], segment: Segment) -> Scores:
        wanted = [self._listed(p, segment) for p in parts if not isinstance(p, NoneOf)]
        refused = [self._listed(p.part, segment) for p in parts if isinstance(p, NoneOf)]
        if not wanted:
            wanted = [dict.fromkeys(range(segment.size), 0.0)]
        wanted.sort(key=len)
        kept = set(wanted[0]).intersection(*wanted[1:]).difference(*refused)
        return {number: sum(scores[number] for scores in wanted) for number in kept}

    def _word(self, word: Word, segment: Segment) -> Scores:
        names = (word.field,) if word.field else tuple(WEIGHTS)
        found: list[Scores] = []
        for name in names:
            stems = [word.stem]
            if word.prefix:
                # The letters may reach past a stem ("happiness*"), so their own stem counts too.
                stems = list({*segment.beginning(name, word.stem), stem(word.stem)})
            found += [self._term(name, each, segment) for each in stems]
        return _added(found)

    def _term(self, name: str, wanted: str, segment: Segment) -> Scores:
        numbers, weights = segment.postings(name, wanted)
        if not numbers:
            return {}
        rarity = self._rarity(name, wanted) * WEIGHTS[name] * (_K + 1)
        if name != "body":
            return {n: rarity * w / (w + _K) for n, w in zip(numbers, weights, strict=True)}
        lengths = segment.lengths()
        fixed, rising = _K * (1 - _B), _K * _B / self.body_length
        return {
            n: rarity * w / (w + fixed + rising * lengths[n])
            for n, w in zip(numbers, weights, strict=True)
        }

    def _rarity(self, name: str, wanted: str) -> float:
        if (name, wanted) not in self.rarities:
            having = sum(len(other.postings(name, wanted)[0]) for other in self.segments)
            rarity = log(1 + (self.size - having + 0.5) / (having + 0.5))
            self.rarities[name, wanted] = rarity
        return self.rarities[name, wanted]

    def _phrase(self, phrase: Phrase, segment: Segment) -> Scores:
        stems = tuple(word.stem for word in phrase.words)
        found: list[Scores] = []
        for name in (phrase.field,) if phrase.field else PHRASE_FIELDS:
            numbers = segment.phrase(name, stems)
            if numbers:
                terms = [self._term(name, each, segment) for each in set(stems)]
                found.append({n: sum(t.get(n, 0.0) for t in terms) for n in numbers})
        return _added(found)


def _added(found: Iterable[Scores]) -> Scores:
    """Return the sum of the scores, document by document."""
    parts = sorted((scores for scores in found if scores), key=len, reverse=True)
    if not parts:
        return {}
    total = dict(parts[0])
    for scores in parts[1:]:
        for number, score in scores.items():
            total[number] = total.get(number, 0.0) + score
    return total


def _page(
    query: SearchQuery,
    segments: Sequence[Segment],
    found: Sequence[Scores],
    *,
    by_score: bool,
) -> tuple[Hit, ...]:
    """Return the hits of one page; equals stand newest first, then by id."""
    upto = query.first + query.size
    best: list[tuple[float, int, str, float]] = []
    direction = 1 if query.sort == "oldest" else -1
    weigh = by_score and query.sort == "relevance"
    for segment, scores in zip(segments, found, strict=True):
        if scores:
            days, ids = segment.numbers("day"), segment.story_ids()
            best += nsmallest(
                upto,
                (
                    (
                        -round(score, 9) if weigh else 0.0,
                        direction * days[n],
                        ids[n],
                        score,
                    )
                    for n, score in scores.items()
                ),
            )
    return tuple(Hit(row[2], row[3]) for row in sorted(best)[query.first : upto])


def _count(
    name: str, segments: Sequence[Segment], found: Sequence[Mapping[int, float]]
) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for segment, scores in zip(segments, found, strict=True):
        if scores:
            column = segment.values(name)
            for values, times in Counter(map(column.__getitem__, scores)).items():
                for value in values:
                    counts[value] += times
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
