"""Tables of a social value budget: amounts that add up, promises one by one, money as entered."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from storybank.commitments.queries import Promise
from storybank.linking.models import Stance
from storybank.reports.models import MoneyFigure
from storybank.reports.pack.blocks import Block, Cell, Head, Table
from storybank.reports.pack.ledger import NOTHING, promise_cell
from storybank.reports.pack.material import NOT_HEARD, Material
from storybank.reports.pack.promised import amount_words, promised_words
from storybank.reports.pack.wording import day_words, plural
from storybank.reports.pack.writing import paragraph
from storybank.reports.rules import Stage
from storybank.reports.rules.budget import is_money

MOST_PROMISES = 12
OPENING = 180
"""Letters of a narrative that stand beside the figures on the first page."""


def opening(words: str) -> str:
    """The beginning of a narrative, to its first full stop or a whole word."""
    words = " ".join(words.split())
    if len(words) <= OPENING:
        return words
    cut = words[:OPENING]
    if (end := cut.rfind(". ")) > OPENING // 3:
        return cut[: end + 1]
    return f"{cut[: cut.rfind(' ')]} …"


def adds_up_table(
    material: Material, department: str, promises: Sequence[Promise], called: str
) -> list[Block]:
    """Amounts of promises that count the same thing in the same words: those alone add up.

    Money does not: a sum of pounds would be an amount that nobody entered and nobody stands for.
    """
    by_unit: dict[str, list[Promise]] = {}
    for one in promises:
        if one.withdrawn_on is None and one.quantity is not None and one.unit:
            by_unit.setdefault(one.unit, []).append(one)
    alike = {
        unit: many
        for unit, many in by_unit.items()
        if len(many) > 1 and not unit.startswith("%") and not is_money(unit)
    }
    if not alike:
        return []
    rows = tuple(
        (
            Cell(line=(unit,), header=True),
            Cell(
                line=(
                    material.figure(
                        "promises", department=department, unit=unit, stage=Stage.PROMISED
                    ),
                )
            ),
            Cell(
                line=(
                    amount_words(sum((one.quantity or Decimal(0) for one in many), Decimal(0)), ""),
                )
            ),
            Cell(line=(_delivered(material, many),)),
        )
        for unit, many in sorted(alike.items())
    )
    heads = ("Promises", "Promised in all", "Delivered in the year")
    return [
        Table(
            caption=f"What adds up, because it is counted in the same words: {called}",
            head=(Head(text="What is counted"), *(Head(text=one, numeric=True) for one in heads)),
            rows=rows,
        ),
        paragraph(
            "One word may stand for different people or things in two promises: read them one by "
            "one before you use a sum.",
            role="note",
        ),
    ]


def _delivered(material: Material, promises: Sequence[Promise]) -> str:
    found = [material.delivered_within.get(one.key) for one in promises]
    amounts = [one.quantity for one in found if one is not None and one.quantity is not None]
    return amount_words(sum(amounts, Decimal(0)), "") if amounts else "nothing reported"


def promises_table(material: Material, promises: Sequence[Promise], called: str) -> list[Block]:
    """Promises one by one: how much is promised, what the year brought, and who speaks of it.

    Those that are most spoken of, for or against, stand first, then those that something was
    delivered for; ``MOST_PROMISES`` of them.
    """
    standing = [one for one in promises if one.withdrawn_on is None]

    def spoken_of(one: Promise) -> tuple[int, bool]:
        heard = material.heard_of.get(one.key, NOT_HEARD)
        return -(heard.supporting + heard.contradicting), one.key not in material.delivered_within

    shown = sorted(standing, key=spoken_of)[:MOST_PROMISES]
    stances = [{"stance": Stance.SUPPORTS}, {"stance": Stance.CONTRADICTS}]
    cells = material.grid("claims", [{"promise": one.public_id} for one in shown], stances).cells
    heads = ("Promised", "Delivered in the year", "Passages for it", "Against it")
    blocks: list[Block] = [
        Table(
            caption=f"Promises one by one: {called}",
            head=(Head(text="Promise"), *(Head(text=one, numeric=True) for one in heads)),
            rows=tuple(
                (
                    promise_cell(one, material.contract_of[one.contract_id].title),
                    Cell(line=(promised_words(one),)),
                    Cell(line=(within_words(material, one),)),
                    *(Cell(line=(figure,)) for figure in figures),
                )
                for one, figures in zip(shown, cells, strict=True)
            ),
        )
    ]
    rest = len(standing) - len(shown)
    if rest:
        says = f"{plural(rest, 'more promise')}, less spoken of or not at all, in the ledger."
        blocks.append(paragraph(says, role="note"))
    return blocks


def within_words(material: Material, promise: Promise) -> str:
    """What is reported of a promise for the days of the report."""
    found = material.delivered_within.get(promise.key)
    if found is None:
        return "nothing reported"
    if found.quantity is not None:
        return amount_words(found.quantity, promise.unit)
    return f"{found.points} of 5 points" if found.points is not None else NOTHING


def money_table(money: Sequence[MoneyFigure], called: str) -> Table:
    """Amounts as they were entered, each with all that was said of it; no total, ever."""
    heads = ("What it is of", "How it was worked out", "By whom, and when", "What it does not show")
    return Table(
        caption=f"Amounts as they were entered: {called}",
        head=(Head(text="Amount", numeric=True), *(Head(text=one) for one in heads)),
        rows=tuple(
            (
                Cell(line=(pounds(one.amount),), header=True),
                Cell(line=(one.says,)),
                Cell(line=(one.method,)),
                Cell(line=(f"{one.author}, {day_words(one.worked_out_on)}",)),
                Cell(line=(one.caveat,)),
            )
            for one in money
        ),
    )


def pounds(amount: Decimal) -> str:
    """An amount of money: £1,250 or £1,250.50."""
    return f"£{amount:,.2f}".removesuffix(".00")
