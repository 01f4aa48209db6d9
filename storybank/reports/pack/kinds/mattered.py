"""What mattered most to people, by theme, as they answered when they were asked just that."""

from __future__ import annotations

from storybank.reports.pack.blocks import Block, Section
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import themes_by_direction
from storybank.reports.pack.wording import basis_of
from storybank.reports.pack.writing import paragraph
from storybank.reports.queries.mattered import MATTERED
from storybank.reports.rules import Show, Wanted

MOST_NAMED = 8
"""Themes named where no number is told."""


def mattered(material: Material) -> tuple[Section, ...]:
    """The part about it; nothing where nobody was asked and answered."""
    wanted = {"prompt": MATTERED}
    if not material.count(Wanted(show=Show.STORIES, prompt=MATTERED)).stories:
        return ()
    themes = material.themes_heard()
    people = {
        one.slug: material.count(Wanted(theme=one.slug, prompt=MATTERED)).people for one in themes
    }
    heard = sorted((one for one in themes if people[one.slug]), key=lambda one: -people[one.slug])
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
        return (_section(material, *blocks),)
    title = "What mattered most, theme by theme"
    picture = themes_by_direction(material, heard, wanted, key="mattered", title=title)
    if any(value for row in picture.data for value in row.values() if isinstance(value, int)):
        blocks.append(picture)
    else:
        names = ", ".join(one.name for one in heard[:MOST_NAMED])
        blocks.append(
            paragraph(f"Too few people put any one of them first to give numbers: {names}.")
        )
    note = paragraph(
        "Answers in which something was covered or changed since are left out: where they begin is "
        "not known any more.",
        role="note",
    )
    return (_section(material, *blocks, note),)


def _section(material: Material, *blocks: Block) -> Section:
    return Section(
        key="mattered",
        title="What mattered most to people",
        blocks=blocks,
        basis=basis_of(material, Wanted(prompt=MATTERED)),
    )
