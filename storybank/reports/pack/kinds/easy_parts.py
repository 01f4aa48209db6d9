"""The first page of a report in short sentences."""

from __future__ import annotations

from typing import Literal

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    EasyLine,
    Figure,
)
from storybank.reports.pack.kinds.first_page import counted, people_who_say
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing
from storybank.reports.pack.writing import line
from storybank.reports.rules import Stage

EASY_CHANGES: tuple[tuple[Literal["better", "worse", "need", "activity"], Change, str], ...] = (
    ("better", Change.BETTER, "said life got better"),
    ("worse", Change.WORSE, "said something got worse"),
    ("need", Change.NEED, "said that they need something"),
    ("activity", Change.ACTIVITY, "told us what was done"),
)


def easy_lines(material: Material, missing: Missing) -> list[EasyLine]:
    """The first page in short sentences."""
    figure = material.figure
    if not material.heard.story.size:
        return [EasyLine(sign="missing", line=("Nobody has told us a story yet.",))]
    people = counted(figure("people"), "person", "people")
    found = [EasyLine(sign="people", line=line("We heard from ", people, "."))]
    for sign, change, words in EASY_CHANGES:
        who = counted(people_who_say(material, change), "person", "people")
        if who.number == 0:
            found.append(EasyLine(sign=sign, line=(f"Nobody {words}.",)))
        else:
            opening = ("Only ",) if who.number is None else ()
            found.append(EasyLine(sign=sign, line=line(*opening, who, f" {words}.")))
    return [*found, *_easy_promises(material), *_easy_missing(missing)]


def _easy_promises(material: Material) -> list[EasyLine]:
    def promises(stage: Stage) -> Figure:
        return counted(material.figure("promises", stage=stage), "promise", "promises")

    made = promises(Stage.PROMISED)
    if not made.number:
        return []
    good, bad, true = (
        promises(one) for one in (Stage.EVIDENCED, Stage.CONTRADICTED, Stage.VERIFIED)
    )
    was_made, was_kept = (" was" if one.number == 1 else " were" for one in (made, bad))
    checked = line("Someone from outside checked. What people say about ", true, " is true.")
    return [
        EasyLine(sign="promise", line=line(made, f"{was_made} made.")),
        EasyLine(sign="promise", line=line("People say good things about ", good, ".")),
        EasyLine(sign="worse", line=line("People say ", bad, f"{was_kept} not kept.")),
        EasyLine(
            sign="check",
            line=checked
            if material.checked().total
            else line("No one from outside has checked yet."),
        ),
    ]


def _easy_missing(missing: Missing) -> list[EasyLine]:
    if missing.silent:
        number = len(missing.silent)
        about = "1 promise" if number == 1 else f"{number:,} promises"
        return [EasyLine(sign="missing", line=(f"No one has told us about {about}.",))]
    return [EasyLine(sign="missing", line=("We do not know who we did not ask.",))]
