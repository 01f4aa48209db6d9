"""The board pack: one page first, then a page a priority, then all that a board may ask for.

It is written for somebody tired: what matters stands first, in sentences, with people's own words
beside every number, and what is bad or missing is said as plainly as what is good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storybank.codebook.models import Code
from storybank.commitments.queries import themes_of
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Block, Pack, Section, Told, Warned
from storybank.reports.pack.kinds.board_parts import (
    changed_words,
    changes_told,
    contradicted_lines,
    easy_lines,
    find_changed,
    findings_section,
    how_made,
    kept_words,
    lasted_words,
    learning_words,
    lowered_section,
    missing_lines,
    named_voices,
    silent_section,
    tell_once,
    unnamed_voices,
    worse_in_full,
    worse_words,
)
from storybank.reports.pack.kinds.first_page import QUESTION, answer, counted, four_figures
from storybank.reports.pack.kinds.learning_parts import newest_lesson
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.pictures import journey_of_change, promise_funnel, themes_by_direction
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.promised import promise_table
from storybank.reports.pack.voices import Passage, got_worse, pick_voices
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.whole import story_of_meeting
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.queries.changed import WhatChanged
from storybank.reports.queries.numbers import CHANGES
from storybank.reports.rules import Show, Stage, Wanted

MOST_PRIORITIES = 5
MOST_VOICES = 4
WHOLE = 40
"""Shorter words say little where there are others."""
SHORT = 220
"""Longer words are not read on the first page, where others say the like."""
NO_VOICE = (
    "No passage has been coded or linked and confirmed by a person yet, so nothing is quoted."
)


@dataclass
class Voices:
    """Who is quoted where; nobody is quoted twice."""

    front: list[tuple[str, Passage]] = field(default_factory=list)
    of_priority: dict[str, list[Passage]] = field(default_factory=dict)
    worse_front: list[Passage] = field(default_factory=list)
    worse: list[Passage] = field(default_factory=list)
    told: Mapping[Passage, Told] = field(default_factory=dict)


def build(material: Material) -> Pack:
    """The board pack of what is asked for."""
    writing, missing = Writing(material), find_missing(material)
    priorities = priorities_shown(material)
    voices = choose(material, priorities)
    changed = find_changed(material)
    front = _front(material, writing, voices, missing, changed)
    pages = [
        priority_page(material, writing, one, voices, themes)
        for one, themes in zip(priorities, _themes(material, priorities), strict=True)
    ]
    story = _story(material, writing)
    rest = (
        *pages,
        *_others(material, priorities),
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
        how_made(material),
    )
    return writing.finish(
        question=QUESTION,
        front=front,
        sections=rest if material.heard.story.size else _where_nobody_is_heard(material, missing),
        easy=easy_lines(material, missing),
        warnings=[*warn(material, missing), *_no_story(material, story)],
    )


def priorities_shown(material: Material) -> list[Priority]:
    """The priorities that get a page: those most spoken of, in their own order."""
    listed_ = [one for one in material.priorities.listed if one.promises]

    def spoken(one: Priority) -> tuple[int, int]:
        wanted = Wanted(show=Show.LINKED, **one.wanted)
        return -material.count(wanted).passages, -len(one.promises)

    kept = {one.key for one in sorted(listed_, key=spoken)[:MOST_PRIORITIES]}
    return [one for one in listed_ if one.key in kept]


def choose(material: Material, priorities: Sequence[Priority]) -> Voices:
    """Who is quoted: one a priority on the first page, the short ones first, others further on.

    Each story is heard once as long as there are others; no passage is read twice.
    """
    voices, heard = Voices(), set[int]()
    read: set[Passage] = set()
    for one in priorities:
        found = _speaking(material, Wanted(**one.wanted), heard, read)
        if not found:
            continue
        first = _first(material, found, after=len(voices.front))
        others = [each for each in found if each is not first][:MOST_VOICES]
        voices.front.append((one.name, first))
        voices.of_priority[one.key] = others
        heard |= {each.at for each in (first, *others)}
        read |= {first, *others}
    if not voices.front:
        found = pick_voices(material, MOST_VOICES)
        voices.front = [("", each) for each in found]
        read |= set(found)
    _choose_worse(material, voices, read)
    every = [
        *(each for _, each in voices.front),
        *(each for many in voices.of_priority.values() for each in many),
        *voices.worse_front,
        *voices.worse,
    ]
    voices.told = tell_once(material, every)
    return voices


def _first(material: Material, found: Sequence[Passage], *, after: int) -> Passage:
    """Who speaks for a priority on the first page: by turns of what is better and what is lacking.

    Else all would be good news there: each priority has some, and it is chosen first.
    """
    short = [one for one in found if one.end - one.start <= SHORT] or list(found)
    wanted = Change.NEED if after % 2 else Change.BETTER
    coded = material.coded
    needed = set(coded.coding[coded.change == CHANGES.index(wanted)].tolist())
    return next((one for one in short if one.coding in needed), short[0])


def _speaking(
    material: Material, wanted: Wanted, heard: set[int], read: set[Passage]
) -> list[Passage]:
    """Who speaks to a priority: of stories not heard yet, else other passages of those heard."""
    found = pick_voices(material, MOST_VOICES + 1, wanted=wanted, without=heard)
    if not found:
        again = pick_voices(material, MOST_VOICES + 1, wanted=wanted)
        found = [one for one in again if not _overlaps(one, read)][:2]
    whole = [one for one in found if one.end - one.start >= WHOLE]
    return whole or found


def _choose_worse(material: Material, voices: Voices, read: set[Passage]) -> None:
    """What got worse: stories not heard yet come first, other passages of those heard after."""
    fresh = got_worse(material, 6, without={one.at for one in read})
    again = [
        one
        for one in got_worse(material, 6, without={one.at for one in fresh})
        if not _overlaps(one, read)
    ]
    found = sorted([*fresh, *again][:6], key=lambda one: one.end - one.start > SHORT)
    shown = 1 if len(voices.front) >= 3 else 2
    voices.worse_front, voices.worse = found[:shown], found[shown:]


def _overlaps(one: Passage, read: set[Passage]) -> bool:
    return any(
        one.at == other.at and one.start < other.end and other.start < one.end for other in read
    )


# The first page


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
    blocks: list[Block] = [changed_words(changed.answers, int(material.heard.story.size))]
    told = changes_told(writing, changed, 1)
    lesson = newest_lesson(material)
    return Section(
        key="changed-front",
        title="What was changed because of them",
        blocks=(*blocks, *([told] if told else []), *([lesson] if lesson else [])),
    )


# A page a priority


def priority_page(
    material: Material,
    writing: Writing,
    one: Priority,
    voices: Voices,
    themes: Sequence[Code] | None,
) -> Section:
    """What was promised, what changed for whom, voices, and what nobody has told us of."""
    said = unnamed_voices(writing, voices.of_priority.get(one.key, []), voices.told)
    on_front = any(name == one.name for name, _ in voices.front)
    nobody = (
        "Who speaks of this is heard on the first page."
        if on_front
        else "Nobody has spoken of this yet in words that may be quoted, and stand nowhere else "
        "here."
    )
    silent = silent_section(material, one.promises, key=f"{one.key}-silent", **one.wanted)
    return Section(
        key=one.key,
        title=one.name,
        new_page=True,
        blocks=(
            *([paragraph(one.says, role="note")] if one.says else []),
            *_in_short(material, one),
        ),
        sections=(
            Section(
                key=f"{one.key}-voices",
                title="In their own words",
                blocks=tuple(said) or (paragraph(nobody, role="note"),),
            ),
            Section(
                key=f"{one.key}-changed",
                title="What changed for whom",
                blocks=(_picture(material, one, themes),),
                basis=basis_of(material, _coded_wanted(one)) if "group" in one.wanted else None,
            ),
            Section(
                key=f"{one.key}-promised",
                title="What was promised",
                blocks=(
                    promise_table(material, one.promises, caption=f"Promises: {one.name}", most=8),
                    *_rest_of(one, 8),
                ),
                basis=basis_of(
                    material,
                    Wanted(show=Show.LINKED, **one.wanted),
                    coverage=_coverage(material, one),
                ),
            ),
            *([silent] if silent else []),
        ),
    )


def _in_short(material: Material, one: Priority) -> tuple[Block, ...]:
    """How far its promises have come, in two sentences."""
    figure = material.figure

    def at(stage: Stage):  # type: ignore[no-untyped-def]
        return figure("promises", stage=stage, **one.wanted)

    promised = counted(at(Stage.PROMISED), "promise", "promises")
    return (
        paragraph(
            "Of ",
            promised,
            ", people speak for ",
            at(Stage.EVIDENCED),
            " and against ",
            at(Stage.CONTRADICTED),
            "; ",
            at(Stage.VERIFIED),
            " were checked and upheld. About ",
            at(Stage.SILENT),
            " nobody has told us anything.",
            role="lead",
        ),
    )


def _picture(material: Material, one: Priority, themes: Sequence[Code] | None) -> Block:
    title = f"What changed, theme by theme: {one.name}"
    key = f"{one.key}-themes"
    if "group" in one.wanted:
        return themes_by_direction(material, wanted=one.wanted, key=key, title=title, most=8)
    return themes_by_direction(material, themes, key=key, title=title, most=8)


def _coded_wanted(one: Priority) -> Wanted:
    return Wanted(group=one.wanted.get("group"))


def _coverage(material: Material, one: Priority) -> str:
    evidenced = material.figure("promises", stage=Stage.EVIDENCED, **one.wanted).number or 0
    standing = material.figure("promises", **one.wanted).number or 0
    return f"They speak for {evidenced:,} of {plural(standing, 'promise')}."


def _rest_of(one: Priority, most: int) -> tuple[Block, ...]:
    left = len([each for each in one.promises if each.withdrawn_on is None]) - most
    if left <= 0:
        return ()
    return (paragraph(f"{plural(left, 'more promise stands', 'more promises stand')} under this."),)


def _themes(material: Material, priorities: Sequence[Priority]) -> list[Sequence[Code] | None]:
    """The themes that the promises of each priority are meant for, those heard of, in order."""
    ids = [each.key for one in priorities for each in one.promises]
    meant = themes_of(material.session, ids) if priorities else {}
    heard = material.themes_heard()
    return [_meant(one, meant, heard) for one in priorities]


def _meant(
    one: Priority, meant: Mapping[int, Sequence[Code]], heard: Sequence[Code]
) -> Sequence[Code] | None:
    keys = {code.key for each in one.promises for code in meant.get(each.key, ())}
    return [code for code in heard if code.key in keys] or None


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


# The rest


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
            changed_words(changed.answers, int(material.heard.story.size)),
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
