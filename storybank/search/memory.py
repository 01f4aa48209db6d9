"""What an engine has read of the segments of an index and need not read again. Pure.

Segments never change, so what is remembered of one stays true until the segment is gone.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from storybank.search.engine import Scope

_MOST_POSTINGS = 8_000_000
_MOST_SCOPES = 512  # one for each segment and kind of reader

_Fact = TypeVar("_Fact")
Postings = tuple[Sequence[int], Sequence[float]]
"""The documents that have a stem, and how often each."""


class Memory:
    """Columns of every segment in use, and the scopes and postings last used."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, str], Any] = {}
        self._scopes: OrderedDict[tuple[str, Scope, date], frozenset[int]] = OrderedDict()
        self._postings: OrderedDict[tuple[str, str, str], Postings] = OrderedDict()
        self._held = 0

    def fact(self, key: tuple[str, str], read: Callable[[], _Fact]) -> _Fact:
        """Return a column of a segment, (segment, name), read once."""
        if key not in self._facts:
            self._facts[key] = read()
        known: _Fact = self._facts[key]
        return known

    def scope(
        self, key: tuple[str, Scope, date], read: Callable[[], frozenset[int]]
    ) -> frozenset[int]:
        """Return the documents in scope, (segment, scope, day), read once."""
        if key not in self._scopes:
            self._scopes[key] = read()
            while len(self._scopes) > _MOST_SCOPES:
                self._scopes.popitem(last=False)
        self._scopes.move_to_end(key)
        return self._scopes[key]

    def postings(self, key: tuple[str, str, str], read: Callable[[], Postings]) -> Postings:
        """Return the postings of (segment, field, stem), read once while there is room."""
        if key not in self._postings:
            found = self._postings[key] = read()
            # An absent stem costs memory too, so it counts as one.
            self._held += len(found[0]) + 1
            while self._held > _MOST_POSTINGS and len(self._postings) > 1:
                self._held -= len(self._postings.popitem(last=False)[1][0]) + 1
        self._postings.move_to_end(key)
        return self._postings[key]

    def keep(self, segments: set[str]) -> None:
        """Forget every segment but these."""
        self._facts = {k: v for k, v in self._facts.items() if k[0] in segments}
        for scope_key in [key for key in self._scopes if key[0] not in segments]:
            del self._scopes[scope_key]
        for key in [key for key in self._postings if key[0] not in segments]:
            self._held -= len(self._postings.pop(key)[0]) + 1

    def forget(self) -> None:
        """Forget everything."""
        self.keep(set())
