"""The one verb: put an act on record, in the transaction that does it."""

from typing import Any, Protocol
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.audit.models import AuditEvent
from storybank.audit.rules import FIRST_HASH, hash_event
from storybank.core import clock


class Doer(Protocol):
    """Whoever acts: a person, or the machine."""

    @property
    def user_id(self) -> int | None:
        """Row number of the person, or None for the machine."""

    @property
    def label(self) -> str:
        """How the record names them: a person's public id, or what the machine is called."""


class Subject(Protocol):
    """Whatever is acted upon."""

    public_id: UUID


def record(session: Session, actor: Doer, act: str, subject: Subject, **detail: Any) -> AuditEvent:
    """Add an act to the chain.

    ``detail`` holds small JSON values: ids, counts, states. Never the words of a story, and
    never a name: the record outlives the consent to hold them.
    """
    previous = session.exec(
        select(AuditEvent.hash).order_by(col(AuditEvent.id).desc()).limit(1)
    ).first()
    content: dict[str, Any] = {
        "previous_hash": previous or FIRST_HASH,
        "at": clock.now(),
        "actor_id": actor.user_id,
        "actor": actor.label,
        "act": act,
        "subject_type": type(subject).__name__,
        "subject_id": str(subject.public_id),
        "detail": detail,
    }
    event = AuditEvent(**content, hash=hash_event(**content))
    session.add(event)
    session.flush()
    return event
