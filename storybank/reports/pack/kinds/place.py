"""Place report: everything promised to one place and everything told of it, over the years."""

from __future__ import annotations

from collections import Counter

import numpy as np

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Block, EasyLine, Figure, Item, Line, Pack, Section
from storybank.reports.pack.kinds.first_page import answer, counted, four_figures
from storybank.reports.pack.kinds.place_came import came_of_it, findings
from storybank.reports.pack.kinds.place_missing import by_ward, missing_here, silent_places
from storybank.reports.pack.kinds.place_parts import (
    MOST_CONTRACTS,
    by_contract,
    meant_for,
    profile,
    promising,
    spot_of,
)
from storybank.reports.pack.kinds.place_thread import thread
from storybank.reports.pack.kinds.who_told import (
    and_list,
    heard_from,
    is_thin,
    mix_of,
    speak_against,
    who_says_worse,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import theme_by_place, themes_by_direction, timeline
from storybank.reports.pack.voices import Passage, got_worse, pick_voices, worst_first
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of, plural
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.rules import Show, Stage, Wanted

MOST_COLUMNS = 12
"""Places side by side in a picture, at most."""


def build(material: Material) -> Pack:
    """The report of one place."""
    writing = Writing(material)
    spot = spot_of(material)
    # What got worse is chosen first, so that good news does not take its place.
    worse = got_worse(material, 2)
    first = pick_voices(material, 2, without={one.at for one in worse})
    seen = {one.at for one in (*worse, *first)}
    front = (
        _answer(material),
        Section(
            key="voices", title="In their own words", blocks=_voices(writing, first, small=True)
        ),
        _worse(material, writing, worse),
        _missing_in_short(material),
    )
    sections = [
        profile(material),
        _year_by_year(material),
        _promised(material),
        _thread(material),
        _about(material),
        by_ward(material),
        _more_voices(material, writing, seen),
        _checked(material, writing),
        came_of_it(material, writing),
        missing_here(material),
    ]
    return writing.finish(
        question=f"What was promised to {spot.name}, and what do people tell?",
        front=front,
        sections=[one for one in sections if one is not None],
        easy=easy(material),
        warnings=warn(material),
    )


def _answer(material: Material) -> Section:
    """The answer in sentences; where nobody is heard, that, and what is known all the same."""
    if material.heard.story.size:
        found = answer(material)
        return found.model_copy(update={"blocks": (*found.blocks, four_figures(material))})
    spot = spot_of(material)
    said = paragraph(
        f"Nobody has told us about life in {spot.name} yet, or nobody allows it to be read here. "
        "What follows says what was promised, and to whom nobody has listened.",
        role="lead",
    )
    return Section(key="answer", title="The answer", blocks=(said,))


def _worse(material: Material, writing: Writing, worse: list[Passage]) -> Section:
    said = paragraph(
        *who_says_worse(mix_of(material)[Change.WORSE]),
        *speak_against(material),
    )
    return Section(
        key="worse",
        title="What got worse",
        blocks=(said, *_voices(writing, worse, small=True)),
    )


def _missing_in_short(material: Material) -> Section:
    silent = silent_places(material)
    named = [one.name for one in silent[:6]]
    more = len(silent) - len(named)
    rest = f", and {more:,} more places" if more else ""
    places = f"Nobody told us anything from {and_list(named)}{rest}. " if named else ""
    return Section(
        key="missing-short",
        title="Who is missing",
        blocks=(
            paragraph(
                places,
                "About ",
                counted(material.figure("promises", stage=Stage.SILENT), "promise", "promises"),
                " nobody here has told us anything.",
            ),
        ),
    )


def _year_by_year(material: Material) -> Section:
    """Everything over the years (N105, N106): what was told, and which contracts began."""
    items = _what_began(material)
    blocks: list[Block] = []
    if material.heard.story.size and not is_thin(material):
        blocks.append(timeline(material))
    if items:
        blocks.append(paragraph("What began here, one after another:"))
        blocks.append(listed(*items))
        blocks.append(
            paragraph(
                "Taken together these are ",
                counted(material.figure("promises"), "promise", "promises"),
                " to the same people.",
            )
        )
    return Section(
        key="years",
        title="Year by year",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted()),
        new_page=True,
    )


def _what_began(material: Material) -> list[Item]:
    """The contracts of a place as they began, one by one; of many, how many began in a year."""
    began = [(one.starts_on, one) for one in promising(material) if one.starts_on]
    began.sort(key=lambda pair: (pair[0], pair[1].key))
    if len(began) > MOST_CONTRACTS:
        years = Counter(day.year for day, _ in began)
        return [
            Item(line=(f"{year}: {plural(number, 'contract')} began",))
            for year, number in sorted(years.items())
        ]
    return [
        Item(
            line=(
                f"{day.year}: {one.title}, with ",
                counted(material.figure("promises", contract=one.public_id), "promise", "promises"),
            ),
            note=(
                f"{one.supplier}{f', until {one.ends_on.year}' if one.ends_on else ''}"
                f"{meant_for(material, one)}",
            ),
        )
        for day, one in began
    ]


def _promised(material: Material) -> Section:
    return Section(
        key="promised",
        title="What was promised",
        blocks=(by_contract(material),),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
    )


def _thread(material: Material) -> Section:
    return thread(material).model_copy(
        update={"basis": basis_of(material, Wanted(show=Show.LINKED))}
    )


def _about(material: Material) -> Section:
    """What people speak of: themes by direction, and by the places within this one."""
    blocks: list[Block] = []
    if material.coded.coding.size and is_thin(material):
        names = and_list([f"“{one.name}”" for one in material.themes_heard()])
        blocks.append(
            paragraph(
                f"So few people told us that no number of any theme can be told. They speak of "
                f"{names}."
            )
        )
    elif material.coded.coding.size:
        blocks.append(themes_by_direction(material))
        inside = _most_told(material)
        if len(inside) > 1:
            blocks.append(theme_by_place(material, inside))
    else:
        blocks.append(paragraph("Nothing that people told here has been coded and confirmed yet."))
    return Section(
        key="about",
        title="What people speak of",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted()),
        new_page=True,
    )


def _most_told(material: Material) -> list[int]:
    """The places directly within this one of which most is told, in their own order."""
    inside = [one.id for one in material.tree.children(spot_of(material).id)]
    told = {
        one: int(np.isin(material.place_of, material.tree.subtree(one)).sum()) for one in inside
    }
    most = sorted(inside, key=lambda one: -told[one])[:MOST_COLUMNS]
    return [one for one in inside if one in most]


def _more_voices(material: Material, writing: Writing, seen: set[int]) -> Section | None:
    blocks = _voices(writing, pick_voices(material, 6, without=seen))
    if not blocks:
        return None
    return Section(key="more-voices", title="More of what people told", blocks=blocks)


def _checked(material: Material, writing: Writing) -> Section:
    """What independent people found of what was told here, what held least well first."""
    basis = basis_of(material, Wanted(show=Show.LINKED))
    figure = material.figure
    checked, refused = figure("claims", finding="checked"), figure("claims", finding="not_upheld")
    if checked.number == 0:
        said = paragraph("Nobody independent has looked at what is claimed here yet.")
    elif checked.number is None:
        said = paragraph(
            "Somebody independent looked at some of what is claimed of people’s words here. ",
            "Not all of it was upheld."
            if refused.number != 0
            else "None of it was found to be untrue.",
        )
    else:
        said = paragraph(
            checked,
            " of ",
            counted(figure("claims"), "claim", "claims"),
            " made of people’s words here were checked by somebody independent; ",
            refused,
            " were not upheld.",
        )
    found = findings(writing, worst_first(material, 4))
    blocks: list[Block] = [said, *([found] if found else [])]
    return Section(key="checked", title="Was it checked?", blocks=tuple(blocks), basis=basis)


def _voices(writing: Writing, passages: list[Passage], *, small: bool = False) -> tuple[Block, ...]:
    return tuple(writing.voices(passages, small=small))


def easy(material: Material) -> list[EasyLine]:
    """The same in short sentences."""
    spot, figure, mix = spot_of(material), material.figure, mix_of(material)
    promised = counted(figure("promises"), "promise was", "promises were")
    return [
        EasyLine(sign="people", line=(f"This is about {spot.name}.",)),
        EasyLine(sign="people", line=heard_from(material)),
        EasyLine(sign="promise", line=line(promised, " made to people here.")),
        EasyLine(sign="better", line=_says(mix[Change.BETTER], "things got better")),
        EasyLine(sign="worse", line=_says(mix[Change.WORSE], "things got worse")),
        EasyLine(sign="need", line=_says(mix[Change.NEED], "they need something")),
        EasyLine(
            sign="check",
            line=line(
                "Other people checked ",
                figure("claims", finding="checked"),
                " of the things we say.",
            ),
        ),
        EasyLine(
            sign="missing",
            line=line(
                "Nobody told us about ",
                counted(figure("promises", stage=Stage.SILENT), "promise", "promises"),
                ".",
            ),
        ),
    ]


def _says(figure: Figure, what: str) -> Line:
    return line("People say ", counted(figure, "time", "times"), f" that {what}.")
