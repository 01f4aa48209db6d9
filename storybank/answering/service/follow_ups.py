"""Asking people again after some months, where they agreed, and what they then say."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.answering import rules
from storybank.answering.models import FollowUp, Lasted
from storybank.answering.queries import list_follow_ups, list_to_ask
from storybank.answering.service.answers import OWN_DOOR
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake.models import Submission, SubmissionStatus
from storybank.notices.service import tell_address


@dataclass(frozen=True)
class SaidNow:
    """How it is now: whether what changed had lasted, and the story told of it, if any was."""

    lasted: Lasted | None = None
    told: Submission | None = None


def agree_to_follow_up(
    session: Session, actor: Actor, *, submission: Submission, months: int
) -> FollowUp:
    """Note that whoever told a submission agrees to be asked again after 6 or 12 months.

    Counted from the day it was received. Agreeing twice is agreeing once; agreeing anew to what
    was ended opens it again.

    Raises:
        RuleBroken: people are not asked again after so many months.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    due_on = rules.due_after(submission.received_at.date(), months)
    follow_up = next(
        (one for one in list_follow_ups(session, submission.key) if one.months == months), None
    )
    if follow_up is not None and follow_up.ended_at is None:
        return follow_up
    if follow_up is None:
        follow_up = FollowUp(submission_id=submission.key, months=months, due_on=due_on)
        session.add(follow_up)
    follow_up.ended_at = None
    session.flush()
    record(session, actor, "agree_to_follow_up", submission, months=months)
    return follow_up


def stop_asking(session: Session, actor: Actor, *, submission: Submission) -> int:
    """Whoever told a submission wants to be asked no more; how many times that takes away."""
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    open_ones = [
        one
        for one in list_follow_ups(session, submission.key)
        if one.ended_at is None and one.said_at is None
    ]
    for one in open_ones:
        one.ended_at = clock.now()
    session.flush()
    if open_ones:
        record(session, actor, "stop_asking", submission, number=len(open_ones))
    return len(open_ones)


def note_asked(
    session: Session, actor: Actor, *, follow_up: FollowUp, submission: Submission
) -> None:
    """Note that a person asked whoever told the submission, by phone or face to face.

    Raises:
        RuleBroken: it is not time yet, or they said how it is already.
    """
    require(actor, Action.ANSWER_STORY)
    _check_due(follow_up)
    follow_up.asked_at = clock.now()
    session.flush()
    record(session, actor, "note_asked", submission, months=follow_up.months)


def ask_by_email(session: Session, actor: Actor, *, today: date, most: int = 200) -> int:
    """Ask, by e-mail, everybody whom it is time to ask and who gave an address for that.

    The message says where to go, and neither their code nor any of their words. Done twice, it
    asks once. Returns how many were asked.
    """
    require(actor, Action.RUN_PIPELINE)
    due = list_to_ask(session, today, most)
    for follow_up, about, email in due:
        tell_address(
            session,
            template="follow_up",
            email=email,
            months=follow_up.months,
            path=OWN_DOOR,
            submission=str(about),
        )
        follow_up.asked_at = clock.now()
    session.flush()
    return len(due)


def answer_follow_up(
    session: Session, actor: Actor, *, first: Submission, follow_up: FollowUp, said: SaidNow
) -> None:
    """Keep what somebody says when they are asked again, with the story they tell, if any.

    Earlier times of the same story that nobody answered end with it.

    Raises:
        RuleBroken: it is not time yet, or it was answered, or nothing is said.
    """
    require(actor, Action.SUBMIT_STORY)
    require_own(actor, first.key)
    if follow_up.submission_id != first.key:
        raise RuleBroken("That asks about another story.")
    _check_due(follow_up)
    if first.status in (SubmissionStatus.ERASED, SubmissionStatus.DRAFT):
        raise RuleBroken("That story was taken back, so there is nothing to come back to.")
    if said.lasted is None and said.told is None:
        raise RuleBroken("Choose how it is now.", field="lasted")
    follow_up.lasted = said.lasted
    follow_up.said_at = clock.now()
    follow_up.answered_by_submission_id = None if said.told is None else said.told.key
    for earlier in list_follow_ups(session, first.key):
        if earlier.months < follow_up.months and earlier.said_at is None:
            earlier.ended_at = earlier.ended_at or clock.now()
    session.flush()
    record(
        session,
        actor,
        "answer_follow_up",
        first,
        months=follow_up.months,
        lasted=None if said.lasted is None else said.lasted.value,
        told=None if said.told is None else str(said.told.public_id),
    )


def _check_due(follow_up: FollowUp) -> None:
    if follow_up.said_at is not None:
        raise RuleBroken("They have said already how it is.")
    if follow_up.ended_at is not None:
        raise RuleBroken("They are not to be asked any more.")
    if follow_up.due_on > clock.today():
        raise RuleBroken("It is not time to ask yet.")
