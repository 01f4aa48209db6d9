"""Reading submissions. Every query that returns words takes the actor who will read them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, false, func, or_, text
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import (
    Consent,
    Contributor,
    Identifiability,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.queries.consent import IN_USE, consented, is_running_out


def on_own_contract(
    contract_id: Mapped[Any], organisation_id: int | None, *, unplaced: bool = True
) -> ColumnElement[bool]:
    """True where the organisation runs the contract or, if ``unplaced``, there is none yet."""
    own = contract_id.in_(select(Contract.id).where(Contract.organisation_id == organisation_id))
    return or_(contract_id.is_(None), own) if unplaced else own


def readable_submissions(actor: Actor) -> ColumnElement[bool]:
    """True for the submissions whose words this actor may read. Deny by default."""
    sent = col(Submission.status) != SubmissionStatus.DRAFT
    ways: list[ColumnElement[bool]] = []
    if actor.user_id is not None:
        ways.append(col(Submission.submitted_by_id) == actor.user_id)
    if actor.plays(RoleName.CONTRIBUTOR):
        ways.append(and_(sent, col(Submission.organisation_id) == actor.organisation_id))
    if actor.plays(RoleName.CONTRACT_MANAGER):
        allowed = and_(
            sent,
            col(Submission.status) != SubmissionStatus.HELD,
            consented(col(Submission.id), Purpose.CONTRACT_MANAGEMENT, clock.today()),
        )
        if not actor.everywhere:
            own = on_own_contract(col(Submission.contract_id), actor.organisation_id)
            allowed = and_(allowed, own)
        ways.append(allowed)
    if actor.plays(RoleName.SAFEGUARDING_LEAD):
        own = on_own_contract(col(Submission.contract_id), actor.organisation_id)
        ways.append(and_(sent, or_(own, col(Submission.organisation_id) == actor.organisation_id)))
    if not ways:
        return false()
    if actor.plays(RoleName.SAFEGUARDING_LEAD):
        return or_(*ways)
    return and_(col(Submission.status) != SubmissionStatus.HELD, or_(*ways))


def get_submission(session: Session, actor: Actor, public_id: UUID) -> Submission:
    """One submission that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Submission).where(Submission.public_id == public_id, readable_submissions(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such submission, or it is not yours to read.")
    return found


def list_submissions(
    session: Session, actor: Actor, status: SubmissionStatus, *, page: int = 1, per_page: int = 25
) -> Sequence[Submission]:
    """Submissions of one status that the actor may read, the longest waiting first."""
    return session.exec(
        select(Submission)
        .where(Submission.status == status, readable_submissions(actor))
        .order_by(col(Submission.received_at), col(Submission.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_submissions(session: Session, actor: Actor, status: SubmissionStatus) -> int:
    """How many submissions of one status the actor may read."""
    return session.exec(
        select(func.count())
        .select_from(Submission)
        .where(Submission.status == status, readable_submissions(actor))
    ).one()


@dataclass(frozen=True)
class RunningOut:
    """A submission of which permissions end within some days: the first last day, and how many."""

    submission: Submission
    first: date
    permissions: int


def list_running_out(
    session: Session,
    actor: Actor,
    *,
    after: date,
    before: date,
    page: int = 1,
    per_page: int = 25,
) -> list[RunningOut]:
    """Submissions that the actor may read with permissions that end in these days, first first."""
    ending = _ending(after, before)
    rows = session.exec(
        select(Submission, ending.c.first, ending.c.permissions)
        .join(ending, ending.c.submission_id == Submission.id)
        .where(col(Submission.status).in_(IN_USE), readable_submissions(actor))
        .order_by(ending.c.first, col(Submission.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [RunningOut(*row) for row in rows]


def count_running_out(session: Session, actor: Actor, *, after: date, before: date) -> int:
    """How many submissions that the actor may read have permissions that end in these days."""
    ending = _ending(after, before)
    return session.exec(
        select(func.count())
        .select_from(Submission)
        .join(ending, ending.c.submission_id == Submission.id)
        .where(col(Submission.status).in_(IN_USE), readable_submissions(actor))
    ).one()


def _ending(after: date, before: date) -> Subquery:
    """Submissions with permissions that end in these days: the first last day, and how many."""
    return (
        select(
            Consent.submission_id,
            func.min(Consent.expires_on).label("first"),
            func.count(col(Consent.id)).label("permissions"),
        )
        .where(is_running_out(after=after, before=before))
        .group_by(col(Consent.submission_id))
        .subquery()
    )


def list_drafts(session: Session, actor: Actor) -> Sequence[Submission]:
    """The actor's own unfinished submissions, newest first."""
    return session.exec(
        select(Submission)
        .where(
            Submission.status == SubmissionStatus.DRAFT,
            Submission.submitted_by_id == actor.user_id,
        )
        .order_by(col(Submission.received_at).desc(), col(Submission.id).desc())
    ).all()


def find_by_fingerprint(session: Session, fingerprint: str) -> Submission | None:
    """The submission that holds these words already, if one does."""
    return session.exec(
        select(Submission).where(
            Submission.fingerprint == fingerprint,
            # Written as the index has it: with values bound later SQLite would read every row.
            text("submission.status IN ('WAITING', 'HELD', 'ACCEPTED')"),
        )
    ).first()


def name_shown() -> ColumnElement[str]:
    """The name that goes with a submission that is joined with its contributor, in SQL."""
    named = col(Submission.identifiability) != Identifiability.UNNAMED
    return case((named, col(Contributor.display_name)), else_="")


def named_among(session: Session, ids: Collection[int]) -> frozenset[int]:
    """Those of these submissions that carry a name, as their tellers wish."""
    query = (
        select(Submission.id)
        .join(Contributor, col(Contributor.id) == Submission.contributor_id)
        .where(col(Submission.id).in_(ids), name_shown() != "")
    )
    return frozenset(one for one in session.exec(query) if one is not None)


def contributors_of(session: Session, ids: Iterable[int]) -> dict[int, Contributor]:
    """Contributors by row number, in one query."""
    rows = session.exec(select(Contributor).where(col(Contributor.id).in_(set(ids)))).all()
    return {row.key: row for row in rows}
