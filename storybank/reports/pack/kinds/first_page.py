"""The first page that kinds can begin with: the answer in four sentences, and four figures."""

from __future__ import annotations

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Figure, Pack, Paragraph, Section, Strip
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import got_worse, pick_voices
from storybank.reports.pack.wording import plural
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.rules import Show, Stage

QUESTION = "Whose lives have changed, in what way, and by which promise?"
DIRECTIONS = (Change.BETTER, Change.WORSE, Change.NEED, Change.ACTIVITY)
FINDINGS = ("upheld", "partly_upheld", "not_upheld", "could_not_tell")


def answer(material: Material) -> Section:
    """The answer in four sentences with figures in them; humane words where nobody is heard."""
    if not material.heard.story.size:
        return Section(
            key="answer",
            title="The answer",
            blocks=(
                paragraph("No story can stand in this report yet.", role="lead"),
                paragraph(
                    "Here one reads what people say has changed for them, beside what was "
                    "promised. A story comes in once it is attached to a contract and the "
                    "storyteller allows those who read this to read it."
                ),
            ),
        )
    sentences = (_people(material), _directions(material), _promises(material), _checked(material))
    return Section(key="answer", title="The answer", blocks=sentences)


def four_figures(material: Material) -> Strip:
    """The four figures at the top: who is heard, what got worse, what is spoken for and checked."""
    figure = material.figure
    spoken, verified = (
        figure("promises", stage=stage) for stage in (Stage.EVIDENCED, Stage.VERIFIED)
    )
    promised, people = figure("promises").number or 0, figure("people")
    worse = figure("passages", change=Change.WORSE)
    return Strip(
        figures=(
            (people, f"{_noun(people, 'person', 'people')} told us about their lives"),
            (spoken, f"of {plural(promised, 'promise')} people speak for"),
            (verified, f"{_noun(verified, 'promise was', 'promises were')} checked and upheld"),
            (worse, f"{_noun(worse, 'time', 'times')} people say something got worse"),
        )
    )


def counted(figure: Figure, one: str, many: str) -> Figure:
    """A figure with its noun, in the number it needs."""
    return figure.model_copy(update={"rest": _noun(figure, one, many)})


def _noun(figure: Figure, one: str, many: str) -> str:
    return one if figure.number == 1 else many


def _people(material: Material) -> Paragraph:
    people, stories = material.figure("people"), material.figure("stories")
    return paragraph(
        *(("Only ",) if people.number is None else ()),
        counted(people, "person", "people"),
        " told us about their lives, in ",
        counted(stories, "story", "stories"),
        ".",
        role="lead",
    )


def _directions(material: Material) -> Paragraph:
    """All four directions, also those that nobody speaks of."""
    better, worse, need, activity = material.series(
        "passages", [{"change": one} for one in DIRECTIONS]
    )
    return paragraph(
        "Their words say ",
        counted(better, "time", "times"),
        " that something got better, ",
        worse,
        " that something got worse, ",
        need,
        " that something is or was lacking, and ",
        activity,
        " only what was done.",
        role="lead",
    )


def _promises(material: Material) -> Paragraph:
    figure = material.figure
    if not figure("promises").number:
        words = "No promise is on record here, so no story can be set beside one."
        return paragraph(words, role="lead")
    return paragraph(
        "People speak for ",
        figure("promises", stage=Stage.EVIDENCED),
        " of ",
        counted(figure("promises"), "promise", "promises"),
        " and against ",
        figure("promises", stage=Stage.CONTRADICTED),
        "; about ",
        figure("promises", stage=Stage.SILENT),
        " nobody has told us anything.",
        role="lead",
    )


def _checked(material: Material) -> Paragraph:
    """What independent people found, all of it; that nobody looked, where nobody did."""
    figure = material.figure
    claims, checked = figure("claims"), figure("claims", finding="checked")
    if checked.number == 0:
        anything = (
            "anything"
            if claims.number == 0
            else "the one claim"
            if claims.number == 1
            else f"any of the {plural(claims.number, 'claim')}"
            if claims.number
            else "any claim"
        )
        return paragraph(f"Nobody independent has checked {anything} yet.", role="lead")
    upheld, partly, not_upheld, unclear = material.series(
        "claims", [{"finding": one} for one in FINDINGS]
    )
    return paragraph(
        "Independent people checked ",
        checked,
        " of ",
        counted(claims, "claim", "claims"),
        ": ",
        upheld,
        " upheld, ",
        partly,
        " partly upheld, ",
        not_upheld,
        " not upheld",
        *(() if unclear.number == 0 else ("; of ", unclear, " they could not tell")),
        ".",
        role="lead",
    )


def people_who_say(material: Material, change: Change) -> Figure:
    """How many people say that something changed in a direction; it opens their passages."""
    return material.figure("people", change=change, show=Show.CODED)


def build(material: Material) -> Pack:
    """A first page alone."""
    writing = Writing(material)
    voices = pick_voices(material, 4)
    worse = got_worse(material, 2, without={one.at for one in voices})
    front = (
        answer(material),
        Section(key="voices", title="In their own words", blocks=tuple(writing.voices(voices))),
        Section(
            key="worse", title="What got worse", blocks=tuple(writing.voices(worse, small=True))
        ),
    )
    return writing.finish(question=QUESTION, front=front)
