"""Councillor’s view: five plain questions answered for one ward (N94, N106). Reads well aloud."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Block, Figure, Item, Line, Pack, Paragraph, Section
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.place import easy
from storybank.reports.pack.kinds.place_came import answered, came_of, told_changes
from storybank.reports.pack.kinds.place_missing import silent_contracts, silent_places
from storybank.reports.pack.kinds.place_parts import larger_place, promising, spot_of, where_it_lies
from storybank.reports.pack.kinds.who_told import (
    and_list,
    is_thin,
    mix_of,
    speak_against,
    who_said_what,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, got_worse, pick_voices, worst_first
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of
from storybank.reports.pack.writing import Writing, listed, paragraph
from storybank.reports.rules import Show, Stage, Wanted

QUESTIONS = (
    ("promised", "What was promised here?"),
    ("changed", "What changed for people here?"),
    ("worse", "What got worse, or is still needed?"),
    ("checked", "Was it checked, and by whom?"),
    ("doing", "What is being done about it, and who has not been heard?"),
)
MOST_CONTRACTS = 5


class _Heard:
    """Each voice of the view is another person’s, as long as there are any; no words come twice."""

    def __init__(self, material: Material, writing: Writing) -> None:
        self.material, self.writing = material, writing
        self.stories: set[int] = set()
        self.quoted: set[tuple[int, int]] = set()

    def one(self, passages: Sequence[Passage]) -> list[Block]:
        """The first of these passages whose story is not heard yet, else whose words are not."""
        fresh = [one for one in passages if one.at not in self.stories]
        for each in (*fresh, *passages):
            if (each.at, each.start) not in self.quoted:
                self.stories.add(each.at)
                self.quoted.add((each.at, each.start))
                return list(self.writing.voices([each], small=True))
        return []

    def pick(self, wanted: Wanted, **how: Any) -> list[Block]:
        """A voice that fulfils what is wanted, from a story not heard yet where there is one."""
        found = pick_voices(self.material, 1, wanted=wanted, without=self.stories, **how)
        return self.one(found or pick_voices(self.material, 3, wanted=wanted, **how))


def build(material: Material) -> Pack:
    """Five questions, each answered in two or three sentences, with a voice."""
    writing = Writing(material)
    heard = _Heard(material, writing)
    spot = spot_of(material)
    # The scarcest are chosen first; the questions keep their order.
    worse = _worse(material, heard)
    checked = _checked(material, heard)
    changed = _changed(material, heard)
    promised = _promised(material, heard)
    doing = _doing(material, writing)
    return writing.finish(
        question=f"Five questions for {spot.name}, answered",
        front=(promised, changed, worse, checked, doing),
        sections=(_behind(material),),
        easy=easy(material),
        warnings=warn(material),
    )


def _title(key: str) -> str:
    return dict(QUESTIONS)[key]


def _promised(material: Material, heard: _Heard) -> Section:
    contracts = promising(material)
    spot, figure = spot_of(material), material.figure
    if not contracts:
        said: list[Block] = [
            paragraph(
                f"No contract says that it is for {spot.name}, or for a place around it. Ask which "
                "contracts work here, and have it written down: then their promises stand here."
            )
        ]
        return Section(key="promised", title=_title("promised"), blocks=tuple(said))
    larger = {larger_place(material, one) for one in contracts} - {""}
    own = [one for one in contracts if not larger_place(material, one)]
    whole = (
        f" They are for {and_list(sorted(larger))} as a whole, so for people here too."
        if larger and not own
        else f" Some are for {and_list(sorted(larger))}."
        if larger
        else ""
    )
    said = [
        paragraph(
            counted(figure("promises"), "promise holds", "promises hold"),
            f" here, in {'this contract' if len(contracts) == 1 else 'these contracts'}.{whole} "
            "Something is reported as delivered for ",
            figure("promises", stage=Stage.DELIVERED),
            " of them.",
        ),
        listed(
            *(
                Item(
                    line=(
                        f"{one.title}, by {one.supplier}: ",
                        counted(figure("promises", contract=one.public_id), "promise", "promises"),
                    ),
                    note=(f"It asks: {one.ask}",) if one.ask else (),
                )
                for one in contracts[:MOST_CONTRACTS]
            )
        ),
    ]
    voice = heard.pick(Wanted(show=Show.LINKED, stance=Stance.SUPPORTS), coded=False)
    return Section(
        key="promised",
        title=_title("promised"),
        blocks=(*said, *voice),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
    )


def _changed(material: Material, heard: _Heard) -> Section:
    figure, spot, mix = material.figure, spot_of(material), mix_of(material)
    if not material.heard.story.size:
        said: Block = paragraph(
            f"Nobody knows. Nobody from {spot.name} has told us, or allows it to be read here."
        )
        return Section(key="changed", title=_title("changed"), blocks=(said,))
    if is_thin(material):
        blocks: list[Block] = [Paragraph(line=who_said_what(material))]
    else:
        blocks = [
            paragraph(
                counted(figure("people"), "person", "people"),
                " told us. They say ",
                counted(mix[Change.BETTER], "time", "times"),
                " that something got better, and ",
                counted(mix[Change.ACTIVITY], "time", "times"),
                " only what was done for them.",
            )
        ]
    themes = material.themes_heard()[:3]
    if themes:
        names = and_list([f"“{one.name}”" for one in themes])
        blocks.append(paragraph(f"They speak most of {names}."))
    blocks += heard.pick(Wanted(change=Change.BETTER), linked=False)
    return Section(
        key="changed",
        title=_title("changed"),
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted()),
    )


def _worse(material: Material, heard: _Heard) -> Section:
    mix, speak = mix_of(material), (" ", *speak_against(material))
    if is_thin(material) or not material.heard.story.size:
        said = " ".join(
            _who_says(mix[change], what)
            for change, what in (
                (Change.WORSE, "that something got worse."),
                (Change.NEED, "that something is or was lacking."),
            )
        )
        blocks: list[Block] = [paragraph(said, *speak)]
    else:
        blocks = [
            paragraph(
                "People say ",
                counted(mix[Change.WORSE], "time", "times"),
                " that something got worse, and ",
                counted(mix[Change.NEED], "time", "times"),
                " that something is or was lacking.",
                *speak,
            )
        ]
    blocks += heard.one(got_worse(material, 1))
    blocks += heard.pick(Wanted(change=Change.NEED), linked=False)
    if not material.coded_mask(Wanted(change=Change.WORSE)).any() and material.heard.story.size:
        blocks.append(
            paragraph(
                "That nobody says so does not mean that all is well. People seldom complain to "
                "those who help them: ask somebody else to ask.",
                role="note",
            )
        )
    return Section(key="worse", title=_title("worse"), blocks=tuple(blocks))


def _who_says(figure: Figure, what: str) -> str:
    return f"{'Nobody says' if figure.number == 0 else 'Some say'} {what}"


def _checked(material: Material, heard: _Heard) -> Section:
    figure = material.figure
    claims = int(material.linked.link.size)
    checked = figure("claims", finding="checked")
    looked: Line = (
        ("Somebody independent looked at some of what is claimed of people’s words here. ",)
        if checked.number is None
        else (
            "Somebody independent looked at ",
            checked,
            " of ",
            counted(figure("claims"), "claim that is", "claims that are"),
            " made of people’s words here. ",
        )
    )
    verified = figure("promises", stage=Stage.VERIFIED)
    upheld: Line = (
        ("Nothing that was promised here was upheld yet.",)
        if verified.number == 0
        else (
            verified,
            " of ",
            counted(figure("promises"), "promise", "promises"),
            f" {'was' if verified.number == 1 else 'were'} upheld, at least in part.",
        )
    )
    blocks: list[Block] = [paragraph(*(looked if checked.number != 0 else ()), *upheld)]
    bodies = sorted(name for _, name in material.checked().by)
    if bodies:
        blocks.append(paragraph(f"It was looked at by {and_list(bodies)}."))
    elif claims:
        blocks.append(
            paragraph("Nobody independent has looked yet. You may ask for it at the next review.")
        )
    blocks += heard.one(worst_first(material, 3))
    small = material.count(Wanted(show=Show.LINKED)).people < material.smallest
    basis = basis_of(material, Wanted(show=Show.LINKED))
    return Section(
        key="checked",
        title=_title("checked"),
        blocks=tuple(blocks),
        basis=basis.model_copy(update={"verified": ""}) if small else basis,
    )


def _doing(material: Material, writing: Writing) -> Section:
    came = came_of(material)
    spot, figure = spot_of(material), material.figure
    blocks: list[Block] = answered(material, came)
    changes = told_changes(writing, came)
    blocks += [changes] if changes else []
    silent = [one.name for one in silent_places(material)[:8]]
    nobody = f"Nobody told us anything from {and_list(silent)}. " if silent else ""
    unheard = [one.title for one in silent_contracts(material)[:3]]
    none = f" No word from here is of {and_list(unheard)}." if unheard else ""
    blocks.append(
        paragraph(
            nobody,
            "About ",
            figure("promises", "promises", stage=Stage.SILENT),
            f" nobody in {spot.name} has told us anything.{none}",
        )
    )
    return Section(key="doing", title=_title("doing"), blocks=tuple(blocks))


def _silent(material: Material, name: str) -> Line:
    silent = material.figure("promises", stage=Stage.SILENT)
    if silent.number == 0:
        return ("Somebody speaks of every promise.",)
    return (
        "About ",
        counted(silent, "promise", "promises"),
        f" nobody in {name} has told us anything.",
    )


def _behind(material: Material) -> Section:
    spot = spot_of(material)
    return Section(
        key="asking",
        title="What you may ask next",
        blocks=(
            paragraph(f"{spot.name}: {where_it_lies(material, spot)}."),
            listed(
                "Of each promise that nobody has told us about: who was meant to benefit, and who "
                "asks them?",
                "Of each promise that people speak against: what does the supplier say, and what "
                "changes?",
                "Of what nobody independent has checked: who checks it, and by when?",
                "Are these the best outcomes for people here, or only what was easiest to count?",
            ),
        ),
    )
