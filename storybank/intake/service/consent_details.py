"""How a storyteller wishes to be known, the form they signed, and by what right a story is held."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.core.text import squeeze
from storybank.intake import rules
from storybank.intake.models import (
    ConsentAct,
    ConsentEvent,
    Identifiability,
    LawfulBasis,
    SpecialCondition,
    Submission,
)
from storybank.intake.service.consent import ConsentGiven, record_given, tell_consent_changed
from storybank.intake.service.naming import keep_name


def add_evidence(
    session: Session, actor: Actor, *, submission: Submission, evidence_sha256: str
) -> ConsentEvent:
    """Put on record that a scan of the form they signed is kept; no permission changes."""
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    rules.check_is_held(submission)
    given = ConsentGiven((), "paper form", evidence_sha256=evidence_sha256)
    event = record_given(session, actor, submission, given, ConsentAct.RENEWED)
    record(session, actor, "add_evidence", submission)
    return event


def change_naming(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    identifiability: Identifiability,
    display_name: str,
    hide_place: bool,
    method: str,
) -> None:
    """Put on record how the storyteller wishes to be known from now on; no permission changes.

    Who is not to be named has no name kept, unless it goes with another of their stories. Raises:
        RuleBroken: they are to be named, and no name is given.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    rules.check_is_held(submission)
    name = squeeze(display_name)[: rules.LONGEST_LINE]
    if identifiability is Identifiability.UNNAMED:
        name = ""
    elif not name:
        raise RuleBroken("Write the name they wish to be known by.", field="display_name")
    keep_name(session, actor, submission=submission, name=name)
    given = ConsentGiven((), method, identifiability=identifiability, hide_place=hide_place)
    record_given(session, actor, submission, given, ConsentAct.RENEWED)
    tell_consent_changed(session, actor, "change_naming", submission, ())


def set_lawful_basis(
    session: Session,
    actor: Actor,
    *,
    submission: Submission,
    basis: LawfulBasis,
    condition: SpecialCondition = SpecialCondition.NOT_RECORDED,
    note: str = "",
) -> None:
    """Put on record by what right the organisation holds a story; no permission of its teller.

    Raises:
        RuleBroken: the note is longer than a note.
    """
    require(actor, Action.DECIDE_SUBMISSION)
    rules.check_notes(note=note)
    submission.lawful_basis, submission.special_condition = basis, condition
    submission.basis_note = note.strip()
    session.flush()
    record(
        session,
        actor,
        "set_lawful_basis",
        submission,
        basis=basis.value,
        condition=condition.value,
    )
