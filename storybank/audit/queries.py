"""Reading the record, and checking that it is whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from storybank.audit.models import AuditEvent
from storybank.audit.rules import FIRST_HASH, hash_event


@dataclass(frozen=True)
class ChainCheck:
    """What a check of the chain found. ``broken_at`` is the first event that does not fit."""

    events: int
    broken_at: int | None
    reason: str | None

    @property
    def whole(self) -> bool:
        """Whether every event fits the one before it and none is missing."""
        return self.reason is None


def list_events(session: Session, *, page: int = 1, per_page: int = 50) -> Sequence[AuditEvent]:
    """The newest acts first."""
    return session.exec(
        select(AuditEvent)
        .order_by(col(AuditEvent.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def list_events_of(session: Session, subject_type: str, subject_id: str) -> Sequence[AuditEvent]:
    """Every act on one thing, oldest first."""
    return session.exec(
        select(AuditEvent)
        .where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
        .order_by(col(AuditEvent.id))
    ).all()


def count_events(session: Session) -> int:
    """How many acts are on record."""
    return session.exec(select(func.count()).select_from(AuditEvent)).one()


def check_chain(session: Session, on_event: Callable[[], None] = lambda: None) -> ChainCheck:
    """Follow the chain from the first act to the last.

    Notices an event changed, put in or taken out anywhere, also at the end: the database
    remembers the highest number it ever gave out.
    """
    previous, number, seen = FIRST_HASH, 0, 0
    for event in session.exec(
        select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=500)
    ):
        on_event()
        seen += 1
        number = event.id or 0
        if event.previous_hash != previous:
            return ChainCheck(seen, number, "does not follow the event before it")
        content = event.model_dump(exclude={"id", "hash"})
        if hash_event(**content) != event.hash:
            return ChainCheck(seen, number, "has been changed since it was written")
        previous = event.hash
    last = (
        session.connection()
        .execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'audit_event'"))
        .scalar()
    )
    if last is not None and int(last) != number:
        return ChainCheck(seen, int(last), "is missing from the end")
    return ChainCheck(seen, None, None)
