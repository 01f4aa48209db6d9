"""Who is missing, by group, contract, supplier and kind of telling."""

from __future__ import annotations

from collections import Counter
from typing import Any

from storybank.commitments.models import Contract
from storybank.intake.models import StoryKind
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Figure,
    Head,
    Section,
    Table,
)
from storybank.reports.pack.kinds.found_parts import KIND_WORDS
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import paragraph
from storybank.reports.rules import Show, Stage, Wanted

MOST_CONTRACTS = 40


MOST_GROUPS = 25


def by_group(material: Material) -> Section:
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


def by_contract(material: Material) -> Section:
    """Promises and stories, contract by contract: those least heard first."""
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


def by_supplier(material: Material) -> Section:
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


def by_kind(material: Material) -> Section:
    """How the stories were told: by the person, in an interview, about them."""
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
