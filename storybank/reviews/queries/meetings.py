"""Reading reviews, their calendars, and the check-ins between them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.queries import readable_contracts
from storybank.core.errors import NotFound
from storybank.reviews.models import CheckIn, Review, ReviewCalendar
from storybank.reviews.queries.actions import count_actions
from storybank.reviews.queries.shortfalls import count_shortfalls


@dataclass(frozen=True)
class ContractReviews:
    """How a contract is being run: what was held, what comes next, what is open."""

    contract: Contract
    every_months: int | None
    last_held_on: date | None
    next_due_on: date | None
    actions: int
    actions_overdue: int
    shortfalls: int


def get_review(session: Session, actor: Actor, public_id: UUID) -> tuple[Review, Contract]:
    """One review of a contract that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(Review, Contract)
        .join(Contract, col(Contract.id) == Review.contract_id)
        .where(Review.public_id == public_id, readable_contracts(actor))
    ).first()
    if found is None:
        raise NotFound("There is no such review, or it is not yours to read.")
    return found[0], found[1]


def find_calendar(session: Session, contract_id: int) -> ReviewCalendar | None:
    """How often a contract is reviewed, if anybody has said so."""
    return session.exec(
        select(ReviewCalendar).where(ReviewCalendar.contract_id == contract_id)
    ).first()


def list_coming(session: Session, contract_id: int, most: int = 50) -> Sequence[Review]:
    """Reviews of a contract that are due and not held, the first due first."""
    return session.exec(
        select(Review)
        .where(Review.contract_id == contract_id, col(Review.held_on).is_(None))
        .order_by(col(Review.due_on), col(Review.id))
        .limit(most)
    ).all()


def list_held(session: Session, contract_id: int, most: int = 100) -> Sequence[Review]:
    """Reviews of a contract that were held, the newest first."""
    return session.exec(
        select(Review)
        .where(Review.contract_id == contract_id, col(Review.held_on).is_not(None))
        .order_by(col(Review.held_on).desc(), col(Review.id).desc())
        .limit(most)
    ).all()


def find_last_held(session: Session, contract_id: int) -> Review | None:
    """The newest review of a contract that was held."""
    return next(iter(list_held(session, contract_id, most=1)), None)


def list_check_ins(session: Session, contract_id: int, most: int = 100) -> Sequence[CheckIn]:
    """Check-ins of a contract, the newest first."""
    return session.exec(
        select(CheckIn)
        .where(CheckIn.contract_id == contract_id)
        .order_by(col(CheckIn.held_on).desc(), col(CheckIn.id).desc())
        .limit(most)
    ).all()


def list_due(
    session: Session, actor: Actor, *, until: date, most: int = 50
) -> list[tuple[Review, Contract]]:
    """Reviews not held and due until a day, over all contracts the actor may read."""
    rows = session.exec(
        select(Review, Contract)
        .join(Contract, col(Contract.id) == Review.contract_id)
        .where(*_due(actor, until))
        .order_by(col(Review.due_on), col(Review.id))
        .limit(most)
    )
    return [(review, contract) for review, contract in rows]


def count_due(session: Session, actor: Actor, *, until: date) -> int:
    """How many reviews are not held and due until a day."""
    return session.exec(
        select(func.count())
        .select_from(Review)
        .join(Contract, col(Contract.id) == Review.contract_id)
        .where(*_due(actor, until))
    ).one()


def list_contracts_run(
    session: Session, actor: Actor, *, today: date, page: int = 1, per_page: int = 50
) -> list[ContractReviews]:
    """Contracts the actor may read with how each is being run, by reference.

    Six SQL statements, however many contracts there are.
    """
    contracts = session.exec(
        select(Contract)
        .where(readable_contracts(actor))
        .order_by(col(Contract.reference), col(Contract.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()
    ids = [contract.key for contract in contracts]
    months = dict(
        session.exec(
            select(ReviewCalendar.contract_id, ReviewCalendar.every_months).where(
                col(ReviewCalendar.contract_id).in_(ids)
            )
        ).all()
    )
    held = _days(session, ids, func.max(col(Review.held_on)), held=True)
    coming = _days(session, ids, func.min(col(Review.due_on)), held=False)
    actions = count_actions(session, ids, today)
    shortfalls = count_shortfalls(session, ids)
    return [
        ContractReviews(
            contract,
            months.get(contract.key),
            held.get(contract.key),
            coming.get(contract.key),
            *actions.get(contract.key, (0, 0)),
            shortfalls.get(contract.key, 0),
        )
        for contract in contracts
    ]


def count_contracts(session: Session, actor: Actor) -> int:
    """How many contracts the actor may read."""
    return session.exec(
        select(func.count()).select_from(Contract).where(readable_contracts(actor))
    ).one()


def _days(session: Session, ids: Collection[int], which: Any, *, held: bool) -> dict[int, date]:
    day = col(Review.held_on)
    rows: Any = session.exec(
        select(Review.contract_id, which)
        .where(col(Review.contract_id).in_(ids), day.is_not(None) if held else day.is_(None))
        .group_by(col(Review.contract_id))
    )
    return dict(rows.all())


def _due(actor: Actor, until: date) -> tuple[Any, ...]:
    return col(Review.held_on).is_(None), col(Review.due_on) <= until, readable_contracts(actor)
