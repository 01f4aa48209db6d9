"""Putting on record what storytellers allow. What they said is only ever added to.

``consent_event`` is the record; ``consent`` what stands today of it, written in the same
transaction so that every query can ask one row.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, delete, select, update

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
    Contributor,
    Door,
    GivenBy,
    Identifiability,
    Purpose,
    Submission,
)


@dataclass(frozen=True)
class ConsentGiven:
    """What the storyteller allows, how they said so, and until when.

    ``statement`` is what was shown to them. ``identifiability`` and ``hide_place`` are None where
    nothing was said of it. ``given_by_words`` says who gave it where it was not the person ("her
    mother"); ``capacity``, ``interpreter`` and ``witness`` are a line each. ``evidence_sha256`` is
    of a scan of the form they signed.
    """

    purposes: Collection[Purpose]
    method: str
    expires_on: date | None = None
    statement: ConsentStatement | None = None
    identifiability: Identifiability | None = None
    hide_place: bool | None = None
    given_by: GivenBy = GivenBy.SELF
    given_by_words: str = ""
    capacity: str = ""
    interpreter: str = ""
    witness: str = ""
    evidence_sha256: str | None = None
    door: Door = Door.STAFF


def replace_consent(session: Session, submission: Submission, given: ConsentGiven) -> None:
    """Keep what a draft says is allowed, in place of what it said before."""
    submission.identifiability = given.identifiability or Identifiability.UNNAMED
    submission.consent_noted = {
        "statement": str(given.statement.public_id) if given.statement else "",
        "given_by": given.given_by.value,
        "given_by_words": given.given_by_words,
        "capacity": given.capacity,
        "interpreter": given.interpreter,
        "witness": given.witness,
    }
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
    """Add what was said to the record of a submission that was sent, and add the record up."""
    wish = given.identifiability
    if wish is not None and act is not ConsentAct.WITHDRAWN:
        wish = rules.wish_of(wish, _name(session, submission))
        submission.identifiability = wish
    if given.hide_place is not None and act is not ConsentAct.WITHDRAWN:
        submission.hide_place = given.hide_place
    event = ConsentEvent(
        submission_id=submission.key,
        act=act,
        purposes=[purpose.value for purpose in Purpose if purpose in given.purposes],
        expires_on=given.expires_on,
        method=given.method,
        door=_door(actor, given.door),
        by_id=actor.user_id,
        statement_id=given.statement.id if given.statement else None,
        statement_sha256=given.statement.sha256 if given.statement else "",
        identifiability=wish,
        hide_place=given.hide_place,
        given_by=given.given_by,
        given_by_words=given.given_by_words.strip(),
        capacity=given.capacity.strip(),
        interpreter=given.interpreter.strip(),
        witness=given.witness.strip(),
        evidence_sha256=given.evidence_sha256,
    )
    session.add(event)
    session.flush()
    _write_what_stands(session, submission)
    return event


def check_given(given: ConsentGiven) -> None:
    """What was given is whole: not run out already, and known who gave and who heard it.

    Raises:
        RuleBroken: it is not; ``field`` says where.
    """
    rules.check_expiry(given.expires_on, clock.today())
    rules.check_giver(given.given_by, given.given_by_words)
    rules.check_witness(given.method, given.witness)
    rules.check_notes(
        given_by_words=given.given_by_words,
        capacity=given.capacity,
        interpreter=given.interpreter,
        witness=given.witness,
    )


def give_consent(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purpose: Purpose | None = None,
    method: str = "",
    expires_on: date | None = None,
    given: ConsentGiven | None = None,
) -> ConsentEvent:
    """Put on record that the storyteller allows one more purpose, or all of those ``given``.

    Raises:
        RuleBroken: nothing is allowed by it, its last day has passed, or something is missing.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    rules.check_is_held(submission)
    if given is None:
        given = ConsentGiven(() if purpose is None else (purpose,), method, expires_on)
    if not given.purposes:
        raise RuleBroken("Choose what they allow now.", field="purposes")
    if submission.taken_back_at is not None:
        raise RuleBroken("The whole story was taken back. It would have to be told again.")
    check_given(given)
    event = record_given(session, actor, submission, given)
    tell_consent_changed(session, actor, "give_consent", submission, given.purposes)
    return event


def renew_consent(
    session: Session, actor: Actor, *, submission: Submission, given: ConsentGiven
) -> ConsentEvent:
    """Put on record that the storyteller goes on allowing what they allowed, with a new last day.

    Raises:
        RuleBroken: nothing is renewed, or something that was never given or was taken back.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    rules.check_is_held(submission)
    standing = {one.purpose for one in _standing(session, submission) if not one.withdrawn_at}
    if not given.purposes:
        raise RuleBroken("Choose what they go on allowing.", field="purposes")
    if not standing.issuperset(given.purposes):
        raise RuleBroken(
            "Only what they allowed before, and did not take back, can be renewed. If they allow "
            "it now, put it on record as something new.",
            field="purposes",
        )
    check_given(given)
    event = record_given(session, actor, submission, given, ConsentAct.RENEWED)
    tell_consent_changed(session, actor, "renew_consent", submission, given.purposes)
    return event


def withdraw_consent(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    purpose: Purpose,
    method: str = "said so",
) -> list[Purpose]:
    """Put on record that the storyteller no longer allows a purpose; returns what goes by it.

    Whoever does not let boards read their story any more is not quoted to them either, until they
    say so anew.

    Raises:
        RuleBroken: it was not allowed.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    standing = {one.purpose for one in _standing(session, submission) if not one.withdrawn_at}
    if purpose not in standing:
        raise RuleBroken("There is no such permission to withdraw.", field="purpose")
    gone = [one for one in rules.taken_back_with(purpose) if one in standing]
    record_given(session, actor, submission, ConsentGiven(gone, method), ConsentAct.WITHDRAWN)
    tell_consent_changed(session, actor, "withdraw_consent", submission, gone)
    return gone


def empty_notes(session: Session, *, submission: Submission) -> None:
    """Empty what is noted of other people in the record of a submission that is erased.

    Who was told what, when, and what they allowed stays.
    """
    session.exec(
        update(ConsentEvent)
        .where(col(ConsentEvent.submission_id) == submission.key)
        .values(given_by_words="", capacity="", interpreter="", witness="")
    )


def _door(actor: Actor, door: Door) -> Door:
    """Whose hands were on it: the storyteller's own and the operator's show in the actor."""
    if actor.storyteller:
        return Door.OWN
    return Door.COMMAND if actor.user_id is None else door


def _write_what_stands(session: Session, submission: Submission) -> None:
    """Make ``consent`` say what the events of a submission add up to."""
    events = session.exec(
        select(ConsentEvent)
        .where(ConsentEvent.submission_id == submission.key)
        .order_by(col(ConsentEvent.id))
    )
    standing = rules.add_up(events)
    held = {one.purpose: one for one in _standing(session, submission)}
    for purpose, one in standing.items():
        consent = held.pop(purpose, None)
        if consent is None:
            consent = Consent(submission_id=submission.key, purpose=purpose, method=one.method)
            session.add(consent)
        consent.given_at, consent.method = one.given_at, one.method
        consent.expires_on, consent.withdrawn_at = one.expires_on, one.withdrawn_at
    for left_of_draft in held.values():
        session.delete(left_of_draft)
    session.flush()


def _standing(session: Session, submission: Submission) -> list[Consent]:
    found = select(Consent).where(Consent.submission_id == submission.key)
    return list(session.exec(found.order_by(col(Consent.id))))


def _name(session: Session, submission: Submission) -> str:
    return session.get_one(Contributor, submission.contributor_id).display_name


def tell_consent_changed(
    session: Session,
    actor: Actor,
    act: str,
    submission: Submission,
    purposes: Collection[Purpose],
) -> None:
    """Record an act on what a storyteller allows, and let what follows from it begin."""
    session.flush()
    record(session, actor, act, submission, purposes=sorted(one.value for one in purposes))
    outbox.record(session, ConsentChanged(submission.key))
