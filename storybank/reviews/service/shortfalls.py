"""A promise not kept: the notice, the plan to put it right, and how it was settled."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.core.errors import AlreadyHeld
from storybank.reviews import queries, rules
from storybank.reviews.models import Shortfall, ShortfallStatus


def notice_shortfall(
    session: Session, actor: Actor, *, commitment: Commitment, noticed_on: date, notice: str
) -> Shortfall:
    """Give notice that a promise is not kept.

    Raises:
        RuleBroken: nothing is said, or the day is to come; ``field`` says which.
        AlreadyHeld: a shortfall of this promise is open.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_gone(noticed_on, "noticed_on", clock.today())
    rules.check_words(notice, "notice", "Say what was promised, and what is missing.")
    standing = queries.list_shortfalls_of_promise(session, commitment.key)
    if any(one.status in rules.OPEN_SHORTFALLS for one in standing):
        raise AlreadyHeld("A shortfall of this promise is open. Settle it first.")
    shortfall = Shortfall(
        commitment_id=commitment.key,
        status=ShortfallStatus.NOTICED,
        noticed_on=noticed_on,
        notice=notice.strip(),
        noticed_by_id=actor.user_id,
    )
    session.add(shortfall)
    session.flush()
    record(session, actor, "notice_shortfall", shortfall, commitment=str(commitment.public_id))
    return shortfall


def plan_remedy(
    session: Session, actor: Actor, *, shortfall: Shortfall, plan: str, plan_due_on: date
) -> None:
    """Write down how a shortfall will be put right, and by when; a newer plan replaces an older.

    Raises:
        RuleBroken: it is settled already, or something is missing; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_shortfall_open(shortfall.status)
    rules.check_words(plan, "plan", "Say how it will be put right, and by whom.")
    rules.check_year(plan_due_on, "plan_due_on")
    shortfall.plan, shortfall.plan_due_on = plan.strip(), plan_due_on
    shortfall.status = ShortfallStatus.PLANNED
    session.add(shortfall)
    session.flush()
    record(session, actor, "plan_remedy", shortfall, due_on=plan_due_on.isoformat())


def settle_shortfall(
    session: Session,
    actor: Actor,
    *,
    shortfall: Shortfall,
    status: ShortfallStatus,
    remedy: str,
    settled_on: date,
) -> None:
    """Say how a shortfall ended: put right, a remedy of the contract used, or taken back.

    Raises:
        RuleBroken: it is settled already, or something is missing; ``field`` says what.
    """
    require(actor, Action.RUN_REVIEW)
    rules.check_shortfall_open(shortfall.status)
    rules.check_settling(status=status, remedy=remedy)
    rules.check_gone(settled_on, "settled_on", clock.today())
    shortfall.status, shortfall.remedy = status, remedy.strip()
    shortfall.settled_on = settled_on
    session.add(shortfall)
    session.flush()
    record(session, actor, "settle_shortfall", shortfall, status=status.value)
