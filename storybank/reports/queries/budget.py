"""Reading what a social value budget is made of: what a year brought, and what is said of it."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.queries import readable_contracts
from storybank.core.errors import NotFound
from storybank.reports.models import BudgetNarrative, MoneyFigure
from storybank.reports.rules import Period, days_overlap
from storybank.reports.rules.budget import days_of_year


class Within(NamedTuple):
    """What is reported of one promise for some days: an amount, or the newest points."""

    quantity: Decimal | None = None
    points: int | None = None


def delivered_within(
    session: Session, commitment_ids: Collection[int], period: Period
) -> dict[int, Within]:
    """What is reported of times that ended within a period, by commitment, in one statement.

    Amounts add up over the times reported. Shares (units that begin with %) and points do not: of
    those it is the newest.
    """
    facts: Any = (Delivery.commitment_id, Delivery.quantity, Delivery.points, Commitment.unit)
    query = select(*facts).join(Commitment, col(Commitment.id) == Delivery.commitment_id)
    query = query.where(col(Delivery.commitment_id).in_(commitment_ids))
    if period.told_from:
        query = query.where(col(Delivery.to_on) >= period.told_from)
    if period.told_to:
        query = query.where(col(Delivery.to_on) <= period.told_to)
    found: dict[int, Within] = {}
    for number, quantity, points, unit in session.exec(
        query.order_by(col(Delivery.to_on), col(Delivery.id))
    ):
        known = found.get(number, Within())
        if points is not None:
            known = known._replace(points=points)
        if quantity is not None:
            adds_up = known.quantity is not None and not unit.startswith("%")
            known = known._replace(quantity=quantity + (known.quantity if adds_up else 0))
        found[number] = known
    return found


def list_narratives(session: Session, actor: Actor, year: int) -> Sequence[BudgetNarrative]:
    """All that departments said of a year, by department, the newest first."""
    return session.exec(
        select(BudgetNarrative)
        .where(_own(actor, BudgetNarrative.organisation_id), BudgetNarrative.year == year)
        .order_by(col(BudgetNarrative.department), col(BudgetNarrative.id).desc())
    ).all()


def newest_narratives(narratives: Sequence[BudgetNarrative]) -> dict[str, BudgetNarrative]:
    """The narrative that counts, by department."""
    newest: dict[str, BudgetNarrative] = {}
    for one in narratives:  # the newest first
        newest.setdefault(one.department, one)
    return newest


def list_money(session: Session, actor: Actor, year: int) -> Sequence[MoneyFigure]:
    """Every amount entered for a year, those taken out too, by department, the oldest first."""
    return session.exec(
        select(MoneyFigure)
        .where(_own(actor, MoneyFigure.organisation_id), MoneyFigure.year == year)
        .order_by(col(MoneyFigure.department), col(MoneyFigure.id))
    ).all()


def get_money(session: Session, actor: Actor, public_id: UUID) -> MoneyFigure:
    """One amount that this actor's organisation entered.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(MoneyFigure).where(
            MoneyFigure.public_id == public_id, _own(actor, MoneyFigure.organisation_id)
        )
    ).first()
    if found is None:
        raise NotFound("There is no such amount, or it is not yours to read.")
    return found


def list_departments(session: Session, actor: Actor, year: int) -> list[str]:
    """The departments whose contracts ran in a year, by name; the empty one last."""
    return list_departments_of(session, actor, [year])[year]


def list_departments_of(
    session: Session, actor: Actor, years: Collection[int]
) -> dict[int, list[str]]:
    """The departments whose contracts ran in each of these years, in one statement."""
    facts: Any = (Contract.department, Contract.starts_on, Contract.ends_on)
    rows = session.exec(select(*facts).where(readable_contracts(actor)).distinct()).all()
    found: dict[int, list[str]] = {}
    for year in years:
        days = days_of_year(year)
        names = {name for name, first, last in rows if days_overlap(days, first, last)}
        found[year] = sorted(names, key=lambda name: (not name, name.casefold()))
    return found


def list_written(session: Session, actor: Actor) -> set[tuple[int, str]]:
    """(year, department) of every narrative there is, in one statement."""
    rows = session.exec(
        select(BudgetNarrative.year, BudgetNarrative.department)
        .where(_own(actor, BudgetNarrative.organisation_id))
        .distinct()
    )
    return set(rows.all())


def first_year_of_contracts(session: Session, actor: Actor) -> int | None:
    """The year in which the first contract began that this actor may read."""
    day = session.exec(select(func.min(Contract.starts_on)).where(readable_contracts(actor))).one()
    return None if day is None else day.year


def _own(actor: Actor, column: Any) -> ColumnElement[bool]:
    return true() if actor.everywhere else col(column) == actor.organisation_id
