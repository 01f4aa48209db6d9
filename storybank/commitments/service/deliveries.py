"""Writing down what is reported as delivered."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments import rules
from storybank.commitments.models import Commitment, Delivery


def record_delivery(
    session: Session,
    actor: Actor,
    *,
    commitment: Commitment,
    from_on: date,
    to_on: date,
    quantity: Decimal,
    source: str,
) -> Delivery:
    """Write down what the supplier reports to have done in a period.

    Raises:
        RuleBroken: period, amount or source will not do; ``field`` says which.
    """
    require(actor, Action.RECORD_DELIVERY)
    rules.check_delivery(from_on=from_on, to_on=to_on, quantity=quantity, source=source)
    delivery = Delivery(
        commitment_id=commitment.key,
        from_on=from_on,
        to_on=to_on,
        quantity=quantity,
        source=source.strip(),
        recorded_by_id=actor.user_id,
    )
    session.add(delivery)
    session.flush()
    record(
        session,
        actor,
        "record_delivery",
        delivery,
        commitment=str(commitment.public_id),
        quantity=str(quantity),
    )
    return delivery
