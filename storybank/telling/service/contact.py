"""The address a storyteller gives, and for what: kept, changed and forgotten as they say."""

from dataclasses import dataclass

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core.errors import RuleBroken
from storybank.intake.models import Submission
from storybank.notices.rules import check_address
from storybank.telling.models import Contact
from storybank.telling.queries.storytellers import find_contact
from storybank.telling.service.erasing import erase_contact


@dataclass(frozen=True)
class ContactGiven:
    """Where somebody may be written to, and what about."""

    email: str
    may_tell_answers: bool = False
    may_ask_again: bool = False
    may_remind: bool = False

    @property
    def is_for_something(self) -> bool:
        """Whether there is anything they may be written about."""
        return self.may_tell_answers or self.may_ask_again or self.may_remind


def keep_contact(
    session: Session, actor: Actor, *, submission: Submission, given: ContactGiven
) -> None:
    """Keep an address in place of the one before, for the things it may be used for.

    Raises:
        RuleBroken: it is no address, or there is nothing it may be used for.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    email = check_address(given.email)
    if not given.is_for_something:
        raise RuleBroken("Choose what we may write to you about.", field="uses")
    contact = find_contact(session, submission.key)
    if contact is None:
        contact = Contact(submission_id=submission.key, email=email)
        session.add(contact)
    contact.email = email
    contact.may_tell_answers = given.may_tell_answers
    contact.may_ask_again = given.may_ask_again
    contact.may_remind = given.may_remind
    session.flush()
    record(session, actor, "keep_contact", submission)


def forget_contact(session: Session, actor: Actor, *, submission: Submission) -> bool:
    """Forget the address at its owner's word; returns whether there was one."""
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, submission.key)
    gone = erase_contact(session, submission=submission)
    if gone:
        record(session, actor, "forget_contact", submission)
    return gone
