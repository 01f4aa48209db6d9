"""The contract evidence pack: every claim of one contract, so that an auditor can follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from storybank.commitments.models import Contract
from storybank.commitments.queries import Promise
from storybank.linking.models import Stance
from storybank.reports.pack.blocks import (
    Block,
    Cell,
    EasyLine,
    Facts,
    Head,
    Item,
    Line,
    Listed,
    Pack,
    Section,
    Table,
    Told,
    Voice,
)
from storybank.reports.pack.claims import MOST_INDEXED, Claim, Claims, tell_claims
from storybank.reports.pack.kinds.first_page import counted
from storybank.reports.pack.kinds.foreseen import foreseen
from storybank.reports.pack.kinds.who_told import who_said_what
from storybank.reports.pack.ledger import findings_table, ledger_table, name_of, quantity_words
from storybank.reports.pack.material import Material
from storybank.reports.pack.pictures import promise_funnel
from storybank.reports.pack.promised import delivered_words, lowered_list, promised_words
from storybank.reports.pack.warnings import warn
from storybank.reports.pack.wording import basis_of, day_words, plural
from storybank.reports.pack.writing import Writing, line, paragraph
from storybank.reports.queries.trail import head_of_record
from storybank.reports.rules import Show, Stage, Wanted
from storybank.verification.models import Finding
from storybank.verification.queries import list_rounds

QUESTION = "Can what is said of this contract’s promises be followed back to people’s words?"
MOST_QUOTED, FEWER_QUOTED, MANY_PROMISES = 6, 3, 40
"""Passages quoted of each promise at most, fewer where there are many; all stand in the index."""
SPARE = 3
"""Passages looked at beyond those: some are not in the storyteller's own words."""
LOWERED_AT_FRONT = 3


class Evidence:
    """What the pack is written from: its claims, and what is told of their stories.

    ``quoted`` are claims by promise, ``listed`` those of the index, ``place`` where what is told of
    each stands. ``number_of`` is how a claim is called in the pack.
    """

    def __init__(self, material: Material) -> None:
        self.material, self.writing = material, Writing(material)
        self.contract: Contract = material.contracts[0]
        self.claims = Claims(material)
        # Where small numbers are not told, a list of every claim would give them away.
        self.whole = material.smallest <= 1
        self.most = MOST_QUOTED if len(material.promises) <= MANY_PROMISES else FEWER_QUOTED
        tried = [
            one
            for promise in material.promises
            for one in self.claims.to_quote(promise, self.most + SPARE)
        ]
        listed = self.claims.every[:MOST_INDEXED] if self.whole else ()
        told = tell_claims(material, self.claims, quoted=tried, listed=listed)
        self.quoted = self._with_words(tried, told)
        shown = [one for many in self.quoted.values() for one in many]
        self.listed = [one for one in (listed or shown) if one.number in told]
        self.number_of = {
            one.number: one.number if self.whole else number
            for number, one in enumerate(self.listed, start=1)
        }
        self.place: dict[int, int] = {}
        quoted = {one.number for one in shown}
        for claim in {one.number: one for one in (*self.listed, *shown)}.values():
            self._keep(claim, told[claim.number], is_quoted=claim.number in quoted)

    def _keep(self, claim: Claim, told: Told, *, is_quoted: bool) -> None:
        number = self.number_of.setdefault(claim.number, claim.number)
        kept = {"facts": {**told.facts, "number": number}}
        self.place[claim.number] = self.writing.add(
            told.model_copy(update=kept if is_quoted else {**kept, "words": ""})
        )

    def _with_words(
        self, tried: Sequence[Claim], told: Mapping[int, Told]
    ) -> dict[int, list[Claim]]:
        """The claims to be quoted of each promise; of few people on one side only one speaks."""
        found: dict[int, list[Claim]] = {}
        by_side: Counter[tuple[int, str]] = Counter()
        for one in tried:
            said = told.get(one.number)
            many = found.setdefault(one.promise.key, [])
            if said is None or not said.words or len(many) >= self.most:
                continue
            side = (one.promise.key, said.facts["stance"])
            if by_side[side] and self._is_of_few(one.promise, Stance(side[1])):
                continue
            by_side[side] += 1
            many.append(one)
        return found

    def _is_of_few(self, promise: Promise, stance: Stance) -> bool:
        wanted = Wanted(show=Show.LINKED, promise=promise.public_id, stance=stance)
        return self.material.count(wanted).people < self.material.smallest


def build(material: Material) -> Pack:
    """The pack of one contract."""
    evidence = Evidence(material)
    front = (_answer(evidence), _contract(evidence), _lowered(evidence))
    sections = (
        _ledger(evidence),
        Section(
            key="promises",
            title="Promise by promise",
            blocks=(paragraph(_body_says(evidence)),),
            sections=tuple(
                _promise(evidence, number, one)
                for number, one in enumerate(material.promises, start=1)
            ),
            new_page=True,
        ),
        _index(evidence),
        *foreseen(material, evidence.writing, always=True),
        _checking(evidence),
    )
    return evidence.writing.finish(
        question=QUESTION,
        front=front,
        sections=sections,
        easy=_easy(evidence),
        warnings=warn(material),
    )


# The first page


def _answer(evidence: Evidence) -> Section:
    figure = evidence.material.figure
    return Section(
        key="answer",
        title="How far the promises have come",
        blocks=(
            paragraph(
                "This contract makes ",
                counted(figure("promises"), "promise", "promises"),
                ". Something is reported as delivered for ",
                figure("promises", stage=Stage.DELIVERED),
                ", people speak for ",
                figure("promises", stage=Stage.EVIDENCED),
                ", and for ",
                figure("promises", stage=Stage.VERIFIED),
                " somebody independent upheld what they say, at least in part. They speak against ",
                figure("promises", stage=Stage.CONTRADICTED),
                "; of ",
                figure("promises", stage=Stage.SILENT),
                " nobody has told us anything.",
                role="lead",
            ),
            *_findings(evidence),
            paragraph(*who_said_what(evidence.material)),
        ),
        basis=basis_of(evidence.material, Wanted(show=Show.LINKED)),
    )


def _findings(evidence: Evidence) -> list[Block]:
    """What independent people found of the claims; small numbers go with a complement."""
    material = evidence.material
    order = (Finding.UPHELD, Finding.PARTLY_UPHELD, Finding.NOT_UPHELD, Finding.COULD_NOT_TELL)
    rows = [*({"finding": one.value} for one in order), {"finding": "waiting"}]
    upheld, partly, against, unclear, waiting = material.series("claims", rows)
    if not material.linked.link.size:
        return [paragraph("No passage is joined to a promise yet, so there is nothing to check.")]
    return [
        paragraph(
            "A person joined a passage to a promise ",
            counted(material.figure("claims"), "time", "times"),
            ": each is a claim. Somebody independent upheld ",
            upheld,
            ", upheld ",
            partly,
            " in part, did not uphold ",
            against,
            " and could not tell of ",
            unclear,
            ". Nobody independent has checked ",
            waiting,
            " yet.",
        )
    ]


def _contract(evidence: Evidence) -> Section:
    contract = evidence.contract
    days = [day_words(one) for one in (contract.starts_on, contract.ends_on) if one]
    facts: list[tuple[str, Line]] = [
        ("Reference", (contract.reference,)),
        ("Buyer", (contract.buyer,)),
        ("Supplier", (contract.supplier,)),
        ("Department", (contract.department,)),
        ("Days", (" to ".join(days),)),
        ("What it asks", (contract.ask,)),
    ]
    return Section(
        key="contract",
        title="The contract",
        blocks=(Facts(facts=tuple(one for one in facts if one[1][0])),),
    )


def _lowered(evidence: Evidence) -> Section:
    listed = lowered_list(evidence.material)
    blocks: list[Block] = []
    if listed is None:
        words = "No promise was lowered, put off or taken out since the contract was signed."
        blocks.append(paragraph(words))
    else:
        blocks.append(Listed(items=listed.items[:LOWERED_AT_FRONT]))
        rest = len(listed.items) - LOWERED_AT_FRONT
        if rest > 0:
            blocks.append(paragraph(f"{plural(rest, 'more lowering')}: see the ledger."))
    return Section(key="lowered", title="What was lowered", blocks=tuple(blocks))


# The ledger, and each promise


def _ledger(evidence: Evidence) -> Section:
    material = evidence.material
    blocks: list[Block] = [
        paragraph(
            "“At tender” is what was offered before the contract was let, “delivered” what the "
            "supplier reports in all. A passage counts once a person has joined it to the promise."
        ),
        promise_funnel(material),
        ledger_table(material, material.promises, caption="What was promised, and what came of it"),
        findings_table(material, material.promises, caption="What independent people found"),
    ]
    lowered = lowered_list(material)
    if lowered is not None and len(lowered.items) > LOWERED_AT_FRONT:
        blocks += [paragraph("Every lowering:"), lowered]
    return Section(
        key="ledger",
        title="The ledger",
        blocks=tuple(blocks),
        basis=basis_of(material, Wanted(show=Show.LINKED)),
        new_page=True,
    )


def _body_says(evidence: Evidence) -> str:
    if not evidence.whole:
        return (
            f"Of each promise up to {evidence.most} passages are quoted, and only one for it or "
            "against it where few people say so. Numbers too small to be told are left out."
        )
    return (
        f"Of each promise up to {evidence.most} passages are quoted in the storyteller’s own "
        "words: for and against by turns, those that somebody checked first. Every claim has its "
        "number, and stands in the index with where it is found."
    )


def _promise(evidence: Evidence, number: int, promise: Promise) -> Section:
    material = evidence.material
    wanted = Wanted(show=Show.LINKED, promise=promise.public_id)
    quoted = evidence.quoted.get(promise.key, [])
    blocks: list[Block] = [_promise_facts(material, promise)]
    if not material.count(wanted).passages:
        blocks.append(paragraph("Nobody has told us anything about this promise."))
    elif not quoted:
        words = "No passage about it may be quoted: none is in a storyteller’s own, newest words."
        blocks.append(paragraph(words, role="note"))
    for one in quoted:
        blocks.append(paragraph(f"Claim {evidence.number_of[one.number]}", role="note"))
        blocks.append(Voice(told=evidence.place[one.number], small=True))
    if quoted:
        blocks.append(_checked_table(evidence, promise, quoted))
    return Section(
        key=f"promise-{number}",
        title=name_of(promise),
        blocks=tuple(blocks),
        basis=basis_of(material, wanted) if material.count(wanted).passages else None,
    )


def _promise_facts(material: Material, promise: Promise) -> Facts:
    figures = [
        material.figure("claims", promise=promise.public_id, stance=one)
        for one in (Stance.SUPPORTS, Stance.CONTRADICTS)
    ]
    taken_out = promise.withdrawn_on
    due = day_words(promise.due_on) if promise.due_on else ""
    facts: list[tuple[str, Line]] = [
        ("At tender", (quantity_words(promise.tender_quantity, promise.unit),)),
        ("In contract", (promised_words(promise),)),
        ("Due by", (due,)),
        ("For whom", (promise.beneficiaries,)),
        ("Can be checked by", (", ".join(_verifiable(promise)),)),
        ("Delivered", (delivered_words(material, promise),)),
        ("Passages for it", (figures[0],)),
        ("Passages against it", (figures[1],)),
        ("Taken out", (day_words(taken_out) if taken_out else "",)),
    ]
    return Facts(facts=tuple(one for one in facts if one[1][0]))


def _verifiable(promise: Promise) -> list[str]:
    return [one for one in (promise.verifiable_by, promise.verifiable_from) if one]


def _checked_table(evidence: Evidence, promise: Promise, quoted: Sequence[Claim]) -> Table:
    """What is on record beside each quoted passage."""
    heads = (("Why", "reason"), ("Strength", "strengths"), ("Permission", "consent"))
    return Table(
        caption=f"How the passages about {promise.ref} were checked, and why they may stand here",
        head=(Head(text="Claim, and what was found"), *(Head(text=name) for name, _ in heads)),
        rows=tuple(
            (
                _claim_cell(evidence, one, f"{evidence.number_of[one.number]}.", "checked"),
                *(Cell(told=evidence.place[one.number], shows=fact) for _, fact in heads),
            )
            for one in quoted
        ),
    )


def _claim_cell(evidence: Evidence, claim: Claim, words: str, shows: str) -> Cell:
    """The head of a row about one claim: its number, and a fact of its story."""
    return Cell(line=(words,), told=evidence.place[claim.number], shows=shows, header=True)


# The index, and how to check it

_INDEX = (
    ("Fingerprint (SHA-256)", "sha256"),
    ("Permission", "consent_short"),
    ("Finding", "checked"),
)


def _index(evidence: Evidence) -> Section:
    every, listed = len(evidence.claims.every), len(evidence.listed)
    if not evidence.whole:
        says = (
            "Listed here are the claims quoted above. A list of every claim would give away "
            "numbers too small to be told: it stands in the evidence pack made for those who "
            "manage the contract."
        )
    elif every > MOST_INDEXED:
        says = (
            f"The first {listed:,} of {every:,} claims. Make the pack for a shorter time to list "
            "the others."
        )
    else:
        says = (
            "Every claim of this contract: which promise it is about, where its passage stands, "
            "whose words they are, by what permission they are here, and what was found. A claim "
            "is named by its number and its promise."
        )
    rows = tuple(
        (
            _claim_cell(
                evidence, one, f"{evidence.number_of[one.number]} · {one.promise.ref},", "where"
            ),
            *(Cell(told=evidence.place[one.number], shows=fact) for _, fact in _INDEX),
        )
        for one in evidence.listed
    )
    table = Table(
        caption="Claims, in the order of promises",
        head=(
            Head(text="Claim, promise, and where the words stand"),
            *(Head(text=name) for name, _ in _INDEX),
        ),
        rows=rows,
        empty="There is no claim yet.",
    )
    return Section(
        key="index",
        title="The index",
        blocks=(paragraph(says), table),
        basis=basis_of(evidence.material, Wanted(show=Show.LINKED)),
        new_page=True,
    )


def _checking(evidence: Evidence) -> Section:
    material = evidence.material
    blocks: list[Block] = [
        paragraph(
            "To follow a claim: find its number in the index. Its promise stands in the ledger, "
            "and on the page of the contract. Its story stands at /stories/, followed by the "
            "number of the story. The passage is counted in characters from the first of the "
            "version named, which is 0; the last is not part of it."
        ),
        paragraph(
            "To check a fingerprint: open the story, choose “Save its words as plain text”, and "
            "run “sha256sum” on the file, or any other program that gives a SHA-256. It is of the "
            "newest words as they may be read, with personal details covered, in UTF-8 and "
            "without the title. One letter more or less gives another fingerprint."
        ),
        paragraph(
            "To check a permission: the entry named in the index stands in the record of "
            "permissions of that story, with what the storyteller was shown before. What was "
            "allowed is asked again whenever this pack is made or read."
        ),
    ]
    head = head_of_record(material.session)
    if head is not None:
        blocks.append(
            paragraph(
                f"Every act is kept in a record in which each entry holds the hash of the one "
                f"before. When this was made its last entry was number {head[0]:,}, with the hash "
                f"{head[1]}. “storybank audit verify” follows the record from its first entry to "
                "its last; an entry changed or taken out since would break it."
            )
        )
    blocks += _rounds(evidence)
    return Section(
        key="checking", title="How to check this pack", blocks=tuple(blocks), new_page=True
    )


def _rounds(evidence: Evidence) -> list[Block]:
    """The samples that were drawn from the contract's claims, so that anybody can draw again."""
    material, contract = evidence.material, evidence.contract
    found = list_rounds(material.session, material.actor, contract_id=contract.key, per_page=50)
    if not found or not evidence.whole:
        return []
    items = [
        Item(
            line=(
                f"Round {one.round.number}, drawn by {one.body} on "
                f"{day_words(one.round.drawn_at.date())}: {one.round.sample_size:,} of "
                f"{plural(one.round.population_size, 'claim')}.",
            ),
            note=(
                f"Seed {one.round.seed}. SHA-256 of the list it was drawn from: "
                f"{one.round.population_hash}.",
            ),
            href=f"/verification/rounds/{one.round.public_id}",
        )
        for one in found
    ]
    return [
        paragraph("The samples that were drawn for checking can be drawn again by anybody:"),
        Listed(items=tuple(items)),
    ]


def _easy(evidence: Evidence) -> tuple[EasyLine, ...]:
    figure = evidence.material.figure
    promises = counted(figure("promises"), "promise", "promises")
    checked = counted(figure("claims", finding="checked"), "thing", "things")
    return (
        EasyLine(sign="promise", line=line("This work made ", promises, ".")),
        EasyLine(
            sign="people",
            line=line("People told us about ", figure("promises", stage=Stage.EVIDENCED), "."),
        ),
        EasyLine(
            sign="worse",
            line=line(
                "They say that ",
                figure("promises", stage=Stage.CONTRADICTED),
                " of these were not kept.",
            ),
        ),
        EasyLine(
            sign="missing",
            line=line("Nobody told us about ", figure("promises", stage=Stage.SILENT), "."),
        ),
        EasyLine(
            sign="check",
            line=line("Somebody else checked ", checked, " that people said."),
        ),
    )
