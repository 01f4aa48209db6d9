"""Personal promises of officers, and asking after a year what became of them."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reviews import rules
from storybank.reviews.models import Pledge, PledgeResult


def make_pledge(
    session: Session,
    actor: Actor,
    *,
    organisation: Organisation,
    made_by: str,
    text: str,
    made_on: date,
    contract: Contract | None = None,
) -> Pledge:
    """Write down what an officer pledges; it is followed up twelve months later.

    Raises:
        RuleBroken: something is missing, or the contract is another body's; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_words(made_by, "made_by", "Say who pledges it.", longest=rules.LONGEST_NAME)
    rules.check_words(text, "text", "Write the pledge in the words of whoever makes it.")
    rules.check_year(made_on, "made_on")
    rules.check_gone(made_on, "made_on", clock.today())
    if contract is not None and contract.organisation_id != organisation.key:
        raise RuleBroken("This contract is another organisation's.", field="contract")
    pledge = Pledge(
        organisation_id=organisation.key,
        contract_id=None if contract is None else contract.key,
        made_by=made_by.strip(),
        text=text.strip(),
        made_on=made_on,
        follow_up_on=rules.add_months(made_on, rules.FOLLOW_UP_MONTHS),
        recorded_by_id=actor.user_id,
    )
    session.add(pledge)
    session.flush()
    record(session, actor, "make_pledge", pledge, follow_up_on=pledge.follow_up_on.isoformat())
    return pledge


def follow_up_pledge(
    session: Session,
    actor: Actor,
    *,
    pledge: Pledge,
    result: PledgeResult,
    barrier: str = "",
    note: str = "",
    followed_up_on: date | None = None,
) -> None:
    """Write down what became of a pledge, and what stood in its way.

    Raises:
        RuleBroken: it was followed up already, or the barrier is missing.
    """
    require(actor, Action.RUN_REVIEW)
    if pledge.followed_up_on is not None:
        raise RuleBroken("This pledge was followed up already.")
    day = followed_up_on or clock.today()
    rules.check_gone(day, "followed_up_on", clock.today())
    if day < pledge.made_on:
        raise RuleBroken("This is before the pledge was made.", field="followed_up_on")
    rules.check_follow_up(result=result, barrier=barrier)
    rules.check_length(note, "note")
    pledge.followed_up_on, pledge.result = day, result
    pledge.barrier, pledge.note = barrier.strip(), note.strip()
    session.add(pledge)
    session.flush()
    record(session, actor, "follow_up_pledge", pledge, result=result.value)
