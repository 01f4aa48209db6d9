"""Eight principles, each answered before a report is issued. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storybank.core.errors import RuleBroken

LONGEST_SAID = 600


class Principle(StrEnum):
    """What an account of social value should hold itself to."""

    INVOLVE = "involve"
    UNDERSTAND = "understand"
    VALUE = "value"
    MATERIAL = "material"
    NOT_OVER_CLAIM = "not_over_claim"
    TRANSPARENT = "transparent"
    VERIFY = "verify"
    RESPONSIVE = "responsive"


class Held(StrEnum):
    """Whether a report holds to a principle."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class PrincipleTerms:
    """A principle's name, the question it asks, and what a good answer says."""

    name: str
    asks: str
    says: str


PRINCIPLES: Mapping[Principle, PrincipleTerms] = {
    Principle.INVOLVE: PrincipleTerms(
        "Involve people",
        "Did those whose lives this is about have a say in what is told?",
        "Say who was asked, and who chose the words.",
    ),
    Principle.UNDERSTAND: PrincipleTerms(
        "Understand what changed",
        "Does it say what changed for whom, for better and for worse?",
        "Say how you know, and what you looked for that nobody spoke of.",
    ),
    Principle.VALUE: PrincipleTerms(
        "Value what matters to them",
        "Does it give room to what people themselves say mattered most?",
        "Say whose view of what matters decided what stands first.",
    ),
    Principle.MATERIAL: PrincipleTerms(
        "Include what is material",
        "Is everything in it that would change a reader’s mind, bad news too?",
        "Say what was left out, and why.",
    ),
    Principle.NOT_OVER_CLAIM: PrincipleTerms(
        "Do not over-claim",
        "Does it claim only what this work brought about?",
        "Say what else may have helped, and what would have happened anyway.",
    ),
    Principle.TRANSPARENT: PrincipleTerms(
        "Be transparent",
        "Can a reader see how it was made, from how many people, and what is not known?",
        "Say what a reader should be careful about.",
    ),
    Principle.VERIFY: PrincipleTerms(
        "Verify",
        "Has somebody independent checked the claims?",
        "Say who checked, how many claims, and how.",
    ),
    Principle.RESPONSIVE: PrincipleTerms(
        "Be responsive",
        "Does it say what was changed because of what people told?",
        "Say what will be done next, by whom and by when.",
    ),
}
"""The eight, in our own words, in the order in which they are asked."""
HELD_WORDS = {Held.YES: "Yes", Held.PARTLY: "Partly", Held.NO: "No"}


@dataclass(frozen=True)
class Answered:
    """How one principle is answered."""

    held: Held
    words: str


def check_answer(principle: Principle, held: str, words: str) -> Answered:
    """One answer, without spaces to spare.

    Raises:
        RuleBroken: it is none of the three, or no sentence says why, or far too much does.
    """
    words = " ".join(words.split())
    if held not in set(Held):
        raise RuleBroken("Answer yes, partly or no.", field=f"{principle.value}_held")
    if not words:
        raise RuleBroken("Say in a sentence why.", field=f"{principle.value}_words")
    if len(words) > LONGEST_SAID:
        raise RuleBroken(
            f"Use {LONGEST_SAID} characters or fewer.", field=f"{principle.value}_words"
        )
    return Answered(Held(held), words)


def as_kept(answers: Mapping[Principle, Answered]) -> dict[str, Any]:
    """Answers as plain values, in their order."""
    return {
        one.value: {"held": answers[one].held.value, "words": answers[one].words}
        for one in PRINCIPLES
        if one in answers
    }


def answers_of(kept: Mapping[str, Any]) -> dict[Principle, Answered]:
    """The answers of a report, those that are given."""
    return {
        one: Answered(Held(kept[one.value]["held"]), kept[one.value]["words"])
        for one in PRINCIPLES
        if one.value in kept
    }


def check_answered(kept: Mapping[str, Any]) -> dict[Principle, Answered]:
    """Every principle must be answered before a report is issued.

    Raises:
        RuleBroken: one is not.
    """
    answers = answers_of(kept)
    missing = [terms.name for one, terms in PRINCIPLES.items() if one not in answers]
    if missing:
        number = "One question is" if len(missing) == 1 else f"{len(missing)} questions are"
        raise RuleBroken(f"{number} not answered yet: {', '.join(missing)}.", field="checklist")
    return answers
