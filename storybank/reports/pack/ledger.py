"""The ledger in a report: what was offered, agreed and delivered, and what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from storybank.commitments.queries import Promise
from storybank.linking.models import Stance
from storybank.reports.pack.blocks import Cell, Figure, Head, Table
from storybank.reports.pack.material import Material
from storybank.reports.pack.promised import (
    amount_words,
    delivered_words,
    promise_address,
    promised_words,
)
from storybank.reports.pack.wording import day_words
from storybank.reports.rules import WAITING
from storybank.verification.models import Finding

FINDING_HEADS = {
    Finding.UPHELD: "Upheld",
    Finding.PARTLY_UPHELD: "Partly",
    Finding.NOT_UPHELD: "Not upheld",
    Finding.COULD_NOT_TELL: "Could not be told",
}
NOTHING = "–"


def name_of(promise: Promise) -> str:
    """A promise as it is named in a ledger: its reference, and its words."""
    return f"{promise.ref} {promise.text}".strip()


def quantity_words(value: Decimal | None, unit: str) -> str:
    """An amount with what it counts; a dash where there is none."""
    return NOTHING if value is None else amount_words(value, unit)


def promise_cell(promise: Promise, note: str = "") -> Cell:
    """The head of a row about one promise, and whether it still stands."""
    if promise.withdrawn_on is not None:
        note = f"Taken out of the contract on {day_words(promise.withdrawn_on)}."
    return Cell(
        line=(name_of(promise),),
        note=(note,) if note else (),
        header=True,
        href=promise_address(promise),
    )


def lowered_note(material: Material, promise: Promise) -> str:
    """That a promise was lowered, for the row it stands in; empty where it never was."""
    changes = material.lowered.get(promise.key, ())
    if not changes:
        return ""
    return "Lowered once." if len(changes) == 1 else f"Lowered {len(changes)} times."


def ledger_table(material: Material, promises: Sequence[Promise], *, caption: str) -> Table:
    """What was offered, agreed and delivered of each promise, and how many passages bear on it."""
    stances = [{"stance": Stance.SUPPORTS}, {"stance": Stance.CONTRADICTS}]
    return Table(
        caption=caption,
        head=(
            Head(text="Promise"),
            Head(text="At tender", numeric=True),
            Head(text="In contract", numeric=True),
            Head(text="Delivered", numeric=True),
            Head(text="For it", numeric=True),
            Head(text="Against it", numeric=True),
        ),
        rows=tuple(
            (
                promise_cell(one, lowered_note(material, one)),
                Cell(line=(quantity_words(one.tender_quantity, ""),)),
                Cell(line=(promised_words(one),)),
                Cell(line=(delivered_words(material, one),)),
                *(Cell(line=(figure,)) for figure in figures),
            )
            for one, figures in zip(promises, _cells(material, promises, stances), strict=True)
        ),
        empty="This contract makes no promise yet.",
    )


def findings_table(material: Material, promises: Sequence[Promise], *, caption: str) -> Table:
    """What independent people found of the claims about each promise."""
    columns = [*({"finding": one.value} for one in FINDING_HEADS), {"finding": WAITING}]
    heads = (*FINDING_HEADS.values(), "Not yet checked")
    return Table(
        caption=caption,
        head=(Head(text="Promise"), *(Head(text=one, numeric=True) for one in heads)),
        rows=tuple(
            (
                Cell(line=(one.ref or name_of(one),), header=True, href=promise_address(one)),
                *(Cell(line=(figure,)) for figure in figures),
            )
            for one, figures in zip(promises, _cells(material, promises, columns), strict=True)
        ),
        empty="There is no claim to check yet.",
    )


def _cells(
    material: Material, promises: Sequence[Promise], columns: Sequence[Mapping[str, Any]]
) -> Sequence[Sequence[Figure]]:
    """The claims about each promise by columns; small numbers go with their complements."""
    rows = [{"promise": one.public_id} for one in promises]
    return material.grid("claims", rows, columns).cells if rows else ()
