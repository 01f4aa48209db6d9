"""Story to answer: passages for an answer in a bid, in order, with our own words around them."""

from __future__ import annotations

import numpy as np

from storybank.nlp.reading import Change
from storybank.reports.pack.answer import AnswerRead, passages_chosen, read_answer, with_speakers
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    EasyLine,
    Facts,
    Head,
    Item,
    Line,
    Pack,
    Section,
    Table,
    Voice,
    Warned,
)
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.who_told import mix_of
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import pick_voices, tell
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import READ_BY, basis_of, plural
from storybank.reports.pack.writing import Writing, line, listed, paragraph
from storybank.reports.rules import Wanted

NO_QUESTION = "What can we say to this, in the words of the people we work with?"
MOST_SUGGESTED = 6
LONGEST_HEADING = 160
NOT_HERE = frozenset({"one_organisation", "single_source", "silent", "nobody"})
"""Warnings that say nothing of an answer: it is told by one organisation, of its own stories."""


def build(material: Material) -> Pack:
    """The answer, how long it is, whose words it quotes, and whom they stand among."""
    writing = Writing(material)
    read = read_answer(material)
    places = [writing.add(told) for _, told in read.shown]
    if places or read.answer.opening or read.answer.closing:
        front = [_answer(read, places), _length(read)]
        sections = [_whose(read, places), _among(material, read)]
    else:
        front = [_suggested(material, writing)]
        sections = [_among(material, read)]
    question = read.answer.question or NO_QUESTION
    is_long = len(question) > LONGEST_HEADING
    return writing.finish(
        question=material.asked.title if is_long and material.asked.title else question,
        front=[_question(question), *front] if is_long else front,
        sections=sections,
        easy=_easy(material, read),
        warnings=[*warnings_of(read), *(one for one in warn(material) if one.key not in NOT_HERE)],
    )


def _question(question: str) -> Section:
    """The whole question, where it is too long to stand above the answer as its heading."""
    return Section(key="question", title="The question", blocks=(paragraph(question),))


def _answer(read: AnswerRead, places: list[int]) -> Section:
    blocks: list[Block] = [*_paragraphs(read.answer.opening)]
    for place, (piece, _) in zip(places, read.shown, strict=True):
        if piece.lead:
            blocks.append(listed(Item(told=place, shows="lead")))
        blocks.append(Voice(told=place))
    blocks += _paragraphs(read.answer.closing)
    return Section(key="answer", title="The answer", blocks=tuple(blocks))


def _paragraphs(words: str) -> list[Block]:
    return [paragraph(one) for one in words.split("\n") if one.strip()]


def _length(read: AnswerRead) -> Section:
    limit = read.answer.limit
    said = plural(read.words, "word")
    if limit:
        over = f", {plural(read.over, 'word')} too many" if read.over else ""
        said = f"{read.words:,} of {limit:,} words{over}"
    facts: list[tuple[str, Line]] = [
        ("Length", (said,)),
        ("Of these, storytellers’ own", (plural(read.theirs, "word"),)),
    ]
    return Section(key="length", title="How long it is", blocks=(Facts(facts=tuple(facts)),))


def _whose(read: AnswerRead, places: list[int]) -> Section:
    """Whose words each passage is, why it answers the question, and how it was checked."""
    rows = tuple(
        (
            Cell(line=(f"{number}",), header=True),
            Cell(told=place, shows="whose"),
            Cell(told=place, shows="speaks"),
            Cell(told=place, shows="chosen"),
            Cell(told=place, shows="finding")
            if told.facts.get("finding")
            else Cell(line=("Not yet",)),
        )
        for number, (place, (_, told)) in enumerate(zip(places, read.shown, strict=True), start=1)
    )
    table = Table(
        caption="The passages, in their order",
        head=(
            Head(text="Passage"),
            Head(text="Whose words"),
            Head(text="Who speaks"),
            Head(text="Why it answers the question"),
            Head(text="Checked independently"),
        ),
        rows=rows,
        empty="No passage stands in the answer yet.",
    )
    return Section(key="whose", title="Whose words these are", blocks=(table,))


def _among(material: Material, read: AnswerRead) -> Section:
    """Whom those who are quoted stand among: the mix is always shown."""
    mix, figure = mix_of(material), material.figure
    who = READ_BY[material.asked.purpose]
    if not material.heard.story.size:
        said: tuple[Block, ...] = (
            paragraph(
                f"Nobody whose story came through you lets {who} read it. Ask them: what they "
                "allow can be changed at any time, and nothing else has to be told again."
            ),
        )
        return Section(key="among", title="Whom they stand among", blocks=said)
    people = material.people_at(
        np.array([one.at for _, one in passages_chosen(material)], dtype=np.int64)
    )
    said = (
        paragraph(
            f"{plural(people, 'person is', 'people are')} quoted. Stories of ",
            counted(figure("people"), "person", "people"),
            f" that came through us may be read by {who}. Their words say ",
            counted(mix[Change.BETTER], "time", "times"),
            " that something got better, ",
            mix[Change.WORSE],
            " that something got worse, ",
            mix[Change.NEED],
            " that something is or was lacking, and ",
            mix[Change.ACTIVITY],
            " only what was done.",
        ),
    )
    return Section(
        key="among",
        title="Whom they stand among",
        blocks=said,
        basis=basis_of(material, Wanted()),
    )


def _suggested(material: Material, writing: Writing) -> Section:
    """Passages to begin with, where nothing is chosen yet (N84)."""
    told = with_speakers(material, tell(material, pick_voices(material, MOST_SUGGESTED)))
    blocks: list[Block] = [
        paragraph(
            "Nothing is chosen yet. These are passages to begin with, found in stories that came "
            "through you."
            if told
            else "Nothing is chosen yet, and no passage can be: none is coded and confirmed in a "
            "story whose teller allows it."
        )
    ]
    blocks += [Voice(told=writing.add(one)) for one in told if one.words]
    return Section(key="answer", title="Passages to begin with", blocks=tuple(blocks))


def warnings_of(read: AnswerRead) -> list[Warned]:
    """What to think of before an answer is sent."""
    found = []
    if read.over:
        found.append(
            Warned(
                key="too_long",
                words=f"The answer is {plural(read.over, 'word')} too long: {read.words:,} of "
                f"{read.answer.limit:,}.",
            )
        )
    gone = sum(one.told is None for one in read.pieces)
    if gone:
        which = "One passage does" if gone == 1 else f"{gone} passages do"
        found.append(
            Warned(
                key="passage_gone",
                words=f"{which} not stand in the answer any more: taken back, not allowed for "
                "this, or of a story that has newer words. Choose again.",
            )
        )
    if not read.shown:
        found.append(
            Warned(key="blocks:empty", words="No passage stands in the answer yet. Choose one.")
        )
    changes = {change for _, told in read.shown for _, change in told.facts.get("codes", [])}
    if len(read.shown) > 1 and changes == {Change.BETTER.value}:
        found.append(
            Warned(
                key="only_good",
                words="Every passage says that something got better. A buyer believes an answer "
                "more that says what was hard, too.",
            )
        )
    return found


def _easy(material: Material, read: AnswerRead) -> list[EasyLine]:
    lines = [EasyLine(sign="promise", line=("This answers a question.",))]
    if read.shown:
        lines.append(
            EasyLine(
                sign="people",
                line=(f"It has {plural(len(read.shown), 'thing')} that people said.",),
            )
        )
    people = material.figure("people")
    if people.number == 0:
        return [*lines, EasyLine(sign="missing", line=("Nobody lets us tell their story yet.",))]
    lines.append(
        EasyLine(
            sign="people",
            line=line(
                counted(people, "person lets", "people let"),
                " us tell their story.",
            ),
        )
    )
    return lines
