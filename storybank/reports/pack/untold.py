"""Which numbers of a report must not be told, lest those too small to be told be worked out.

A table hides a small number with a complement of its own (``rules.small``). But a report tells the
same words in many tables and sentences: a total here and its other parts there give away what was
left out. Here all its figures are held together, as somebody with a pencil would, and those that
give a number away are left out everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol

import numpy as np

from storybank.reports.rules import WAITING, Show, Wanted
from storybank.verification.models import Finding

Key = tuple[str, Wanted]
"""What a figure counts: of what, and which."""
OVERLAP = frozenset({"theme", "group", "item", "unit", "prompt"})
"""Conditions of which one passage may fulfil several: they add up by chance alone."""
ROUNDS = 40


class Counting(Protocol):
    """What ``Material`` offers: numbers, and the place around a place."""

    def number_of(self, key: Key) -> int:
        """The number of a figure, whether or not it may be told."""

    def place_around(self, wanted: Wanted) -> Iterator[Wanted]:
        """The same of each place around the one named, the nearest first."""

    def item_around(self, wanted: Wanted) -> Iterator[Wanted]:
        """The same of each item that holds the promises of the one named, the narrowest first."""


@dataclass(frozen=True)
class Sum:
    """``whole`` is what its ``parts`` add up to; where it is ``open``, others belong to it too."""

    whole: Key
    parts: tuple[Key, ...]
    open: bool


def giving_away(counting: Counting, told: frozenset[Key], hidden: frozenset[Key]) -> frozenset[Key]:
    """Which told figures to leave out, so that no hidden number can be worked out from others.

    ``told`` and ``hidden`` are the figures of one report. What stands in both is left out first.
    """
    more = told & hidden
    if not hidden:
        return more
    sums = _sums(counting, told | hidden)
    numbers = {key: counting.number_of(key) for one in sums for key in (one.whole, *one.parts)}
    for _ in range(ROUNDS):
        bounds = _Bounds(sums, numbers, told - more, hidden | more)
        found = frozenset(
            key for one in bounds.worked_out() if (key := bounds.next_to(one)) is not None
        )
        if not found:
            break
        more |= found
    return more


class _Bounds:
    """What somebody who adds and takes away can know of each number."""

    def __init__(
        self,
        sums: list[Sum],
        numbers: dict[Key, int],
        told: frozenset[Key],
        hidden: frozenset[Key],
    ) -> None:
        self.sums, self.numbers, self.told, self.hidden = sums, numbers, told, hidden
        self.low = {
            key: float(numbers[key]) if key in told else float(key in hidden) for key in numbers
        }
        self.high = {key: float(numbers[key]) if key in told else np.inf for key in numbers}
        self.by: dict[Key, Sum] = {}

    def worked_out(self) -> list[Key]:
        """The hidden numbers that can be nothing but what they are."""
        changed = True
        while changed:
            changed = sum(self._narrow(one) for one in self.sums) > 0
        exact = [key for key in self.numbers if key in self.hidden and self._is_known(key)]
        return exact or self._by_equations()

    def _is_known(self, key: Key) -> bool:
        return self.low[key] == self.high[key]

    def next_to(self, key: Key) -> Key | None:
        """A figure to leave out for a number's sake: the smallest beside it, else what holds it."""
        near = [self.by[key]] if key in self.by else [one for one in self.sums if key in one.parts]
        for one in near:
            beside = [part for part in one.parts if part in self.told and self.numbers[part]]
            if beside:
                return min(beside, key=lambda part: (self.numbers[part], _name(part)))
        # The narrowest first: the number of everybody heard goes only where nothing else helps.
        wholes = [one.whole for one in near if one.whole in self.told]
        return min(wholes, key=lambda one: (-len(_conditions(one[1])), _name(one)), default=None)

    def _narrow(self, one: Sum) -> bool:
        """Take from a sum what it says of the bounds of its parts, and of the whole."""
        low = sum(self.low[part] for part in one.parts)
        high = np.inf if one.open else sum(self.high[part] for part in one.parts)
        changed = self._set(one.whole, low, high, one)
        for part in one.parts:
            most = self.high[one.whole] - (low - self.low[part])
            least = 0.0
            others = high - self.high[part] if np.isfinite(high) else np.inf
            if not one.open and not np.isfinite(self.high[part]):
                others = sum(self.high[other] for other in one.parts if other != part)
            if np.isfinite(others):
                least = self.low[one.whole] - others
            changed = self._set(part, least, most, one) or changed
        return changed

    def _set(self, key: Key, low: float, high: float, by: Sum) -> bool:
        changed = low > self.low[key] or high < self.high[key]
        if changed:
            self.low[key] = max(self.low[key], low)
            self.high[key] = min(self.high[key], high)
            self.by[key] = by
        return changed

    def _by_equations(self) -> list[Key]:
        """Those that several sums together give away."""
        unknown = [key for key in self.numbers if not self._is_known(key)]
        at = {key: place for place, key in enumerate(unknown)}
        rows = []
        for one in self.sums:
            terms = [(key, -1.0) for key in one.parts] + [(one.whole, 1.0)]
            row = np.zeros(len(unknown))
            for key, sign in terms:
                if key in at:
                    row[at[key]] = sign
            if not one.open and row.any():
                rows.append(row)
        if not rows:
            return []
        # What no combination of the sums leaves free is known.
        _, sizes, turned = np.linalg.svd(np.array(rows), full_matrices=True)
        free = turned[int((sizes > 1e-9).sum()) :]
        fixed = np.abs(free).max(axis=0, initial=0.0) < 1e-9
        self.by = {}
        return [key for key in unknown if fixed[at[key]] and key in self.hidden]


def _sums(counting: Counting, figures: frozenset[Key]) -> list[Sum]:
    """Every sum that the conditions of these figures, and of what holds them, make."""
    known, waiting = set(figures), list(figures)
    parts: dict[tuple[Key, str], set[Key]] = {}
    while waiting:
        key = waiting.pop()
        for family, whole in _wholes(counting, key, figures):
            parts.setdefault((whole, family), set()).add(key)
            if whole not in known:
                known.add(whole)
                waiting.append(whole)
    found = []
    for (whole, family), ones in parts.items():
        total = sum(counting.number_of(one) for one in ones)
        number = counting.number_of(whole)
        if total == number or (total < number and family not in OVERLAP):
            found.append(Sum(whole, tuple(sorted(ones, key=_name)), total < number))
    return found


def _wholes(counting: Counting, key: Key, figures: frozenset[Key]) -> Iterator[tuple[str, Key]]:
    """What a figure is a part of: the same without one of its conditions."""
    of, wanted = key
    for name in _conditions(wanted):
        if name == "finding":
            is_found = wanted.finding in set(Finding)
            whole = replace(wanted, finding="checked" if is_found else None)
            assert is_found or wanted.finding in (WAITING, "checked")
            yield "found" if is_found else "checked", (of, whole)
        elif name in ("place", "spot"):
            around = ((of, one) for one in counting.place_around(wanted))
            nearest = next((one for one in around if one in figures), None)
            yield "place", nearest or (of, replace(wanted, place=None, spot=None))
        elif name == "item":
            held = ((of, one) for one in counting.item_around(wanted))
            nearest = next((one for one in held if one in figures), None)
            yield "item", nearest or (of, replace(wanted, item=None))
        else:
            without: dict[str, Any] = {name: None}
            yield name, (of, replace(wanted, **without))


def _conditions(wanted: Wanted) -> list[str]:
    return [
        one.name
        for one in fields(wanted)
        if one.name != "show" and getattr(wanted, one.name) is not None
    ]


def _name(key: Key) -> str:
    return f"{key[0]} {key[1].show is Show.LINKED} {sorted(key[1].query().items())}"
