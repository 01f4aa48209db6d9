"""What was foreseen of contracts, for better and for worse, and what people said of it since.

What was foreseen, and how it is softened, was written by those who run the contract. That a story
says so is known from that story: it stands in ``told``, and goes with it. Notes of those who looked
may repeat a story in other words, so no report holds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import col, select

from storybank.reports.pack.blocks import Block, Cell, Head, Section, Table, Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import day_words
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.queries.numbers import in_pack
from storybank.reviews.models import Effect, EffectCheck, EffectFinding, Pillar
from storybank.reviews.queries import list_effects_of, newest_checks
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope

MOST_FORESEEN = 24
"""Lines of each of the two tables at most, where a report is of many contracts."""
PILLARS = {
    Pillar.ECONOMIC: "Work, money and trade",
    Pillar.SOCIAL: "People, health and community",
    Pillar.ENVIRONMENTAL: "Air, land and climate",
}
SAID = {
    EffectFinding.HAPPENED: "It happened",
    EffectFinding.PARTLY: "It happened in part",
    EffectFinding.DID_NOT: "It did not happen",
    EffectFinding.NOBODY_SAID: "Nobody has said anything of it",
}
NOT_HELD = "Not yet held against a story that may stand here."
NOTHING_DONE = "Nothing is written down."
NOBODY_LOOKED = (
    "Nobody wrote down beforehand whom this may help and whom it may harm, so it cannot be seen "
    "here whether harm was foreseen."
)


def foreseen(material: Material, writing: Writing, *, always: bool = False) -> tuple[Section, ...]:
    """The part about what was foreseen; where nothing was, only if it is ``always`` wanted."""
    effects = _effects(material)
    if not effects:
        says = (paragraph(NOBODY_LOOKED),)
        return (_section(says),) if always else ()
    checks = _newest(material, effects)
    shown = [
        part
        for good in (False, True)
        if (part := _first([one for one in effects if one.is_positive is good], checks))
    ]
    told = _tell(material, [checks[one.key] for part in shown for one in part if one.key in checks])
    places = {check: writing.add(one) for check, one in told.items()}
    blocks: list[Block] = [
        paragraph(
            "Before a contract starts, those who run it write down whom it may help and whom it "
            "may harm. Each line is held against what people tell; the newest look counts."
        ),
        *(_table(material, part, checks, places) for part in shown),
    ]
    left = len(effects) - sum(len(part) for part in shown)
    if left:
        blocks.append(
            paragraph(
                f"{left:,} more stand on the impact screens of the contracts: first here are "
                "those that somebody looked into.",
                role="note",
            )
        )
    return (_section(tuple(blocks)),)


def _section(blocks: tuple[Block, ...]) -> Section:
    return Section(
        key="foreseen", title="What was foreseen, for better and for worse", blocks=blocks
    )


def _effects(material: Material) -> list[Effect]:
    """What was foreseen of the report's contracts by the end of its days."""
    contracts = set(material.contract_of)
    if material.places or material.asked.framework is not None:
        contracts &= {one.contract_id for one in material.promises}
    until = material.asked.period.told_to
    return [
        one
        for one in list_effects_of(material.session, contracts)
        if until is None or one.foreseen_on <= until
    ]


def _newest(material: Material, effects: Sequence[Effect]) -> dict[int, EffectCheck]:
    """The newest check of each; one of a story that may not stand here leaves no trace."""
    here = set(material.heard.story.tolist())
    found = newest_checks(material.session, [one.key for one in effects])
    return {
        effect: check
        for effect, check in found.items()
        if check.story_id is None or check.story_id in here
    }


def _first(effects: Sequence[Effect], checks: Mapping[int, EffectCheck]) -> list[Effect]:
    """As many as are shown, in their order; those that somebody looked into before others."""
    looked_into = sorted(effects, key=lambda one: one.key not in checks)[:MOST_FORESEEN]
    kept = {one.key for one in looked_into}
    return [one for one in effects if one.key in kept]


def _table(
    material: Material,
    effects: Sequence[Effect],
    checks: Mapping[int, EffectCheck],
    places: Mapping[int, int],
) -> Table:
    good = effects[0].is_positive
    several = len(material.contracts) > 1
    # Of harm it is said, too, that nothing is done; of a hope only where something is.
    heads = ["For whom, and what was foreseen", "What was found"]
    if not good or any(one.mitigation for one in effects):
        heads.append("What is done so that it comes" if good else "How it is softened")
    return Table(
        caption="What was hoped for" if good else "What was feared",
        head=tuple(Head(text=one) for one in heads),
        rows=tuple(
            (
                Cell(
                    line=(f"{one.group}: {one.text}",),
                    note=(_where(material, one, several=several),),
                    header=True,
                ),
                _found(checks.get(one.key), places),
                Cell(line=(one.mitigation or ("" if good else NOTHING_DONE),)),
            )[: len(heads)]
            for one in effects
        ),
    )


def _where(material: Material, effect: Effect, *, several: bool) -> str:
    title = f"{material.contract_of[effect.contract_id].title}. " if several else ""
    return f"{title}{PILLARS[effect.pillar]}; foreseen on {day_words(effect.foreseen_on)}."


def _found(check: EffectCheck | None, places: Mapping[int, int]) -> Cell:
    """What was found. Where a story shows it, that is told of the story, and goes with it."""
    if check is None:
        return Cell(line=(NOT_HELD,))
    if check.story_id is None:
        looked = f", as those who run the contract found on {day_words(check.checked_on)}."
        if check.finding is EffectFinding.NOBODY_SAID:
            looked = f", up to {day_words(check.checked_on)}."
        return Cell(line=(f"{SAID[check.finding]}{looked}",))
    place = places.get(check.key)
    return Cell(line=(NOT_HELD,)) if place is None else Cell(told=place, shows="foreseen")


def _tell(material: Material, checks: Sequence[EffectCheck]) -> dict[int, Told]:
    """What is known from stories that may stand in the report at this moment, by the check."""
    wanted = {one.story_id for one in checks if one.story_id is not None}
    if not wanted:
        return {}
    asked, session = material.asked, material.session
    which = in_pack(material.scope, list(material.contract_of), asked.period, asked.purpose)
    chosen = col(Story.id).in_(wanted)
    names = dict(session.exec(select(Story.id, Story.public_id).where(chosen, which)).all())
    may_open = readable(reading_scope(material.actor))
    opened = set(session.exec(select(Story.id).where(chosen, may_open)))
    return {
        one.key: Told(
            story=str(names[one.story_id]),
            facts={
                "foreseen": f"{SAID[one.finding]}: a story says so. Looked at on "
                f"{day_words(one.checked_on)}."
            },
            may_open=one.story_id in opened,
        )
        for one in checks
        if one.story_id in names
    }
