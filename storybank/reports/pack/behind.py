"""The words and the promises behind a figure: what ``Material`` counted, listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.core.errors import NotFound
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.queries import story_keys
from storybank.reports.queries.numbers import Ints
from storybank.reports.rules import Show, Wanted, is_small


@dataclass(frozen=True)
class WordsBehind:
    """One page of the words behind a figure; ``total`` and ``people`` are what was counted.

    ``is_small``: it is of too few people to be told. Then nothing is listed: whoever counts what
    is listed knows the number, and any address can be written by hand.
    """

    total: int
    people: int
    told: tuple[Told, ...]
    is_small: bool


@dataclass(frozen=True)
class PromisesBehind:
    """One page of the promises behind a figure; ``contracts`` is of how many contracts."""

    total: int
    contracts: int
    promises: tuple[tuple[Promise, Contract], ...]


def words_behind(
    material: Material, wanted: Wanted, *, page: int = 1, per_page: int = 25
) -> WordsBehind:
    """What a figure with these conditions counts, a page at a time."""
    counted = material.count(wanted)
    if is_small(counted.people, material.smallest):
        return WordsBehind(total=0, people=0, told=(), is_small=True)
    every = rows_behind(material, wanted)
    shown = [passage_at(material, wanted, row) for row in every[(page - 1) * per_page :][:per_page]]
    return WordsBehind(
        total=int(every.size),
        people=counted.people,
        told=tuple(tell(material, shown)),
        is_small=False,
    )


def promises_behind(
    material: Material, wanted: Wanted, *, page: int = 1, per_page: int = 25
) -> PromisesBehind:
    """The promises that a figure with these conditions counts, a page at a time."""
    every = material.promises_at(wanted)
    contracts = {one.contract_id for one in every}
    shown = every[(page - 1) * per_page :][:per_page]
    return PromisesBehind(
        total=len(every),
        contracts=len(contracts),
        promises=tuple((one, material.contract_of[one.contract_id]) for one in shown),
    )


def find_passages(material: Material, story: UUID) -> list[Passage]:
    """Every passage of a story that the report could quote: coded, or set beside a promise.

    Raises:
        NotFound: the story cannot stand in the report.
    """
    at = place_of_story(material, story)
    coded, linked = material.coded, material.linked
    links = {
        (int(linked.start[row]), int(linked.end[row])): int(linked.link[row])
        for row in np.flatnonzero((linked.at == at) & (linked.newest == 1))
    }
    found = {place: Passage(at, place[0], place[1], None, link) for place, link in links.items()}
    for row in np.flatnonzero(coded.at == at):
        place = (int(coded.start[row]), int(coded.end[row]))
        found[place] = Passage(at, *place, int(coded.coding[row]), links.get(place))
    return [found[place] for place in sorted(found)]


def find_passage(material: Material, story: UUID, start: int, end: int) -> Passage:
    """One passage of a story that the report could quote.

    Raises:
        NotFound: there is none, or the story cannot stand in the report.
    """
    for one in find_passages(material, story):
        if (one.start, one.end) == (start, end):
            return one
    raise NotFound("There is no such passage in this report.")


def place_of_story(material: Material, story: UUID) -> int:
    """The place of a story in ``material.heard``.

    Raises:
        NotFound: it cannot stand in the report.
    """
    number = story_keys(material.session, {story}).get(story, 0)
    places = np.flatnonzero(material.heard.story == number)
    if not places.size:
        raise NotFound("There is no such story in this report.")
    return int(places[0])


def rows_behind(material: Material, wanted: Wanted) -> Ints:
    """The rows that fulfil what is wanted, each passage once, in the order of stories and text."""
    if wanted.show is Show.STORIES:
        return np.flatnonzero(material.story_mask(wanted))
    if wanted.show is Show.LINKED:
        return np.flatnonzero(material.linked_mask(wanted))
    rows = np.flatnonzero(material.coded_mask(wanted))
    _, first = np.unique(material.coded.segment[rows], return_index=True)
    return rows[np.sort(first)]


def passage_at(material: Material, wanted: Wanted, row: int) -> Passage:
    """The passage of one row; of a whole story, its first in own words."""
    coded, linked = material.coded, material.linked
    if wanted.show is Show.LINKED:
        return Passage(
            int(linked.at[row]),
            int(linked.start[row]),
            int(linked.end[row]),
            None,
            int(linked.link[row]),
        )
    if wanted.show is Show.STORIES:
        own = np.flatnonzero((coded.at == row) & (coded.own == 1))
        if not own.size:
            return Passage(int(row), 0, 0)
        row = int(own[0])
    return _coded(material, row)


def _coded(material: Material, row: int) -> Passage:
    """A coded passage, with the claim made of the same words, if there is one."""
    coded, linked = material.coded, material.linked
    at, start, end = int(coded.at[row]), int(coded.start[row]), int(coded.end[row])
    same = (linked.at == at) & (linked.newest == 1) & (linked.start < end) & (linked.end > start)
    links: Sequence[int] = linked.link[same].tolist()
    return Passage(at, start, end, int(coded.coding[row]), links[0] if links else None)
