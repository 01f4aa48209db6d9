"""What makes a framework: its tree, its words, and what may be done with it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol, TypeVar


class InTree(Protocol):
    """Anything that hangs on another of its kind."""

    @property
    def key(self) -> int:
        """Its own number."""

    @property
    def parent_id(self) -> int | None:
        """The number of what it hangs on, if it does."""

    @property
    def position(self) -> int:
        """Its place among all."""


Node = TypeVar("Node", bound=InTree)


def in_tree_order(items: Sequence[Node]) -> list[tuple[Node, int]]:
    """The items, each parent before its children, with how deep each stands (0 at the top).

    What hangs on something that is not there stands at the top; nothing is ever left out.
    """
    held = {item.key for item in items}
    below: dict[int | None, list[Node]] = defaultdict(list)
    for item in sorted(items, key=lambda one: (one.position, one.key)):
        below[item.parent_id if item.parent_id in held else None].append(item)
    ordered: list[tuple[Node, int]] = []
    waiting = [(item, 0) for item in reversed(below[None])]
    while waiting:
        item, depth = waiting.pop()
        ordered.append((item, depth))
        waiting += [(child, depth + 1) for child in reversed(below[item.key])]
    return ordered
