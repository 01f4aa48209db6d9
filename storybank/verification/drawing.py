"""Drawing a sample that anybody can draw again. Pure: needs no database, only the list.

The method ``sha256-rank v1``: for each claim take the SHA-256 of the seed, a colon and the
claim's id, as UTF-8; write it in hexadecimal; put the claims in the order of these hashes; the
first so many are the sample. ``sha256-rank-per-promise v1`` goes through the same order twice:
first it takes the first claim of each promise, then fills up with the first of the rest.

The list that is published has one claim a line, in the order of the ids: the id, and in the
second method a space and the promise's id. Its SHA-256, without a newline at the end, is
published beside the seed.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from storybank.core.errors import RuleBroken

RANK = "sha256-rank v1"
RANK_PER_PROMISE = "sha256-rank-per-promise v1"
MOST_LINES = 1_000_000


@dataclass(frozen=True, order=True)
class Listed:
    """A claim of the list: its public id, and its promise's."""

    claim: str
    promise: str = ""


@dataclass(frozen=True)
class Draw:
    """What was drawn: all of the list in the order of the draw, and what is in the sample."""

    ranked: tuple[Listed, ...]
    sample: frozenset[str]

    @property
    def drawn(self) -> tuple[Listed, ...]:
        """The sample in the order of the draw."""
        return tuple(one for one in self.ranked if one.claim in self.sample)


def make_seed() -> str:
    """A new seed that nobody could have known: 128 random bits."""
    return secrets.token_hex(16)


def make_chance() -> str:
    """What is put behind a seed at the moment of the draw, so that nobody can choose: 64 bits."""
    return secrets.token_hex(8)


def method_of(*, each_promise: bool) -> str:
    """The name of the method, as it is published."""
    return RANK_PER_PROMISE if each_promise else RANK


def draw(listed: Sequence[Listed], *, seed: str, size: int, each_promise: bool = False) -> Draw:
    """Put the list in the order of the draw, and take the sample."""
    ranked = sorted(listed, key=lambda one: (_hash(f"{seed}:{one.claim}"), one.claim))
    chosen: list[str] = []
    if each_promise:
        first: dict[str, str] = {}
        for one in ranked:
            first.setdefault(one.promise, one.claim)
        chosen = list(first.values())[:size]
    taken = set(chosen)
    chosen += [one.claim for one in ranked if one.claim not in taken][: size - len(chosen)]
    return Draw(tuple(ranked), frozenset(chosen))


def write_list(listed: Sequence[Listed], *, each_promise: bool = False) -> str:
    """The list as it is published, in the order of the ids; no newline at the end."""
    return "\n".join(
        f"{one.claim} {one.promise}" if each_promise else one.claim for one in sorted(listed)
    )


def hash_list(listed: Sequence[Listed], *, each_promise: bool = False) -> str:
    """The SHA-256 of the list as it is published."""
    return _hash(write_list(listed, each_promise=each_promise))


def read_list(text: str) -> list[Listed]:
    """A list as it was published, in whatever order its lines come.

    Raises:
        RuleBroken: a line is no claim, or one is there twice; the message names the line.
    """
    listed: dict[str, Listed] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        if number > MOST_LINES:
            raise RuleBroken(f"The list has more than {MOST_LINES:,} lines.")
        if len(words) > 2:
            raise RuleBroken(f"Line {number} has more than a claim's id and its promise's.")
        if words[0] in listed:
            raise RuleBroken(f"Line {number} has a claim that is in the list already.")
        listed[words[0]] = Listed(*words)
    if not listed:
        raise RuleBroken("The list is empty. Give one id a line.")
    if len({bool(one.promise) for one in listed.values()}) > 1:
        raise RuleBroken("Some lines name a promise and some do not. Give the list as it was.")
    return sorted(listed.values())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
