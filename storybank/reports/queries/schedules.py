"""Reading of which reports a draft is made every quarter."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import NotFound
from storybank.reports.models import ReportSchedule

MOST = 200


def list_schedules(session: Session, actor: Actor) -> list[tuple[ReportSchedule, str]]:
    """The schedules of the actor's organisation that go on, with their owners' names."""
    require(actor, Action.ISSUE_REPORT)
    rows = session.exec(
        select(ReportSchedule, User.name)
        .join(User, col(User.id) == ReportSchedule.owner_id)
        .where(_own(actor), col(ReportSchedule.stopped_at).is_(None))
        .order_by(col(ReportSchedule.next_on), col(ReportSchedule.id))
        .limit(MOST)
    )
    return [(schedule, name) for schedule, name in rows]


def get_schedule(session: Session, actor: Actor, public_id: UUID) -> ReportSchedule:
    """One schedule of the actor's organisation.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.ISSUE_REPORT)
    found = session.exec(
        select(ReportSchedule).where(ReportSchedule.public_id == public_id, _own(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such schedule, or it is not yours.")
    return found


def list_due(session: Session, today: date) -> Sequence[ReportSchedule]:
    """Schedules of which a draft is to be made by now. For the steps."""
    return session.exec(
        select(ReportSchedule)
        .where(col(ReportSchedule.next_on) <= today, col(ReportSchedule.stopped_at).is_(None))
        .order_by(col(ReportSchedule.id))
    ).all()


def _own(actor: Actor) -> ColumnElement[bool]:
    if actor.everywhere:
        return true()
    return col(ReportSchedule.organisation_id) == actor.organisation_id
