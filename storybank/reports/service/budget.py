"""What departments say of their year, and amounts of money that somebody stands for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.reports.models import BudgetNarrative, MoneyFigure
from storybank.reports.queries.budget import list_departments
from storybank.reports.rules.budget import check_money, check_narrative, check_year


def write_narrative(
    session: Session,
    actor: Actor,
    *,
    department: str,
    year: int,
    words: str,
    committed: str = "",
) -> BudgetNarrative:
    """Say what a department's year was. The newest counts; what was said before stays on record.

    Raises:
        NotAllowed: the actor makes no reports.
        RuleBroken: next to nothing is said, or too much, or there is no such department then.
    """
    require(actor, Action.ISSUE_REPORT)
    organisation_id = _check_department(session, actor, department, year)
    check_narrative(words, committed)
    narrative = BudgetNarrative(
        organisation_id=organisation_id,
        department=department,
        year=year,
        words=words.strip(),
        committed=committed.strip(),
        written_by_id=actor.user_id,
    )
    session.add(narrative)
    session.flush()
    record(session, actor, "write_narrative", narrative, year=year)
    return narrative


def enter_money(
    session: Session,
    actor: Actor,
    *,
    department: str,
    year: int,
    amount: Decimal | None,
    says: str,
    method: str,
    author: str,
    worked_out_on: date | None,
    caveat: str,
) -> MoneyFigure:
    """Keep an amount of money with all that must be said of it. Storybank works out none itself.

    Raises:
        NotAllowed: the actor makes no reports.
        RuleBroken: something that must be said is missing, or there is no such department then.
    """
    require(actor, Action.ISSUE_REPORT)
    organisation_id = _check_department(session, actor, department, year)
    check_money(
        amount=amount,
        says=says,
        method=method,
        author=author,
        worked_out_on=worked_out_on,
        caveat=caveat,
        today=clock.today(),
    )
    assert amount is not None  # as check_money made sure
    assert worked_out_on is not None
    money = MoneyFigure(
        organisation_id=organisation_id,
        department=department,
        year=year,
        amount=amount,
        says=says.strip(),
        method=method.strip(),
        author=author.strip(),
        worked_out_on=worked_out_on,
        caveat=caveat.strip(),
        entered_by_id=actor.user_id,
    )
    session.add(money)
    session.flush()
    record(session, actor, "enter_money", money, year=year)
    return money


def take_out_money(session: Session, actor: Actor, *, money: MoneyFigure) -> None:
    """Let an amount stand in no statement from now on; it stays on record. Twice does no harm.

    Raises:
        NotAllowed: the actor makes no reports.
        NotFound: another organisation entered it.
    """
    require(actor, Action.ISSUE_REPORT)
    if not actor.everywhere and money.organisation_id != actor.organisation_id:
        raise NotFound("There is no such amount, or it is not yours to take out.")
    if money.taken_out_at is not None:
        return
    money.taken_out_at = clock.now()
    session.add(money)
    session.flush()
    record(session, actor, "take_out_money", money, year=money.year)


def _check_department(session: Session, actor: Actor, department: str, year: int) -> int:
    """The organisation that may write of a department's year."""
    check_year(year)
    if actor.organisation_id is None:
        raise RuleBroken("Only somebody of the organisation can write of its year.")
    if department not in list_departments(session, actor, year):
        raise RuleBroken("No contract of this department ran in that year.", field="department")
    return actor.organisation_id
