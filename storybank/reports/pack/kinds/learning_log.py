"""The learning log: what stories taught, what was changed, what happened next. It judges nobody."""

from __future__ import annotations

from storybank.reports.pack.blocks import Block, EasyLine, Item, Listed, Pack, Section
from storybank.reports.pack.kinds.board_parts import named_voices, tell_once, worse_words
from storybank.reports.pack.kinds.changed_parts import (
    changed_words,
    changes_told,
    find_changed,
    lasted_words,
)
from storybank.reports.pack.kinds.first_page import answer, counted
from storybank.reports.pack.kinds.found_parts import how_made
from storybank.reports.pack.kinds.learning_parts import find_notes, newest_lesson, notes_table
from storybank.reports.pack.kinds.missing_parts import learning_words
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.voices import got_worse, pick_voices
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import Writing, line, paragraph
from storybank.reports.queries.changed import WhatChanged
from storybank.reports.rules import Wanted
from storybank.reviews.queries import list_barriers

QUESTION = "What did the stories teach us, what did we change, and what happened next?"
JUDGES_NOBODY = (
    "This log judges nobody. Nothing in it is scored, ranked or paid by, and no contract is rated "
    "by it. It is kept so that people dare to say what went wrong."
)


def build(material: Material) -> Pack:
    """The learning log of what is asked for."""
    writing, missing = Writing(material), find_missing(material)
    changed, notes = find_changed(material), find_notes(material)
    lesson = newest_lesson(material)
    heard = bool(material.heard.story.size)
    front = (
        answer(material).model_copy(
            update={"blocks": (*answer(material).blocks[:2], paragraph(JUDGES_NOBODY))}
        ),
        Section(
            key="lesson",
            title="What was learnt last",
            blocks=(
                lesson
                or paragraph(
                    "Nobody has written down yet what these stories taught. Somebody who reads "
                    "them can do so under Learning, in a few lines."
                ),
            ),
        ),
        *(_voices(material, writing) if heard else ()),
        Section(
            key="changed-front",
            title="What was changed because of them",
            blocks=(changed_words(material, changed.answers),),
        ),
    )
    sections = (
        Section(
            key="notes",
            title="What was learnt, changed, and what happened next",
            blocks=(notes_table(material, notes),),
            new_page=True,
        ),
        _changed(writing, changed, material.smallest),
        _barriers(material),
        _for_learning(material, missing),
        how_made(material),
    )
    return writing.finish(
        question=QUESTION,
        front=front,
        sections=sections,
        easy=_easy(material, changed, len(notes)),
        warnings=warn(material, missing),
    )


def _voices(material: Material, writing: Writing) -> tuple[Section, ...]:
    """What got worse teaches most, so it is heard first."""
    worse = got_worse(material, 2)
    others = pick_voices(material, 2, without={one.at for one in worse})
    told = tell_once(material, [*worse, *others])
    return (
        Section(
            key="worse",
            title="What teaches most: what got worse",
            blocks=(
                worse_words(material),
                *named_voices(writing, [("", one) for one in worse], told),
            ),
        ),
        Section(
            key="voices",
            title="What else was told",
            blocks=tuple(named_voices(writing, [("", one) for one in others], told)),
            basis=basis_of(material, Wanted()),
        ),
    )


def _changed(writing: Writing, changed: WhatChanged, smallest: int) -> Section:
    told = changes_told(writing, changed, 12)
    lasted = lasted_words(changed.lasted, smallest)
    nothing = paragraph("Nobody has told a storyteller yet that something was changed.")
    return Section(
        key="changed",
        title="What storytellers were told, and whether it lasted",
        blocks=(
            told or nothing,
            lasted or paragraph("Nobody has been asked again yet whether the change has lasted."),
        ),
    )


def _barriers(material: Material) -> Section:
    """What stood in the way of pledges: of the report's contracts, and of none."""
    ids = {one.key for one in material.contracts}
    narrowed = material.asked.contract is not None or bool(material.places)
    titles = {one.key: one.title for one in material.contracts}
    found = [
        one
        for one in list_barriers(material.session, material.actor)
        if one.contract_id is None or one.contract_id in ids or not narrowed
    ]
    items = tuple(
        Item(
            line=(one.barrier,),
            note=(
                f"It stood in the way of: {one.text}"
                + (f" ({titles[one.contract_id]})" if one.contract_id in titles else ""),
            ),
        )
        for one in found
    )
    block: Block = (
        Listed(items=items)
        if items
        else paragraph("No pledge has been followed up yet that something stood in the way of.")
    )
    return Section(key="barriers", title="What stood in the way", blocks=(block,))


def _for_learning(material: Material, missing: Missing) -> Section:
    return Section(
        key="for-learning",
        title="Shared so that others may learn",
        blocks=(
            learning_words(material, missing)
            or paragraph("No story is shared for learning alone."),
        ),
    )


def _easy(material: Material, changed: WhatChanged, notes: int) -> list[EasyLine]:
    people = material.figure("people")
    if people.number == 0:
        return [EasyLine(sign="missing", line=("Nobody has told us a story yet.",))]
    made = changed.answers.made
    return [
        EasyLine(
            sign="people", line=line("We heard from ", counted(people, "person", "people"), ".")
        ),
        EasyLine(sign="activity", line=(f"We learnt {plural(notes, 'thing')} from the stories.",)),
        EasyLine(sign="better", line=(f"We changed {plural(made, 'thing')} because of them.",)),
        EasyLine(sign="check", line=("This page blames no one.",)),
    ]
