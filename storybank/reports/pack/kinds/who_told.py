"""Who told, and how often they say that something changed: in sentences, few or many."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    Figure,
    Line,
)
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import DIRECTIONS
from storybank.reports.pack.writing import line
from storybank.reports.rules import Stage


def and_list(names: Sequence[str]) -> str:
    """Names as they are read aloud: "Ely, Caldmore and Batley"."""
    if len(names) < 2:
        return "".join(names)
    if len(names) > 2 and any(" and " in one for one in names):
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def mix_of(material: Material) -> dict[Change, Figure]:
    """How often people say that something changed, in each direction; small ones left out."""
    figures = material.series("passages", [{"change": one} for one in DIRECTIONS])
    return dict(zip(DIRECTIONS, figures, strict=True))


def is_thin(material: Material) -> bool:
    """Whether so few people are heard that next to no number can be told."""
    return material.figure("people").number is None


SAYS = {
    Change.BETTER: "something got better",
    Change.WORSE: "something got worse",
    Change.NEED: "something is or was lacking",
}


def who_said_what(material: Material) -> Line:
    """Who told, and how often they say that something changed, in each direction.

    Where they are so few that next to no number can be told, words come before numbers.
    """
    mix, people = mix_of(material), material.figure("people")
    if people.number is None:
        told = [f"that {words}" for one, words in SAYS.items() if mix[one].number != 0]
        nobody = [f"that {words}" for one, words in SAYS.items() if mix[one].number == 0]
        said = f" They say {and_list(told)}." if told else ""
        none = f" Nobody says {' or '.join(nobody)}." if nobody else ""
        done = " Some of it tells only what was done." if mix[Change.ACTIVITY].number != 0 else ""
        return (f"Only a few people told us.{said}{none}{done}",)
    return line(
        counted(people, "person", "people"),
        " told us. They say ",
        counted(mix[Change.BETTER], "time", "times"),
        " that something got better, ",
        mix[Change.WORSE],
        " that something got worse, ",
        mix[Change.NEED],
        " that something is or was lacking, and ",
        mix[Change.ACTIVITY],
        " only what was done.",
    )


def who_says_worse(worse: Figure) -> Line:
    """How often people say that something got worse; noughts are said too."""
    if worse.number is None:
        return ("Some say that something got worse. ",)
    if worse.number == 0:
        return ("Nobody says that something got worse. ",)
    return line("People say ", counted(worse, "time", "times"), " that something got worse. ")


def speak_against(material: Material) -> Line:
    """How many promises people speak against; that nobody does, where nobody does."""
    against = material.figure("promises", stage=Stage.CONTRADICTED)
    if against.number == 0:
        return ("Nobody speaks against a promise.",)
    return line("They speak against ", counted(against, "promise", "promises"), ".")


def heard_from(material: Material) -> Line:
    """How many people told, in an easy sentence."""
    people = material.figure("people")
    if people.number == 0:
        return ("Nobody has told us yet.",)
    return line("We heard from ", counted(people, "person", "people"), ".")
