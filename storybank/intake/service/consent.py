"""Putting on record what storytellers allow. What they said is only ever added to.

``consent_event`` is the record; ``consent`` what stands today of it, written in the same
transaction so that every query can ask one row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, delete, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.intake import rules
from storybank.intake.events import ConsentChanged
from storybank.intake.models import (
    Consent,
    ConsentAct,
    ConsentEvent,
    ConsentStatement,
    Door,
    GivenBy,
    Identifiability,
    Purpose,
    Submission,
)


@dataclass(frozen=True)
class ConsentGiven:
    """What the storyteller allows, how they said so, and until when.

    ``statement`` is what was shown to them. ``given_by_words`` says who gave it where it was not
    the person ("her mother"); ``capacity``, ``interpreter`` and ``witness`` are a line each.
    """

    purposes: Collection[Purpose]
    method: str
    expires_on: date | None = None
    statement: ConsentStatement | None = None
    identifiability: Identifiability = Identifiability.UNNAMED
    given_by: GivenBy = GivenBy.SELF
    given_by_words: str = ""
    capacity: str = ""
    interpreter: str = ""
    witness: str = ""
    evidence_sha256: str | None = None
    door: Door = Door.STAFF


def replace_consent(session: Session, submission: Submission, given: ConsentGiven) -> None:
    """Keep what a submission that is being written allows, in place of what it allowed before."""
    session.flush()
    session.exec(delete(Consent).where(col(Consent.submission_id) == submission.key))
    for purpose in Purpose:
        if purpose in given.purposes:
            session.add(
                Consent(
                    submission_id=submission.key,
                    purpose=purpose,
                    method=given.method,
                    expires_on=given.expires_on,
                )
            )


def record_given(
    session: Session,
    actor: Actor,
    submission: Submission,
    given: ConsentGiven,
    act: ConsentAct = ConsentAct.GIVEN,
) -> ConsentEvent:
    """Add what was said to the record of a submission that was sent."""
    event = ConsentEvent(
        submission_id=submission.key,
        act=act,
        purposes=[purpose.value for purpose in Purpose if purpose in given.purposes],
        expires_on=given.expires_on,
        method=given.method,
        door=given.door,
        by_id=actor.user_id,
        statement_id=given.statement.id if given.statement else None,
        statement_sha256=given.statement.sha256 if given.statement else "",
        identifiability=given.identifiability,
        given_by=given.given_by,
        given_by_words=given.given_by_words.strip()[: rules.LONGEST_NOTE],
        capacity=given.capacity.strip()[: rules.LONGEST_NOTE],
        interpreter=given.interpreter.strip()[: rules.LONGEST_NOTE],
        witness=given.witness.strip()[: rules.LONGEST_NOTE],
        evidence_sha256=given.evidence_sha256,
    )
    session.add(event)
    session.flush()
    return event


def give_consent(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purpose: Purpose,
    method: str,
    expires_on: date | None = None,
) -> None:
    """Put on record that the storyteller allows one more purpose."""
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    rules.check_expiry(expires_on, clock.today())
    given = ConsentGiven((purpose,), method, expires_on, door=_door(actor))
    record_given(session, actor, submission, given)
    consent = _consent(session, submission, purpose)
    if consent is None:
        consent = Consent(submission_id=submission.key, purpose=purpose, method=method)
        session.add(consent)
    consent.given_at, consent.withdrawn_at = clock.now(), None
    consent.method, consent.expires_on = method, expires_on
    _tell_consent_changed(session, actor, "give_consent", submission, purpose)


def withdraw_consent(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purpose: Purpose,
    method: str = "said so",
) -> None:
    """Put on record that the storyteller no longer allows a purpose.

    Raises:
        RuleBroken: it was not allowed.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    consent = _consent(session, submission, purpose)
    if consent is None or consent.withdrawn_at is not None:
        raise RuleBroken("There is no such permission to withdraw.", field="purpose")
    consent.withdrawn_at = clock.now()
    given = ConsentGiven((purpose,), method, door=_door(actor))
    record_given(session, actor, submission, given, ConsentAct.WITHDRAWN)
    _tell_consent_changed(session, actor, "withdraw_consent", submission, purpose)


def _door(actor: Actor) -> Door:
    return Door.OWN if actor.storyteller else Door.STAFF


def _tell_consent_changed(
    session: Session, actor: Actor, act: str, submission: Submission, purpose: Purpose
) -> None:
    session.flush()
    record(session, actor, act, submission, purpose=purpose.value)
    outbox.record(session, ConsentChanged(submission.key))


def _consent(session: Session, submission: Submission, purpose: Purpose) -> Consent | None:
    return session.exec(
        select(Consent).where(Consent.submission_id == submission.id, Consent.purpose == purpose)
    ).first()
