"""Promises counted together: by contract, supplier, department, place or item of a framework.

Units differ, so amounts are never added across promises: a group says how many promises have
come how far, and where the rest fell out.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlmodel import Session, col, select

from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.places.models import Place
from storybank.reviews.ledger.standings import NONE, Standing, items_of

Node = TypeVar("Node", Place, FrameworkItem)


class Stage(StrEnum):
    """How far a promise has come, or what is the matter with it; ``_stages`` keeps this order."""

    FIGURE = "figure"
    HEARD = "heard"
    VERIFIED = "verified"
    SILENT = "silent"
    FIGURE_ONLY = "figure_only"
    AGAINST = "against"
    NOT_UPHELD = "not_upheld"
    QUESTION = "question"
    WITHDRAWN = "withdrawn"


def at_stage(standing: Standing, stage: Stage) -> bool:
    """Whether a promise is at a stage. One taken out of its contract is at no other."""
    return _stages(standing, clock.today())[_PLACE[stage]]


_PLACE = {stage: place for place, stage in enumerate(Stage)}
_TAKEN_OUT = tuple(stage is Stage.WITHDRAWN for stage in Stage)


def _stages(one: Standing, today: date) -> tuple[bool, ...]:
    """Whether a promise is at each stage, in their order. Asked of every promise: no detours."""
    if one.is_withdrawn:
        return _TAKEN_OUT
    evidence, silent, figure = one.evidence, one.silent, one.has_figure
    return (
        figure,
        not silent,
        evidence.verified > 0,
        silent,
        figure and silent,
        evidence.contradicting > 0,
        evidence.not_upheld > 0,
        figure and one.question_on(today) is not None,
        False,
    )


@dataclass(frozen=True)
class Tally:
    """How many promises there are, and how many of them are at each stage.

    ``tendered`` are those with an amount known from the tender, ``lowered`` those that promise
    less now. ``gone`` are passages that went with their storytellers' permission.
    """

    promised: int
    tendered: int
    lowered: int
    gone: int
    stages: Mapping[Stage, int]

    def at(self, stage: Stage | str) -> int:
        """How many promises are at a stage."""
        return self.stages[Stage(stage)]

    @property
    def without_figure(self) -> int:
        """How many fall out because nothing is reported."""
        return self.promised - self.at(Stage.FIGURE)

    @property
    def unverified(self) -> int:
        """How many of those heard of fall out because no finding speaks for them."""
        return self.at(Stage.HEARD) - self.at(Stage.VERIFIED)


Mark = tuple[int, ...]
Marks = Mapping[int, Mark]


def marks_of(standings: Iterable[Standing]) -> Marks:
    """What each promise adds to a tally, by commitment: worked out once, added up often."""
    today = clock.today()
    return {one.commitment_id: _mark(one, today) for one in standings}


def tally(marks: Iterable[Mark]) -> Tally:
    """Add up promises by how far they have come."""
    sums = [sum(column) for column in zip(_NO_MARK, *marks, strict=True)]
    promised, tendered, lowered, gone, *stages = sums
    return Tally(promised, tendered, lowered, gone, dict(zip(Stage, stages, strict=True)))


def _mark(one: Standing, today: date) -> Mark:
    kept, at_tender, promised = not one.is_withdrawn, one.at_tender, one.promised
    return (
        kept,
        kept and at_tender is not None,
        kept and at_tender is not None and promised is not None and promised < at_tender,
        one.gone,
        *_stages(one, today),
    )


_NO_MARK: Mark = (0, 0, 0, 0, *(0 for _ in Stage))


@dataclass(frozen=True)
class Group:
    """Promises that belong together. ``depth`` is how deep it lies in its tree.

    ``value`` names it in an address: a public id, the words themselves, or "" for the promises
    that have none.
    """

    value: str
    name: str
    tally: Tally
    note: str = ""
    depth: int = 0


def by_contract(session: Session, standings: Sequence[Standing], marks: Marks) -> list[Group]:
    """One group a contract, by reference."""
    held = _held(standings, marks)
    return [
        Group(
            str(one.public_id),
            one.title,
            tally(held[one.key]),
            f"{one.reference} · {one.supplier}",
        )
        for one in contracts_of(session, standings)
    ]


def by_words(
    session: Session,
    standings: Sequence[Standing],
    marks: Marks,
    words: Callable[[Contract], str],
) -> list[Group]:
    """One group for each way in which contracts are named alike, such as by their supplier."""
    held = _held(standings, marks)
    found: dict[str, list[Mark]] = defaultdict(list)
    for contract in contracts_of(session, standings):
        found[words(contract).strip()] += held[contract.key]
    return [
        Group(name, name, tally(found[name]))
        for name in sorted(found, key=lambda name: (name == NONE, name.casefold()))
    ]


def by_place(session: Session, standings: Sequence[Standing], marks: Marks) -> list[Group]:
    """One group a place, each with the places within it, in the order of the tree."""
    query = select(Place).order_by(col(Place.name), col(Place.id))
    places = {place.key: place for place in session.exec(query)}
    held = _held(standings, marks)
    found: dict[int, list[Mark]] = defaultdict(list)
    for contract in contracts_of(session, standings):
        path = [one for one in _up(places, contract.place_id) if not places[one].is_merged]
        for number in path or [0]:
            found[number] += held[contract.key]
    groups = [
        Group(
            str(places[number].public_id),
            places[number].name,
            tally(found[number]),
            places[number].level.value,
            depth,
        )
        for number, depth in _in_order(places, found)
    ]
    return [*groups, *_without(found[0])]


def by_item(session: Session, standings: Sequence[Standing], marks: Marks) -> list[Group]:
    """One group an item of a framework that a promise answers, each with the items below it.

    A promise that answers two items stands in both groups.
    """
    query = (
        select(FrameworkItem, Framework)
        .join(Framework, col(Framework.id) == FrameworkItem.framework_id)
        .order_by(col(Framework.title), col(Framework.id), col(FrameworkItem.position))
    )
    rows = session.exec(query).all()
    items = {item.key: item for item, _ in rows}
    titles = {framework.key: f"{framework.title}, {framework.edition}" for _, framework in rows}
    answered = items_of(session, standings)
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for one in standings:
        number = one.commitment_id
        for item_id in answered.get(number, [0]):
            for above in _up(items, item_id) or [0]:
                found[above][number] = marks[number]
    groups = [
        Group(
            str(items[number].public_id),
            f"{items[number].code} {items[number].name}".strip(),
            tally(found[number].values()),
            titles[items[number].framework_id],
            depth,
        )
        for number, depth in _in_order(items, found)
    ]
    return [*groups, *_without(found[0].values())]


def contracts_of(session: Session, standings: Iterable[Standing]) -> Sequence[Contract]:
    """The contracts these promises are in, by reference."""
    ids = {one.contract_id for one in standings}
    return session.exec(
        select(Contract)
        .where(col(Contract.id).in_(ids))
        .order_by(col(Contract.reference), col(Contract.id))
    ).all()


def _held(standings: Iterable[Standing], marks: Marks) -> dict[int, list[Mark]]:
    held: dict[int, list[Mark]] = defaultdict(list)
    for one in standings:
        held[one.contract_id].append(marks[one.commitment_id])
    return held


def _without(marks: Collection[Mark]) -> list[Group]:
    return [Group(NONE, "", tally(marks))] if marks else []


def _up(nodes: Mapping[int, Node], number: int | None) -> list[int]:
    """A node of a tree and those above it, the lowest first."""
    path: list[int] = []
    while number is not None and number in nodes and number not in path:
        path.append(number)
        number = nodes[number].parent_id
    return path


def _in_order(nodes: Mapping[int, Node], kept: Iterable[int]) -> list[tuple[int, int]]:
    """Those kept in the order of their tree, each parent before what lies within it, with depth."""
    wanted = set(kept) & set(nodes)
    within: dict[int | None, list[int]] = defaultdict(list)
    for number, node in nodes.items():
        if number in wanted:
            within[node.parent_id if node.parent_id in wanted else None].append(number)
    order: list[tuple[int, int]] = []
    open_ = [(number, 0) for number in reversed(within[None])]
    while open_:
        number, depth = open_.pop()
        order.append((number, depth))
        open_ += [(one, depth + 1) for one in reversed(within[number])]
    return order
