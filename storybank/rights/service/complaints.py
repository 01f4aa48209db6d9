"""Taking complaints, acknowledging and answering them."""

from datetime import date

from sqlmodel import Session, select

from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.text import normalise_text
from storybank.intake.models import Door, Submission
from storybank.notices.service import tell_address, tell_user
from storybank.rights import rules
from storybank.rights.models import Complaint
from storybank.rights.queries.complaints import list_officers
from storybank.telling.models import Contact


def complain(
    session: Session, actor: Actor, *, submission: Submission, words: str, reply_to: str = ""
) -> Complaint:
    """Take a storyteller's complaint by their own door, and tell the data protection officer.

    The same words sent twice on one day are one complaint.

    Raises:
        RuleBroken: it says nothing, or far too much.
    """
    require(actor, Action.OWN_STORY)
    require_own(actor, submission.key)
    words, today = normalise_text(words), clock.today()
    rules.check_complaint(words, today, today)
    held = session.exec(
        select(Complaint).where(
            Complaint.submission_id == submission.id,
            Complaint.received_on == today,
            Complaint.words == words,
        )
    ).first()
    if held is not None:
        return held
    return _take(
        session,
        actor,
        Complaint(
            organisation_id=_whose(session, submission),
            submission_id=submission.key,
            door=Door.OWN,
            words=words,
            reply_to=_line(reply_to),
            received_on=today,
        ),
    )


def log_complaint(
    session: Session,
    actor: Actor,
    *,
    words: str,
    how: str,
    received_on: date,
    reply_to: str = "",
    submission: Submission | None = None,
) -> Complaint:
    """Write down a complaint that came by letter, by phone or in person.

    Raises:
        RuleBroken: it says nothing, does not say how it came, or its day lies ahead.
    """
    require(actor, Action.HANDLE_COMPLAINT)
    words = normalise_text(words)
    rules.check_complaint(words, received_on, clock.today())
    if how not in rules.HOW:
        raise RuleBroken("Say how it came.", field="how")
    if actor.organisation_id is None:
        raise RuleBroken("Only somebody who belongs to an organisation can take a complaint.")
    return _take(
        session,
        actor,
        Complaint(
            organisation_id=actor.organisation_id,
            submission_id=submission.key if submission else None,
            door=Door.STAFF,
            how=how,
            words=words,
            reply_to=_line(reply_to),
            received_on=received_on,
            taken_by_id=actor.user_id,
        ),
    )


def acknowledge_complaint(
    session: Session, actor: Actor, *, complaint: Complaint, acknowledged_on: date
) -> None:
    """Put on record that whoever complained was told that it came.

    Raises:
        RuleBroken: it was acknowledged before, or on a day that cannot be right.
    """
    _check_handles(actor, complaint)
    if complaint.acknowledged_on is not None:
        raise RuleBroken("This complaint has been acknowledged already.")
    if not complaint.received_on <= acknowledged_on <= clock.today():
        raise RuleBroken(
            "Give a day between the one on which it came and today.", field="acknowledged_on"
        )
    complaint.acknowledged_on = acknowledged_on
    complaint.taken_by_id = actor.user_id
    session.flush()
    record(session, actor, "acknowledge_complaint", complaint)
    _tell_teller(session, complaint, "complaint_acknowledged")


def answer_complaint(
    session: Session, actor: Actor, *, complaint: Complaint, answer: str, outcome: str
) -> None:
    """Answer a complaint: what came of it, and in which words. That acknowledges it too.

    Raises:
        RuleBroken: it was answered before, or lacks its words or its outcome.
    """
    _check_handles(actor, complaint)
    answer = normalise_text(answer)
    rules.check_answer(complaint, answer, outcome)
    today = clock.today()
    complaint.answer, complaint.outcome, complaint.answered_on = answer, outcome, today
    complaint.acknowledged_on = complaint.acknowledged_on or today
    complaint.taken_by_id = actor.user_id
    session.flush()
    record(session, actor, "answer_complaint", complaint, outcome=outcome)
    _tell_teller(session, complaint, "complaint_answered")


def _take(session: Session, actor: Actor, complaint: Complaint) -> Complaint:
    session.add(complaint)
    session.flush()
    record(session, actor, "take_complaint", complaint, door=complaint.door.value)
    officers = list_officers(
        session, complaint.organisation_id, RoleName.DATA_PROTECTION_OFFICER
    ) or list_officers(session, complaint.organisation_id, RoleName.ADMINISTRATOR)
    for officer in officers:
        if officer.id != actor.user_id:
            tell_user(
                session,
                template="complaint_received",
                user=officer,
                path=f"/complaints/{complaint.public_id}",
                due_on=rules.due_on(complaint.received_on).isoformat(),
            )
    return complaint


def _whose(session: Session, submission: Submission) -> int:
    """Who answers: whoever holds the story; where they have no officer, who runs the contract."""
    asked = [submission.organisation_id]
    if submission.contract_id is not None:
        asked.append(session.get_one(Contract, submission.contract_id).organisation_id)
    for organisation_id in asked:
        if list_officers(session, organisation_id, RoleName.DATA_PROTECTION_OFFICER):
            return organisation_id
    return submission.organisation_id


def _tell_teller(session: Session, complaint: Complaint, template: str) -> None:
    """Tell a storyteller who gave an address for answers that there is something to read."""
    if complaint.submission_id is None:
        return
    contact = session.exec(
        select(Contact).where(Contact.submission_id == complaint.submission_id)
    ).first()
    if contact is not None and contact.may_tell_answers:
        about = session.get_one(Submission, complaint.submission_id).public_id
        tell_address(
            session,
            template=template,
            email=contact.email,
            path="/your-story",
            submission=str(about),
        )


def _check_handles(actor: Actor, complaint: Complaint) -> None:
    require(actor, Action.HANDLE_COMPLAINT)
    if not actor.everywhere and complaint.organisation_id != actor.organisation_id:
        raise RuleBroken("This complaint was made to another organisation.")


def _line(words: str) -> str:
    return " ".join(words.split())[: rules.LONGEST_LINE]
