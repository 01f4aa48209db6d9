"""The words behind a report's figures: gathering them, quoting them, listing them.

A figure of the report is counted from what ``gather`` reads, and what it opens is listed from
the same, so that the two cannot differ.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.models import Code
from storybank.codebook.queries import list_codes
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_contracts, list_promises
from storybank.core.errors import NotFound
from storybank.intake.models import StoryKind, Teller
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports import queries
from storybank.reports.queries import Coded, Heard, Linked, stories_open_to
from storybank.reports.rules import Period, check_period
from storybank.stories.queries import versions_by_id
from storybank.stories.rules import board_scope, reading_scope
from storybank.tagging.queries import list_identifiers
from storybank.tagging.rules import mask_words
from storybank.verification.models import Finding

NOBODY = "A storyteller"
NO_PERSON = "An organisation"
GRAVEST = (Finding.NOT_UPHELD, Finding.PARTLY_UPHELD, Finding.COULD_NOT_TELL, Finding.UPHELD)


@dataclass(frozen=True)
class Tally:
    """How many passages say something, and how many people's they are."""

    passages: int
    people: int


@dataclass(frozen=True)
class Quotation:
    """A passage as a board may read it. ``words`` is None where none can be shown.

    ``told``: they are told about the storyteller, so they are not quoted. ``may_open``: the
    reader's own scope holds the story. ``codes``: (theme, change).
    """

    words: str | None
    whose: str
    place: str
    kind: StoryKind
    told_on: date | None
    told_when: str
    story: UUID
    may_open: bool
    told: bool = False
    codes: tuple[tuple[str, Change], ...] = ()
    promise: Commitment | None = None
    stance: Stance | None = None
    finding: Finding | None = None
    verified_by: str = ""
    reason: str = ""


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
            many.sort(key=gravity)
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
        tuple(list_promises(session, ids)),
        tuple(list_codes(session)),
        tuple(queries.list_heard(session, scope, ids, period)),
        tuple(queries.list_coded(session, scope, ids, period)),
        tuple(queries.list_linked(session, scope, ids, period)),
    )


def quote(
    session: Session, actor: Actor, known: Gathered, passages: Sequence[Coded | Linked]
) -> list[Quotation]:
    """These passages as a board may read them, personal details masked, in three statements.

    The words are those of the newest version: what an edit took out is not quoted any more.
    """
    stories = {one.story_id: known.stories[one.story_id] for one in passages}
    details = list_identifiers(session, [one.version_id for one in stories.values()])
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
        start = passage.start if passage.own else -1
        if passage.own and isinstance(passage, Linked) and passage.version_id != story.version_id:
            start = bodies[story.version_id].body.find(passage.words)
        link = passage if isinstance(passage, Linked) else known.verified(passage)
        return Quotation(
            words=None
            if start < 0
            else mask_words(passage.words, start, details.get(story.version_id, ())),
            whose=name_of(story),
            place=story.place,
            kind=story.kind,
            told_on=story.told_on,
            told_when=story.told_when,
            story=story.public_id,
            may_open=story.story_id in readable,
            told=not passage.own,
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


class Show(StrEnum):
    """What a figure counts: coded passages, passages linked to promises, or whole stories."""

    CODED = "coded"
    LINKED = "linked"
    STORIES = "stories"


@dataclass(frozen=True)
class Wanted:
    """Which words: every condition given must hold.

    ``finding`` is one of ``verification.models.Finding``, ``waiting``, or ``checked`` for any.
    """

    show: Show = Show.CODED
    theme: str | None = None
    change: Change | None = None
    promise: UUID | None = None
    stance: Stance | None = None
    finding: str | None = None


@dataclass(frozen=True)
class Passages:
    """One page of the words behind a figure; ``total`` is the figure."""

    total: int
    people: int
    quotations: tuple[Quotation, ...]


def list_passages_behind(
    session: Session,
    actor: Actor,
    *,
    contract: Contract | None,
    period: Period,
    wanted: Wanted,
    page: int = 1,
    per_page: int = 25,
) -> Passages:
    """The words behind a figure of the report with the same contract and period.

    Raises:
        NotAllowed: the actor reads no reports.
        NotFound: the contract is not the actor's to read.
        RuleBroken: the period ends before it begins.
    """
    known = gather(session, actor, contract=contract, period=period)
    first, last = (page - 1) * per_page, page * per_page
    if wanted.show is Show.STORIES:
        people = len({one.person_id for one in known.heard})
        told = _tell_stories(session, actor, known, known.heard[first:last])
        return Passages(len(known.heard), people, tuple(told))
    passages: Sequence[Coded | Linked] = (
        _linked(known, wanted) if wanted.show is Show.LINKED else _coded(known, wanted)
    )
    people = len({known.stories[one.story_id].person_id for one in passages})
    quotations = quote(session, actor, known, passages[first:last])
    return Passages(len(passages), people, tuple(quotations))


def _coded(known: Gathered, wanted: Wanted) -> list[Coded]:
    """Passages with such a coding, each once however many of its codings fit."""
    themes = {code.key: code.slug for code in known.codes}
    found: dict[tuple[int, int, int], Coded] = {}
    for one in known.coded:
        if wanted.theme not in (None, themes[one.code_id]):
            continue
        if wanted.change not in (None, one.change):
            continue
        found.setdefault((one.story_id, one.start, one.end), one)
    return list(found.values())


def _linked(known: Gathered, wanted: Wanted) -> list[Linked]:
    promises = {one.key: one.public_id for one in known.promises}
    return [
        one
        for one in known.linked
        if wanted.promise in (None, promises[one.commitment_id])
        and wanted.stance in (None, one.stance)
        and wanted.finding in (None, *_findings(one))
    ]


def _findings(link: Linked) -> tuple[str, ...]:
    return (link.finding.value, "checked") if link.finding else ("waiting",)


def _tell_stories(
    session: Session, actor: Actor, known: Gathered, heard: Sequence[Heard]
) -> list[Quotation]:
    """Each story by its first confirmed passage in own words, or without words."""
    firsts: dict[int, Coded] = {}
    for one in sorted(known.coded, key=lambda one: not one.own):  # sorted keeps the text's order
        firsts.setdefault(one.story_id, one)
    chosen = [firsts[one.story_id] for one in heard if one.story_id in firsts]
    by_story = {one.story: one for one in quote(session, actor, known, chosen)}
    readable = stories_open_to(session, reading_scope(actor), [one.story_id for one in heard])
    return [
        by_story.get(one.public_id)
        or Quotation(
            None,
            name_of(one),
            one.place,
            one.kind,
            one.told_on,
            one.told_when,
            one.public_id,
            one.story_id in readable,
        )
        for one in heard
    ]


def gravity(link: Linked) -> int:
    """Sorts links by what was found of them: what says least for a claim goes first."""
    return GRAVEST.index(link.finding) if link.finding else len(GRAVEST)
