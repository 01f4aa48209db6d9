"""Pages of reports that were issued: the register, one as it was issued, and calling it back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.reports import queries, service
from storybank.reports.models import Report, ReportStatus
from storybank.reports.rules import kinds_made_by
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.issued import SettleForm
from storybank.web.issued_page import issued_page, register_page
from storybank.web.session import current_session

pages = Blueprint("issued", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/issued")
@allows(Action.READ_ISSUED)
def list_() -> str:
    """The register: drafts, what was issued, and what is to be called back."""
    return render_template("issued/list.html", **register_page())


@pages.get("/issued/new")
@allows(Action.ISSUE_REPORT)
def new() -> Response:
    """Where reports were issued from first; now a draft is kept before."""
    query: dict[str, Any] = request.args.to_dict(flat=False)
    return redirect(url_for("reports.preview", **query), 301)


@pages.get("/issued/<uuid:report_id>")
@allows(Action.READ_ISSUED)
def show(report_id: UUID) -> str | Response:
    """A report as it was issued; a draft as it would be issued now."""
    report = queries.get_report(current_session(), current_actor(), report_id)
    if report.status is ReportStatus.DRAFT:
        return redirect(_where_drafted(report))
    return render_template("issued/detail.html", **issued_page(report))


@pages.route("/issued/recalls/<uuid:recall_id>", methods=["GET", "POST"])
@allows(Action.PREPARE_ANSWER)
def settle(recall_id: UUID) -> Page:
    """Say what was done to call a report back."""
    session, actor = current_session(), current_actor()
    listed = queries.get_recall(session, actor, recall_id)
    form = SettleForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.settle_recall(session, actor, recall=listed.recall, words=form.words.data or "")
            flash("What was done is on record.", "done")
            return redirect(url_for(".list_"), 303)
    page = render_template("issued/recall.html", form=form, listed=listed)
    return page, 422 if form.is_submitted() else 200


def _where_drafted(report: Report) -> str:
    """Where a draft is worked on; for whoever only reads, the report as it would be now."""
    if report.kind in kinds_made_by(current_actor()):
        return url_for("drafts.show", draft_id=report.public_id)
    query: dict[str, Any] = dict(queries.asked_of(current_session(), report).query())
    return url_for("reports.preview", **query)
