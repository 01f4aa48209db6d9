"""The first page that every kind can begin with: the answer in four sentences, and voices."""

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Pack, Section
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import got_worse, pick_voices
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.rules import Stage

QUESTION = "Whose lives have changed, in what way, and by which promise?"


def answer(material: Material) -> Section:
    """The answer in sentences with figures in them."""
    figure = material.figure
    return Section(
        key="answer",
        title="The answer",
        blocks=(
            paragraph(
                figure("people", "people"),
                " told us about their lives, in ",
                figure("stories", "stories"),
                ".",
                role="lead",
            ),
            paragraph(
                "Their words say ",
                figure("passages", "times", change=Change.BETTER),
                " that something got better, ",
                figure("passages", change=Change.WORSE),
                " that something got worse, ",
                figure("passages", change=Change.NEED),
                " that something is or was lacking, and ",
                figure("passages", change=Change.ACTIVITY),
                " only what was done.",
                role="lead",
            ),
            paragraph(
                "People speak for ",
                figure("promises", stage=Stage.EVIDENCED),
                " of ",
                figure("promises", "promises"),
                " and against ",
                figure("promises", stage=Stage.CONTRADICTED),
                "; about ",
                figure("promises", stage=Stage.SILENT),
                " nobody has told us anything.",
                role="lead",
            ),
        ),
    )


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
