"""The place a report is about: what it is, and the contracts that promise something there."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.commitments.models import Contract
from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    Cell,
    Facts,
    Head,
    Line,
    Section,
    Table,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import day_words
from storybank.reports.pack.writing import line
from storybank.reports.rules import Stage

MOST_CONTRACTS = 25
MOST_NAMED = 8


def spot_of(material: Material) -> Spot:
    """The place a report is about."""
    assert material.asked.place is not None
    return material.tree.spots[material.asked.place.key]


def where_it_lies(material: Material, spot: Spot) -> str:
    """What sort of place it is, and within which larger ones: "Ward in South Shields"."""
    around = [one.name for one in reversed(material.tree.path(spot.id))]
    level = spot.level.value.capitalize()
    return f"{level} in {', '.join(around)}" if around else level


def promising(material: Material) -> list[Contract]:
    """The contracts that promise something here, the newest first."""
    ids = {one.contract_id for one in material.promises}
    found = [one for one in material.contracts if one.key in ids]
    return sorted(
        found, key=lambda one: (one.starts_on is not None, one.starts_on, one.key), reverse=True
    )


def larger_place(material: Material, contract: Contract) -> str:
    """The larger place that a contract is for; empty where it lies in the report's own."""
    around = {one.id: one.name for one in material.tree.path(spot_of(material).id)}
    return around.get(contract.place_id or 0, "")


def meant_for(material: Material, contract: Contract) -> str:
    """For which place a contract is, as words after its name; empty where it is the report's."""
    larger = larger_place(material, contract)
    if larger:
        return f", for {larger} as a whole"
    spot = material.tree.spots.get(contract.place_id or 0)
    return f", for {spot.name}" if spot is not None and spot.id != spot_of(material).id else ""


def profile(material: Material) -> Section:
    """The place itself, so that what is told is read where it was told (N103)."""
    spot = spot_of(material)
    inside = [one.name for one in material.tree.children(spot.id)]
    facts: list[tuple[str, Line]] = [("What it is", (where_it_lies(material, spot),))]
    if spot.code:
        facts.append(("Code", (spot.code,)))
    if spot.also_called:
        facts.append(("Also called", (spot.also_called.replace("; ", ", "),)))
    if inside:
        facts.append(("What lies within it", (", ".join(inside),)))
    for charter in material.charters:
        agreed = f", agreed on {day_words(charter.agreed_on)}" if charter.agreed_on else ""
        with_whom = f" with {charter.agreed_with.rstrip('.')}" if charter.agreed_with else ""
        facts.append(("Charter", (f"{charter.title}{agreed}{with_whom}",)))
    if not material.charters:
        facts.append(
            ("Charter", ("None is on record. Nobody has written down what matters here.",))
        )
    facts += _contracts_today(material)
    facts.append(("Who told us", line(material.figure("people", "people"))))
    first, last = material.days()
    if first and last:
        facts.append(("Told between", (f"{day_words(first)} and {day_words(last)}",)))
    return Section(key="profile", title="The place", blocks=(Facts(facts=tuple(facts)),))


def _contracts_today(material: Material) -> list[tuple[str, Line]]:
    today = material.today
    running = [
        one
        for one in promising(material)
        if (one.starts_on is None or one.starts_on <= today)
        and (one.ends_on is None or one.ends_on >= today)
    ]
    if not running:
        return [("Contracts running today", ("None that says it is for this place",))]
    named = "; ".join(one.title for one in running[:MOST_NAMED])
    more = len(running) - MOST_NAMED
    rest = f"; and {more:,} more" if more > 0 else ""
    return [("Contracts running today", (f"{named}{rest}",))]


def by_contract(material: Material) -> Table:
    """How far the promises of each contract have come, the newest contracts first."""
    stages = (
        (Stage.PROMISED, "Promised"),
        (Stage.DELIVERED, "Delivered"),
        (Stage.EVIDENCED, "For"),
        (Stage.CONTRADICTED, "Against"),
        (Stage.VERIFIED, "Upheld"),
        (Stage.SILENT, "Silent"),
    )
    rows = []
    every = promising(material)
    for one in every[:MOST_CONTRACTS]:
        figures = (
            material.figure("promises", contract=one.public_id, stage=stage) for stage, _ in stages
        )
        name = Cell(
            line=(one.title,),
            note=(_contract_note(material, one),),
            header=True,
            href=f"/contracts/{one.public_id}",
        )
        rows.append((name, *(Cell(line=(figure,)) for figure in figures)))
    return Table(
        caption=f"Promises of {_which(every)}: for how many something is delivered, people speak "
        "for or against, and somebody independent upheld it",
        head=(Head(text="Contract"), *(Head(text=words, numeric=True) for _, words in stages)),
        rows=tuple(rows),
        empty=f"No contract says that it is for {spot_of(material).name}.",
    )


def _which(contracts: Sequence[Contract]) -> str:
    if len(contracts) <= MOST_CONTRACTS:
        return "each contract"
    return f"the newest {MOST_CONTRACTS} of {len(contracts):,} contracts"


def _contract_note(material: Material, contract: Contract) -> str:
    years = ""
    if contract.starts_on and contract.ends_on:
        years = f", {contract.starts_on.year} to {contract.ends_on.year}"
    elif contract.starts_on:
        years = f", since {contract.starts_on.year}"
    return f"{contract.supplier}{years}{meant_for(material, contract)}"
