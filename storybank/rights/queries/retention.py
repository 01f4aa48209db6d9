"""What has been kept long enough: what is due to be disposed of, by whose rule. Never any words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlmodel import Session, col

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments.models import Contract
from storybank.core.errors import NotFound
from storybank.rights.models import Disposal, RetentionKind, RetentionRule
from storybank.rights.queries.due import (
    ASKS,
    load_terms,
    mine,
)


@dataclass(frozen=True)
class Due:
    """One thing that is due: its row, its public id, since when it is of no use, and why.

    ``since`` is the day its time counts from; ``days`` how long it is kept by its keeper's rule.
    """

    kind: RetentionKind
    key: int
    public_id: UUID
    since: date
    because: str
    contract: str | None
    keeper_id: int
    days: int


class Tally(NamedTuple):
    """How many of one kind may go, and how many are due and kept by a hold."""

    free: int = 0
    kept: int = 0


def list_rules(session: Session, organisation_id: int) -> dict[RetentionKind, RetentionRule]:
    """What one organisation decided itself; of the other kinds the defaults hold."""
    rows = session.scalars(
        select(RetentionRule)
        .where(col(RetentionRule.organisation_id) == organisation_id)
        .order_by(col(RetentionRule.id))
    )
    return {row.kind: row for row in rows}


def count_due(
    session: Session, actor: Actor, kinds: Sequence[RetentionKind] = tuple(RetentionKind)
) -> dict[RetentionKind, Tally]:
    """How much of each kind is due, within what the actor looks after: two statements."""
    require(actor, Action.MANAGE_RETENTION)
    terms = load_terms(session)
    columns = []
    for kind in kinds:
        ask = ASKS[kind](terms)
        for kept in (~ask.kept, ask.kept):
            query = select(func.count()).select_from(ask.tables)
            query = query.where(ask.due, kept, mine(actor, ask.keeper))
            columns.append(query.scalar_subquery())
    row = session.execute(select(*columns)).one()
    return {kind: Tally(row[2 * place], row[2 * place + 1]) for place, kind in enumerate(kinds)}


def list_due(
    session: Session,
    actor: Actor,
    kind: RetentionKind,
    *,
    keeper_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
) -> list[Due]:
    """What of one kind may go now, the longest of no use first. What a hold keeps is left out."""
    require(actor, Action.MANAGE_RETENTION)
    terms = load_terms(session)
    ask = ASKS[kind](terms)
    query = (
        select(
            ask.key,
            ask.public_id,
            ask.since,
            ask.because,
            col(Contract.reference) if kind is not RetentionKind.TELLING else literal(None),
            ask.keeper,
        )
        .select_from(ask.tables)
        .where(ask.due, ~ask.kept, mine(actor, ask.keeper))
    )
    if keeper_id is not None:
        query = query.where(ask.keeper == keeper_id)
    query = query.order_by(ask.since, ask.key).offset((page - 1) * per_page).limit(per_page)
    return [
        Due(kind, key, public_id, _day(since), because, contract, keeper, terms.days(kind, keeper))
        for key, public_id, since, because, contract, keeper in session.execute(query)
    ]


def list_disposals(
    session: Session, actor: Actor, *, page: int = 1, per_page: int = 25
) -> Sequence[Disposal]:
    """Certificates of the actor's organisation, and those they made, the newest first."""
    require(actor, Action.MANAGE_RETENTION)
    return session.scalars(
        select(Disposal)
        .where(_own_disposals(actor))
        .order_by(col(Disposal.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_disposals(session: Session, actor: Actor) -> int:
    """How many certificates there are."""
    require(actor, Action.MANAGE_RETENTION)
    query = select(func.count()).select_from(Disposal).where(_own_disposals(actor))
    return int(session.execute(query).scalar_one())


def get_disposal(session: Session, actor: Actor, public_id: UUID) -> Disposal:
    """One certificate.

    Raises:
        NotFound: there is none, or it is another organisation's.
    """
    require(actor, Action.MANAGE_RETENTION)
    found = session.scalars(
        select(Disposal).where(col(Disposal.public_id) == public_id, _own_disposals(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such certificate.")
    return found


def _own_disposals(actor: Actor) -> ColumnElement[bool]:
    if actor.everywhere:
        return true()
    own = col(Disposal.organisation_id) == actor.organisation_id
    return or_(own, col(Disposal.made_by_id) == actor.user_id)


def _day(since: Any) -> date:
    return since.date() if isinstance(since, datetime) else since
