"""What storytellers allow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from storybank.core import clock
from storybank.intake.models import Consent, Purpose
from storybank.intake.rules import live_purposes


def consented(submission_id: Mapped[Any], purpose: Purpose, today: date) -> ColumnElement[bool]:
    """True for submissions that may be used for this purpose today."""
    return (
        select(Consent.id)
        .where(
            Consent.submission_id == submission_id,
            Consent.purpose == purpose,
            col(Consent.withdrawn_at).is_(None),
            or_(col(Consent.expires_on).is_(None), col(Consent.expires_on) >= today),
        )
        .exists()
    )


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
