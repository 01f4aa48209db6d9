"""Agreeing what is to be done, and saying that it is."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reviews import rules
from storybank.reviews.models import Review, ReviewAction, Side


def agree_action(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    text: str,
    side: Side,
    owner: str,
    due_on: date,
    review: Review | None = None,
    commitment: Commitment | None = None,
) -> ReviewAction:
    """Write down what one side or both have agreed to do; the owner needs no account.

    Raises:
        RuleBroken: something is missing, or belongs to another contract; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_action(text=text, owner=owner)
    rules.check_year(due_on, "due_on")
    check_of_contract(contract, commitment)
    if review is not None and review.contract_id != contract.key:
        raise RuleBroken("This review is of another contract.")
    action = ReviewAction(
        contract_id=contract.key,
        review_id=None if review is None else review.key,
        commitment_id=None if commitment is None else commitment.key,
        text=text.strip(),
        side=side,
        owner=owner.strip(),
        due_on=due_on,
        agreed_by_id=actor.user_id,
    )
    session.add(action)
    session.flush()
    record(
        session,
        actor,
        "agree_action",
        action,
        contract=str(contract.public_id),
        side=side.value,
        due_on=due_on.isoformat(),
    )
    return action


def finish_action(
    session: Session, actor: Actor, *, action: ReviewAction, done_on: date, outcome: str
) -> None:
    """Say that an action is done, and what came of it.

    Raises:
        RuleBroken: it was done already, or nothing is said of the outcome.
    """
    require(actor, Action.RUN_REVIEW)
    if action.done_on is not None:
        raise RuleBroken("This is done already.")
    rules.check_gone(done_on, "done_on", clock.today())
    rules.check_words(outcome, "outcome", "Say what came of it.")
    action.done_on, action.outcome = done_on, outcome.strip()
    session.add(action)
    session.flush()
    record(session, actor, "finish_action", action, done_on=done_on.isoformat())


def check_of_contract(contract: Contract, commitment: Commitment | None) -> None:
    """A promise that is spoken of is one of the contract's own.

    Raises:
        RuleBroken: it is another contract's.
    """
    if commitment is not None and commitment.contract_id != contract.key:
        raise RuleBroken("This promise is of another contract.", field="commitment")
