"""The outbox: what happened, written in the same transaction as the change itself.

A row is claimed for a while, worked on, then marked done. A crash leaves the row undone, and
the next pass finds it. Rows hold an event's name and one row number, never any words.
"""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, func, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from storybank.core import clock
from storybank.core.db import UtcDateTime

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
KEPT_WHEN_DONE = timedelta(days=7)


class OutboxEvent(SQLModel, table=True):
    """One thing that happened and what it happened to."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "not_before", "id", sqlite_where=text("done_at IS NULL")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    event: str
    subject_id: int
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    not_before: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    attempts: int = 0
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = None


def record(session: Session, event: Any) -> None:
    """Add an event (a dataclass of one row number) to the running transaction."""
    (field,) = fields(event)
    session.add(OutboxEvent(event=type(event).__name__, subject_id=getattr(event, field.name)))


def claim(session: Session, most: int, *, only: Collection[str] = ()) -> list[OutboxEvent]:
    """Take up to ``most`` waiting events, oldest first, for the time of a lease.

    ``only`` are names of events; none means any. Needs a writing session: it holds the lock
    between the look and the claim.
    """
    at = clock.now()
    waiting = select(OutboxEvent).where(
        col(OutboxEvent.done_at).is_(None), OutboxEvent.not_before <= at
    )
    if only:
        waiting = waiting.where(col(OutboxEvent.event).in_(only))
    rows = session.exec(waiting.order_by(col(OutboxEvent.id)).limit(most)).all()
    for row in rows:
        row.not_before = at + LEASE
        row.attempts += 1
    session.flush()
    return list(rows)


def finish(session: Session, ids: Sequence[int]) -> None:
    """Mark events as done."""
    session.connection().execute(
        update(OutboxEvent)
        .where(col(OutboxEvent.id).in_(ids))
        .values(done_at=clock.now(), error=None)
    )


def postpone(session: Session, ids: Sequence[int], error: str) -> None:
    """Put failed events back, each later the oftener it failed. ``error`` is a class name."""
    for row in session.exec(select(OutboxEvent).where(col(OutboxEvent.id).in_(ids))):
        wait = min(timedelta(seconds=2**row.attempts), LONGEST_WAIT)
        row.not_before = clock.now() + wait
        row.error = error


def release_claims(session: Session) -> None:
    """Make every undone event due now: for start-up, when whoever claimed them is dead."""
    session.connection().execute(
        update(OutboxEvent)
        .where(col(OutboxEvent.done_at).is_(None))
        .values(not_before=clock.now(), attempts=0)
    )


def forget_done(session: Session) -> None:
    """Delete events done longer ago than they are of use."""
    before = clock.now() - KEPT_WHEN_DONE
    session.connection().execute(delete(OutboxEvent).where(col(OutboxEvent.done_at) < before))


def count_waiting(session: Session) -> int:
    """How many events are not done yet."""
    return session.exec(
        select(func.count()).select_from(OutboxEvent).where(col(OutboxEvent.done_at).is_(None))
    ).one()


def count_failing(session: Session) -> int:
    """How many events have failed at least once and are not done yet."""
    return session.exec(
        select(func.count())
        .select_from(OutboxEvent)
        .where(col(OutboxEvent.done_at).is_(None), col(OutboxEvent.error).is_not(None))
    ).one()
