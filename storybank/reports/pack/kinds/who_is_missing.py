"""Who is missing: whose voices are here, by place, group and contract, against who was promised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from storybank.places.rules import Spot
from storybank.reports.pack.blocks import (
    EasyLine,
    Item,
    Listed,
    Pack,
    Section,
    Strip,
)
from storybank.reports.pack.kinds.first_page import answer, counted
from storybank.reports.pack.kinds.found_parts import how_made
from storybank.reports.pack.kinds.missing_parts import kept_words, missing_lines, silent_section
from storybank.reports.pack.kinds.missing_places import by_place, spots_shown
from storybank.reports.pack.kinds.missing_tables import by_contract, by_group, by_kind, by_supplier
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing, find_missing
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import READ_BY, plural
from storybank.reports.pack.writing import Writing, line, paragraph
from storybank.reports.rules import Stage

QUESTION = "Who was promised something, and who of them have we not heard?"


def build(material: Material) -> Pack:
    """Who is missing from what is asked for."""
    writing, missing = Writing(material), find_missing(material)
    spots = spots_shown(material)
    front = (
        _answer(material, missing),
        Section(
            key="missing",
            title="Who is missing",
            blocks=(missing_lines(material, missing, most=6),),
        ),
        Section(key="next", title="What to do next", blocks=(_next(material, missing, spots),)),
    )
    silent = silent_section(material, material.promises, key="silent")
    sections = (
        by_place(material, spots),
        by_group(material),
        by_contract(material),
        by_supplier(material),
        by_kind(material),
        *((silent,) if silent else ()),
        _not_here(material, missing),
        how_made(material),
    )
    return writing.finish(
        question=QUESTION,
        front=front,
        sections=sections,
        easy=_easy(material, missing),
        warnings=warn(material, missing),
    )


def _answer(material: Material, missing: Missing) -> Section:
    if not material.heard.story.size:
        return answer(material)
    figure = material.figure
    promised = counted(figure("promises"), "promise", "promises")
    silent = figure("promises", stage=Stage.SILENT)
    contracts = len(material.contracts)
    heard = contracts - len(missing.unheard)
    return Section(
        key="answer",
        title="The answer",
        blocks=(
            answer(material).blocks[0],
            paragraph(
                f"They speak about {_all_or(heard, contracts)}. Of ",
                promised,
                ", ",
                silent,
                f" {'is' if silent.number == 1 else 'are'} spoken of by nobody.",
                role="lead",
            ),
            paragraph(
                "A promise nobody speaks of is not a broken one. It is one about which nobody has "
                "asked, or nobody was reached."
            ),
            Strip(
                figures=(
                    (figure("people"), "heard here"),
                    (
                        silent,
                        f"of {plural(figure('promises').number or 0, 'promise')} nobody speaks of",
                    ),
                    (figure("promises", stage=Stage.EVIDENCED), "people speak for"),
                    (
                        figure("promises", stage=Stage.CONTRADICTED),
                        "people speak against",
                    ),
                )
            ),
        ),
    )


def _all_or(heard: int, contracts: int) -> str:
    if heard == contracts:
        return "the one contract" if contracts == 1 else f"all {contracts:,} contracts"
    return f"{heard:,} of {plural(contracts, 'contract')}"


def _not_here(material: Material, missing: Missing) -> Section:
    kept = kept_words(material)
    return Section(
        key="not-here",
        title="Told, and not in this report",
        blocks=(missing_lines(material, missing), *((kept,) if kept else ())),
    )


def _next(material: Material, missing: Missing, spots: Sequence[Spot]) -> Listed:
    """What can be done about it, the most useful first."""
    items = []
    if missing.unheard:
        names = ", ".join(one.title for one in missing.unheard[:3])
        more = len(missing.unheard) - 3
        names += f" and {more:,} more" if more > 0 else ""
        items.append(Item(line=(f"Ask for stories about {names}.",), href="/calls"))
    heard = set(np.unique(material.place_of).tolist())
    silent = [one for one in spots if not heard & set(material.tree.subtree(one.id))]
    if silent:
        names = ", ".join(one.name for one in silent[:4])
        names += " and others" if len(silent) > 4 else ""
        items.append(Item(line=(f"Go and listen in {names}.",), href="/calls"))
    if missing.silent:
        items.append(
            Item(
                line=("Put the questions of the promises nobody speaks of to those they are for.",),
                href="/reviews",
            )
        )
    if missing.held_back:
        readers = READ_BY[material.asked.purpose]
        items.append(
            Item(line=(f"Ask those whose stories are held back whether {readers} may read them.",))
        )
    if missing.unattached or missing.waiting:
        items.append(Item(line=("Finish what waits for a person here.",), href="/stories"))
    items.append(Item(line=("Ask who was never reached at all: no report can count them.",)))
    return Listed(items=tuple(items), ordered=True)


def _easy(material: Material, missing: Missing) -> list[EasyLine]:
    people = material.figure("people")
    if people.number == 0:
        return [EasyLine(sign="missing", line=("Nobody has told us a story yet.",))]
    unheard, silent = len(missing.unheard), len(missing.silent)
    found = [
        EasyLine(
            sign="people", line=line("We heard from ", counted(people, "person", "people"), ".")
        )
    ]
    if unheard:
        about = "1 contract" if unheard == 1 else f"{unheard:,} contracts"
        found.append(EasyLine(sign="missing", line=(f"No one told us about {about}.",)))
    if silent:
        about = "1 promise" if silent == 1 else f"{silent:,} promises"
        found.append(EasyLine(sign="promise", line=(f"No one told us about {about}.",)))
    found.append(EasyLine(sign="activity", line=("We need to ask more people.",)))
    return found
