"""Pages of the numbers to call: what storytellers see before the first word."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.accounts.queries import list_organisations
from storybank.core.errors import RuleBroken
from storybank.telling import queries, service
from storybank.telling.models import HelpNumber
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.calls import HelpNumberForm
from storybank.web.session import current_session

pages = Blueprint("help_numbers", __name__, url_prefix="/statements/help-numbers")


@pages.get("")
@allows(Action.MANAGE_TELLING)
def list_() -> str:
    """Every number to call, by who is shown it."""
    session = current_session()
    names = {one.key: one.name for one in list_organisations(session)}
    groups: dict[str, list[HelpNumber]] = {"Everybody": []}
    for entry in queries.list_every_help_number(session):
        whose = names[entry.organisation_id] if entry.organisation_id else "Everybody"
        groups.setdefault(whose, []).append(entry)
    return render_template("calls/help_numbers.html", groups=groups)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_TELLING)
def new() -> ResponseReturnValue:
    """Add somebody to call."""
    session, form = current_session(), HelpNumberForm()
    organisations = {str(one.public_id): one for one in list_organisations(session)}
    form.offer({key: one.name for key, one in organisations.items()})
    if form.validate_on_submit():
        chosen = organisations.get(form.whose.data or "")
        with errors_shown_on(form):
            service.add_help_number(
                session,
                current_actor(),
                who=form.who.data or "",
                number=form.number.data or "",
                hours=form.hours.data or "",
                organisation_id=chosen.key if chosen else None,
            )
            flash("Added. Storytellers see it from now on.", "done")
            return redirect(url_for("help_numbers.list_"), 303)
    return _edit_page(form, None)


@pages.route("/<uuid:number_id>", methods=["GET", "POST"])
@allows(Action.MANAGE_TELLING)
def edit(number_id: UUID) -> ResponseReturnValue:
    """Change whom to call, or when."""
    session, form = current_session(), HelpNumberForm()
    entry = queries.get_help_number(session, number_id)
    if not form.is_submitted():
        form.fill(entry)
    elif form.validate():
        with errors_shown_on(form):
            service.change_help_number(
                session,
                current_actor(),
                entry=entry,
                who=form.who.data or "",
                number=form.number.data or "",
                hours=form.hours.data or "",
            )
            flash("Changed.", "done")
            return redirect(url_for("help_numbers.list_"), 303)
    return _edit_page(form, entry)


@pages.post("/<uuid:number_id>/up")
@allows(Action.MANAGE_TELLING)
def move_up(number_id: UUID) -> ResponseReturnValue:
    """Put a number one place further up."""
    session = current_session()
    entry = queries.get_help_number(session, number_id)
    service.move_help_number(session, current_actor(), entry=entry)
    return redirect(url_for("help_numbers.list_"), 303)


@pages.route("/<uuid:number_id>/remove", methods=["GET", "POST"])
@allows(Action.MANAGE_TELLING)
def remove(number_id: UUID) -> ResponseReturnValue:
    """Take a number off the list, after asking."""
    session, form = current_session(), HelpNumberForm()
    entry = queries.get_help_number(session, number_id)
    if not form.is_submitted():
        return render_template("calls/confirm_remove_number.html", entry=entry)
    try:
        service.remove_help_number(session, current_actor(), entry=entry)
        flash("Taken off the list.", "done")
    except RuleBroken as error:
        flash(str(error), "problem")
    return redirect(url_for("help_numbers.list_"), 303)


def _edit_page(form: HelpNumberForm, entry: HelpNumber | None) -> ResponseReturnValue:
    page = render_template("calls/edit_number.html", form=form, entry=entry)
    return page, 422 if form.is_submitted() else 200
