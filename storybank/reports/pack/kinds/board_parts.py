"""Parts that a board pack shares with other kinds: what got worse, what was lowered, voices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    Block,
    Item,
    Listed,
    Section,
    Told,
    Voice,
)
from storybank.reports.pack.kinds.first_page import people_who_say
from storybank.reports.pack.material import Material
from storybank.reports.pack.promised import (
    in_order_of_voice,
    lowered_list,
    promise_address,
    promise_table,
    said_of,
)
from storybank.reports.pack.voices import Passage, tell_each
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.rules import Show, Stage, Wanted

NOT_SO = "Nobody has told us so. That may mean that nothing got worse, or that nobody was asked."


def worse_words(material: Material) -> Block:
    """How many people say that something got worse, and in how many passages."""
    people = people_who_say(material, Change.WORSE)
    if people.number == 0:
        return paragraph(NOT_SO)
    passages = material.figure("passages", change=Change.WORSE)
    return paragraph(
        *(("Only ",) if people.number is None else ()),
        people.model_copy(update={"rest": "person says" if people.number == 1 else "people say"}),
        " that something got worse, in ",
        passages.model_copy(update={"rest": "passage" if passages.number == 1 else "passages"}),
        ".",
    )


def worse_in_full(material: Material, voices: Sequence[Voice], *, heard_before: bool) -> Section:
    """What got worse, and the promises that people's words contradict."""
    blocks: list[Block] = [worse_words(material)]
    if not voices and heard_before:
        blocks.append(paragraph("They are heard on the first page.", role="note"))
    contradicted = material.promises_at(Wanted(stage=Stage.CONTRADICTED))
    parts: tuple[Section, ...] = ()
    if contradicted:
        parts = (
            Section(
                key="contradicted",
                title="Promises that people’s words contradict",
                blocks=(
                    promise_table(
                        material, contradicted, caption="Promises somebody speaks against", most=20
                    ),
                ),
                basis=basis_of(material, Wanted(show=Show.LINKED, stance=Stance.CONTRADICTS)),
            ),
        )
    return Section(
        key="worse-in-full",
        title="What got worse, in full",
        blocks=(*blocks, *voices),
        sections=parts,
        basis=basis_of(material, Wanted(change=Change.WORSE)),
        new_page=True,
    )


def contradicted_lines(material: Material, most: int) -> Listed | None:
    """The promises that most speak against, a line each; None where nobody does."""
    found = in_order_of_voice(material, material.promises_at(Wanted(stage=Stage.CONTRADICTED)))
    if not found:
        return None
    items = [
        Item(line=(one.text,), note=said_of(material, one), href=promise_address(one))
        for one in found[:most]
    ]
    if len(found) > most:
        more = plural(len(found) - most, "more promise is", "more promises are")
        items.append(Item(line=(f"{more} contradicted.",)))
    return Listed(items=tuple(items))


def lowered_section(material: Material) -> Section | None:
    """Promises that were lowered after the contract was let; None where none was."""
    found = lowered_list(material)
    if found is None:
        return None
    these = (
        "This promise was"
        if sum(bool(material.lowered.get(one.key)) for one in material.promises) == 1
        else "These promises were"
    )
    return Section(
        key="lowered",
        title="Promised, and lowered since",
        blocks=(
            paragraph(
                f"{these} lowered after the contract was let. Two persons agreed to each change."
            ),
            found,
        ),
    )


def tell_once(material: Material, passages: Iterable[Passage]) -> dict[Passage, Told]:
    """These passages as they may be shown, asked of the record in one go; the others left out."""
    asked = list(dict.fromkeys(passages))
    told = tell_each(material, asked)
    return {
        passage: one
        for passage, one in zip(asked, told, strict=True)
        if one is not None and one.words
    }


def named_voices(
    writing: Writing,
    chosen: Sequence[tuple[str, Passage]],
    told: Mapping[Passage, Told],
    *,
    small: bool = True,
) -> list[Voice]:
    """Voices with the priority each speaks to; those that may not be shown now are left out."""
    found: list[Voice] = []
    for name, passage in chosen:
        if passage in told:
            one = told[passage]
            facts = {**one.facts, "priority": name} if name else one.facts
            place = writing.add(one.model_copy(update={"facts": facts}))
            found.append(Voice(told=place, small=small))
    return found


def unnamed_voices(
    writing: Writing, passages: Sequence[Passage], told: Mapping[Passage, Told]
) -> list[Voice]:
    """The same, with room around them, where a heading says what they speak of."""
    return named_voices(writing, [("", one) for one in passages], told, small=False)
