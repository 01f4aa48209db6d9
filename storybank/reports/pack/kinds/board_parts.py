"""Parts that a board pack and other kinds share: worse, missing, changed, found, how made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from storybank.answering.models import AnswerChange
from storybank.answering.queries import AnswerFigures, ChangeTold, LastedFigures
from storybank.commitments.models import Commitment
from storybank.intake.models import StoryKind
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    EasyLine,
    Figure,
    Head,
    Item,
    Listed,
    Section,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.kinds.first_page import counted, people_who_say
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import Missing
from storybank.reports.pack.promised import (
    in_order_of_voice,
    lowered_list,
    promise_address,
    promise_table,
    said_of,
)
from storybank.reports.pack.voices import Passage, tell, tell_each, worst_first
from storybank.reports.pack.wording import READ_BY, basis_of, day_words, plural
from storybank.reports.pack.writing import Writing, line, paragraph
from storybank.reports.queries.changed import WhatChanged, came_of, only_these
from storybank.reports.queries.numbers import in_pack
from storybank.reports.rules import Show, Stage, Wanted, is_small
from storybank.stories.rules import reading_scope
from storybank.verification.models import Finding

MOST_NAMED = 8
MOST_FINDINGS = 12
MOST_KEPT = 12
KIND_WORDS = {
    StoryKind.BENEFICIARY_STORY: "Told by the person",
    StoryKind.INTERVIEW_TRANSCRIPT: "Told in an interview",
    StoryKind.CASE_STUDY: "Told about the person",
}
EASY_CHANGES: tuple[tuple[Literal["better", "worse", "need", "activity"], Change, str], ...] = (
    ("better", Change.BETTER, "said life got better"),
    ("worse", Change.WORSE, "said something got worse"),
    ("need", Change.NEED, "said that they need something"),
    ("activity", Change.ACTIVITY, "told us what was done"),
)
NOT_SO = "Nobody has told us so. That may mean that nothing got worse, or that nobody was asked."


# What got worse


def worse_words(material: Material) -> Block:
    """How many people say that something got worse, and in how many passages."""
    people = people_who_say(material, Change.WORSE)
    if people.number == 0:
        return paragraph(NOT_SO)
    passages = material.figure("passages", change=Change.WORSE)
    return paragraph(
        *(("Only ",) if people.number is None else ()),
        people.model_copy(update={"rest": "person says" if people.number == 1 else "people say"}),
        " that something got worse, in ",
        passages.model_copy(update={"rest": "passage" if passages.number == 1 else "passages"}),
        ".",
    )


def worse_in_full(material: Material, voices: Sequence[Voice], *, heard_before: bool) -> Section:
    """What got worse, and the promises that people's words contradict."""
    blocks: list[Block] = [worse_words(material)]
    if not voices and heard_before:
        blocks.append(paragraph("They are heard on the first page.", role="note"))
    contradicted = material.promises_at(Wanted(stage=Stage.CONTRADICTED))
    parts: tuple[Section, ...] = ()
    if contradicted:
        parts = (
            Section(
                key="contradicted",
                title="Promises that people’s words contradict",
                blocks=(
                    promise_table(
                        material, contradicted, caption="Promises somebody speaks against", most=20
                    ),
                ),
                basis=basis_of(material, Wanted(show=Show.LINKED, stance=Stance.CONTRADICTS)),
            ),
        )
    return Section(
        key="worse-in-full",
        title="What got worse, in full",
        blocks=(*blocks, *voices),
        sections=parts,
        basis=basis_of(material, Wanted(change=Change.WORSE)),
        new_page=True,
    )


def contradicted_lines(material: Material, most: int) -> Listed | None:
    """The promises that most speak against, a line each; None where nobody does."""
    found = in_order_of_voice(material, material.promises_at(Wanted(stage=Stage.CONTRADICTED)))
    if not found:
        return None
    items = [
        Item(line=(one.text,), note=said_of(material, one), href=promise_address(one))
        for one in found[:most]
    ]
    if len(found) > most:
        more = plural(len(found) - most, "more promise is", "more promises are")
        items.append(Item(line=(f"{more} contradicted.",)))
    return Listed(items=tuple(items))


# Who is missing


def missing_lines(material: Material, missing: Missing, *, most: int = 100) -> Listed:
    """Who is missing, a sentence each; that nobody is, as far as one can count, where so."""
    readers = READ_BY[material.asked.purpose]
    items: list[Item] = []

    def say(number: int, one: str, many: str) -> None:
        if number:
            items.append(Item(line=(number_told(material, number, one, many),)))

    say(
        missing.held_back,
        f"story is held back because the storyteller has not allowed {readers} to read it.",
        f"stories are held back because the storyteller has not allowed {readers} to read them.",
    )
    say(
        missing.waiting,
        "story waits for a person here before it can stand in this report.",
        "stories wait for a person here before they can stand in this report.",
    )
    say(
        missing.unattached,
        "story is not attached to a contract yet, so nobody knows by which promise.",
        "stories are not attached to a contract yet, so nobody knows by which promise.",
    )
    say(
        missing.undated,
        "story has no date, so nobody knows whether it was told in this time.",
        "stories have no date, so nobody knows whether they were told in this time.",
    )
    items += [
        Item(
            line=(f"Nobody in this report speaks about {one.title}.",),
            note=(one.supplier,),
            href=f"/contracts/{one.public_id}",
        )
        for one in missing.unheard[:most]
    ]
    left = len(missing.unheard) - most
    if left > 0:
        words = plural(
            left, "more contract has no voice here.", "more contracts have no voice here."
        )
        items.append(Item(line=(words,)))
    if missing.nobody:
        items.append(
            Item(
                line=(
                    "Every contract has a voice here, and no story is held back. Who was never "
                    "asked, nobody can count.",
                )
            )
        )
    return Listed(items=tuple(items))


def number_told(material: Material, number: int, one: str, many: str) -> str:
    """A number of stories with its noun; "a few" where it is too small to be told."""
    if is_small(number, material.smallest):
        return f"A few {many}"
    return plural(number, one, many)


def learning_words(material: Material, missing: Missing) -> Block | None:
    """How many stories are shared for learning alone; None where none is."""
    if not missing.learning:
        return None
    shared = number_told(material, missing.learning, "story is", "stories are")
    return paragraph(
        f"{shared} shared for learning alone: evidence for or against no promise. Such stories "
        "are read like any other."
    )


def kept_words(material: Material) -> Block | None:
    """What was taken back and is still counted, without words; None where nothing is."""
    kept = material.kept
    if not kept:
        return None
    total = sum(one.passages for one in kept)
    them, are = ("it", "it is") if total == 1 else ("them", "these are")
    each = "; ".join(
        f"{one.theme}, {one.change.value}, {one.passages} in {one.year}" for one in kept[:MOST_KEPT]
    )
    more = "; and more" if len(kept) > MOST_KEPT else ""
    return paragraph(
        f"{plural(total, 'passage was', 'passages were')} taken back by those who told {them}. "
        f"They agreed that {are} still counted, here and without words: {each}{more}. They are in "
        "no other figure of this report."
    )


def silent_section(
    material: Material, promises: Sequence[Commitment], *, key: str, **wanted: Any
) -> Section | None:
    """Promises nobody speaks of, named; None where somebody speaks of each."""
    silent = [
        one for one in promises if one.withdrawn_on is None and one.key not in material.heard_of
    ]
    if not silent:
        return None
    this, was, it = (
        ("this promise", "it was", "nobody has asked")
        if len(silent) == 1
        else (f"these {len(silent):,} promises", "they were", "nobody has asked")
    )
    blocks: list[Block] = [
        paragraph(
            f"Nobody whose story {READ_BY[material.asked.purpose]} may read has spoken of {this}. "
            f"That does not say {was} broken: it says {it}, or nobody was reached."
        ),
        Listed(
            items=tuple(
                Item(line=(one.text,), note=(one.ref,), href=promise_address(one))
                for one in silent[:MOST_NAMED]
            )
        ),
    ]
    if len(silent) > MOST_NAMED:
        every = material.figure("promises", stage=Stage.SILENT, **wanted)
        blocks.append(
            paragraph(
                f"{plural(len(silent) - MOST_NAMED, 'more stands', 'more stand')} in the list of ",
                every,
                " promises nobody speaks of.",
            )
        )
    return Section(key=key, title="Promised, and not heard of", blocks=tuple(blocks))


# What was changed


def find_changed(material: Material) -> WhatChanged:
    """What came of the stories of this report."""
    asked = material.asked
    which = in_pack(
        material.scope, [one.key for one in material.contracts], asked.period, asked.purpose
    )
    if material.places:
        which = only_these(which, material.heard.story)
    return came_of(material.session, which, reading_scope(material.actor))


def changed_words(answers: AnswerFigures, stories: int) -> Block:
    """How many stories were answered, and what was made and planned because of them."""
    answered = f"{answers.answered:,} of {plural(stories, 'story is', 'stories are')} answered. "
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


# What independent people found


def findings_section(material: Material, writing: Writing) -> Section:
    """Findings in full, those that held least first; their reasons stand in ``told``."""
    checked = material.checked()
    claims = material.figure("claims")
    if not checked.total:
        waiting = (
            ("Nothing yet.",)
            if claims.number == 0
            else ("Nothing yet. ", claims, " claims wait for an independent verifier.")
        )
        return Section(
            key="checked", title="What independent people found", blocks=(paragraph(*waiting),)
        )
    blocks: list[Block] = [
        paragraph("Whoever verified had no part in the contract, the claim or the story.")
    ]
    upheld = material.figure("claims", finding=Finding.UPHELD.value)
    passages = worst_first(material, MOST_FINDINGS)
    told = tell(material, passages)
    doubted = [one for one in told if one.facts.get("finding") != Finding.UPHELD.value]
    if upheld.number != 0:
        were = "claim was upheld" if upheld.number == 1 else "claims were upheld"
        blocks.append(
            paragraph(
                *(("Only ",) if upheld.number is None else ()),
                upheld.model_copy(update={"rest": were}),
                ". What was not upheld, or only in part, or could not be told, stands here in full."
                if doubted
                else ".",
            )
        )
    blocks.append(
        Listed(
            items=tuple(
                Item(told=writing.add(_found(one)), status=str(one.facts["finding"]), shows="found")
                for one in doubted or told[:3]
                if one.facts.get("finding")
            ),
            ordered=True,
        )
    )
    if checked.total > MOST_FINDINGS:
        every = material.figure("claims", finding="checked")
        blocks.append(
            paragraph("All ", every, " findings stand in the list of claims.", role="note")
        )
    return Section(
        key="checked",
        title="What independent people found",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
        new_page=True,
    )


def _found(told: Told) -> Told:
    """The same with what was found of its words, by whom and why, in one sentence or two."""
    facts = told.facts
    stance = "for" if facts["stance"] == Stance.SUPPORTS.value else "against"
    said = f": “{told.words}”" if told.words else ", not in words that may be quoted"
    stop = "" if said.endswith((".”", "!”", "?”")) else "."
    by = f" Checked by {facts['verified_by']}." if facts["verified_by"] else ""
    sentence = (
        f"{facts['whose']} speaks {stance} the promise “{facts['promise'].rstrip('.')}”{said}{stop}"
        f"{by} Why: {facts['reason']}"
    )
    return told.model_copy(update={"facts": {**facts, "found": sentence}})


def lowered_section(material: Material) -> Section | None:
    """Promises that were lowered after the contract was let; None where none was."""
    found = lowered_list(material)
    if found is None:
        return None
    these = (
        "This promise was"
        if sum(bool(material.lowered.get(one.key)) for one in material.promises) == 1
        else "These promises were"
    )
    return Section(
        key="lowered",
        title="Promised, and lowered since",
        blocks=(
            paragraph(
                f"{these} lowered after the contract was let. Two persons agreed to each change."
            ),
            found,
        ),
    )


def how_made(material: Material) -> Section:
    """Method, sample, coverage, purpose and who verified, in full."""
    readers = READ_BY[material.asked.purpose]
    stories = int(material.heard.story.size)
    kinds = _kinds_table(material)
    lines = (
        f"Every story here may be read by {readers}: its storyteller allows it today. Whoever "
        "takes that back is in no report from that moment, and what was issued is called back.",
        "Only passages that a person coded or linked to a promise, or confirmed, are counted; what "
        "a machine suggests is never counted. A passage is a sentence or a stretch of a story.",
        "People told their stories as they came, not as a sample, so the figures say who was heard "
        "and not how many there are.",
        "Only storytellers’ own words are quoted. Names and other personal details that were "
        "noticed are replaced by words in [square brackets].",
        basis_of(material, Wanted(show=Show.LINKED)).verified,
    )
    blocks: list[Block] = [Listed(items=tuple(Item(line=(one,)) for one in lines if one))]
    if stories:
        blocks.append(kinds)
    return Section(key="how-made", title="How this was made", blocks=tuple(blocks), new_page=True)


def _kinds_table(material: Material) -> Table:
    figures = material.series("stories", [{"kind": one} for one in StoryKind])
    return Table(
        caption="How the stories were told",
        head=(Head(text="Kind of story"), Head(text="Stories", numeric=True)),
        rows=tuple(
            (Cell(line=(KIND_WORDS[kind],), header=True), Cell(line=(figure,)))
            for kind, figure in zip(StoryKind, figures, strict=True)
        ),
    )


def easy_lines(material: Material, missing: Missing) -> list[EasyLine]:
    """The first page in short sentences."""
    figure = material.figure
    if not material.heard.story.size:
        return [EasyLine(sign="missing", line=("Nobody has told us a story yet.",))]
    people = counted(figure("people"), "person", "people")
    found = [EasyLine(sign="people", line=line("We heard from ", people, "."))]
    for sign, change, words in EASY_CHANGES:
        who = counted(people_who_say(material, change), "person", "people")
        if who.number == 0:
            found.append(EasyLine(sign=sign, line=(f"Nobody {words}.",)))
        else:
            opening = ("Only ",) if who.number is None else ()
            found.append(EasyLine(sign=sign, line=line(*opening, who, f" {words}.")))
    return [*found, *_easy_promises(material), *_easy_missing(missing)]


def _easy_promises(material: Material) -> list[EasyLine]:
    def promises(stage: Stage) -> Figure:
        return counted(material.figure("promises", stage=stage), "promise", "promises")

    made = promises(Stage.PROMISED)
    if not made.number:
        return []
    good, bad, true = (
        promises(one) for one in (Stage.EVIDENCED, Stage.CONTRADICTED, Stage.VERIFIED)
    )
    was_made, was_kept = (" was" if one.number == 1 else " were" for one in (made, bad))
    checked = line("Someone from outside checked. What people say about ", true, " is true.")
    return [
        EasyLine(sign="promise", line=line(made, f"{was_made} made.")),
        EasyLine(sign="promise", line=line("People say good things about ", good, ".")),
        EasyLine(sign="worse", line=line("People say ", bad, f"{was_kept} not kept.")),
        EasyLine(
            sign="check",
            line=checked
            if material.checked().total
            else line("No one from outside has checked yet."),
        ),
    ]


def _easy_missing(missing: Missing) -> list[EasyLine]:
    if missing.silent:
        number = len(missing.silent)
        about = "1 promise" if number == 1 else f"{number:,} promises"
        return [EasyLine(sign="missing", line=(f"No one has told us about {about}.",))]
    return [EasyLine(sign="missing", line=("We do not know who we did not ask.",))]


def tell_once(material: Material, passages: Iterable[Passage]) -> dict[Passage, Told]:
    """These passages as they may be shown, asked of the record in one go; the others left out."""
    asked = list(dict.fromkeys(passages))
    told = tell_each(material, asked)
    return {
        passage: one
        for passage, one in zip(asked, told, strict=True)
        if one is not None and one.words
    }


def named_voices(
    writing: Writing,
    chosen: Sequence[tuple[str, Passage]],
    told: Mapping[Passage, Told],
    *,
    small: bool = True,
) -> list[Voice]:
    """Voices with the priority each speaks to; those that may not be shown now are left out."""
    found: list[Voice] = []
    for name, passage in chosen:
        if passage in told:
            one = told[passage]
            facts = {**one.facts, "priority": name} if name else one.facts
            place = writing.add(one.model_copy(update={"facts": facts}))
            found.append(Voice(told=place, small=small))
    return found


def unnamed_voices(
    writing: Writing, passages: Sequence[Passage], told: Mapping[Passage, Told]
) -> list[Voice]:
    """The same, with room around them, where a heading says what they speak of."""
    return named_voices(writing, [("", one) for one in passages], told, small=False)
