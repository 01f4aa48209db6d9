"""Who is missing, place by place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Figure,
    Head,
    Section,
    Table,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import theme_by_place
from storybank.reports.pack.wording import basis_of
from storybank.reports.pack.writing import paragraph
from storybank.reports.rules import Show, Wanted, is_small

MOST_PLACES = 24


MOST_PICTURED = 12


MANY_FEW = 4


LEAST_PICTURED = 3


"""A picture of next to nothing but a few says nothing."""


ADDS_UP_NOT = (
    "Stories that name no place, or only a larger one, stand in no row: the rows need not add up."
)


def spots_shown(material: Material, most: int = MOST_PLACES) -> list[Spot]:
    """Places that hold stories or promises, none within another: as small as ``most`` allows.

    It begins with the largest and goes into the parts of one as long as they are few enough, and
    numbers can be told of at least half of them.
    """
    tree = material.tree
    lie_in = {one.place_id for one in material.contracts if one.place_id is not None}
    stories = Counter(one for one in material.place_of.tolist() if one in tree.spots)
    named = lie_in | set(stories)
    if material.places:
        named &= material.places
    holding = {up.id for one in named for up in (*tree.path(one), tree.spots[one])}
    top = material.asked.place.key if material.asked.place is not None else None

    def inside(spot_id: int | None) -> list[Spot]:
        return [one for one in tree.children(spot_id) if one.id in holding or spot_id == top]

    shown = inside(top) if top is not None else [one for one in inside(None) if one.id in holding]
    if top is not None and not shown:
        return [tree.spots[top]]
    waiting = list(shown)
    while waiting:
        spot = waiting.pop(0)
        parts = [one for one in tree.children(spot.id) if one.id in holding]
        if parts and len(shown) - 1 + len(parts) <= most and _can_be_told(material, parts):
            shown.remove(spot)
            shown += parts
            waiting += parts
    return sorted(shown, key=lambda one: one.name)[:most]


def _can_be_told(material: Material, spots: Sequence[Spot]) -> bool:
    """Whether numbers of people can be told of at least half of these places."""
    people = [
        material.count(Wanted(show=Show.STORIES, place=material.place_ids[one.id])).people
        for one in spots
    ]
    told = sum(not is_small(one, material.smallest) for one in people)
    return told * 2 >= len(people)


def by_place(material: Material, spots: Sequence[Spot]) -> Section:
    """People heard and promises made, place by place; places of a few are named in a sentence."""
    ids = [material.place_ids[one.id] for one in spots]
    stories = material.series("stories", [{"place": one} for one in ids])
    rows = []
    for spot, public, heard in zip(spots, ids, stories, strict=True):
        people = (
            heard.model_copy(update={"of": "people"})
            if heard.number is None
            else material.figure("people", place=public)
        )
        rows.append(
            (
                Cell(line=(spot.name,), header=True, href=f"/places/{public}"),
                Cell(line=(material.figure("promises", place=public),)),
                Cell(line=(people,)),
                Cell(line=(heard,)),
            )
        )
    rows.sort(key=_least_heard)
    few = [row for row in rows if _is_few(row)]
    if len(few) >= MANY_FEW:
        rows = [row for row in rows if not _is_few(row)]
    else:
        few = []
    table = Table(
        caption="Places, those least heard first",
        head=(
            Head(text="Place"),
            Head(text="Promises made to it alone", numeric=True),
            Head(text="People heard", numeric=True),
            Head(text="Stories", numeric=True),
        ),
        rows=tuple(rows),
        empty="No place is on record for these stories and contracts.",
    )
    pictured = _most_heard(material, spots)
    drawn = theme_by_place(material, pictured) if len(pictured) > 1 else None
    told = sum(bool(one.get("number")) for one in drawn.data) if drawn else 0
    picture: tuple[Block, ...] = (drawn,) if drawn and told >= LEAST_PICTURED else ()
    return Section(
        key="by-place",
        title="Place by place",
        blocks=(
            *((table,) if rows or not few else ()),
            *_few_places(few),
            paragraph(
                f"{ADDS_UP_NOT} A promise made to a larger place is made to all within it.",
                role="note",
            ),
            *picture,
        ),
        basis=basis_of(material, Wanted()),
        new_page=True,
    )


def _is_few(row: Sequence[Cell]) -> bool:
    stories = row[3].line[0]
    return isinstance(stories, Figure) and stories.number is None


def _few_places(rows: Sequence[Sequence[Cell]]) -> tuple[Block, ...]:
    """Places whose numbers are too small to be told, in a sentence instead of a table of a few."""
    if not rows:
        return ()
    names = [str(row[0].line[0]) for row in rows]
    return (
        paragraph(f"A few people are heard from each of {', '.join(names[:-1])} and {names[-1]}."),
    )


def _least_heard(row: Sequence[Cell]) -> tuple[bool, int]:
    """Silent places first; "a few" before any number."""
    stories, promises = row[3].line[0], row[1].line[0]
    assert isinstance(stories, Figure)
    assert isinstance(promises, Figure)
    number = 1 if stories.number is None else stories.number
    return number > 0, (number if number else -(promises.number or 0))


def _most_heard(material: Material, spots: Sequence[Spot]) -> list[int]:
    """The places from which most is told, in their order: a picture holds no more."""
    numbers = {
        one.id: material.count(Wanted(place=material.place_ids[one.id])).passages for one in spots
    }
    kept = sorted((one for one in spots if numbers[one.id]), key=lambda one: -numbers[one.id])
    wanted = {one.id for one in kept[:MOST_PICTURED]}
    return [one.id for one in spots if one.id in wanted]
