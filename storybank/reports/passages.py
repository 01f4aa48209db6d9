"""The words behind a figure of the board report."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.linking.models import Stance
from storybank.nlp.reading import Change
from storybank.reports.builder import Gathered, Quotation, gather, name_of, quote
from storybank.reports.queries import Coded, Heard, Linked, stories_open_to
from storybank.reports.rules import Period
from storybank.stories.rules import reading_scope


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
    """Each story by its first confirmed passage, or without words where there is none yet."""
    firsts: dict[int, Coded] = {}
    for one in known.coded:
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
            one.public_id,
            one.story_id in readable,
        )
        for one in heard
    ]
