"""Reports of which a draft is made every quarter."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core import clock
from storybank.reports import service
from storybank.reports.pack.wording import subject_of
from storybank.reports.queries import find_asked
from storybank.reports.queries.schedules import get_schedule, list_schedules
from storybank.reports.rules import KINDS, Period
from storybank.reports.rules.periods import next_quarter
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.schedules import ScheduleForm
from storybank.web.session import current_session

pages = Blueprint("schedules", __name__, url_prefix="/reports/schedules")
Page = str | tuple[str, int] | Response


@pages.get("")
@allows(Action.ISSUE_REPORT)
def list_() -> str:
    """Of which reports a draft is made every quarter, and when next."""
    listed = list_schedules(current_session(), current_actor())
    return render_template("schedules/list.html", listed=listed, kinds=KINDS)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def new() -> Page:
    """Have a draft of the report of the address made every quarter."""
    session, actor = current_session(), current_actor()
    asked = replace(find_asked(session, actor, request.args), period=Period())
    name = f"{KINDS[asked.kind].name}: {subject_of(asked)}"
    form = ScheduleForm(data={"title": name})
    if form.validate_on_submit():
        with errors_shown_on(form):
            titled = replace(asked, title=form.title.data or "")
            service.start_schedule(session, actor, asked=titled)
            flash("A draft will be made on the first day of every quarter.", "done")
            return redirect(url_for(".list_"), 303)
    page = render_template(
        "schedules/new.html",
        form=form,
        asked=asked,
        kind=KINDS[asked.kind],
        subject=subject_of(asked),
        next_on=next_quarter(clock.today()),
        query=asked.query(),
    )
    return page, 422 if form.is_submitted() else 200


@pages.post("/<uuid:schedule_id>/stop")
@allows(Action.ISSUE_REPORT)
def stop(schedule_id: UUID) -> Response:
    """Have no more drafts made; those that were made stay."""
    session, actor = current_session(), current_actor()
    service.stop_schedule(session, actor, schedule=get_schedule(session, actor, schedule_id))
    flash("No more drafts will be made of it. Those that were made are kept.", "done")
    return redirect(url_for(".list_"), 303)
