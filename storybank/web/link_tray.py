"""The tray of suggested passages: what it shows, and the last acts that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import session as cookie
from sqlmodel import Session, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import contracts_by_id, list_commitments
from storybank.core.ids import parse_public_id
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries import (
    LinkedPassage,
    TrayAsked,
    count_tray,
    count_tray_by_promise,
    list_tray,
    strength_facts,
)
from storybank.linking.service import Batch
from storybank.reviews.models import RatingFootnote
from storybank.stories.rules import uncovered_scope
from storybank.verification.models import MemberCheck, RoundItem
from storybank.verification.queries import verifications_of
from storybank.web.filters import plural
from storybank.web.paging import Paging, page_asked, paging
from storybank.web.story_links import SURENESS, LinkView, link_view, promise_words

PER_PAGE = 25
UNDOABLE = "link_batches"
MOST_UNDOABLE = 3  # a cookie holds about 4,000 characters, and a page of links some 400


@dataclass(frozen=True)
class TrayGroup:
    """The suggestions for one promise on a page."""

    promise: Commitment
    contract: Contract
    links: list[tuple[LinkedPassage, LinkView]]


@dataclass(frozen=True)
class Tray:
    """A page of the tray: its suggestions by promise, and how it may be narrowed."""

    contract: Contract | None
    groups: list[TrayGroup]
    paging: Paging
    promises: dict[str, str]
    asked: dict[str, str]
    ticked: bool
    undo: str

    @property
    def total(self) -> int:
        """How many suggestions there are of those asked for."""
        return self.paging.total


def gather_tray(
    session: Session, actor: Actor, contract: Contract | None, told: Mapping[str, str]
) -> Tray:
    """Gather a page of the tray in a fixed number of SQL statements.

    ``told`` narrows it: ``promise``, ``stance``, ``sure``; what makes no sense is left out.
    """
    scope = uncovered_scope(actor)
    promises = list_commitments(session, contract.key) if contract else []
    ids = [one.key for one in promises]
    waiting = count_tray_by_promise(session, scope, ids) if contract else {}
    asked, kept = _asked(contract, promises, told)
    place = paging(page_asked(), count_tray(session, scope, asked), PER_PAGE)
    found = list_tray(session, scope, asked, page=place.number, per_page=PER_PAGE)
    contracts = contracts_by_id(session, [one.commitment.contract_id for one in found])
    facts = strength_facts(session, scope, found)
    views = [(one, link_view(one, one.version, facts=facts.get(one.link.key))) for one in found]
    return Tray(
        contract=contract,
        groups=[
            TrayGroup(promise := many[0][0].commitment, contracts[promise.contract_id], many)
            for _, group in groupby(views, key=lambda pair: pair[0].commitment.key)
            if (many := list(group))
        ],
        paging=place,
        promises={
            str(one.public_id): f"{promise_words(one)} ({waiting[one.key]})"
            for one in promises
            if waiting.get(one.key)
        },
        asked=kept,
        ticked=told.get("tick") == "all",
        undo=undo_words(),
    )


def remember_batch(batch: Batch) -> None:
    """Keep what was decided in one act, so that the same person can undo it from this browser."""
    if not batch.links:
        return
    held = cookie.get(UNDOABLE, [])[-(MOST_UNDOABLE - 1) :]
    links = [[number, stance.value[0]] for number, stance in batch.links]
    cookie[UNDOABLE] = [
        *held,
        {"did": batch.decision.value, "at": batch.at.isoformat(), "links": links},
    ]


def take_last_batch() -> Batch | None:
    """The last act that can be undone, which is then forgotten; None where there is none."""
    held = list(cookie.get(UNDOABLE, []))
    if not held:
        return None
    last = held.pop()
    cookie[UNDOABLE] = held
    stances = {stance.value[0]: stance for stance in Stance}
    return Batch(
        LinkStatus(last["did"]),
        datetime.fromisoformat(last["at"]),
        tuple((number, stances[letter]) for number, letter in last["links"]),
    )


def undo_words() -> str:
    """What the last act did, for the bar with the way to undo it: "12 passages accepted"."""
    held = cookie.get(UNDOABLE, [])
    if not held:
        return ""
    did = "accepted" if held[-1]["did"] == LinkStatus.CONFIRMED.value else "rejected"
    return f"{plural(len(held[-1]['links']), 'passage')} {did}."


def settled_links(session: Session, links: Sequence[int]) -> set[int]:
    """Those of some links on which something rests by now, so that they stay as they are."""
    rests: set[int] = set(verifications_of(session, links))
    for link_id in (RoundItem.link_id, MemberCheck.link_id, RatingFootnote.link_id):
        rests |= set(session.exec(select(link_id).where(_one_of(link_id, links))).all())
    return rests


def _one_of(column: Any, numbers: Sequence[int]) -> Any:
    return column.in_(numbers)


def _asked(
    contract: Contract | None, promises: Sequence[Commitment], told: Mapping[str, str]
) -> tuple[TrayAsked, dict[str, str]]:
    """What is asked for, and the same as the form shows it."""
    stance, sure = told.get("stance", ""), told.get("sure", "")
    promise = None
    if told.get("promise"):
        wanted = parse_public_id(told["promise"])
        promise = next((one for one in promises if one.public_id == wanted), None)
    chosen = [promise] if promise else promises
    least, below = SURENESS[sure].bounds if sure in SURENESS else (None, None)
    asked = TrayAsked(
        commitment_ids=[one.key for one in chosen] if contract else None,
        stance=Stance(stance) if stance in set(Stance) else None,
        least=least,
        below=below,
    )
    kept = {
        "promise": str(promise.public_id) if promise else "",
        "stance": asked.stance.value if asked.stance else "",
        "sure": sure if sure in SURENESS else "",
    }
    return asked, {name: value for name, value in kept.items() if value}


def single_batch(link: EvidenceLink, before: Stance) -> Batch:
    """One decision as something that can be undone."""
    assert link.made_at is not None, "somebody decided just now"
    return Batch(link.status, link.made_at, ((link.key, before),))
