"""Addresses at which an issued report is read without an account: giving and ending them."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core import clock
from storybank.reports.models import Report
from storybank.reports.queries import get_report
from storybank.reports.queries.sharing import get_share, list_shares
from storybank.reports.rules.sharing import SHAREABLE, USUAL_DAYS, why_not_shared
from storybank.reports.service.sharing import end_share, share_report
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.sharing import ShareForm
from storybank.web.session import current_session

pages = Blueprint("sharing", __name__)


@pages.route("/issued/<uuid:report_id>/shares", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def list_(report_id: UUID) -> ResponseReturnValue:
    """The addresses at which a report was given; give another."""
    session, actor = current_session(), current_actor()
    report = get_report(session, actor, report_id)
    form = ShareForm(data={"until": clock.today() + timedelta(days=USUAL_DAYS)})
    if form.validate_on_submit():
        with errors_shown_on(form):
            _, token = share_report(
                session,
                actor,
                report=report,
                told_to=form.told_to.data or "",
                until=form.until.data,
            )
            return _given_page(report, form, token)
    page = render_template(
        "sharing/list.html",
        form=form,
        report=report,
        shares=list_shares(session, actor, report),
        who=SHAREABLE.get(report.purpose, ""),
        refused=why_not_shared(report),
    )
    return page, 422 if form.is_submitted() else 200


@pages.route("/issued/shares/<uuid:share_id>/end", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def end(share_id: UUID) -> str | Response:
    """End an address, after asking."""
    session, actor = current_session(), current_actor()
    found, form = get_share(session, actor, share_id), ShareForm()
    if not form.is_submitted():
        return render_template("sharing/confirm_end.html", found=found)
    end_share(session, actor, share=found.share)
    flash("The address is ended. It opens nothing from now on.", "done")
    return redirect(url_for(".list_", report_id=found.report.public_id), 303)


def _given_page(report: Report, form: ShareForm, token: str) -> str:
    """The one page on which an address is ever shown."""
    path = url_for("shared.show", token=token)
    return render_template(
        "sharing/given.html",
        report=report,
        told_to=form.told_to.data,
        until=form.until.data,
        address=current_bank().settings.public_url.rstrip("/") + path,
        who=SHAREABLE[report.purpose],
    )
