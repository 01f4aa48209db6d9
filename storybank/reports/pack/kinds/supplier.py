"""The supplier report: what one supplier promised in all its contracts, and what people say."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from storybank.accounts.models import Organisation
from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.intake.models import Purpose
from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    Head,
    Item,
    Listed,
    Pack,
    Section,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.kinds.easy_parts import easy_lines
from storybank.reports.pack.kinds.first_page import answer, counted, four_figures
from storybank.reports.pack.kinds.who_told import (
    is_thin,
    speak_against,
    who_said_what,
    who_says_worse,
)
from storybank.reports.pack.ledger import name_of
from storybank.reports.pack.material import Material
from storybank.reports.pack.missing import find_missing
from storybank.reports.pack.pictures import themes_by_direction
from storybank.reports.pack.promised import (
    in_order_of_voice,
    lowered_list,
    promise_address,
    promise_table,
)
from storybank.reports.pack.voices import Passage, got_worse, pick_voices, tell_each
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of, day_words, plural
from storybank.reports.pack.writing import Writing, paragraph
from storybank.reports.queries.supplier import (
    alike_in_other_contracts,
    promise_ratings_of,
    ratings_of,
    shortfalls_of,
)
from storybank.reports.rules import Show, Stage, Wanted
from storybank.reviews.models import Rating, Shortfall, ShortfallStatus
from storybank.reviews.rules import RATING_NAMES

QUESTION = "What did this supplier promise, and what do the people it was promised to say?"
MOST_VOICES, MOST_WORSE = 6, 3
MOST_THEMES, MOST_PROMISES, MOST_ALIKE, MOST_SHORTFALLS = 12, 20, 8, 20
CHANGES = (Change.BETTER, Change.WORSE, Change.NEED, Change.ACTIVITY)
COLUMNS = (
    Stage.PROMISED,
    Stage.DELIVERED,
    Stage.EVIDENCED,
    Stage.VERIFIED,
    Stage.CONTRADICTED,
    Stage.SILENT,
)
SHORTFALL_WORDS = {
    ShortfallStatus.NOTICED: "Notice given",
    ShortfallStatus.PLANNED: "Being put right",
    ShortfallStatus.REMEDIED: "Put right",
    ShortfallStatus.REMEDY_TAKEN: "Remedy of the contract used",
    ShortfallStatus.DROPPED: "Notice taken back",
}


class Supplied:
    """What the report on one supplier is written from."""

    def __init__(self, material: Material) -> None:
        self.material, self.writing = material, Writing(material)
        # Why a supplier was rated so is between those who manage its contracts and the board.
        self.with_reasons = material.asked.purpose is not Purpose.PUBLIC

    @cached_property
    def own_body(self) -> Organisation | None:
        """The supplier as an organisation here that sends stories in, where it is one."""
        ids = {one.supplier_organisation_id for one in self.material.contracts} - {None}
        senders = set(np.unique(self.material.sender_of).tolist()) & ids
        found = min(senders, default=None)
        return None if found is None else self.material.session.get(Organisation, found)

    def voices(self, passages: list[Passage], *, small: bool = False) -> list[Block]:
        """Quotations; of what the supplier sent in itself they say so."""
        told = tell_each(self.material, passages)
        return [
            Voice(told=self.writing.add(self._flagged(one, said)), small=small)
            for one, said in zip(passages, told, strict=True)
            if said is not None and said.words
        ]

    def _flagged(self, passage: Passage, told: Told) -> Told:
        body, senders = self.own_body, self.material.sender_of
        if body is None or senders[passage.at] != body.key:
            return told
        whose = f"{told.facts.get('whose', '')} (sent in by the supplier itself)".strip()
        return told.model_copy(update={"facts": {**told.facts, "whose": whose}})


def build(material: Material) -> Pack:
    """The report on one supplier. Its own people read the same as everybody else."""
    supplied = Supplied(material)
    voices = pick_voices(material, MOST_VOICES)
    worse = got_worse(material, MOST_WORSE, without={one.at for one in voices})
    front = (
        _answer(supplied),
        Section(
            key="voices",
            title="In their own words",
            blocks=tuple(supplied.voices(voices[:2])) or (_nobody(),),
        ),
        _who(supplied),
    )
    sections = (
        _contracts(supplied),
        _changed(supplied, voices[2:]),
        _worse(supplied, worse),
        _promises(supplied),
        _silent(supplied),
        _record(supplied),
        _alike(supplied),
        _lowered(supplied),
    )
    return supplied.writing.finish(
        question=QUESTION,
        front=front,
        sections=sections,
        easy=easy_lines(material, find_missing(material)),
        warnings=warn(material),
    )


def _nobody() -> Block:
    return paragraph("Nobody’s words may stand here yet.")


# The first page


def _answer(supplied: Supplied) -> Section:
    material = supplied.material
    contracts = counted(material.figure("contracts"), "contract", "contracts")
    begins = paragraph(f"{material.asked.supplier} holds ", contracts, " here.", role="lead")
    found = answer(material)
    blocks: list[Block] = [begins]
    if is_thin(material) and material.heard.story.size:
        # Of so few people next to no number is told: words come first.
        blocks += [
            paragraph(*who_said_what(material), role="lead"),
            paragraph(*speak_against(material), role="lead"),
        ]
    else:
        blocks += found.blocks
    return found.model_copy(
        update={
            "blocks": (*blocks, four_figures(material)),
            "basis": basis_of(material, Wanted(show=Show.LINKED)),
        }
    )


def _who(supplied: Supplied) -> Section:
    """Who speaks: what a supplier sends in about itself is told apart."""
    body, figure = supplied.own_body, supplied.material.figure
    if body is None:
        said = paragraph(
            "None of the stories here was sent in by the supplier itself, as far as is on record."
        )
    else:
        said = paragraph(
            "The supplier itself sent in ",
            counted(figure("stories", sender=body.public_id), "story", "stories"),
            " of these, from ",
            counted(figure("people", sender=body.public_id), "person", "people"),
            ". Whoever gathers stories decides whom one hears: its own are marked.",
        )
    return Section(key="who", title="Who speaks", blocks=(said,))


# The rest


def _contracts(supplied: Supplied) -> Section:
    material = supplied.material
    rated = ratings_of(material.session, [one.key for one in material.contracts])
    heads = ("Promised", "Delivered", "Evidenced", "Verified", "Against", "Silent")
    rows = tuple(_contract_row(material, one, rated.get(one.key)) for one in material.contracts)
    table = Table(
        caption="Promises of each contract, and how far they have come",
        head=(
            Head(text="Contract"),
            *(Head(text=one, numeric=True) for one in heads),
            Head(text="Rated"),
        ),
        rows=rows,
        empty="This supplier has no contract that you may read.",
    )
    return Section(
        key="contracts",
        title="Contract by contract",
        blocks=(table,),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
        new_page=True,
    )


def _contract_row(material: Material, one: Contract, rating: Rating | None) -> tuple[Cell, ...]:
    figures = [
        material.figure("promises", contract=one.public_id, stage=stage) for stage in COLUMNS
    ]
    return (
        Cell(
            line=(one.title,),
            note=(one.reference,),
            header=True,
            href=f"/contracts/{one.public_id}",
        ),
        *(Cell(line=(figure,)) for figure in figures),
        Cell(line=(RATING_NAMES[rating.word] if rating else "Not rated as a whole",)),
    )


def _changed(supplied: Supplied, voices: list[Passage]) -> Section:
    """What changed for whom: themes by direction, and more voices."""
    material = supplied.material
    themes = [one.name for one in material.themes_heard()[:MOST_THEMES]]
    picture: Block = themes_by_direction(material, most=MOST_THEMES)
    if not themes:
        picture = paragraph("No passage has a theme yet that a person confirmed.")
    elif is_thin(material):  # a table of "a few" says less than their names
        picture = paragraph(f"They speak of: {'; '.join(themes)}.")
    return Section(
        key="changed",
        title="What changed for whom",
        blocks=(picture, *supplied.voices(voices)),
        basis=basis_of(material, Wanted()),
    )


def _worse(supplied: Supplied, worse: list[Passage]) -> Section:
    material = supplied.material
    blocks = supplied.voices(worse, small=True)
    if not blocks and not material.count(Wanted(change=Change.WORSE)).passages:
        blocks = [
            paragraph("Nobody says here that anything got worse. That may mean nobody was asked.")
        ]
    return Section(
        key="worse",
        title="What got worse",
        blocks=(
            paragraph(
                *who_says_worse(material.figure("passages", change=Change.WORSE)),
                *speak_against(material),
            ),
            *blocks,
        ),
        basis=basis_of(material, Wanted(change=Change.WORSE)),
    )


def _promises(supplied: Supplied) -> Section:
    material = supplied.material
    spoken = [
        one
        for one in in_order_of_voice(material, material.promises)
        if one.key in material.heard_of
    ]
    caption = "Promises that people speak of, those they speak against first"
    blocks: list[Block] = [
        promise_table(material, spoken, caption=caption, most=MOST_PROMISES),
    ]
    if len(spoken) > MOST_PROMISES:
        rest = len(spoken) - MOST_PROMISES
        blocks.append(paragraph(f"{plural(rest, 'more promise')} that people speak of less."))
    return Section(
        key="promises",
        title="Promise by promise",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
    )


def _silent(supplied: Supplied) -> Section:
    material = supplied.material
    silent = material.promises_at(Wanted(stage=Stage.SILENT))
    if not silent:
        return Section(
            key="silent",
            title="Promises nobody speaks of",
            blocks=(paragraph("Somebody speaks of every promise that stands."),),
        )
    items = [
        Item(
            line=(name_of(one),),
            note=(material.contract_of[one.contract_id].title,),
            href=promise_address(one),
        )
        for one in silent[:MOST_PROMISES]
    ]
    blocks: list[Block] = [
        paragraph(
            "Nobody has told us anything of ",
            counted(material.figure("promises", stage=Stage.SILENT), "promise.", "promises."),
        ),
        Listed(items=tuple(items)),
    ]
    if len(silent) > len(items):
        blocks.append(paragraph(f"And of {len(silent) - len(items):,} more."))
    return Section(key="silent", title="Promises nobody speaks of", blocks=tuple(blocks))


def _record(supplied: Supplied) -> Section:
    """Ratings of promises, and shortfalls, as words."""
    material = supplied.material
    ids = list(material.promise_of)
    rated = promise_ratings_of(material.session, ids)
    shortfalls = shortfalls_of(material.session, ids)
    blocks: list[Block] = []
    if rated:
        blocks.append(_rated(supplied, rated))
    if shortfalls:
        blocks.append(paragraph("Promises not kept, and what was done about it:"))
        items = [_shortfall(supplied, one) for one in shortfalls[:MOST_SHORTFALLS]]
        blocks.append(Listed(items=tuple(items)))
        if len(shortfalls) > MOST_SHORTFALLS:
            blocks.append(paragraph(f"And {len(shortfalls) - MOST_SHORTFALLS:,} earlier ones."))
    if not blocks:
        blocks = [paragraph("No promise was rated yet, and no shortfall was ever noticed.")]
    return Section(key="record", title="Ratings and shortfalls", blocks=tuple(blocks))


def _rated(supplied: Supplied, rated: dict[int, Rating]) -> Table:
    promises = supplied.material.promise_of
    heads = ("Rated", "For", "Why") if supplied.with_reasons else ("Rated", "For")

    def row(promise: Promise, rating: Rating) -> tuple[Cell, ...]:
        days = f"{day_words(rating.from_on)} to {day_words(rating.to_on)}"
        cells = (
            Cell(line=(name_of(promise),), header=True, href=promise_address(promise)),
            Cell(line=(RATING_NAMES[rating.word],)),
            Cell(line=(days,)),
        )
        return (*cells, Cell(line=(rating.reason,))) if supplied.with_reasons else cells

    return Table(
        caption="How those who manage the contracts rated promises, the newest rating of each",
        head=(Head(text="Promise"), *(Head(text=one) for one in heads)),
        rows=tuple(row(promises[number], one) for number, one in sorted(rated.items())),
    )


def _shortfall(supplied: Supplied, one: Shortfall) -> Item:
    promise = supplied.material.promise_of[one.commitment_id]
    said = [f"Noticed on {day_words(one.noticed_on)}."]
    if supplied.with_reasons:
        said += [words for words in (one.notice, one.plan, one.remedy) if words]
    return Item(
        line=(name_of(promise),),
        note=(" ".join(said),),
        status=SHORTFALL_WORDS[one.status],
        href=promise_address(promise),
    )


def _alike(supplied: Supplied) -> Section:
    """The same promise offered in several contracts: it may be kept once and counted twice."""
    material = supplied.material
    pairs = alike_in_other_contracts(material.session, material.promise_of)
    if not pairs:
        words = "No two contracts of this supplier hold a promise worded alike."
        return Section(
            key="alike", title="Promises offered more than once", blocks=(paragraph(words),)
        )
    items = [
        Item(
            line=(f"{_placed(material, one)}, and {_placed(material, other)}",),
            note=(f"{round(share * 100)}% of the words are the same: “{one.text}”",),
            href=promise_address(one),
        )
        for one, other, share in pairs[:MOST_ALIKE]
    ]
    return Section(
        key="alike",
        title="Promises offered more than once",
        blocks=(
            paragraph(
                f"{plural(len(pairs), 'pair')} of promises in different contracts "
                f"{'is' if len(pairs) == 1 else 'are'} worded alike. Ask whether each is kept by "
                "itself, or whether one thing done is counted twice."
            ),
            Listed(items=tuple(items)),
        ),
    )


def _placed(material: Material, one: Promise) -> str:
    return f"{one.ref} in {material.contract_of[one.contract_id].title}"


def _lowered(supplied: Supplied) -> Section:
    found = lowered_list(supplied.material)
    blocks: tuple[Block, ...] = (
        (found,) if found else (paragraph("No promise was lowered, put off or taken out."),)
    )
    return Section(key="lowered", title="What was lowered", blocks=blocks)
