"""What makes a framework: its tree, its words, and what may be done with it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text, squeeze
from storybank.frameworks.models import FrameworkKind

LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT, LONGEST_NOTE = 40, 500, 2000, 6000
LONGEST_TITLE, LONGEST_EDITION, LONGEST_LEVEL = 200, 60, 60
MOST_ITEMS, DEEPEST = 1000, 6
CHARTER_LEVELS = ("priority", "ask")


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


def slug_of(title: str) -> str:
    """A short name for files and commands, made from a title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "framework"


def check_words(words: str, *, field: str, what: str, most: int, needed: bool = True) -> str:
    """Words on one line as they are kept; ``what`` is how the message calls them.

    Raises:
        RuleBroken: they are missing, too long, or no words.
    """
    words = squeeze(words)
    if needed and not re.search(r"\w", words):
        raise RuleBroken(f"Write {what}.", field=field)
    if len(words) > most:
        raise RuleBroken(f"Keep {what} within {most} characters.", field=field)
    return words


def check_text(text: str, *, field: str, what: str, most: int) -> str:
    """A longer text as it is kept, with its paragraphs.

    Raises:
        RuleBroken: it is too long.
    """
    text = normalise_text(text)
    if len(text) > most:
        raise RuleBroken(f"Keep {what} within {most:,} characters.", field=field)
    return text


def check_changeable(kind: FrameworkKind, *, in_use: bool) -> None:
    """Let the items of an edition be changed, or say what to do instead.

    Raises:
        RuleBroken: the edition ships with Storybank, is a publisher's, or is in use.
    """
    if kind is FrameworkKind.SHIPPED:
        raise RuleBroken(
            "This framework is the same everywhere. Make a local variant of it, and change that."
        )
    if kind is FrameworkKind.IMPORTED:
        raise RuleBroken(
            "This framework stands as its publisher wrote it. Make a local variant of it and "
            "change that, or bring in the publisher’s next edition."
        )
    if in_use:
        raise RuleBroken(
            "Contracts, promises or a variant rest on this edition, so its words stay as they "
            "are. Start a new edition, and change that."
        )


def check_removable(kind: FrameworkKind, *, in_use: bool) -> None:
    """Let a whole edition be removed, or say what to do instead.

    Raises:
        RuleBroken: the edition ships with Storybank, or is in use.
    """
    if kind is FrameworkKind.SHIPPED:
        raise RuleBroken("This framework ships with Storybank, so it stays here for everybody.")
    if in_use:
        raise RuleBroken(
            "Contracts, promises or a variant rest on this edition, so it stays on record. "
            "Retire it instead: it is then offered no longer."
        )


def check_exportable(is_exportable: bool) -> None:
    """Let an edition leave the bank as a file, or say why not.

    Raises:
        RuleBroken: its licence lets nobody pass it on.
    """
    if not is_exportable:
        raise RuleBroken(
            "Nobody has said that the licence of this framework lets it be passed on, so it is "
            "not exported. Ask whoever holds the licence, and bring it in again if they agree."
        )


class Differs(StrEnum):
    """In what way an item differs from the one it was made from."""

    SAME = "same"
    REWORDED = "reworded"
    ADDED = "added"
    LEFT_OUT = "left_out"


class Worded(Protocol):
    """An item with its words."""

    @property
    def code(self) -> str:
        """Its short code."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def text(self) -> str:
        """What is said of it."""


Item = TypeVar("Item", bound=Worded)


@dataclass(frozen=True)
class Difference(Generic[Item]):
    """One item beside the one it was made from; either may be missing, never both."""

    before: Item | None
    after: Item | None

    @property
    def differs(self) -> Differs:
        """In what way."""
        if self.before is None:
            return Differs.ADDED
        if self.after is None:
            return Differs.LEFT_OUT
        same = (self.before.code, self.before.name, self.before.text) == (
            self.after.code,
            self.after.name,
            self.after.text,
        )
        return Differs.SAME if same else Differs.REWORDED


def differences(
    before: Sequence[Item], after: Sequence[Item], made_from: Callable[[Item], Item | None]
) -> list[Difference[Item]]:
    """Every item of either list once: those of ``after`` in order, then what was left out."""
    paired = [Difference(made_from(item), item) for item in after]
    kept = {id(pair.before) for pair in paired if pair.before is not None}
    return paired + [Difference(item, None) for item in before if id(item) not in kept]
