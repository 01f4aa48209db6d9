"""The passages behind a figure of the ledger, a page at a time, for those who may read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import readable_contracts
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries import LinkedPassage
from storybank.reviews.ledger.evidence import UPHELD, counting
from storybank.reviews.ledger.standings import Wanted, conditions
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import Scope
from storybank.verification.models import Finding, Verification


class Shown(StrEnum):
    """Which passages of the promises asked for."""

    HEARD = "heard"
    FOR = "for"
    AGAINST = "against"
    VERIFIED = "verified"
    UPHELD = "upheld"
    PARTLY = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    COULD_NOT_TELL = "could_not_tell"
    WAITING = "waiting"


_WHICH: Mapping[Shown, ColumnElement[bool]] = {
    Shown.HEARD: true(),
    Shown.FOR: col(EvidenceLink.stance) == Stance.SUPPORTS,
    Shown.AGAINST: col(EvidenceLink.stance) == Stance.CONTRADICTS,
    Shown.VERIFIED: col(Verification.finding).in_(UPHELD)
    & (col(EvidenceLink.stance) == Stance.SUPPORTS),
    Shown.UPHELD: col(Verification.finding) == Finding.UPHELD,
    Shown.PARTLY: col(Verification.finding) == Finding.PARTLY_UPHELD,
    Shown.NOT_UPHELD: col(Verification.finding) == Finding.NOT_UPHELD,
    Shown.COULD_NOT_TELL: col(Verification.finding) == Finding.COULD_NOT_TELL,
    Shown.WAITING: col(Verification.id).is_(None),
}


@dataclass(frozen=True)
class Behind:
    """One page of the passages behind a figure; ``total`` and ``people`` are of all of them."""

    passages: list[LinkedPassage]
    total: int
    people: int


def list_behind(
    session: Session,
    actor: Actor,
    scope: Scope,
    wanted: Wanted,
    shown: Shown,
    *,
    commitment_id: int | None = None,
    page: int = 1,
    per_page: int = 25,
) -> Behind:
    """The passages of these promises within the scope, those attached last first.

    Two SQL statements.
    """
    which = [_WHICH[shown]]
    if commitment_id is not None:
        which.append(col(EvidenceLink.commitment_id) == commitment_id)
    elif wanted.contract_id is not None:
        # Said so, the few links of one contract are looked up and not all of them gone through.
        own = select(Commitment.id).where(Commitment.contract_id == wanted.contract_id)
        which.append(col(EvidenceLink.commitment_id).in_(own))
    people = func.count(func.distinct(col(Story.contributor_id)))
    counted = _query(select(func.count(), people), actor, scope, wanted, which)
    total, heard = session.exec(counted).one()
    last = max(-(-total // per_page), 1)
    found: Any = select(EvidenceLink, Commitment, Story, StoryVersion)
    rows = session.exec(
        _query(found, actor, scope, wanted, which)
        .join(StoryVersion, col(StoryVersion.id) == EvidenceLink.story_version_id)
        .order_by(col(EvidenceLink.id).desc())
        .offset((min(page, last) - 1) * per_page)
        .limit(per_page)
    )
    return Behind([LinkedPassage(*row) for row in rows], total, heard)


def _query(
    query: Any, actor: Actor, scope: Scope, wanted: Wanted, which: list[ColumnElement[bool]]
) -> Any:
    return (
        query.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(
            EvidenceLink.status == LinkStatus.CONFIRMED,
            readable_contracts(actor),
            counting(scope),
            *conditions(wanted),
            *which,
        )
    )
