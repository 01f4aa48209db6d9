"""Telling people that a permission is about to run out, once for each last day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import date, timedelta

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake import queries, rules
from storybank.intake.models import Consent, Submission
from storybank.notices.service import tell_address, tell_user

# Where storytellers of these submissions may be reminded, by submission: of those who agreed to it.
FindAddresses = Callable[[Session, Collection[int]], Mapping[int, str]]
TO_TELLER, TO_SENDER = "own_permission_ending", "permission_ending"


def remind_of_expiry(
    session: Session, actor: Actor, *, addresses: FindAddresses, most: int = 500
) -> int:
    """Remind of permissions that run out within a month, each last day once; how many.

    The storyteller is told where they agreed to that, else whoever sent the story, in one message
    for all of their stories. Done twice it does nothing the second time.
    """
    require(actor, Action.RUN_PIPELINE)
    today = clock.today()
    before = today + timedelta(days=rules.REMINDED_BEFORE)
    due = queries.list_to_remind(session, before=before, most=most)
    if not due:
        return 0
    known = addresses(session, {submission.key for _, submission in due})
    by_sender: dict[int, list[Consent]] = defaultdict(list)
    for consent, submission in due:
        if submission.key not in known and submission.submitted_by_id is not None:
            by_sender[submission.submitted_by_id].append(consent)
        consent.reminded_for = consent.expires_on
    for submission, consents in _by_submission(due, known):
        _tell_teller(session, submission, known[submission.key], consents)
    senders = select(User).where(col(User.id).in_(by_sender)).order_by(col(User.id))
    for user in session.exec(senders).all():
        _tell_sender(session, user, by_sender[user.key])
    session.flush()
    for submission in {one.key: one for _, one in due}.values():
        record(session, actor, "remind_of_expiry", submission)
    return len(due)


def _by_submission(
    due: Collection[tuple[Consent, Submission]], known: Mapping[int, str]
) -> list[tuple[Submission, list[Consent]]]:
    found: dict[int, tuple[Submission, list[Consent]]] = {}
    for consent, submission in due:
        if submission.key in known:
            found.setdefault(submission.key, (submission, []))[1].append(consent)
    return list(found.values())


def _tell_teller(
    session: Session, submission: Submission, email: str, consents: Collection[Consent]
) -> None:
    # An address that cannot be one was never going to be reached, and holds up nobody else.
    with suppress(RuleBroken):
        tell_address(
            session,
            template=TO_TELLER,
            email=email,
            permissions=len(consents),
            first=_first(consents),
            path="/your-story",
            submission=str(submission.public_id),
        )


def _tell_sender(session: Session, user: User, consents: Collection[Consent]) -> None:
    tell_user(
        session,
        template=TO_SENDER,
        user=user,
        stories=len({one.submission_id for one in consents}),
        first=_first(consents),
        path="/consent/running-out",
    )


def _first(consents: Collection[Consent]) -> date:
    return min(one.expires_on for one in consents if one.expires_on is not None)
