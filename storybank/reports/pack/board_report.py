"""Makes the board report: figures, the voices behind them, and what is missing.

Every figure is counted from the same rows whose words ``passages.py`` lists.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, CommitmentChange, Contract
from storybank.commitments.queries import lowerings_of
from storybank.core import clock
from storybank.intake.models import StoryKind, Teller
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports import queries
from storybank.reports.pack.passages import Gathered, Quotation, Tally, gather, gravity, quote
from storybank.reports.queries import Coded, LeftOut, Linked, WhatChanged
from storybank.reports.rules import Candidate, Period, choose_voices
from storybank.stories.rules import board_scope, reading_scope
from storybank.verification.models import Finding
from storybank.verification.queries import is_against
from storybank.verification.wording import Checked, add_up

MOST_VOICES = 8
MOST_WORSE = 4
MOST_FINDINGS = 12


@dataclass(frozen=True)
class ThemeLine:
    """What was said about one theme, by direction; all four directions are there."""

    slug: str
    name: str
    group: str
    people: int
    changes: Mapping[Change, Tally]


@dataclass(frozen=True)
class PromiseLine:
    """One promise, and how many passages speak for it and against it."""

    commitment: Commitment
    contract: Contract
    supporting: Tally
    contradicting: Tally


@dataclass(frozen=True)
class LoweredPromise:
    """A promise that was lowered or taken out, and the change that two persons agreed to."""

    commitment: Commitment
    contract: Contract
    change: CommitmentChange


@dataclass(frozen=True)
class BoardReport:
    """A statement to a board, made now from what storytellers let boards read today."""

    contract: Contract | None
    contracts: tuple[Contract, ...]
    period: Period
    made_on: date
    people: int
    stories: int
    kinds: Mapping[StoryKind, int]
    changes: Mapping[Change, Tally]
    themes: tuple[ThemeLine, ...]
    promises: int
    evidenced: int
    links: int
    findings: Mapping[Finding, int]
    waiting: int
    voices: tuple[Quotation, ...]
    worse: tuple[Quotation, ...]
    contradicted: tuple[PromiseLine, ...]
    silent: tuple[PromiseLine, ...]
    found: tuple[Quotation, ...]
    verifiers: tuple[str, ...]
    checked: Checked
    unheard: tuple[Contract, ...]
    lowered: tuple[LoweredPromise, ...]
    left_out: LeftOut
    changed: WhatChanged


def build_board_report(
    session: Session,
    actor: Actor,
    *,
    contract: Contract | None,
    told_from: date | None = None,
    told_to: date | None = None,
) -> BoardReport:
    """The report on one contract, or on all that the actor may read.

    Raises:
        NotAllowed: the actor reads no reports.
        NotFound: the contract is not the actor's to read.
        RuleBroken: the period ends before it begins.
    """
    period = Period(told_from, told_to)
    known = gather(session, actor, contract=contract, period=period)
    left_out = queries.count_left_out(
        session, board_scope(actor), [one.key for one in known.contracts], period
    )
    candidates = _candidates(known)
    voices = choose_voices(candidates, MOST_VOICES)
    heard_already = {one.story_id for one in voices}
    worse = choose_voices(
        [
            one
            for one in candidates
            if one.change is Change.WORSE and one.story_id not in heard_already
        ],
        MOST_WORSE,
    )
    found = sorted((one for one in known.linked if one.finding), key=gravity)
    passages = _passages_of(known)
    quoted = quote(
        session,
        actor,
        known,
        [*(passages[one.key] for one in (*voices, *worse)), *found[:MOST_FINDINGS]],
    )
    lines = _promise_lines(known)
    return BoardReport(
        contract=contract,
        contracts=known.contracts,
        period=period,
        made_on=clock.today(),
        people=len({one.person_id for one in known.heard}),
        stories=len(known.heard),
        kinds=Counter(one.kind for one in known.heard),
        changes=_by_change(known, known.coded),
        themes=_theme_lines(known),
        promises=len(known.promises),
        evidenced=sum(bool(one.supporting.passages) for one in lines),
        links=len(known.linked),
        findings=Counter(one.finding for one in known.linked if one.finding),
        waiting=sum(one.finding is None for one in known.linked),
        voices=tuple(quoted[: len(voices)]),
        worse=tuple(quoted[len(voices) : len(voices) + len(worse)]),
        contradicted=tuple(one for one in lines if one.contradicting.passages),
        silent=tuple(
            one
            for one in lines
            if not one.supporting.passages
            and not one.contradicting.passages
            and one.commitment.withdrawn_on is None
        ),
        found=tuple(quoted[len(voices) + len(worse) :]),
        verifiers=tuple(sorted({one.verified_by for one in known.linked if one.finding})),
        checked=add_up(_checked(one) for one in known.linked),
        unheard=_unheard(known),
        lowered=_lowered(session, known),
        left_out=left_out,
        changed=queries.what_changed(
            session,
            board_scope(actor),
            reading_scope(actor),
            [one.key for one in known.contracts],
            period,
        ),
    )


def _checked(link: Linked) -> Checked:
    """What was found of one claim, to be added up; a board reads bodies, not persons."""
    if link.finding is None or link.method is None or link.verified_at is None:
        return Checked()
    day = link.checked_on or link.verified_at.date()
    by = frozenset({("", link.verified_by)})
    against = int(is_against(link.finding, link.stance))
    return Checked({link.finding: 1}, {link.method: 1}, by, day, day, against)


def _passages_of(known: Gathered) -> dict[int, Coded | Linked]:
    """Passages in the storyteller's own words, by the key of their candidate: links below zero."""
    passages: dict[int, Coded | Linked] = {one.coding_id: one for one in known.coded if one.own}
    for link in known.linked:
        if link.own and link.version_id == known.stories[link.story_id].version_id:
            passages[-link.link_id] = link
    return passages


def _candidates(known: Gathered) -> list[Candidate]:
    candidates = []
    for key, passage in _passages_of(known).items():
        story = known.stories[passage.story_id]
        link = passage if isinstance(passage, Linked) else known.verified(passage)
        candidates.append(
            Candidate(
                key=key,
                story_id=story.story_id,
                kind=story.kind,
                told_by_self=story.teller is Teller.SELF,
                theme_id=passage.code_id if isinstance(passage, Coded) else None,
                change=passage.change if isinstance(passage, Coded) else None,
                words=passage.words,
                finding=link.finding if link else None,
            )
        )
    return candidates


def _by_change(known: Gathered, coded: Sequence[Coded]) -> dict[Change, Tally]:
    return {
        change: known.tally([one for one in coded if one.change is change]) for change in Change
    }


def _theme_lines(known: Gathered) -> tuple[ThemeLine, ...]:
    """One line a theme that somebody spoke of, the theme of most people first."""
    by_code: dict[int, list[Coded]] = defaultdict(list)
    for one in known.coded:
        by_code[one.code_id].append(one)
    lines = [
        ThemeLine(
            code.slug,
            code.name,
            code.group,
            known.tally(by_code[code.key]).people,
            _by_change(known, by_code[code.key]),
        )
        for code in known.codes
        if code.key in by_code
    ]
    return tuple(sorted(lines, key=lambda line: -line.people))  # sorted keeps the codebook's order


def _promise_lines(known: Gathered) -> list[PromiseLine]:
    contracts = {one.key: one for one in known.contracts}
    links: dict[tuple[int, Stance], list[Linked]] = defaultdict(list)
    for link in known.linked:
        links[(link.commitment_id, link.stance)].append(link)
    return [
        PromiseLine(
            promise,
            contracts[promise.contract_id],
            known.tally(links[(promise.key, Stance.SUPPORTS)]),
            known.tally(links[(promise.key, Stance.CONTRADICTS)]),
        )
        for promise in known.promises
    ]


def _lowered(session: Session, known: Gathered) -> tuple[LoweredPromise, ...]:
    """Every lowering of these promises, whenever it was: a report never forgets one."""
    contracts = {one.key: one for one in known.contracts}
    changes = lowerings_of(session, [one.key for one in known.promises])
    return tuple(
        LoweredPromise(promise, contracts[promise.contract_id], change)
        for promise in known.promises
        for change in changes.get(promise.key, ())
    )


def _unheard(known: Gathered) -> tuple[Contract, ...]:
    with_voice = {one.contract_id for one in known.heard}
    return tuple(one for one in known.contracts if one.key not in with_voice)
