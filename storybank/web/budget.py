"""What departments say of their year, and amounts of money that somebody stands for."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.core.errors import NotFound, RuleBroken
from storybank.reports.pack.kinds.budget_parts import pounds
from storybank.reports.queries.budget import (
    get_money,
    list_departments,
    list_narratives,
    newest_narratives,
)
from storybank.reports.rules.budget import check_year, year_words
from storybank.reports.service import budget as service
from storybank.web import budget_page as page
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.budget import MoneyForm, NarrativeForm
from storybank.web.session import current_session

pages = Blueprint("budget", __name__, url_prefix="/budget")


@pages.get("")
@allows(Action.READ_REPORT)
def list_() -> str:
    """Choose the year of the statement, from April to March."""
    years = page.list_years(current_session(), current_actor())
    return render_template("budget/list.html", years=years)


@pages.get("/<int:year>")
@allows(Action.READ_REPORT)
def show(year: int) -> str:
    """One year: what each department says of it, and the amounts that somebody stands for."""
    name = _year_words(year)
    session, actor = current_session(), current_actor()
    departments = page.gather_year(session, actor, year)
    return render_template(
        "budget/year.html",
        year=year,
        name=name,
        departments=departments,
        missing=[one for one in departments if one.newest is None],
        people=page.writers_of(session, departments),
        statement=page.statement_address(year),
        pounds=pounds,
    )


@pages.route("/<int:year>/narrative", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def narrative(year: int) -> ResponseReturnValue:
    """What a department says of its year (``?department=``)."""
    session, actor, form = current_session(), current_actor(), NarrativeForm()
    department, name = _department_asked(year), _year_words(year)
    said = newest_narratives(list_narratives(session, actor, year)).get(department)
    if request.method == "GET" and said is not None:
        form.begin_from(said)
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            service.write_narrative(session, actor, department=department, year=year, **form.told())
            flash("This stands beside the figures from now on.", "done")
            return redirect(url_for("budget.show", year=year), 303)
    called = department or page.NO_DEPARTMENT
    shown = render_template(
        "budget/narrative.html", form=form, year=year, name=name, department=called, said=said
    )
    return shown, 422 if request.method == "POST" else 200


@pages.route("/<int:year>/money", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def money(year: int) -> ResponseReturnValue:
    """An amount of money with its method, author, day and caveat (``?department=``)."""
    session, actor, form = current_session(), current_actor(), MoneyForm()
    department, name = _department_asked(year), _year_words(year)
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            service.enter_money(session, actor, department=department, year=year, **form.told())
            flash("The amount stands in the statement, with all you said of it.", "done")
            return redirect(url_for("budget.show", year=year), 303)
    called = department or page.NO_DEPARTMENT
    shown = render_template("budget/money.html", form=form, year=year, name=name, department=called)
    return shown, 422 if request.method == "POST" else 200


@pages.route("/money/<uuid:figure_id>/take-out", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def take_out(figure_id: UUID) -> ResponseReturnValue:
    """Let an amount stand in no statement any more, after asking; it stays on record."""
    session, actor = current_session(), current_actor()
    figure = get_money(session, actor, figure_id)
    if request.method == "GET":
        return render_template("budget/confirm_take_out.html", figure=figure, pounds=pounds)
    service.take_out_money(session, actor, money=figure)
    flash("The amount stands in no statement any more.", "done")
    return redirect(url_for("budget.show", year=figure.year), 303)


def _year_words(year: int) -> str:
    try:
        check_year(year)
    except RuleBroken as error:
        raise NotFound("There is no such year.") from error
    return year_words(year)


def _department_asked(year: int) -> str:
    """The department of the address; one whose contracts ran in that year.

    Raises:
        NotFound: none did.
    """
    _year_words(year)
    department = request.args.get("department", "")
    if department not in list_departments(current_session(), current_actor(), year):
        raise NotFound("No contract of this department ran in that year.")
    return department
