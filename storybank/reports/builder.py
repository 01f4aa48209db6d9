"""Makes the board report: figures, the voices behind them, and what is missing.

Every figure is counted from the same rows whose words ``passages.py`` lists, so that what a
figure says and what it opens cannot differ.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.models import Code
from storybank.codebook.queries import list_codes
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_contracts
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import StoryKind, Teller
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports import queries
from storybank.reports.queries import Coded, Heard, LeftOut, Linked
from storybank.reports.rules import (
    Candidate,
    Detail,
    Period,
    check_period,
    choose_voices,
    mask,
)
from storybank.stories.queries import versions_by_id
from storybank.stories.rules import board_scope, reading_scope
from storybank.tagging.queries import list_identifiers
from storybank.verification.models import Finding

MOST_VOICES = 8
MOST_WORSE = 4
MOST_FINDINGS = 12
NOBODY = "A storyteller"
NO_PERSON = "An organisation"
# The finding that says least for a claim goes first.
GRAVEST = (Finding.NOT_UPHELD, Finding.PARTLY_UPHELD, Finding.UPHELD)


@dataclass(frozen=True)
class Tally:
    """How many passages say something, and how many people's they are."""

    passages: int
    people: int


@dataclass(frozen=True)
class ThemeLine:
    """What was said about one theme, by direction; all four directions are there."""

    slug: str
    name: str
    group: str
    people: int
    changes: Mapping[Change, Tally]


@dataclass(frozen=True)
class Quotation:
    """A passage as a board may read it. ``words`` is None where none can be shown.

    ``may_open``: the reader's own scope holds the story. ``codes``: (theme, change).
    """

    words: str | None
    whose: str
    place: str
    kind: StoryKind
    told_on: date | None
    story: UUID
    may_open: bool
    codes: tuple[tuple[str, Change], ...] = ()
    promise: Commitment | None = None
    stance: Stance | None = None
    finding: Finding | None = None
    verified_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PromiseLine:
    """One promise, and how many passages speak for it and against it."""

    commitment: Commitment
    contract: Contract
    supporting: Tally
    contradicting: Tally


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
    unheard: tuple[Contract, ...]
    left_out: LeftOut


@dataclass(frozen=True)
class Gathered:
    """Everything a report may count and quote."""

    contracts: tuple[Contract, ...]
    promises: tuple[Commitment, ...]
    codes: tuple[Code, ...]
    heard: tuple[Heard, ...]
    coded: tuple[Coded, ...]
    linked: tuple[Linked, ...]

    @cached_property
    def stories(self) -> Mapping[int, Heard]:
        """Stories by row number."""
        return {one.story_id: one for one in self.heard}

    @cached_property
    def links_by_story(self) -> Mapping[int, Sequence[Linked]]:
        """Links by story, those with the gravest finding first."""
        found: dict[int, list[Linked]] = defaultdict(list)
        for link in self.linked:
            found[link.story_id].append(link)
        for many in found.values():
            many.sort(key=_gravity)
        return found

    def tally(self, passages: Collection[Coded] | Collection[Linked]) -> Tally:
        """How many passages these are, and how many people's; links are counted one by one."""
        places = {
            one.link_id if isinstance(one, Linked) else (one.story_id, one.start, one.end)
            for one in passages
        }
        return Tally(
            len(places),
            len({self.stories[one.story_id].person_id for one in passages}),
        )

    def verified(self, passage: Coded) -> Linked | None:
        """A link with a finding on the same words, the gravest if there are several."""
        for link in self.links_by_story.get(passage.story_id, ()):
            same = link.version_id == self.stories[passage.story_id].version_id
            if same and link.finding and link.start < passage.end and passage.start < link.end:
                return link
        return None


def gather(
    session: Session, actor: Actor, *, contract: Contract | None, period: Period
) -> Gathered:
    """Read what a report on one contract, or on all the actor may read, is made of.

    Raises:
        NotAllowed: the actor reads no reports.
        NotFound: the contract is not the actor's to read.
        RuleBroken: the period ends before it begins.
    """
    require(actor, Action.READ_REPORT)
    check_period(period)
    contracts = tuple(
        one for one in list_contracts(session, actor) if contract is None or one.id == contract.id
    )
    if contract is not None and not contracts:
        raise NotFound("There is no such contract, or it is not yours to read.")
    scope, ids = board_scope(actor), [one.key for one in contracts]
    return Gathered(
        contracts,
        tuple(queries.list_promises(session, ids)),
        tuple(list_codes(session)),
        tuple(queries.list_heard(session, scope, ids, period)),
        tuple(queries.list_coded(session, scope, ids, period)),
        tuple(queries.list_linked(session, scope, ids, period)),
    )


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
    found = sorted((one for one in known.linked if one.finding), key=_gravity)
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
            one for one in lines if not one.supporting.passages and not one.contradicting.passages
        ),
        found=tuple(quoted[len(voices) + len(worse) :]),
        verifiers=tuple(sorted({one.verified_by for one in known.linked if one.finding})),
        unheard=_unheard(known),
        left_out=left_out,
    )


def quote(
    session: Session, actor: Actor, known: Gathered, passages: Sequence[Coded | Linked]
) -> list[Quotation]:
    """These passages as a board may read them, personal details masked, in three statements.

    The words are those of the newest version: what an edit took out is not quoted any more.
    """
    stories = {one.story_id: known.stories[one.story_id] for one in passages}
    details = {
        version_id: [Detail(one.start, one.end, one.type) for one in many]
        for version_id, many in list_identifiers(
            session, [one.version_id for one in stories.values()]
        ).items()
    }
    bodies = versions_by_id(session, [one.version_id for one in stories.values()])
    readable = queries.stories_open_to(session, reading_scope(actor), list(stories))
    codes = {code.key: code.name for code in known.codes}
    promises = {promise.key: promise for promise in known.promises}
    coded: dict[tuple[int, int, int], list[tuple[str, Change]]] = defaultdict(list)
    for one in known.coded:
        if one.story_id in stories:
            coded[(one.story_id, one.start, one.end)].append((codes[one.code_id], one.change))

    def whole(passage: Coded | Linked) -> Quotation:
        story = stories[passage.story_id]
        start = passage.start
        if isinstance(passage, Linked) and passage.version_id != story.version_id:
            start = bodies[story.version_id].body.find(passage.words)
        link = passage if isinstance(passage, Linked) else known.verified(passage)
        return Quotation(
            words=None
            if start < 0
            else mask(passage.words, start, details.get(story.version_id, ())),
            whose=name_of(story),
            place=story.place,
            kind=story.kind,
            told_on=story.told_on,
            story=story.public_id,
            may_open=story.story_id in readable,
            codes=tuple(coded[(passage.story_id, passage.start, passage.end)])
            if isinstance(passage, Coded)
            else (),
            promise=promises[link.commitment_id] if link else None,
            stance=link.stance if link else None,
            finding=link.finding if link else None,
            verified_by=link.verified_by if link else "",
            reason=link.reason if link else "",
        )

    return [whole(passage) for passage in passages]


def name_of(story: Heard) -> str:
    """Whose words these are: the name they chose, or what they are to us."""
    return story.display_name or (NO_PERSON if story.teller is Teller.ORGANISATION else NOBODY)


def _passages_of(known: Gathered) -> dict[int, Coded | Linked]:
    """Passages that may be quoted, by the key of their candidate: links below zero."""
    passages: dict[int, Coded | Linked] = {one.coding_id: one for one in known.coded}
    for link in known.linked:
        if not link.asked and link.version_id == known.stories[link.story_id].version_id:
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


def _unheard(known: Gathered) -> tuple[Contract, ...]:
    with_voice = {one.contract_id for one in known.heard}
    return tuple(one for one in known.contracts if one.key not in with_voice)


def _gravity(link: Linked) -> int:
    return GRAVEST.index(link.finding) if link.finding else len(GRAVEST)
