"""Writing down what stories taught, what was changed because of it, and what happened next."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.reports.models import LearningNote

LONGEST_NOTE = 2000


def write_learning_note(
    session: Session,
    actor: Actor,
    *,
    contract: Contract | None,
    taught: str,
    changed: str = "",
    happened: str = "",
    learnt_on: date,
) -> LearningNote:
    """Write down what stories taught. It is never counted against anybody.

    Raises:
        NotAllowed: the actor makes no reports.
        RuleBroken: nothing is said of what they taught, or the day is still to come.
    """
    require(actor, Action.ISSUE_REPORT)
    _check(taught=taught, changed=changed, happened=happened)
    if learnt_on > clock.today():
        raise RuleBroken("Choose a day that has been.", field="learnt_on")
    organisation_id = contract.organisation_id if contract else actor.organisation_id
    if organisation_id is None:
        raise RuleBroken("Choose the contract that it is about.", field="contract")
    if not actor.everywhere and organisation_id != actor.organisation_id:
        raise RuleBroken("This contract is another organisation's.", field="contract")
    note = LearningNote(
        organisation_id=organisation_id,
        contract_id=contract.key if contract else None,
        taught=taught.strip(),
        changed=changed.strip(),
        happened=happened.strip(),
        learnt_on=learnt_on,
        written_by_id=actor.user_id,
    )
    session.add(note)
    session.flush()
    record(session, actor, "write_learning_note", note)
    return note


def add_to_learning_note(
    session: Session,
    actor: Actor,
    *,
    note: LearningNote,
    taught: str,
    changed: str,
    happened: str,
) -> None:
    """Say what was changed since, and what happened next.

    Raises:
        NotAllowed: the actor makes no reports.
        NotFound: another organisation wrote the note.
        RuleBroken: nothing is said of what the stories taught.
    """
    require(actor, Action.ISSUE_REPORT)
    if not actor.everywhere and note.organisation_id != actor.organisation_id:
        raise NotFound("There is no such note, or it is not yours to change.")
    _check(taught=taught, changed=changed, happened=happened)
    note.taught, note.changed = taught.strip(), changed.strip()
    note.happened = happened.strip()
    session.flush()
    record(session, actor, "add_to_learning_note", note)


def _check(*, taught: str, changed: str, happened: str) -> None:
    if not taught.strip():
        raise RuleBroken("Write what the stories taught.", field="taught")
    for field, words in (("taught", taught), ("changed", changed), ("happened", happened)):
        if len(words) > LONGEST_NOTE:
            raise RuleBroken(f"Use {LONGEST_NOTE:,} characters or fewer.", field=field)
