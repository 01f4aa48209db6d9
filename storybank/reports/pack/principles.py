"""The eight principles in a report: how they are answered, and what its own numbers suggest."""

from collections.abc import Mapping
from typing import Any

from storybank.answering.queries import answer_figures
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.models import ChoiceMade
from storybank.reports.pack.blocks import Cell, Head, Pack, Section, Table
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import plural
from storybank.reports.queries.numbers import in_pack
from storybank.reports.rules import (
    CHECKED,
    HELD_WORDS,
    PRINCIPLES,
    Answered,
    Principle,
    Show,
    Wanted,
)

PRINCIPLES_KEY = "principles"


def with_principles(pack: Pack, answers: Mapping[Principle, Answered]) -> Pack:
    """The pack with the answers to the eight principles at its end."""
    rows = tuple(
        (
            Cell(line=(terms.name,), header=True),
            Cell(line=(HELD_WORDS[answers[one].held],)),
            Cell(line=(answers[one].words,)),
        )
        for one, terms in PRINCIPLES.items()
        if one in answers
    )
    section = Section(
        key=PRINCIPLES_KEY,
        title="Eight principles",
        blocks=(
            Table(
                caption="Answered by whoever issued this report, before it was issued",
                head=(Head(text="Principle"), Head(text="Held to?"), Head(text="Why")),
                rows=rows,
            ),
        ),
    )
    return pack.model_copy(update={"sections": (*pack.sections, section)})


def hints_of(material: Material) -> dict[Principle, str]:
    """What the report's own numbers say to each principle: something to answer from."""
    hints = {
        Principle.INVOLVE: _involve(material),
        Principle.UNDERSTAND: _understand(material),
        Principle.VALUE: _value(material),
        Principle.MATERIAL: _material(material),
        Principle.NOT_OVER_CLAIM: _over_claim(material),
        Principle.TRANSPARENT: _transparent(material),
        Principle.VERIFY: _verify(material),
        Principle.RESPONSIVE: _responsive(material),
    }
    return {principle: _begin(words) for principle, words in hints.items()}


def _shown(material: Material, of: str, one: str, many: str, **wanted: Any) -> str:
    figure = material.figure(of, **wanted)
    return f"{figure.shown} {one if figure.number == 1 else many}"


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]


def _involve(material: Material) -> str:
    people = _shown(material, "people", "person tells", "people tell")
    whole = sum(one.choice is ChoiceMade.TELL_WHOLE for one in material.choices)
    chosen = "One story is told whole." if whole else "No story is told whole."
    return f"{people} of their lives in it. {chosen}"


def _understand(material: Material) -> str:
    better = _shown(material, "passages", "passage says", "passages say", change=Change.BETTER)
    worse = _shown(material, "passages", "says", "say", change=Change.WORSE)
    need = material.figure("passages", change=Change.NEED).shown
    return (
        f"{better} that something got better, {worse} that something got worse, {need} that "
        "something is or was lacking."
    )


def _value(material: Material) -> str:
    themes = material.themes_heard()[:3]
    if not themes:
        return "Nothing is coded and confirmed yet, so nobody can say what people spoke of most."
    return f"Most people speak of {', '.join(one.name.lower() for one in themes)}."


def _material(material: Material) -> str:
    against = _shown(material, "claims", "claim speaks", "claims speak", stance=Stance.CONTRADICTS)
    left_out = sum(one.choice is ChoiceMade.LEAVE_OUT for one in material.choices)
    out = plural(left_out, "passage was", "passages were") if left_out else "Nothing was"
    return f"{against} against a promise. {out} left out by hand."


def _over_claim(material: Material) -> str:
    upheld = _shown(material, "claims", "claim was", "claims were", finding="upheld")
    partly = _shown(material, "claims", "was", "were", finding="partly_upheld")
    return f"{upheld} upheld, {partly} upheld in part. Nothing here is worked out in money."


def _transparent(material: Material) -> str:
    stories = _shown(material, "stories", "story stands", "stories stand")
    undated = int((material.heard.day <= 0).sum())
    without = f" {plural(undated, 'has', 'have')} no day." if undated else ""
    return f"{stories} in it. Sample and method stand on every page.{without}"


def _verify(material: Material) -> str:
    if not material.count(Wanted(show=Show.LINKED)).passages:
        return "No passage is set beside a promise yet, so there is nothing to check."
    checked = material.figure("claims", finding=CHECKED).shown
    claims = _shown(material, "claims", "claim was", "claims were")
    names = sorted(name for _, name in material.checked().by)
    by = f", by {', '.join(names)}" if names else ""
    return f"{checked} of {claims} checked{by}."


def _responsive(material: Material) -> str:
    asked = material.asked
    contracts = [one.key for one in material.contracts]
    which = in_pack(material.scope, contracts, asked.period, asked.purpose)
    answers = answer_figures(material.session, which)
    return (
        f"{plural(answers.answered, 'story is', 'stories are')} answered, and "
        f"{plural(answers.made, 'change is', 'changes are')} said to be made."
    )
