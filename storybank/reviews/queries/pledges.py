"""Reading pledges of officers, and what stood in their way."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.core.errors import NotFound
from storybank.reviews.models import Pledge


def readable_pledges(actor: Actor) -> ColumnElement[bool]:
    """True for the pledges made in the actor's own organisation."""
    if actor.everywhere:
        return true()
    if not can(actor, Action.READ_REVIEW):
        return false()
    return col(Pledge.organisation_id) == actor.organisation_id


def get_pledge(session: Session, actor: Actor, public_id: UUID) -> Pledge:
    """One pledge that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Pledge).where(Pledge.public_id == public_id, readable_pledges(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such pledge, or it is not yours to read.")
    return found


def list_pledges(
    session: Session,
    actor: Actor,
    *,
    followed_up: bool,
    contract_id: int | None = None,
    page: int = 1,
    per_page: int = 50,
) -> Sequence[Pledge]:
    """Pledges still open, the first to be asked about first; or those asked about, newest first."""
    query = _pledges(select(Pledge), actor, followed_up=followed_up)
    if contract_id is not None:
        query = query.where(Pledge.contract_id == contract_id)
    if followed_up:
        query = query.order_by(col(Pledge.followed_up_on).desc(), col(Pledge.id).desc())
    else:
        query = query.order_by(col(Pledge.follow_up_on), col(Pledge.id))
    rows: Sequence[Pledge] = session.exec(query.offset((page - 1) * per_page).limit(per_page)).all()
    return rows


def count_pledges(
    session: Session, actor: Actor, *, followed_up: bool, due_until: date | None = None
) -> int:
    """How many pledges are open, or were asked about; or are to be asked about until a day."""
    query = _pledges(select(func.count()).select_from(Pledge), actor, followed_up=followed_up)
    if due_until is not None:
        query = query.where(col(Pledge.follow_up_on) <= due_until)
    number: int = session.exec(query).one()
    return number


def list_barriers(session: Session, actor: Actor, most: int = 50) -> Sequence[Pledge]:
    """Pledges with what stood in their way, the newest first: what there is to learn."""
    return session.exec(
        select(Pledge)
        .where(readable_pledges(actor), Pledge.barrier != "")
        .order_by(col(Pledge.followed_up_on).desc(), col(Pledge.id).desc())
        .limit(most)
    ).all()


def _pledges(query: Any, actor: Actor, *, followed_up: bool) -> Any:
    asked = col(Pledge.followed_up_on)
    return query.where(
        readable_pledges(actor), asked.is_not(None) if followed_up else asked.is_(None)
    )
