"""What independent people found of what was told of a place, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from storybank.reports.pack.blocks import (
    FEW,
    Block,
    Item,
    Section,
    Told,
)
from storybank.reports.pack.kinds.changed_parts import change_sentence
from storybank.reports.pack.kinds.place_parts import promising
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.pack.writing import Writing, listed, paragraph
from storybank.reports.queries.came_of import CameOf, what_came_of
from storybank.reports.rules import is_small


def findings(writing: Writing, passages: Sequence[Passage]) -> Block | None:
    """What independent people found of these claims, as a list; None where there are none."""
    told = tell(writing.material, passages)
    items = [Item(told=writing.add(one), status=str(one.facts.get("finding", ""))) for one in told]
    return listed(*items) if items else None


def came_of(material: Material) -> CameOf:
    """What came of the stories of this report."""
    contracts = [one.key for one in promising(material)]
    return what_came_of(material.session, material.scope, material.heard.story, contracts)


def answered(material: Material, came: CameOf) -> list[Block]:
    """Who was answered, what was changed, whether it lasted, and what is agreed: in sentences."""
    few = material.smallest
    answers, lasted = came.answers, came.lasted
    if not (answers.answered or material.heard.story.size):
        said = [paragraph("Nobody told us, so nobody could be answered.")]
    elif not answers.answered:
        said = [paragraph("Nobody has answered those who told us yet. They are waiting to hear.")]
    else:
        said = [
            paragraph(
                "Answers went to ",
                _in_words(answers.answered, few, "story", "stories"),
                ". ",
                _in_words(answers.made, few, "change was", "changes were"),
                " made because of them, and ",
                _in_words(answers.planned, few, "is", "are"),
                " planned.",
            )
        ]
    if lasted.answered:
        said.append(
            paragraph(
                "Asked again some months later, ",
                _in_words(lasted.yes, few, "person says", "people say"),
                " that the change lasted, ",
                _in_words(lasted.partly, few),
                " that it lasted in part, and ",
                _in_words(lasted.no, few),
                " that it did not.",
            )
        )
    if came.agreed:
        said.append(
            paragraph(
                _in_words(came.agreed, 1, "action is", "actions are"),
                " agreed with suppliers here, and not done yet.",
            )
        )
    return list(said)


def _in_words(number: int, smallest: int, one: str = "", many: str = "") -> str:
    """A number that is no count of words or promises, so that nothing opens."""
    shown = FEW if is_small(number, smallest) else f"{number:,}"
    return f"{shown} {one if number == 1 and shown != FEW else many}".strip()


def told_changes(writing: Writing, came: CameOf) -> Block | None:
    """The newest changes that were told to those who asked for them; None where there are none."""
    items = [
        Item(
            told=writing.add(
                Told(story=str(one.story_id), facts={"change_told": change_sentence(one)})
            ),
            shows="change_told",
        )
        for one in came.told
        if one.answer.change_words
    ]
    return listed(*items) if items else None


def came_of_it(material: Material, writing: Writing) -> Section:
    """What was changed because of what people told here."""
    came = came_of(material)
    changes = told_changes(writing, came)
    return Section(
        key="came-of-it",
        title="What came of it",
        blocks=(*answered(material, came), *([changes] if changes else ())),
    )
