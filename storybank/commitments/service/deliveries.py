"""Writing down what is reported as delivered, and putting it right."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments import rules
from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.core import clock


def record_delivery(
    session: Session,
    actor: Actor,
    *,
    commitment: Commitment,
    from_on: date,
    to_on: date,
    source: str,
    quantity: Decimal | None = None,
    points: int | None = None,
) -> Delivery:
    """Write down what the supplier reports to have done in a period.

    ``points`` 0 to 5 instead of a quantity, where the promise is not counted.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: period, amount, points or source will not do; ``field`` says which.
    """
    _check_may_record(session, actor, commitment)
    rules.check_delivery(
        from_on=from_on,
        to_on=to_on,
        quantity=quantity,
        points=points,
        source=source,
        today=clock.today(),
        is_counted=commitment.quantity is not None,
    )
    delivery = Delivery(
        commitment_id=commitment.key,
        from_on=from_on,
        to_on=to_on,
        quantity=quantity,
        points=points,
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
        **_figures(delivery),
    )
    return delivery


def correct_delivery(
    session: Session,
    actor: Actor,
    *,
    delivery: Delivery,
    from_on: date,
    to_on: date,
    source: str,
    reason: str,
    quantity: Decimal | None = None,
    points: int | None = None,
) -> None:
    """Put a delivery right; what it said before stays on the record of acts, with the reason.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: something will not do, or no reason was given; ``field`` says which.
    """
    commitment = session.get_one(Commitment, delivery.commitment_id)
    _check_may_record(session, actor, commitment)
    rules.check_delivery(
        from_on=from_on,
        to_on=to_on,
        quantity=quantity,
        points=points,
        source=source,
        today=clock.today(),
        is_counted=commitment.quantity is not None,
    )
    rules.check_reason(reason, "Say what was wrong; the reason stays on record.")
    before, old_source = _figures(delivery), delivery.source
    delivery.from_on, delivery.to_on = from_on, to_on
    delivery.quantity, delivery.points = quantity, points
    delivery.source = source.strip()
    session.flush()
    record(
        session,
        actor,
        "correct_delivery",
        commitment,  # where people look for what became of a promise
        delivery=str(delivery.public_id),
        reason=reason.strip(),
        before=before,
        after=_figures(delivery),
        source_changed=old_source != delivery.source,
    )


def _check_may_record(session: Session, actor: Actor, commitment: Commitment) -> None:
    require(actor, Action.RECORD_DELIVERY)
    contract = session.get_one(Contract, commitment.contract_id)
    rules.check_own(actor, contract.organisation_id)


def _figures(delivery: Delivery) -> dict[str, str | None]:
    return {
        name: rules.plain_value(getattr(delivery, name))
        for name in ("from_on", "to_on", "quantity", "points")
    }
