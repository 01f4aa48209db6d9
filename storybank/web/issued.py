"""Pages of reports that were issued: the register, one as it was issued, and calling it back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.commitments.queries import contracts_by_id, get_contract, list_contracts
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.reports import queries, service
from storybank.reports.models import Report, ReportStatus
from storybank.reports.service import ReportAsked
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.issued import IssueForm, SettleForm
from storybank.web.forms.reports import ReportForm
from storybank.web.issued_page import issued_page, query_of, register_page, title_for
from storybank.web.promise_history import lowered_in_words
from storybank.web.session import current_session

pages = Blueprint("issued", __name__)
Page = str | tuple[str, int] | Response


@pages.get("/issued")
@allows(Action.READ_REPORT)
def list_() -> str:
    """The register: drafts, what was issued, and what is to be called back."""
    return render_template("issued/list.html", **register_page())


@pages.route("/issued/new", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def new() -> Page:
    """Issue the report of the address, or keep it as a draft."""
    asked = ReportForm(request.args)
    asked.offer(list_contracts(current_session(), current_actor()))
    if not asked.validate():
        raise NotFound("There is no such report. Choose a contract and a period again.")
    contract = None
    if asked.contract.data:
        public_id = parse_public_id(asked.contract.data)
        contract = get_contract(current_session(), current_actor(), public_id)
    return _ask(ReportAsked("", contract, asked.told_from.data, asked.told_to.data))


@pages.route("/issued/<uuid:report_id>/issue", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def issue(report_id: UUID) -> Page:
    """Issue a draft, or change what it is called."""
    draft = _draft(report_id)
    contracts = contracts_by_id(current_session(), [draft.contract_id])
    contract = contracts.get(draft.contract_id or 0)
    return _ask(ReportAsked(draft.title, contract, draft.told_from, draft.told_to), draft)


@pages.post("/issued/<uuid:report_id>/discard")
@allows(Action.ISSUE_REPORT)
def discard(report_id: UUID) -> Response:
    """Throw a draft away; it holds no words and no figures."""
    service.discard_draft(current_session(), current_actor(), draft=_draft(report_id))
    flash("The draft is thrown away.", "done")
    return redirect(url_for(".list_"), 303)


@pages.get("/issued/<uuid:report_id>")
@allows(Action.READ_REPORT)
def show(report_id: UUID) -> str | Response:
    """A report as it was issued; a draft as it would be issued now."""
    report = queries.get_report(current_session(), current_actor(), report_id)
    if report.status is ReportStatus.DRAFT:
        query: dict[str, Any] = dict(query_of(current_session(), report))
        return redirect(url_for("reports.board", **query))
    return render_template("issued/detail.html", **issued_page(report))


@pages.route("/issued/recalls/<uuid:recall_id>", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
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


def _ask(asked: ReportAsked, draft: Report | None = None) -> Page:
    form = IssueForm(data={"title": asked.title or title_for(asked)})
    if form.validate_on_submit():
        with errors_shown_on(form):
            return _keep(form, asked, draft)
    query = query_of(current_session(), asked)
    page = render_template("issued/issue.html", form=form, asked=asked, draft=draft, query=query)
    return page, 422 if form.is_submitted() else 200


def _keep(form: IssueForm, asked: ReportAsked, draft: Report | None) -> Response:
    session, actor = current_session(), current_actor()
    asked = ReportAsked(form.title.data or "", asked.contract, asked.told_from, asked.told_to)
    if request.form.get("do") == "draft":
        service.keep_draft(session, actor, asked=asked, draft=draft)
        flash("The draft is kept. It is counted anew each time somebody looks.", "done")
        return redirect(url_for(".list_"), 303)
    report = service.issue_report(
        session,
        actor,
        asked=asked,
        issued_to=form.issued_to.data or "",
        say_lowered=lowered_in_words,
        draft=draft,
    )
    flash("The report is issued. It stays as it is now.", "done")
    return redirect(url_for(".show", report_id=report.public_id), 303)


def _draft(report_id: UUID) -> Report:
    draft = queries.get_report(current_session(), current_actor(), report_id)
    if draft.status is not ReportStatus.DRAFT:
        raise NotFound("This report was issued, and stays as it was.")
    return draft
