"""What the pages of the social value budget gather: years, and what departments say of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import url_for
from sqlmodel import Session

from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor
from storybank.core import clock
from storybank.reports.models import BudgetNarrative, MoneyFigure, ReportKind
from storybank.reports.queries.budget import (
    first_year_of_contracts,
    list_departments,
    list_departments_of,
    list_money,
    list_narratives,
    list_written,
)
from storybank.reports.rules.budget import financial_year, year_words

NO_DEPARTMENT = "No department written down"
MOST_YEARS = 10


@dataclass(frozen=True)
class YearListed:
    """A year to choose: its name, and how many departments have said what it was."""

    year: int
    name: str
    departments: int
    written: int


@dataclass(frozen=True)
class DepartmentOf:
    """A department's year: what counts, what was said before, and amounts as entered."""

    name: str
    newest: BudgetNarrative | None
    before: Sequence[BudgetNarrative]
    money: Sequence[MoneyFigure]
    taken_out: Sequence[MoneyFigure]

    @property
    def called(self) -> str:
        """Its name; or that there is none."""
        return self.name or NO_DEPARTMENT


def list_years(session: Session, actor: Actor) -> list[YearListed]:
    """This year and those before it, back to the first contract; the newest first."""
    this = financial_year(clock.today())
    first = max(first_year_of_contracts(session, actor) or this, this - MOST_YEARS + 1)
    years = range(this, first - 1, -1)
    ran, written = list_departments_of(session, actor, years), list_written(session, actor)
    return [
        YearListed(
            year,
            year_words(year),
            len(ran[year]),
            sum((year, name) in written for name in ran[year]),
        )
        for year in years
    ]


def gather_year(session: Session, actor: Actor, year: int) -> list[DepartmentOf]:
    """What every department says of a year."""
    narratives, money = list_narratives(session, actor, year), list_money(session, actor, year)
    names = list_departments(session, actor, year)
    wrote = {one.department for one in narratives} | {one.department for one in money}
    names += sorted(wrote - set(names))
    return [
        DepartmentOf(
            name,
            said[0] if (said := [one for one in narratives if one.department == name]) else None,
            said[1:],
            [one for one in money if one.department == name and one.taken_out_at is None],
            [one for one in money if one.department == name and one.taken_out_at is not None],
        )
        for name in names
    ]


def writers_of(session: Session, departments: Sequence[DepartmentOf]) -> dict[int, str]:
    """Who wrote and entered all this, by row number."""
    ids: list[int | None] = []
    for one in departments:
        said = (one.newest, *one.before)
        ids += [each.written_by_id for each in said if each is not None]
        ids += [each.entered_by_id for each in (*one.money, *one.taken_out)]
    return dict(names_of(session, ids))


def statement_address(year: int) -> str:
    """Where the statement of a year is previewed."""
    query = {
        "kind": ReportKind.SOCIAL_VALUE_BUDGET.value,
        "from": date(year, 4, 1).isoformat(),
        "to": date(year + 1, 3, 31).isoformat(),
    }
    return f"{url_for('reports.preview')}?{urlencode(query)}"
