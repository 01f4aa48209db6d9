"""What a review has to speak about: contradiction, lateness, stories nobody answered.

Counts only what people confirmed, within the reader's scope, and no story told for learning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.queries import delivered_of, list_promises
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change
from storybank.reviews.models import ReviewAction
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment


@dataclass(frozen=True)
class Late:
    """A promise whose delivery is late; ``last_on`` is the last day of the newest report."""

    commitment: Commitment
    delivered: Decimal | None
    last_on: date | None
    is_due: bool


def list_contradicted(
    session: Session, scope: Scope, contract_id: int, *, since: datetime | None
) -> list[tuple[Commitment, int]]:
    """Promises that people's words speak against, with how many passages came in since."""
    counted = func.count()
    query: Any = select(Commitment, counted)
    query = (
        query.join(EvidenceLink, col(EvidenceLink.commitment_id) == Commitment.id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            _of_contract(contract_id),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            EvidenceLink.stance == Stance.CONTRADICTS,
            _counts(scope),
        )
    )
    if since is not None:
        query = query.where(col(EvidenceLink.made_at) >= since)
    query = query.group_by(col(Commitment.id)).order_by(counted.desc(), col(Commitment.position))
    return [(promise, number) for promise, number in session.exec(query)]


def list_late(
    session: Session, contract: Contract, *, today: date, quiet_since: date
) -> list[Late]:
    """Promises due and not delivered in full, or of which nothing was reported for a while.

    Nothing reported since ``quiet_since`` counts only where the contract had begun by then.
    """
    standing = [
        one
        for one in list_promises(session, [contract.key])
        if one.withdrawn_on is None or one.withdrawn_on > today
    ]
    delivered = delivered_of(session, [one.key for one in standing])
    newest = dict(
        session.exec(
            select(Delivery.commitment_id, func.max(col(Delivery.to_on)))
            .where(col(Delivery.commitment_id).in_([one.key for one in standing]))
            .group_by(col(Delivery.commitment_id))
        ).all()
    )
    begun = contract.starts_on is None or contract.starts_on <= quiet_since
    found = []
    for promise in standing:
        total, last_on = delivered.get(promise.key), newest.get(promise.key)
        if not _is_short(promise, total, last_on):
            continue
        is_due = promise.due_on is not None and promise.due_on < today
        if is_due or (begun and (last_on is None or last_on < quiet_since)):
            found.append(Late(promise, total, last_on, is_due))
    return found


def _is_short(promise: Commitment, delivered: Decimal | None, last_on: date | None) -> bool:
    """Whether less is reported than was promised; of what is not counted, nothing at all."""
    if promise.quantity is None:
        return last_on is None
    return (delivered or Decimal(0)) < promise.quantity


def list_unanswered(
    session: Session, scope: Scope, contract_id: int, most: int = 50
) -> list[tuple[Story, bool]]:
    """Stories of a contract that tell of a need or of worse, and to which nothing was agreed.

    A story is answered by any action agreed after it was accepted, on the whole contract or on
    a promise it is linked to. With each, whether it tells of something that got worse: those
    come first, then the oldest.
    """
    worse = func.max(case((col(Coding.change) == Change.WORSE, 1), else_=0))
    query: Any = select(Story, worse)
    rows = session.exec(
        query.join(StoryVersion, newest_words())
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(
            Story.contract_id == contract_id,
            _counts(scope),
            Coding.status == CodingStatus.CONFIRMED,
            col(Coding.change).in_((Change.WORSE, Change.NEED)),
            ~_answered(),
        )
        .group_by(col(Story.id))
        .order_by(worse.desc(), col(Story.accepted_at), col(Story.id))
        .limit(most)
    )
    return [(story, bool(is_worse)) for story, is_worse in rows]


def list_to_read_first(
    session: Session, scope: Scope, contract_id: int, most: int = 3
) -> list[UUID]:
    """Stories that tell a newcomer most: one against the promises, then those that say most."""
    against = func.sum(case((col(EvidenceLink.stance) == Stance.CONTRADICTS, 1), else_=0))
    query: Any = select(Story.public_id, against, func.count())
    rows: Sequence[Any] = session.exec(
        query.join(EvidenceLink, col(EvidenceLink.story_id) == Story.id)
        .where(
            _of_contract(contract_id),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            _counts(scope),
        )
        .group_by(col(Story.id))
        .order_by(func.count().desc(), col(Story.accepted_at).desc(), col(Story.id))
        .limit(200)
    ).all()
    contrary = [row for row in rows if row[1]]
    first = max(contrary, key=lambda row: row[1]) if contrary else None
    chosen = [first, *(row for row in rows if row is not first)] if first else list(rows)
    return [row[0] for row in chosen[:most]]


def count_heard(session: Session, scope: Scope, contract_id: int) -> int:
    """How many different people spoke of a contract's promises, for or against."""
    return session.exec(
        select(func.count(func.distinct(col(Story.contributor_id))))
        .select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            _of_contract(contract_id),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            _counts(scope),
        )
    ).one()


def _counts(scope: Scope) -> ColumnElement[bool]:
    return and_(readable(scope), col(Story.learning_only).is_(False))


def _of_contract(contract_id: int) -> ColumnElement[bool]:
    # From the contract to its links: the other way goes through every confirmed link there is.
    own = select(Commitment.id).where(Commitment.contract_id == contract_id)
    return col(EvidenceLink.commitment_id).in_(own)


def _answered() -> ColumnElement[bool]:
    linked = (
        select(EvidenceLink.id)
        .where(
            EvidenceLink.story_id == Story.id,
            EvidenceLink.commitment_id == ReviewAction.commitment_id,
            EvidenceLink.status == LinkStatus.CONFIRMED,
        )
        .correlate(Story, ReviewAction)
        .exists()
    )
    return (
        select(ReviewAction.id)
        .where(
            ReviewAction.contract_id == Story.contract_id,
            col(ReviewAction.created_at) >= col(Story.accepted_at),
            or_(col(ReviewAction.commitment_id).is_(None), linked),
        )
        .correlate(Story)
        .exists()
    )
