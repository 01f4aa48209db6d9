"""Promises in a report: what was offered, how far each has come, what was lowered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from storybank.commitments.models import CommitmentChange
from storybank.commitments.queries import Promise
from storybank.linking.models import Stance
from storybank.reports.pack.blocks import Cell, Figure, Head, Item, Line, Listed, Table
from storybank.reports.pack.material import NOT_HEARD, Material
from storybank.reports.pack.wording import day_words
from storybank.verification import wording
from storybank.verification.models import Finding

SAID_OF = (Finding.UPHELD, Finding.PARTLY_UPHELD, Finding.NOT_UPHELD, Finding.COULD_NOT_TELL)
FINDING_WORDS = {Finding.UPHELD: "upheld", **wording.FINDING_WORDS}
NOBODY_TOLD = "Nobody has told us"
HIGHEST = 5


def promise_table(
    material: Material,
    promises: Sequence[Promise],
    *,
    caption: str,
    most: int = 10,
) -> Table:
    """Promises beside what is delivered, what people say of them, and what was checked.

    Those that people speak against stand first, then those most people speak for, then the rest;
    ``most`` of them.
    """
    with_contract = len({one.contract_id for one in promises}) > 1
    shown = in_order_of_voice(material, promises)[:most]
    return Table(
        caption=caption,
        head=(
            Head(text="What was promised"),
            Head(text="Promised", numeric=True),
            Head(text="Delivered", numeric=True),
            Head(text="What people say"),
            Head(text="Checked"),
        ),
        rows=tuple(_row(material, one, with_contract=with_contract) for one in shown),
        empty="No promise stands here.",
    )


def in_order_of_voice(material: Material, promises: Sequence[Promise]) -> list[Promise]:
    """Those that stand: contradicted first, then the most spoken of, then in their own order."""

    def order(one: Promise) -> tuple[bool, int]:
        heard = material.heard_of.get(one.key, NOT_HEARD)
        return heard.contradicting == 0, -(heard.supporting + heard.contradicting)

    return sorted((one for one in promises if one.withdrawn_on is None), key=order)


def promise_address(promise: Promise) -> str:
    """Where a promise stands, for readers who have an account."""
    return f"/contracts/commitments/{promise.public_id}"


def said_of(material: Material, promise: Promise) -> Line:
    """Who speaks for a promise and against it; that nobody does, where nobody does.

    Words stand in place of numbers too small to be told.
    """
    heard = material.heard_of.get(promise.key, NOT_HEARD)
    parts: list[str | Figure] = []
    for number, stance, words in (
        (heard.supporting, Stance.SUPPORTS, "for it"),
        (heard.contradicting, Stance.CONTRADICTS, "against it"),
    ):
        if not number:
            continue
        figure = material.figure("claims", promise=promise.public_id, stance=stance)
        if figure.number is None:
            parts.append(f", and some {words}" if parts else f"Some people speak {words}")
        else:
            passages = "passage" if figure.number == 1 else "passages"
            parts += [*([", "] if parts else []), figure, f" {passages} {words}"]
    return tuple(parts) or (NOBODY_TOLD,)


def checked_of(material: Material, promise: Promise) -> Line:
    """What independent people found of what is said of a promise."""
    heard = material.heard_of.get(promise.key, NOT_HEARD)
    if not heard.checked:
        return ("Not checked",) if heard.supporting + heard.contradicting else ()
    lines = [{"promise": promise.public_id, "finding": one.value} for one in SAID_OF]
    found = [
        (figure, FINDING_WORDS[finding])
        for figure, finding in zip(material.series("claims", lines), SAID_OF, strict=True)
        if figure.number != 0
    ]
    if all(figure.number is None for figure, _ in found):
        words = ", ".join(each for _, each in found)
        return (words[:1].upper() + words[1:],)
    parts: list[str | Figure] = []
    for figure, words in found:
        parts += [*([", "] if parts else []), figure, f" {words}"]
    return tuple(parts)


def delivered_words(material: Material, promise: Promise) -> str:
    """What its supplier reports, in the promise's own unit, or in points; else that nothing is."""
    amount = material.delivered.get(promise.key)
    if amount is not None:
        return amount_words(amount, promise.unit)
    points = material.points.get(promise.key)
    return f"{points} of {HIGHEST} points" if points is not None else "nothing reported"


def promised_words(promise: Promise) -> str:
    """How much is promised, in its own unit; that no figure is, where none is."""
    if promise.quantity is None:
        return "no figure"
    return amount_words(promise.quantity, promise.unit)


def amount_words(amount: Decimal, unit: str) -> str:
    """An amount with no more decimals than it needs, and its unit: 1,200 hours, 40%."""
    text = f"{Decimal(amount):,.2f}".rstrip("0").rstrip(".")
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def lowered_words(change: CommitmentChange) -> str:
    """One sentence on a lowering: from what to what, when and why."""
    on = day_words(change.decided_at.date()) if change.decided_at else "a day nobody wrote down"
    because = f"{change.reason.strip().rstrip('. ')}."
    before, after = change.before, change.after
    if after.get("withdrawn_on"):
        return f"Taken out of the contract on {on}: {because}"
    if before.get("quantity") != after.get("quantity"):
        what = f"Lowered from {_amount(before)} to {_amount(after)}"
    elif before.get("due_on") != after.get("due_on"):
        what = f"Put off from {_day(before)} to {_day(after)}"
    else:
        what = "Lowered"
    return f"{what} on {on}: {because}"


def lowered_list(material: Material, promises: Sequence[Promise] | None = None) -> Listed | None:
    """Every promise that was lowered, what became of it and why; None where none was."""
    several = len(material.contracts) > 1
    items = [
        Item(
            line=(one.text,),
            note=(
                f"{lowered_words(change)} Agreed by two persons."
                + (f" {material.contract_of[one.contract_id].title}." if several else ""),
            ),
            href=f"{promise_address(one)}#history",
        )
        for one in (material.promises if promises is None else promises)
        for change in material.lowered.get(one.key, ())
    ]
    return Listed(items=tuple(items)) if items else None


def _row(material: Material, one: Promise, *, with_contract: bool) -> tuple[Cell, ...]:
    contract = material.contract_of[one.contract_id]
    note = f"{one.ref} · {contract.title}" if with_contract else one.ref
    return (
        Cell(line=(one.text,), note=(note,), header=True, href=promise_address(one)),
        Cell(line=(promised_words(one),)),
        Cell(line=(delivered_words(material, one),)),
        Cell(line=said_of(material, one)),
        Cell(line=checked_of(material, one)),
    )


def _amount(told: Mapping[str, Any]) -> str:
    found = told.get("quantity")
    return "no figure" if found is None else amount_words(Decimal(found), "")


def _day(told: Mapping[str, Any]) -> str:
    found = told.get("due_on")
    return day_words(date.fromisoformat(found)) if found else "no day"
