"""Reading complaints: the data protection officer's, and a storyteller's own."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, true
from sqlmodel import Session, col, select

from storybank.accounts.models import Role, RoleHeld, User
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, require, require_own
from storybank.core.errors import NotFound
from storybank.intake.models import Submission
from storybank.rights.models import Complaint
from storybank.rights.rules.complaints import ACKNOWLEDGE_DAYS


class Shelf(StrEnum):
    """Which complaints are asked for."""

    OPEN = "open"
    ANSWERED = "answered"
    ALL = "all"


def list_complaints(
    session: Session,
    actor: Actor,
    shelf: Shelf = Shelf.OPEN,
    *,
    page: int = 1,
    per_page: int | None = 25,
) -> Sequence[Complaint]:
    """Complaints to the officer's organisation: overdue first, then by the day they are due.

    What has been acknowledged comes after what has not, and what has been answered last, the
    newest first. ``per_page`` None: all of them.
    """
    require(actor, Action.HANDLE_COMPLAINT)
    query = (
        select(Complaint)
        .where(_of(actor), _on(shelf))
        .order_by(
            case(
                (col(Complaint.answered_on).is_not(None), 2),
                (col(Complaint.acknowledged_on).is_not(None), 1),
                else_=0,
            ),
            col(Complaint.answered_on).desc(),
            col(Complaint.received_on),
            col(Complaint.id),
        )
    )
    if per_page is not None:
        query = query.offset((page - 1) * per_page).limit(per_page)
    return session.exec(query).all()


def count_complaints(session: Session, actor: Actor, shelf: Shelf = Shelf.OPEN) -> int:
    """How many complaints to the officer's organisation stand so."""
    require(actor, Action.HANDLE_COMPLAINT)
    return session.exec(
        select(func.count()).select_from(Complaint).where(_of(actor), _on(shelf))
    ).one()


def count_pressing(session: Session, actor: Actor, today: date) -> tuple[int, int]:
    """(open complaints, those of them that are past their day for being acknowledged)."""
    require(actor, Action.HANDLE_COMPLAINT)
    late = and_(
        col(Complaint.acknowledged_on).is_(None),
        col(Complaint.received_on) < today - timedelta(days=ACKNOWLEDGE_DAYS),
    )
    waiting, overdue = session.exec(
        select(func.count(), func.coalesce(func.sum(case((late, 1), else_=0)), 0))
        .select_from(Complaint)
        .where(_of(actor), _on(Shelf.OPEN))
    ).one()
    return waiting, overdue


def get_complaint(
    session: Session, actor: Actor, public_id: UUID
) -> tuple[Complaint, Submission | None]:
    """One complaint to the officer's organisation, and the submission it is about, if any.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    require(actor, Action.HANDLE_COMPLAINT)
    found = session.exec(
        select(Complaint, Submission)
        .outerjoin(Submission, col(Submission.id) == Complaint.submission_id)
        .where(Complaint.public_id == public_id, _of(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such complaint, or it is not yours to read.")
    return found[0], found[1]


def list_own_complaints(session: Session, actor: Actor, submission_id: int) -> Sequence[Complaint]:
    """What was complained of by the storyteller's own door, oldest first."""
    require(actor, Action.OWN_STORY)
    require_own(actor, submission_id)
    return session.exec(
        select(Complaint)
        .where(Complaint.submission_id == submission_id)
        .order_by(col(Complaint.id))
    ).all()


def list_officers(session: Session, organisation_id: int, role: RoleName) -> Sequence[User]:
    """The active people of an organisation who play a part, in order of their accounts."""
    return session.exec(
        select(User)
        .join(RoleHeld, col(RoleHeld.user_id) == User.id)
        .join(Role, col(Role.id) == RoleHeld.role_id)
        .where(User.organisation_id == organisation_id, col(User.active), Role.name == role.value)
        .order_by(col(User.id))
    ).all()


def _of(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.everywhere else col(Complaint.organisation_id) == actor.organisation_id


def _on(shelf: Shelf) -> ColumnElement[bool]:
    if shelf is Shelf.ALL:
        return true()
    answered = col(Complaint.answered_on)
    return answered.is_(None) if shelf is Shelf.OPEN else answered.is_not(None)
