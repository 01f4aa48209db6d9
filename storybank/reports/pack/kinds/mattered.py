"""What mattered most to people, by theme, as they answered when they were asked just that."""

from __future__ import annotations

from storybank.reports.pack.blocks import Block, Section
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import themes_by_direction
from storybank.reports.pack.writing import paragraph
from storybank.reports.queries.mattered import MATTERED
from storybank.reports.rules import Show, Wanted


def mattered(material: Material) -> tuple[Section, ...]:
    """The part about it; nothing where nobody was asked and answered."""
    wanted = {"prompt": MATTERED}
    if not material.count(Wanted(show=Show.STORIES, prompt=MATTERED)).stories:
        return ()
    heard = [
        one
        for one in material.themes_heard()
        if material.count(Wanted(theme=one.slug, prompt=MATTERED)).passages
    ]
    blocks: list[Block] = [
        paragraph(
            counted(material.figure("people", **wanted), "person", "people"),
            " who told their story on the page answered “What mattered most to you?” in words that "
            "still stand as they were told. These are the themes that a person found in the "
            "answers alone: what people put first themselves, not what was said most.",
        )
    ]
    if not heard:
        blocks.append(paragraph("Nobody has coded these answers yet."))
        return (_section(*blocks),)
    title = "What mattered most, theme by theme"
    picture = themes_by_direction(material, heard, wanted, key="mattered", title=title)
    note = paragraph(
        "Answers in which something was covered or changed since are left out: where they begin is "
        "not known any more.",
        role="note",
    )
    return (_section(*blocks, picture, note),)


def _section(*blocks: Block) -> Section:
    return Section(key="mattered", title="What mattered most to people", blocks=blocks)
