"""Who is missing, as parts of a report: what is held back, taken back, or not spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storybank.commitments.queries import Promise
from storybank.reports.pack.blocks import (
    Block,
    Item,
    Listed,
    Section,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing
from storybank.reports.pack.promised import (
    promise_address,
)
from storybank.reports.pack.wording import READ_BY, plural
from storybank.reports.pack.writing import paragraph
from storybank.reports.rules import Stage, is_small

MOST_NAMED = 8


MOST_KEPT = 12


def missing_lines(material: Material, missing: Missing, *, most: int = 100) -> Listed:
    """Who is missing, a sentence each; that nobody is, as far as one can count, where so."""
    readers = READ_BY[material.asked.purpose]
    items: list[Item] = []

    def say(number: int, one: str, many: str) -> None:
        if number:
            items.append(Item(line=(number_told(material, number, one, many),)))

    say(
        missing.held_back,
        f"story is held back because the storyteller has not allowed {readers} to read it.",
        f"stories are held back because the storyteller has not allowed {readers} to read them.",
    )
    say(
        missing.waiting,
        "story waits for a person here before it can stand in this report.",
        "stories wait for a person here before they can stand in this report.",
    )
    say(
        missing.unattached,
        "story is not attached to a contract yet, so nobody knows by which promise.",
        "stories are not attached to a contract yet, so nobody knows by which promise.",
    )
    say(
        missing.undated,
        "story has no date, so nobody knows whether it was told in this time.",
        "stories have no date, so nobody knows whether they were told in this time.",
    )
    items += [
        Item(
            line=(f"Nobody in this report speaks about {one.title}.",),
            note=(one.supplier,),
            href=f"/contracts/{one.public_id}",
        )
        for one in missing.unheard[:most]
    ]
    left = len(missing.unheard) - most
    if left > 0:
        words = plural(
            left, "more contract has no voice here.", "more contracts have no voice here."
        )
        items.append(Item(line=(words,)))
    if not material.contracts:
        items.append(Item(line=("No contract stands in this report, so nobody could be heard.",)))
    elif missing.nobody:
        items.append(
            Item(
                line=(
                    "Every contract has a voice here, and no story is held back. Who was never "
                    "asked, nobody can count.",
                )
            )
        )
    return Listed(items=tuple(items))


def number_told(material: Material, number: int, one: str, many: str) -> str:
    """A number of stories with its noun; "a few" where it is too small to be told."""
    if is_small(number, material.smallest):
        return f"A few {many}"
    return plural(number, one, many)


def learning_words(material: Material, missing: Missing) -> Block | None:
    """How many stories are shared for learning alone; None where none is."""
    if not missing.learning:
        return None
    shared = number_told(material, missing.learning, "story is", "stories are")
    return paragraph(
        f"{shared} shared for learning alone: evidence for or against no promise. Such stories "
        "are read like any other."
    )


def kept_words(material: Material) -> Block | None:
    """What was taken back and is still counted, without words; None where nothing is."""
    kept = material.kept
    if not kept:
        return None
    total = sum(one.passages for one in kept)
    them, are = ("it", "it is") if total == 1 else ("them", "these are")
    if any(is_small(one.passages, material.smallest) for one in kept):
        # Whose they were is forgotten: so few may be of one person, and a total would give them
        # away beside the others.
        themes = "; ".join(dict.fromkeys(one.theme for one in kept[:MOST_KEPT]))
        return paragraph(
            "Passages were taken back by those who told them, who agreed that they are still "
            f"counted, here and without words. They speak of: {themes}. Their numbers are too "
            "small to be told, and they are in no other figure of this report."
        )
    each = "; ".join(
        f"{one.theme}, {one.change.value}, {one.passages} in {one.year}" for one in kept[:MOST_KEPT]
    )
    more = "; and more" if len(kept) > MOST_KEPT else ""
    return paragraph(
        f"{plural(total, 'passage was', 'passages were')} taken back by those who told {them}. "
        f"They agreed that {are} still counted, here and without words: {each}{more}. They are in "
        "no other figure of this report."
    )


def silent_section(
    material: Material, promises: Sequence[Promise], *, key: str, **wanted: Any
) -> Section | None:
    """Promises nobody speaks of, named; None where somebody speaks of each."""
    silent = [
        one for one in promises if one.withdrawn_on is None and one.key not in material.heard_of
    ]
    if not silent:
        return None
    this, was, it = (
        ("this promise", "it was", "nobody has asked")
        if len(silent) == 1
        else (f"these {len(silent):,} promises", "they were", "nobody has asked")
    )
    blocks: list[Block] = [
        paragraph(
            f"Nobody whose story {READ_BY[material.asked.purpose]} may read has spoken of {this}. "
            f"That does not say {was} broken: it says {it}, or nobody was reached."
        ),
        Listed(
            items=tuple(
                Item(line=(one.text,), note=(one.ref,), href=promise_address(one))
                for one in silent[:MOST_NAMED]
            )
        ),
    ]
    if len(silent) > MOST_NAMED:
        every = material.figure("promises", stage=Stage.SILENT, **wanted)
        blocks.append(
            paragraph(
                f"{plural(len(silent) - MOST_NAMED, 'more stands', 'more stand')} in the list of ",
                every,
                " promises nobody speaks of.",
            )
        )
    return Section(key=key, title="Promised, and not heard of", blocks=tuple(blocks))
