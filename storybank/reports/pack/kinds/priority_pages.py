"""A page of a board pack for each priority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storybank.codebook.models import Code
from storybank.commitments.queries import themes_of
from storybank.reports.pack.blocks import Block, Section
from storybank.reports.pack.kinds.board_parts import unnamed_voices
from storybank.reports.pack.kinds.board_voices import Voices
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.missing_parts import silent_section
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import themes_by_direction
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.promised import promise_table
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.rules import Show, Stage, Wanted

MOST_PRIORITIES = 5


def priorities_shown(material: Material) -> list[Priority]:
    """The priorities that get a page: those most spoken of, in their own order."""
    listed_ = [one for one in material.priorities.listed if one.promises]

    def spoken(one: Priority) -> tuple[int, int]:
        wanted = Wanted(show=Show.LINKED, **one.wanted)
        return -material.count(wanted).passages, -len(one.promises)

    kept = {one.key for one in sorted(listed_, key=spoken)[:MOST_PRIORITIES]}
    return [one for one in listed_ if one.key in kept]


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


def themes_of_each(
    material: Material, priorities: Sequence[Priority]
) -> list[Sequence[Code] | None]:
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
