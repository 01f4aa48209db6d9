"""The board pack: one page first, then a page a priority, then all that a board may ask for.

It is written for somebody tired: what matters stands first, in sentences, with people's own words
beside every number, and what is bad or missing is said as plainly as what is good.
"""

from __future__ import annotations

from collections.abc import Sequence

from storybank.reports.pack.blocks import Block, Pack, Section, Warned
from storybank.reports.pack.kinds.board_parts import (
    contradicted_lines,
    lowered_section,
    named_voices,
    unnamed_voices,
    worse_in_full,
    worse_words,
)
from storybank.reports.pack.kinds.board_voices import Voices, choose
from storybank.reports.pack.kinds.changed_parts import (
    changed_words,
    changes_told,
    find_changed,
    lasted_words,
)
from storybank.reports.pack.kinds.easy_parts import easy_lines
from storybank.reports.pack.kinds.first_page import QUESTION, answer, counted, four_figures
from storybank.reports.pack.kinds.foreseen import foreseen
from storybank.reports.pack.kinds.found_parts import findings_section, how_made
from storybank.reports.pack.kinds.learning_parts import newest_lesson
from storybank.reports.pack.kinds.mattered import mattered
from storybank.reports.pack.kinds.missing_parts import (
    kept_words,
    learning_words,
    missing_lines,
    silent_section,
)
from storybank.reports.pack.kinds.priority_pages import (
    priorities_shown,
    priority_page,
    themes_of_each,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.pictures import journey_of_change, promise_funnel
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.whole import story_of_meeting
from storybank.reports.pack.wording import basis_of
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.queries.changed import WhatChanged
from storybank.reports.rules import Show, Stage, Wanted

NO_VOICE = (
    "No passage has been coded or linked and confirmed by a person yet, so nothing is quoted."
)


def build(material: Material) -> Pack:
    """The board pack of what is asked for."""
    writing, missing = Writing(material), find_missing(material)
    priorities = priorities_shown(material)
    voices = choose(material, priorities)
    changed = find_changed(material)
    front = _front(material, writing, voices, missing, changed)
    pages = [
        priority_page(material, writing, one, voices, themes)
        for one, themes in zip(priorities, themes_of_each(material, priorities), strict=True)
    ]
    story = _story(material, writing)
    rest = (
        *pages,
        *_others(material, priorities),
        *mattered(material),
        *_chosen(writing, voices),
        *([story] if story else []),
        worse_in_full(
            material,
            unnamed_voices(writing, voices.worse, voices.told),
            heard_before=bool(voices.worse_front),
        ),
        *_lowered(material),
        _missing(material, missing),
        _changed(writing, changed, material),
        findings_section(material, writing),
        *foreseen(material, writing),
        how_made(material),
    )
    return writing.finish(
        question=QUESTION,
        front=front,
        sections=rest if material.heard.story.size else _where_nobody_is_heard(material, missing),
        easy=easy_lines(material, missing),
        warnings=[*warn(material, missing), *_no_story(material, story)],
    )


def _front(
    material: Material,
    writing: Writing,
    voices: Voices,
    missing: Missing,
    changed: WhatChanged,
) -> tuple[Section, ...]:
    first = answer(material)
    if not material.heard.story.size:
        return (first, _front_missing(material, missing))
    first = first.model_copy(update={"blocks": (*first.blocks, four_figures(material))})
    said = named_voices(writing, voices.front, voices.told)
    return (
        first,
        Section(
            key="voices",
            title="In their own words",
            blocks=tuple(said) or (paragraph(NO_VOICE),),
        ),
        _front_worse(material, writing, voices),
        _front_missing(material, missing),
        _front_changed(writing, changed, material),
    )


def _front_worse(material: Material, writing: Writing, voices: Voices) -> Section:
    blocks: list[Block] = [worse_words(material)]
    blocks += named_voices(writing, [("", one) for one in voices.worse_front], voices.told)
    contradicted = contradicted_lines(material, 2)
    return Section(
        key="worse",
        title="What got worse",
        blocks=(*blocks, *([contradicted] if contradicted else [])),
    )


def _front_missing(material: Material, missing: Missing) -> Section:
    blocks: list[Block] = []
    silent = material.figure("promises", stage=Stage.SILENT)
    if silent.number:
        blocks.append(
            paragraph(
                "Nobody has told us anything about ",
                silent,
                " of ",
                counted(material.figure("promises"), "promise", "promises"),
                ".",
            )
        )
    blocks.append(missing_lines(material, missing, most=2))
    return Section(key="missing", title="Who is missing", blocks=tuple(blocks))


def _front_changed(writing: Writing, changed: WhatChanged, material: Material) -> Section:
    blocks: list[Block] = [changed_words(material, changed.answers)]
    told = changes_told(writing, changed, 1)
    lesson = newest_lesson(material)
    return Section(
        key="changed-front",
        title="What was changed because of them",
        blocks=(*blocks, *([told] if told else []), *([lesson] if lesson else [])),
    )


def _others(material: Material, shown: Sequence[Priority]) -> tuple[Section, ...]:
    """Priorities that have no page, and promises that stand under none; how far all have come."""
    keys = {one.key for one in shown}
    others = [one for one in material.priorities.listed if one.key not in keys]
    blocks: list[Block] = []
    if material.promises:
        blocks.append(promise_funnel(material))
    items = [
        line(
            f"{one.name}: people speak for ",
            material.figure("promises", stage=Stage.EVIDENCED, **one.wanted),
            " of ",
            counted(material.figure("promises", **one.wanted), "promise", "promises"),
            ".",
        )
        if one.promises
        else line(f"{one.name}: nothing is promised.")
        for one in others
    ]
    without = [one for one in material.priorities.without if one.withdrawn_on is None]
    if without:
        stand = "promise stands" if len(without) == 1 else "promises stand"
        items.append(line(f"{len(without):,} {stand} under no priority."))
    if items:
        blocks.append(listed(*items))
    if not blocks:
        return ()
    return (
        Section(
            key="all-promises",
            title="How far all promises have come",
            blocks=tuple(blocks),
            basis=basis_of(material, Wanted(show=Show.LINKED)),
            new_page=True,
        ),
    )


def _story(material: Material, writing: Writing) -> Section | None:
    told = story_of_meeting(material)
    if told is None:
        return None
    whole = writing.story(told)
    parts = [name for name in ("before", "happened", "now") if name in told.facts]
    picture = (journey_of_change(whole.told, parts=parts),) if len(parts) > 1 else ()
    return Section(
        key="story",
        title="The story of this meeting",
        blocks=(whole, *picture),
        new_page=True,
    )


def _chosen(writing: Writing, voices: Voices) -> tuple[Section, ...]:
    """Words that somebody chose for this report, and that speak to no priority."""
    said = unnamed_voices(writing, voices.others, voices.told)
    if not said:
        return ()
    return (Section(key="chosen", title="Also in their own words", blocks=tuple(said)),)


def _no_story(material: Material, story: Section | None) -> list[Warned]:
    if story is not None or not material.heard.story.size:
        return []
    return [
        Warned(
            key="no_story",
            words="No story is told whole. Boards remember one person longer than ten numbers: "
            "choose a story of the meeting in the draft, and say why.",
        )
    ]


def _lowered(material: Material) -> tuple[Section, ...]:
    found = lowered_section(material)
    return (found,) if found else ()


def _missing(material: Material, missing: Missing) -> Section:
    kept = kept_words(material)
    silent = silent_section(material, material.promises, key="silent")
    learning = learning_words(material, missing)
    return Section(
        key="missing-in-full",
        title="Who is missing, in full",
        blocks=(
            missing_lines(material, missing),
            *([kept] if kept else []),
            *([learning] if learning else []),
        ),
        sections=(silent,) if silent else (),
        new_page=True,
    )


def _changed(writing: Writing, changed: WhatChanged, material: Material) -> Section:
    told = changes_told(writing, changed, 12)
    lasted = lasted_words(changed.lasted, material.smallest)
    every = changed.answers.made + changed.answers.planned
    more = every - len(changed.told)
    return Section(
        key="changed",
        title="What was changed because of them, in full",
        blocks=(
            changed_words(material, changed.answers),
            *([told] if told else []),
            *(
                [paragraph(f"The newest {len(changed.told)} stand here.", role="note")]
                if more > 0
                else []
            ),
            *([lasted] if lasted else []),
        ),
    )


def _where_nobody_is_heard(material: Material, missing: Missing) -> tuple[Section, ...]:
    """What can be said where no story may stand in the report: what was promised, and lowered."""
    return (*_lowered(material), _missing(material, missing), how_made(material))
