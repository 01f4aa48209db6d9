"""Reading concerns: for the safeguarding leads alone, each within what is theirs to settle."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.queries import list_people_in_role, organisations_with
from storybank.accounts.rules import Actor, require
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Submission
from storybank.intake.queries import on_own_contract
from storybank.notices.models import Notice
from storybank.safeguarding.models import Concern, ConcernEntry, ConcernStatus

OPEN = (ConcernStatus.RAISED, ConcernStatus.HELD)


def mine_to_settle(actor: Actor) -> ColumnElement[bool]:
    """True for submissions whose concerns are this lead's, in SQL.

    Those of a contract their organisation runs, those it sent, and those of no contract. Where
    nobody of either organisation settles concerns, they are every lead's: a worry must never lie
    where nobody looks.
    """
    if actor.everywhere:
        return true()
    organisation = col(Submission.organisation_id)
    with_leads = organisations_with(RoleName.SAFEGUARDING_LEAD)
    led = select(Contract.id).where(col(Contract.organisation_id).in_(with_leads))
    nobodys = and_(organisation.not_in(with_leads), col(Submission.contract_id).not_in(led))
    own = on_own_contract(col(Submission.contract_id), actor.organisation_id)
    return or_(own, organisation == actor.organisation_id, nobodys)


def list_concerns(
    session: Session,
    actor: Actor,
    status: ConcernStatus,
    *,
    most: int = 200,
    page: int = 1,
    per_page: int | None = None,
) -> Sequence[tuple[Concern, Submission]]:
    """Concerns of one status with their submissions: what is due first, or settled last, first."""
    require(actor, Action.SETTLE_CONCERN)
    settled = status is ConcernStatus.CLEARED
    order = col(Concern.decided_at).desc() if settled else col(Concern.due_at)
    return session.exec(
        select(Concern, Submission)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(Concern.status == status, mine_to_settle(actor))
        .order_by(order, col(Concern.created_at), col(Concern.id))
        .offset((page - 1) * (per_page or most))
        .limit(per_page or most)
    ).all()


def count_by_status(session: Session, actor: Actor) -> dict[ConcernStatus, int]:
    """How many concerns of each status are this lead's, in one statement."""
    require(actor, Action.SETTLE_CONCERN)
    rows = session.exec(
        select(col(Concern.status), func.count())
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(mine_to_settle(actor))
        .group_by(col(Concern.status))
    )
    return dict(rows.all())


def count_overdue(session: Session, actor: Actor) -> int:
    """How many of this lead's concerns somebody should have decided on, or looked at, by now."""
    require(actor, Action.SETTLE_CONCERN)
    return session.exec(
        select(func.count())
        .select_from(Concern)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(
            col(Concern.status).in_(OPEN), mine_to_settle(actor), col(Concern.due_at) < clock.now()
        )
    ).one()


def get_concern(session: Session, actor: Actor, public_id: UUID) -> tuple[Concern, Submission]:
    """One concern of this lead's, and the submission it is about.

    Raises:
        NotFound: there is none, or it is for leads of another organisation.
    """
    require(actor, Action.SETTLE_CONCERN)
    found = session.exec(
        select(Concern, Submission)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(Concern.public_id == public_id, mine_to_settle(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such concern.")
    return found[0], found[1]


def list_entries(session: Session, actor: Actor, concern: Concern) -> Sequence[ConcernEntry]:
    """The log of a concern already found by its lead, in the order in which it was written."""
    require(actor, Action.SETTLE_CONCERN)
    return session.exec(
        select(ConcernEntry)
        .where(ConcernEntry.concern_id == concern.id)
        .order_by(col(ConcernEntry.id))
    ).all()


def find_concern_of(session: Session, submission_id: int) -> Concern | None:
    """The concern about a submission, if there is one. For the steps, not for pages."""
    return session.exec(select(Concern).where(Concern.submission_id == submission_id)).first()


def is_held(session: Session, submission_id: int) -> bool:
    """Whether a concern keeps a submission: nothing of it may be erased. For the steps."""
    return session.exec(select(held_by_concern(submission_id))).one()


def held_by_concern(submission_id: object) -> ColumnElement[bool]:
    """True for submissions that a concern keeps, raised or held, in SQL."""
    return (
        select(Concern.id)
        .where(Concern.submission_id == submission_id, col(Concern.status).in_(OPEN))
        .exists()
    )


def leads_for(session: Session, submission: Submission) -> Sequence[User]:
    """Who is told of a concern: leads of the organisations it concerns, else every lead."""
    concerned = {submission.organisation_id}
    if submission.contract_id is not None:
        concerned.add(session.get_one(Contract, submission.contract_id).organisation_id)
    lead = RoleName.SAFEGUARDING_LEAD
    return list_people_in_role(session, lead, concerned) or list_people_in_role(session, lead)


def told_since(
    session: Session, template: str, user_ids: Collection[int], since: datetime
) -> frozenset[int]:
    """Which of these people were written to by this template since a moment."""
    rows = session.exec(
        select(Notice.to_user_id).where(
            Notice.template == template,
            col(Notice.to_user_id).in_(user_ids),
            col(Notice.created_at) >= since,
        )
    )
    return frozenset(number for number in rows if number is not None)


def list_unwarned(session: Session, *, most: int = 100) -> Sequence[tuple[Concern, Submission]]:
    """Overdue concerns whose leads have not been told so, the longest overdue first."""
    return session.exec(
        select(Concern, Submission)
        .join(Submission, col(Submission.id) == Concern.submission_id)
        .where(
            col(Concern.status).in_(OPEN),
            col(Concern.due_at) < clock.now(),
            col(Concern.warned_at).is_(None),
        )
        .order_by(col(Concern.due_at), col(Concern.id))
        .limit(most)
    ).all()
