"""Legal holds: while one stands, nothing of a story is disposed of or erased."""

from uuid import UUID

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Submission, SubmissionStatus
from storybank.rights.models import LegalHold
from storybank.rights.queries import holds as queries
from storybank.rights.rules.retention import check_why


def place_hold(session: Session, actor: Actor, *, reference: UUID, why: str) -> LegalHold:
    """Keep everything of one story until this is lifted, because the law may ask for it.

    ``reference`` is the public id of the story or of what was sent. A storyteller who takes the
    story back meanwhile is hidden from everybody at once; the words go when it is lifted.

    Raises:
        RuleBroken: there is nothing of it to keep, a hold stands already, or no reason was given.
    """
    require(actor, Action.MANAGE_RETENTION)
    said = check_why(why)
    submission = queries.find_by_reference(session, actor, reference)
    if submission is None:
        raise RuleBroken(
            "There is no story of your organisation with this reference.", field="reference"
        )
    if submission.status in (SubmissionStatus.DRAFT, SubmissionStatus.ERASED):
        raise RuleBroken("There are no words of it that could be kept.", field="reference")
    if queries.find_standing_hold(session, submission.key) is not None:
        raise RuleBroken("A legal hold stands on this story already.", field="reference")
    return _place(session, actor, submission, said)


def place_hold_on_contract(session: Session, actor: Actor, *, contract: Contract, why: str) -> int:
    """Keep everything told about one contract until it is lifted; returns how many are new.

    What is sent later is not held by this.

    Raises:
        RuleBroken: no reason was given, or there is nothing to keep.
        NotAllowed: another organisation runs the contract.
    """
    require(actor, Action.MANAGE_RETENTION)
    if not actor.everywhere and contract.organisation_id != actor.organisation_id:
        raise NotAllowed("Another organisation runs this contract.")
    said = check_why(why)
    held = [
        _place(session, actor, submission, said)
        for submission in queries.list_of_contract(session, contract)
        if queries.find_standing_hold(session, submission.key) is None
    ]
    if not held:
        raise RuleBroken("Everything told about this contract is held already.", field="contract")
    return len(held)


def lift_hold(session: Session, actor: Actor, *, hold: LegalHold, why: str) -> None:
    """Let a story go its way again: what is due may go, and what was taken back is erased.

    Raises:
        RuleBroken: no reason was given, or it was lifted before.
    """
    require(actor, Action.MANAGE_RETENTION)
    said = check_why(why)
    if hold.lifted_at is not None:
        raise RuleBroken("This hold was lifted before.")
    hold.lifted_at, hold.lifted_by_id, hold.lifted_why = clock.now(), actor.user_id, said
    session.flush()
    record(session, actor, "lift_legal_hold", session.get_one(Submission, hold.submission_id))


def _place(session: Session, actor: Actor, submission: Submission, why: str) -> LegalHold:
    hold = LegalHold(submission_id=submission.key, why=why, placed_by_id=actor.user_id)
    session.add(hold)
    session.flush()
    record(session, actor, "place_legal_hold", submission)
    return hold
