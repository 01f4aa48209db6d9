"""The priorities of a report: what a page is given to each.

They are the topmost items of one framework, where the report is about one, or where most of its
promises answer one. Else they are the groups of our themes, by what the promises are meant for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.commitments.queries import Promise, themes_of
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.rules import in_tree_order
from storybank.reports.queries.numbers import items_answered

GROUP_NAMES = {
    "wellbeing": "Wellbeing",
    "economic": "Work and money",
    "community": "Community",
    "environment": "Environment",
}
"""Groups of the hub codebook as they stand in a heading; any other stands as it is called."""


@dataclass(frozen=True)
class Priority:
    """One priority. ``wanted`` is what narrows a figure to it (``item`` or ``group``)."""

    key: str
    name: str
    says: str
    wanted: Mapping[str, Any]
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Priorities:
    """Priorities in their order, and the promises that stand under none.

    ``framework`` is None where they are groups of themes.
    """

    framework: Framework | None = None
    listed: tuple[Priority, ...] = ()
    without: tuple[Promise, ...] = ()
    items_of_promise: Mapping[int, frozenset[UUID]] = field(default_factory=dict)
    groups_of_promise: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def promises_of_item(self) -> Mapping[UUID, frozenset[int]]:
        """The promises that answer each item, or one below it, by row number."""
        return _turned(self.items_of_promise)

    @cached_property
    def promises_of_group(self) -> Mapping[str, frozenset[int]]:
        """The promises meant for some theme of each group, by row number."""
        return _turned(self.groups_of_promise)


def find_priorities(
    session: Session,
    framework: Framework | None,
    promises: Sequence[Promise],
    codes: Sequence[Code],
) -> Priorities:
    """The priorities of these promises: of this framework, else of the one that most answer.

    A framework that fewer than half of the promises answer is nobody's list of priorities; then
    they are the groups of themes.
    """
    known = {one.key for one in promises}
    answered = [pair for pair in items_answered(session) if pair[0] in known]
    framework_of = _frameworks_of(session, {item for _, item in answered})
    groups = _groups(session, known)
    if framework is None:
        by_promise = {(framework_of[item], promise) for promise, item in answered}
        times = Counter(number for number, _ in by_promise)
        most = max(sorted(times), key=lambda one: times[one], default=None)
        if most is None or times[most] * 2 < len(promises):
            return _by_group(promises, groups, codes)
        framework = session.get_one(Framework, most)
    items = _items(session, framework.key)
    above = _above(items)
    answers: dict[int, frozenset[UUID]] = {}
    for promise, item in answered:
        if item in above:
            answers[promise] = answers.get(promise, frozenset()) | above[item]
    by_item = _promises_by(promises, answers)
    listed = tuple(
        Priority(
            f"priority-{number}",
            item.name or item.text,
            item.text if item.name else "",
            {"item": item.public_id},
            tuple(by_item.get(item.public_id, ())),
        )
        for number, item in enumerate((one for one in items if one.parent_id is None), start=1)
    )
    without = tuple(one for one in promises if one.key not in answers)
    return Priorities(framework, listed, without, answers, groups)


def _by_group(
    promises: Sequence[Promise], groups: Mapping[int, frozenset[str]], codes: Sequence[Code]
) -> Priorities:
    names = dict.fromkeys(one.group for one in codes)
    by_group = _promises_by(promises, groups)
    listed = tuple(
        Priority(
            f"priority-{number}",
            GROUP_NAMES.get(name, name.capitalize()),
            "",
            {"group": name},
            tuple(by_group.get(name, ())),
        )
        for number, name in enumerate(names, start=1)
    )
    without = tuple(one for one in promises if one.key not in groups)
    return Priorities(None, listed, without, {}, groups)


def _promises_by(
    promises: Sequence[Promise], found: Mapping[int, frozenset[Any]]
) -> dict[Any, list[Promise]]:
    """The promises under each of what is found of them, in their order."""
    under: dict[Any, list[Promise]] = {}
    for promise in promises:
        for one in found.get(promise.key, ()):
            under.setdefault(one, []).append(promise)
    return under


def _groups(session: Session, promise_ids: Collection[int]) -> dict[int, frozenset[str]]:
    themes = themes_of(session, promise_ids)
    return {
        promise: frozenset(one.group for one in found) for promise, found in themes.items() if found
    }


def _above(items: Sequence[FrameworkItem]) -> dict[int, frozenset[UUID]]:
    """Each item with those above it, as public ids; parents stand before their children."""
    found: dict[int, frozenset[UUID]] = {}
    for one in items:
        found[one.key] = found.get(one.parent_id or 0, frozenset()) | {one.public_id}
    return found


def _frameworks_of(session: Session, item_ids: Collection[int]) -> dict[int, int]:
    query = select(FrameworkItem.id, FrameworkItem.framework_id)
    rows = session.exec(query.where(col(FrameworkItem.id).in_(item_ids)))
    return {item: framework for item, framework in rows if item is not None}


def _items(session: Session, framework_id: int) -> list[FrameworkItem]:
    query = select(FrameworkItem).where(FrameworkItem.framework_id == framework_id)
    listed = session.exec(query.order_by(col(FrameworkItem.position), col(FrameworkItem.id))).all()
    return [item for item, _ in in_tree_order(listed)]


def _turned(found: Mapping[int, frozenset[Any]]) -> dict[Any, frozenset[int]]:
    turned: dict[Any, set[int]] = {}
    for promise, many in found.items():
        for one in many:
            turned.setdefault(one, set()).add(promise)
    return {one: frozenset(promises) for one, promises in turned.items()}
