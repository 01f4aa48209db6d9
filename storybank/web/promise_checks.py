"""What is asked of a promise: as it is written, of its figures, and of who else words it so."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.commitments import queries
from storybank.commitments.models import (
    ChangeStatus,
    Commitment,
    CommitmentChange,
    Contract,
    Delivery,
)
from storybank.commitments.queries import AlikePromises
from storybank.commitments.rules import overlapping, question_of, questions_of, written_of
from storybank.core import clock
from storybank.web.filters import day, plural
from storybank.web.look_twice import Doubt
from storybank.web.promise_history import lowered_in_words

ALIKE_SHOWN = 5


def gather_checks(
    session: Session,
    actor: Actor,
    promise: Commitment,
    contract: Contract,
    *,
    delivered: Decimal | None,
    deliveries: Sequence[Delivery],
    changes: Sequence[CommitmentChange],
) -> dict[str, Any]:
    """What the page of a promise asks, and what became of it, in three more SQL statements."""
    alike = queries.list_alike(session, actor, promise)
    lowered = [one for one in changes if one.lowers and one.status is ChangeStatus.APPROVED]
    waiting = [one for one in changes if one.status is ChangeStatus.PROPOSED]
    return {
        "questions": questions_of(written_of(promise, contract, lowering_agreed=bool(lowered))),
        "figure_doubts": _of_figures(promise, contract, delivered, deliveries),
        "alike_doubts": _alike_doubts(alike),
        "items": queries.items_of(session, [promise.key]).get(promise.key, []),
        "points": next((one.points for one in deliveries if one.points is not None), None),
        "lowered": [lowered_in_words(one) for one in lowered],
        "waiting_change": waiting[0] if waiting else None,
        "may_decide": bool(waiting)
        and can(actor, Action.APPROVE_CHANGE)
        and waiting[0].proposed_by_id != actor.user_id,
    }


def _of_figures(
    promise: Commitment,
    contract: Contract,
    delivered: Decimal | None,
    deliveries: Sequence[Delivery],
) -> list[Doubt]:
    """What the figures ask: far over or under, and periods that share days."""
    doubts = []
    asked = question_of(
        promise.quantity,
        delivered,
        promise.due_on,
        clock.today(),
        started_on=contract.starts_on,
        unit=promise.unit,
    )
    if asked is not None:
        noticed, _, question = asked.partition(". ")
        doubts.append(Doubt(f"{noticed}.", question))
    pairs = overlapping([(one.from_on, one.to_on) for one in deliveries])
    if pairs:
        later, earlier = (deliveries[place] for place in pairs[0])
        more = f", and {plural(len(pairs) - 1, 'other pair')}" if len(pairs) > 1 else ""
        doubts.append(
            Doubt(
                f"Two figures cover some of the same days: {_days(earlier)} and {_days(later)}"
                f"{more}.",
                "Is anything counted twice?",
            )
        )
    return doubts


def _alike_doubts(alike: AlikePromises) -> list[Doubt]:
    """Identikit offers: who else words a promise so, if one may know."""
    if not alike:
        return []
    doubts = [
        Doubt(
            f"“{one.contract.title}” has nearly the same promise: {round(one.share * 100)} per "
            "cent of the words are the same, apart from names and figures.",
            "Was it made for these people and this place?",
            f"Read promise {one.commitment.ref} there",
            url_for("commitments.commitment", commitment_id=one.commitment.public_id),
        )
        for one in alike.readable[:ALIKE_SHOWN]
    ]
    rest = alike.elsewhere + len(alike.readable[ALIKE_SHOWN:])
    if rest:
        some = f"{rest} or more" if alike.more else str(rest)
        others = "contract has" if some == "1" else "contracts have"
        doubts.append(
            Doubt(
                f"{some} {'more ' if alike.readable else ''}{others} nearly the same promise.",
                "Was it made for these people and this place?",
            )
        )
    return doubts


def _days(delivery: Delivery) -> str:
    return f"{day(delivery.from_on)} to {day(delivery.to_on)}"
