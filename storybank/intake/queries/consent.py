"""What storytellers allow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from storybank.core import clock
from storybank.intake.models import (
    Attachment,
    Consent,
    ConsentEvent,
    ConsentStatement,
    Purpose,
    Submission,
    SubmissionStatus,
)
from storybank.intake.rules import live_purposes


def consented(submission_id: Mapped[Any], purpose: Purpose, today: date) -> ColumnElement[bool]:
    """True for submissions that may be used for this purpose today."""
    return consented_to_any(submission_id, (purpose,), today)


def consented_to_any(
    submission_id: Mapped[Any],
    purposes: Collection[Purpose],
    today: date,
    *,
    of_many: bool = False,
) -> ColumnElement[bool]:
    """True for submissions that may be used for one of these purposes today.

    ``of_many``: it is asked of a whole bank, so that all permissions are gone through once.
    """
    query = select(Consent.submission_id if of_many else Consent.id).where(
        col(Consent.purpose).in_(purposes),
        col(Consent.withdrawn_at).is_(None),
        or_(col(Consent.expires_on).is_(None), col(Consent.expires_on) >= today),
    )
    if of_many:
        return submission_id.in_(query)
    return query.where(Consent.submission_id == submission_id).exists()


def list_consents(session: Session, submission_id: int) -> Sequence[Consent]:
    """Every permission given for one submission, in the order of purposes."""
    order = {purpose: place for place, purpose in enumerate(Purpose)}
    rows = session.exec(select(Consent).where(Consent.submission_id == submission_id)).all()
    return sorted(rows, key=lambda consent: order[consent.purpose])


def consents_of(session: Session, submission_ids: Iterable[int]) -> dict[int, list[Consent]]:
    """Permissions by submission, in one query."""
    found: dict[int, list[Consent]] = defaultdict(list)
    rows = select(Consent).where(col(Consent.submission_id).in_(set(submission_ids)))
    for consent in session.exec(rows.order_by(col(Consent.id))):
        found[consent.submission_id].append(consent)
    return found


def purposes_of(session: Session, submission_id: int) -> frozenset[Purpose]:
    """What one submission may be used for today."""
    return live_purposes(list_consents(session, submission_id), clock.today())


@dataclass(frozen=True)
class SaidOfConsent:
    """One thing a storyteller said about what may be done, and what they were shown before."""

    event: ConsentEvent
    statement: ConsentStatement | None


def consent_history(session: Session, submission_id: int) -> list[SaidOfConsent]:
    """All that was ever said of what may be done with one submission, the newest first."""
    rows = session.exec(
        select(ConsentEvent, ConsentStatement)
        .outerjoin(ConsentStatement, col(ConsentStatement.id) == ConsentEvent.statement_id)
        .where(ConsentEvent.submission_id == submission_id)
        .order_by(col(ConsentEvent.id).desc())
    )
    return [SaidOfConsent(*row) for row in rows]


def find_evidence(session: Session, submission_id: int, event_id: UUID) -> Attachment | None:
    """The scan that an entry of a submission's record speaks of, while it is kept."""
    return session.exec(
        select(Attachment)
        .join(ConsentEvent, col(ConsentEvent.evidence_sha256) == Attachment.sha256)
        .where(
            ConsentEvent.public_id == event_id,
            ConsentEvent.submission_id == submission_id,
            Attachment.submission_id == submission_id,
            col(Attachment.removed_at).is_(None),
        )
    ).first()


IN_USE = (SubmissionStatus.WAITING, SubmissionStatus.ACCEPTED, SubmissionStatus.TO_TYPE)


def is_running_out(*, after: date, before: date) -> ColumnElement[bool]:
    """True for permissions not taken back whose last day lies between two days, both counted."""
    return and_(
        col(Consent.expires_on) >= after,
        col(Consent.expires_on) <= before,
        col(Consent.withdrawn_at).is_(None),
    )


def list_expiring(session: Session, *, before: date) -> list[tuple[Consent, Submission]]:
    """Permissions that hold today and whose last day comes no later than this, soonest first."""
    return _list_expiring(session, is_running_out(after=clock.today(), before=before))


def list_to_remind(
    session: Session, *, before: date, most: int
) -> list[tuple[Consent, Submission]]:
    """Of the permissions that run out by a day, those of whose last day nobody was reminded."""
    unreminded = or_(
        col(Consent.reminded_for).is_(None), col(Consent.reminded_for) != Consent.expires_on
    )
    return _list_expiring(
        session, is_running_out(after=clock.today(), before=before), unreminded, most=most
    )


def _list_expiring(
    session: Session, *which: ColumnElement[bool], most: int | None = None
) -> list[tuple[Consent, Submission]]:
    rows = session.exec(
        select(Consent, Submission)
        .join(Submission, col(Submission.id) == Consent.submission_id)
        .where(col(Submission.status).in_(IN_USE), *which)
        .order_by(col(Consent.expires_on), col(Consent.submission_id), col(Consent.id))
        .limit(most)
    )
    return [(consent, submission) for consent, submission in rows]
