"""From the priorities of a place to promises, to words, to findings, and where that breaks."""

from __future__ import annotations

from storybank.linking.models import Stance
from storybank.reports.pack.blocks import (
    Cell,
    Head,
    Section,
    Table,
)
from storybank.reports.pack.material import NOT_HEARD, Material
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.writing import paragraph
from storybank.reports.place.thread import Break

BREAKS = {
    Break.NO_PROMISE: ("silent", "No promise answers this"),
    Break.NOBODY_TOLD: ("silent", "Promised, and nobody has told us"),
    Break.UNCHECKED: ("waiting", "Told, and nobody independent has looked"),
    Break.NOT_UPHELD: ("stop", "Looked into, and nothing upheld"),
    None: ("done", "Promised, told, and upheld at least in part"),
}


def where_it_breaks(material: Material, priority: Priority) -> Break | None:
    """Where the thread from a priority breaks; None where it holds to a finding that upholds."""
    stand = [one for one in priority.promises if one.withdrawn_on is None]
    heard = [material.heard_of.get(one.key, NOT_HEARD) for one in stand]
    if not heard:
        return Break.NO_PROMISE
    if not any(one.supporting or one.contradicting for one in heard):
        return Break.NOBODY_TOLD
    if not any(one.checked for one in heard):
        return Break.UNCHECKED
    return None if any(one.verified for one in heard) else Break.NOT_UPHELD


def thread(material: Material) -> Section:
    """From each priority to promises, to words, to findings, and where that breaks."""
    figure, rows = material.figure, []
    for one in material.priorities.listed:
        broken = BREAKS[where_it_breaks(material, one)][1]
        rows.append(
            (
                Cell(line=(one.name,), header=True),
                Cell(line=(figure("promises", **one.wanted),)),
                Cell(line=(figure("claims", stance=Stance.SUPPORTS, **one.wanted),)),
                Cell(line=(figure("claims", stance=Stance.CONTRADICTS, **one.wanted),)),
                Cell(line=(figure("claims", finding="checked", **one.wanted),)),
                Cell(line=(broken,)),
            )
        )
    framework = material.priorities.framework
    said = (
        f"The priorities of {framework.title}, and what answers each."
        if framework
        else "No charter is on record here, so these are the groups of our own themes."
    )
    table = Table(
        caption="From each priority to what was found, and where the thread breaks",
        head=(
            Head(text="Priority"),
            Head(text="Promises", numeric=True),
            Head(text="Passages for", numeric=True),
            Head(text="Against", numeric=True),
            Head(text="Checked", numeric=True),
            Head(text="Where it breaks"),
        ),
        rows=tuple(rows),
    )
    return Section(
        key="thread",
        title="What matters here, and what became of it",
        blocks=(paragraph(said), table),
    )
