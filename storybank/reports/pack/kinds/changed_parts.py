"""What was changed because of stories, and whether it lasted, as parts of a report."""

from __future__ import annotations

from storybank.answering.models import AnswerChange
from storybank.answering.queries import AnswerFigures, ChangeTold, LastedFigures
from storybank.reports.pack.blocks import (
    Block,
    Item,
    Listed,
    Told,
)
from storybank.reports.pack.material import Material
from storybank.reports.pack.wording import day_words, plural
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.queries.changed import WhatChanged, came_of, only_these
from storybank.reports.queries.numbers import in_pack
from storybank.reports.rules import is_small
from storybank.stories.rules import reading_scope


def find_changed(material: Material) -> WhatChanged:
    """What came of the stories of this report."""
    asked = material.asked
    which = in_pack(
        material.scope, [one.key for one in material.contracts], asked.period, asked.purpose
    )
    if material.places:
        which = only_these(which, material.heard.story)
    return came_of(material.session, which, reading_scope(material.actor))


def changed_words(material: Material, answers: AnswerFigures) -> Block:
    """How many stories were answered, and what was made and planned because of them."""
    stories = material.figure("stories").number
    if stories is None:
        some = "Some" if answers.answered else "None"
        answered = f"{some} of the few stories {'are' if answers.answered else 'is'} answered. "
    else:
        answered = (
            f"{answers.answered:,} of {plural(stories, 'story is', 'stories are')} answered. "
        )
    if not (answers.made or answers.planned):
        return paragraph(f"{answered}Nobody has said yet that anything changes.")
    disputed = (
        f", and of {answers.disputed:,} of these whoever told the story says that it is not so"
        if answers.disputed
        else ""
    )
    late = (
        f", of which {answers.late:,} {'is' if answers.late == 1 else 'are'} past "
        f"{'its' if answers.late == 1 else 'their'} day"
        if answers.late
        else ""
    )
    return paragraph(
        f"{answered}{plural(answers.made, 'change is', 'changes are')} said to be made{disputed}; "
        f"{answers.planned:,} more {'is' if answers.planned == 1 else 'are'} planned{late}."
    )


def changes_told(writing: Writing, changed: WhatChanged, most: int) -> Listed | None:
    """The newest changes told to storytellers; they tell of one story each. None: there is none."""
    items = []
    for one in changed.told[:most]:
        told = Told(
            story=str(one.story_id),
            facts={"change_told": change_sentence(one)},
            may_open=one.story_id in changed.open_to,
        )
        items.append(Item(told=writing.add(told), shows="change_told"))
    return Listed(items=tuple(items)) if items else None


def change_sentence(one: ChangeTold) -> str:
    """What an organisation says that it changed, what shows it, and who says it is not so."""
    answer = one.answer
    if answer.change is AnswerChange.MADE:
        state = "made"
    else:
        state = f"planned for {day_words(answer.due_on)}" if answer.due_on else "planned"
    shows = f"; what shows it: {answer.evidence.rstrip('. ')}" if answer.evidence else ""
    said = f"{answer.change_words.rstrip('. ')} ({state}, says {one.organisation}{shows})."
    if answer.disputed_at:
        said += " Whoever told the story says this is not so."
    return said


def lasted_words(lasted: LastedFigures, smallest: int) -> Block | None:
    """Whether what changed has lasted, of those asked again; None where nobody was."""
    if not lasted.asked:
        return None
    if is_small(lasted.asked, smallest):
        return paragraph(
            "A few people were asked again after some months. They are too few for numbers of "
            "whether the change has lasted."
        )
    return paragraph(
        f"{lasted.answered:,} of {plural(lasted.asked, 'person', 'people')} asked again after some "
        f"months answered: the change has lasted for {lasted.yes:,}, in part for "
        f"{lasted.partly:,}, and has not lasted for {lasted.no:,}."
    )
