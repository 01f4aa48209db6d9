"""What is told in each place within a place, and who of it is not heard."""

from __future__ import annotations

import numpy as np

from storybank.commitments.models import Contract
from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Head,
    Item,
    Section,
    Table,
)
from storybank.reports.pack.kinds.place_parts import promising, spot_of
from storybank.reports.pack.kinds.who_told import and_list, is_thin
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import CHANGE_WORDS, DIRECTIONS
from storybank.reports.pack.writing import listed, paragraph
from storybank.reports.rules import Stage

MOST_SILENT = 30


def by_ward(material: Material) -> Section | None:
    """What is told in each place directly within this one; None where it holds none.

    What names the larger place alone has a row of its own, so that nothing can be worked out from
    what is left over.
    """
    spot = spot_of(material)
    inside = material.tree.children(spot.id)
    if not inside or is_thin(material):
        return None
    lines = [
        *({"place": material.place_ids[one.id]} for one in inside),
        {"spot": material.place_ids[spot.id]},
    ]
    names = [*(one.name for one in inside), f"{spot.name}, no nearer place named"]
    people = material.series("people", lines)
    grid = material.grid("passages", lines, [{"change": one} for one in DIRECTIONS])
    rows = tuple(
        (
            Cell(
                line=(name,), header=True, href=f"/places/{row['place']}" if "place" in row else ""
            ),
            Cell(line=(tellers,)),
            *(Cell(line=(one,)) for one in cells),
        )
        for name, row, tellers, cells in zip(names, lines, people, grid.cells, strict=True)
    )
    heads = (Head(text=CHANGE_WORDS[one], numeric=True, change=one.value) for one in DIRECTIONS)
    table = Table(
        caption=f"What is told in each place within {spot.name}",
        head=(Head(text="Place"), Head(text="People", numeric=True), *heads),
        rows=rows,
    )
    return Section(key="wards", title=f"Within {spot.name}", blocks=(table,))


def silent_places(material: Material) -> list[Spot]:
    """The smallest places within this one that nobody told of."""
    heard = set(material.place_of.tolist())
    spot = spot_of(material)
    return [
        one
        for one in (material.tree.spots[number] for number in material.tree.subtree(spot.id))
        if one.id != spot.id
        and not one.is_merged
        and not material.tree.children(one.id)
        and not heard.intersection(material.tree.subtree(one.id))
    ]


def silent_contracts(material: Material) -> list[Contract]:
    """The contracts that promise something here, and that nobody here speaks of."""
    heard = set(np.unique(material.heard.contract).tolist())
    return [one for one in promising(material) if one.key not in heard]


def missing_here(material: Material, *, most: int = MOST_SILENT) -> Section:
    """Who has not been heard: places nobody told of, contracts and promises nobody speaks of."""
    spot = spot_of(material)
    blocks: list[Block] = []
    silent = silent_places(material)
    holds = bool(material.tree.children(spot.id))
    if silent:
        named = [one.name for one in silent[:most]]
        more = len(silent) - len(named)
        rest = f", and {more:,} more" if more else ""
        blocks.append(paragraph(f"Nobody has told us anything from {and_list(named)}{rest}."))
    elif holds and material.heard.story.size:
        blocks.append(paragraph(f"Somebody has told us of each place within {spot.name}."))
    blocks.append(
        paragraph(
            "About ",
            material.figure("promises", stage=Stage.SILENT),
            " of ",
            material.figure("promises", "promises"),
            " nobody here has told us anything.",
        )
    )
    contracts = silent_contracts(material)
    if contracts:
        blocks.append(
            listed(
                *(
                    Item(
                        line=(f"Nobody here speaks of {one.title}.",),
                        note=(f"Contract with {one.supplier}",),
                        href=f"/contracts/{one.public_id}",
                    )
                    for one in contracts[:most]
                )
            )
        )
    return Section(key="missing", title="Who has not been heard", blocks=tuple(blocks))
