"""Sentences that every kind of report says alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from storybank.intake.models import Purpose
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Basis
from storybank.reports.pack.material import Material
from storybank.reports.rules import WAITING, Asked, Period, Wanted, is_small
from storybank.stories.rules import Exactness, when_shown
from storybank.verification.models import Finding
from storybank.verification.wording import say_verified, say_when, say_who

READ_BY = {
    Purpose.BOARD: "boards",
    Purpose.CONTRACT_MANAGEMENT: "those who manage the contract",
    Purpose.PUBLIC: "everybody",
    Purpose.OTHER_BODIES: "other public bodies",
}
"""To whom the storytellers of a report allowed it, by its purpose."""


def day_words(day: date) -> str:
    """A day as it is read: 3 June 2026."""
    return when_shown(day, Exactness.DAY)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 promise, 2 promises."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def period_words(period: Period) -> str:
    """Between which days stories were told; empty where any will do."""
    if period.told_from and period.told_to:
        return f"told from {day_words(period.told_from)} to {day_words(period.told_to)}"
    if period.told_from:
        return f"told since {day_words(period.told_from)}"
    return f"told up to {day_words(period.told_to)}" if period.told_to else ""


def subject_of(asked: Asked) -> str:
    """What a report is about, in words."""
    parts = [
        asked.contract.title if asked.contract else "",
        asked.supplier,
        asked.department,
        asked.place.name if asked.place else "",
        asked.framework.title if asked.framework else "",
    ]
    everything = (
        "stories that came through us"
        if asked.kind is ReportKind.STORY_TO_ANSWER
        else "all contracts"
    )
    return ", ".join(one for one in parts if one) or everything


def footing_of(material: Material) -> str:
    """The quiet line at the foot of every page: sample, permission, method, day, who checked."""
    asked = material.asked
    period = period_words(asked.period)
    stories = material.figure("stories").number
    read = "A few stories" if stories is None else plural(stories, "story", "stories")
    bodies = sorted(name for _, name in material.checked().by)
    checked = (
        f"Checked by {', '.join(bodies)}." if bodies else "Nobody independent has checked yet."
    )
    few = (
        f" Numbers of fewer than {material.smallest} people are not told."
        if material.smallest > 1
        else ""
    )
    return (
        f"{read}{f' {period}' if period else ''}, read as they "
        f"stood, and as {READ_BY[asked.purpose]} were allowed to read them, on "
        f"{day_words(material.today)}. Only what a person coded or linked, or confirmed, is "
        "counted. People told their stories as they came, not as a sample: the figures say who "
        f"was heard, not how many there are.{few} {checked}"
    )


def basis_of(material: Material, wanted: Wanted, *, coverage: str = "") -> Basis:
    """What the claims of one part stand on: said beside them."""
    counted = material.count(wanted)
    mask = material.linked_mask(wanted) if wanted.show == "linked" else material.coded_mask(wanted)
    rows = material.linked if wanted.show == "linked" else material.coded
    first, last = material.days(rows.at[mask])
    days = ""
    if first and last and counted.stories > 1:  # the day of one story tells of that story
        days = (
            f"Told on {day_words(first)}."
            if first == last
            else f"Told from {day_words(first)} to {day_words(last)}."
        )
    return Basis(
        sample=_sample(material, wanted),
        coverage=coverage,
        days=days,
        method="Passages that a person coded or linked, or confirmed.",
        verified=_verified(material, wanted, claims=counted.passages)
        if wanted.show == "linked"
        else "",
    )


def _sample(material: Material, wanted: Wanted) -> str:
    """Of how many people and stories; their numbers stand there only where they may be told."""
    people, stories = (material.figure_of(of, wanted).number for of in ("people", "stories"))
    if people is not None and stories is not None:
        return f"{plural(people, 'person', 'people')}, {plural(stories, 'story', 'stories')}."
    if is_small(material.count(wanted).people, material.smallest):
        return "Fewer people than a number is told of."
    return "How many is not told: it would give away a number of too few people."


def _verified(material: Material, wanted: Wanted, *, claims: int) -> str:
    """What was found of these claims; without numbers where one is of too few people to be told."""
    checked = material.checked(wanted)
    parts = [*(one.value for one in Finding), WAITING] if wanted.finding is None else []
    told = (wanted, *(replace(wanted, finding=one) for one in parts))
    figures = [material.figure_of("claims", one) for one in told]
    if all(one.number is not None for one in figures):
        return say_verified(checked, claims=claims, persons=False)
    if not checked.total:
        return "Nobody independent has checked any of it yet."
    when = say_when(checked.first_on, checked.last_on)
    return (
        f"Some of it was checked by {say_who(checked.by, persons=False)}, {when}; the numbers "
        "are of too few people to be told."
    )
