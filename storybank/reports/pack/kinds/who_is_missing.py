"""Who is missing: whose voices are here, by place, group and contract, against who was promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from storybank.commitments.models import Contract
from storybank.intake.models import StoryKind
from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    EasyLine,
    Figure,
    Head,
    Item,
    Listed,
    Pack,
    Section,
    Strip,
    Table,
)
from storybank.reports.pack.kinds.board_parts import (
    KIND_WORDS,
    how_made,
    kept_words,
    missing_lines,
    silent_section,
)
from storybank.reports.pack.kinds.first_page import answer, counted
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.pictures import theme_by_place
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import READ_BY, basis_of, plural
from storybank.reports.pack.writing import Writing, line, paragraph
from storybank.reports.rules import Show, Stage, Wanted, is_small

QUESTION = "Who was promised something, and who of them have we not heard?"
MOST_PLACES = 24
MOST_CONTRACTS = 40
MOST_GROUPS = 25
MOST_PICTURED = 12
MANY_FEW = 4
LEAST_PICTURED = 3
"""A picture of next to nothing but a few says nothing."""
ADDS_UP_NOT = (
    "Stories that name no place, or only a larger one, stand in no row: the rows need not add up."
)


def build(material: Material) -> Pack:
    """Who is missing from what is asked for."""
    writing, missing = Writing(material), find_missing(material)
    spots = spots_shown(material)
    front = (
        _answer(material, missing),
        Section(
            key="missing",
            title="Who is missing",
            blocks=(missing_lines(material, missing, most=6),),
        ),
        Section(key="next", title="What to do next", blocks=(_next(material, missing, spots),)),
    )
    silent = silent_section(material, material.promises, key="silent")
    sections = (
        _by_place(material, spots),
        _by_group(material),
        _by_contract(material),
        _by_supplier(material),
        _by_kind(material),
        *((silent,) if silent else ()),
        _not_here(material, missing),
        how_made(material),
    )
    return writing.finish(
        question=QUESTION,
        front=front,
        sections=sections,
        easy=_easy(material, missing),
        warnings=warn(material, missing),
    )


def _answer(material: Material, missing: Missing) -> Section:
    if not material.heard.story.size:
        return answer(material)
    figure = material.figure
    promised = counted(figure("promises"), "promise", "promises")
    silent = figure("promises", stage=Stage.SILENT)
    contracts = len(material.contracts)
    heard = contracts - len(missing.unheard)
    return Section(
        key="answer",
        title="The answer",
        blocks=(
            answer(material).blocks[0],
            paragraph(
                f"They speak about {_all_or(heard, contracts)}. Of ",
                promised,
                ", ",
                silent,
                f" {'is' if silent.number == 1 else 'are'} spoken of by nobody.",
                role="lead",
            ),
            paragraph(
                "A promise nobody speaks of is not a broken one. It is one about which nobody has "
                "asked, or nobody was reached."
            ),
            Strip(
                figures=(
                    (figure("people"), "heard here"),
                    (
                        silent,
                        f"of {plural(figure('promises').number or 0, 'promise')} nobody speaks of",
                    ),
                    (figure("promises", stage=Stage.EVIDENCED), "people speak for"),
                    (
                        figure("promises", stage=Stage.CONTRADICTED),
                        "people speak against",
                    ),
                )
            ),
        ),
    )


def _all_or(heard: int, contracts: int) -> str:
    if heard == contracts:
        return "the one contract" if contracts == 1 else f"all {contracts:,} contracts"
    return f"{heard:,} of {plural(contracts, 'contract')}"


# By place


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


def _by_place(material: Material, spots: Sequence[Spot]) -> Section:
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


# By group, contract, supplier, kind


def _by_group(material: Material) -> Section:
    """For whom promises are meant, and what is said of these promises."""
    meant = Counter(
        one.beneficiaries.strip() for one in material.promises if one.withdrawn_on is None
    )
    unsaid = meant.pop("", 0)
    groups = sorted(meant, key=lambda one: (-meant[one], one.casefold()))[:MOST_GROUPS]
    claims = material.series("claims", [{"whom": one} for one in groups])
    rows = tuple(
        (
            Cell(line=(group,), header=True),
            Cell(line=(material.figure("promises", whom=group),)),
            Cell(line=(material.figure("promises", whom=group, stage=Stage.SILENT),)),
            Cell(line=(claim,)),
        )
        for group, claim in zip(groups, claims, strict=True)
    )
    table = Table(
        caption="Those to whom something was promised",
        head=(
            Head(text="For whom"),
            Head(text="Promises", numeric=True),
            Head(text="Nobody speaks of", numeric=True),
            Head(text="Passages about them", numeric=True),
        ),
        rows=rows,
        empty="No promise here says for whom it is meant.",
    )
    note = (
        paragraph(
            f"{plural(unsaid, 'promise does', 'promises do')} not say for whom "
            f"{'it is' if unsaid == 1 else 'they are'} meant.",
            role="note",
        ),
    )
    return Section(
        key="by-group",
        title="Group by group",
        blocks=(table, *(note if unsaid and groups else ())),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
    )


def _by_contract(material: Material) -> Section:
    silent_first = sorted(
        material.contracts,
        key=lambda one: material.count(Wanted(show=Show.STORIES, contract=one.public_id)).stories,
    )
    shown = silent_first[:MOST_CONTRACTS]
    stories = material.series("stories", [{"contract": one.public_id} for one in shown])
    rows = tuple(
        _contract_row(material, one, figure) for one, figure in zip(shown, stories, strict=True)
    )
    blocks: list[Block] = [
        Table(
            caption="Contracts, those least heard first",
            head=(
                Head(text="Contract"),
                Head(text="Promises", numeric=True),
                Head(text="Nobody speaks of", numeric=True),
                Head(text="Stories", numeric=True),
            ),
            rows=rows,
            empty="There is no contract here.",
        )
    ]
    left = len(silent_first) - len(shown)
    if left > 0:
        blocks.append(
            paragraph(f"{plural(left, 'more contract is', 'more contracts are')} heard more of.")
        )
    return Section(
        key="by-contract", title="Contract by contract", blocks=tuple(blocks), new_page=True
    )


def _contract_row(material: Material, one: Contract, stories: Figure) -> tuple[Cell, ...]:
    return (
        Cell(
            line=(one.title,),
            note=(one.supplier,),
            header=True,
            href=f"/contracts/{one.public_id}",
        ),
        Cell(line=(material.figure("promises", contract=one.public_id),)),
        Cell(line=(material.figure("promises", contract=one.public_id, stage=Stage.SILENT),)),
        Cell(line=(stories,)),
    )


def _by_supplier(material: Material) -> Section:
    """Suppliers and departments side by side, those with most promises first."""
    parts = tuple(
        Section(
            key=f"by-{name}",
            title=f"{title} by {title.lower()}",
            blocks=(_table_by(material, name, title),),
        )
        for name, title in (("supplier", "Supplier"), ("department", "Department"))
        if len({getattr(one, name) for one in material.contracts}) > 1
    )
    return Section(key="by-body", title="Who promised, and who bought", sections=parts)


def _table_by(material: Material, name: str, title: str) -> Table:
    names = Counter(getattr(one, name) for one in material.contracts)
    shown = sorted((one for one in names if one), key=lambda one: (-names[one], one))[:MOST_GROUPS]
    stories = material.series("stories", [{name: one} for one in shown])

    def promises(one: str, **wanted: Any) -> Figure:
        return material.figure("promises", **{name: one}, **wanted)

    return Table(
        caption=f"Stories and promises, {title.lower()} by {title.lower()}",
        caption_hidden=True,
        head=(
            Head(text=title),
            Head(text="Promises", numeric=True),
            Head(text="Nobody speaks of", numeric=True),
            Head(text="Stories", numeric=True),
        ),
        rows=tuple(
            (
                Cell(line=(one,), header=True),
                Cell(line=(promises(one),)),
                Cell(line=(promises(one, stage=Stage.SILENT),)),
                Cell(line=(figure,)),
            )
            for one, figure in zip(shown, stories, strict=True)
        ),
    )


def _by_kind(material: Material) -> Section:
    figures = material.series("stories", [{"kind": one} for one in StoryKind])
    return Section(
        key="by-kind",
        title="Who tells it",
        blocks=(
            Table(
                caption="Who tells the stories",
                caption_hidden=True,
                head=(Head(text="How"), Head(text="Stories", numeric=True)),
                rows=tuple(
                    (Cell(line=(KIND_WORDS[kind],), header=True), Cell(line=(figure,)))
                    for kind, figure in zip(StoryKind, figures, strict=True)
                ),
            ),
        ),
    )


# What is not here, and what to do


def _not_here(material: Material, missing: Missing) -> Section:
    kept = kept_words(material)
    return Section(
        key="not-here",
        title="Told, and not in this report",
        blocks=(missing_lines(material, missing), *((kept,) if kept else ())),
    )


def _next(material: Material, missing: Missing, spots: Sequence[Spot]) -> Listed:
    """What can be done about it, the most useful first."""
    items = []
    if missing.unheard:
        names = ", ".join(one.title for one in missing.unheard[:3])
        more = len(missing.unheard) - 3
        names += f" and {more:,} more" if more > 0 else ""
        items.append(Item(line=(f"Ask for stories about {names}.",), href="/calls"))
    heard = set(np.unique(material.place_of).tolist())
    silent = [one for one in spots if not heard & set(material.tree.subtree(one.id))]
    if silent:
        names = ", ".join(one.name for one in silent[:4])
        names += " and others" if len(silent) > 4 else ""
        items.append(Item(line=(f"Go and listen in {names}.",), href="/calls"))
    if missing.silent:
        items.append(
            Item(
                line=("Put the questions of the promises nobody speaks of to those they are for.",),
                href="/reviews",
            )
        )
    if missing.held_back:
        readers = READ_BY[material.asked.purpose]
        items.append(
            Item(line=(f"Ask those whose stories are held back whether {readers} may read them.",))
        )
    if missing.unattached or missing.waiting:
        items.append(Item(line=("Finish what waits for a person here.",), href="/stories"))
    items.append(Item(line=("Ask who was never reached at all: no report can count them.",)))
    return Listed(items=tuple(items), ordered=True)


def _easy(material: Material, missing: Missing) -> list[EasyLine]:
    people = material.figure("people")
    if people.number == 0:
        return [EasyLine(sign="missing", line=("Nobody has told us a story yet.",))]
    unheard, silent = len(missing.unheard), len(missing.silent)
    found = [
        EasyLine(
            sign="people", line=line("We heard from ", counted(people, "person", "people"), ".")
        )
    ]
    if unheard:
        about = "1 contract" if unheard == 1 else f"{unheard:,} contracts"
        found.append(EasyLine(sign="missing", line=(f"No one told us about {about}.",)))
    if silent:
        about = "1 promise" if silent == 1 else f"{silent:,} promises"
        found.append(EasyLine(sign="promise", line=(f"No one told us about {about}.",)))
    found.append(EasyLine(sign="activity", line=("We need to ask more people.",)))
    return found
