"""Complaints, and copies asked for by letter or phone: for data protection officers."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.core import clock
from storybank.core.tables import csv_bytes
from storybank.rights import rules, service
from storybank.rights.models import Complaint
from storybank.rights.queries.complaints import (
    Shelf,
    count_complaints,
    count_pressing,
    get_complaint,
    list_complaints,
)
from storybank.web.auth import allows, current_actor
from storybank.web.complaints_page import CSV_COLUMNS, asked_about, csv_line, line_of
from storybank.web.copies import send_copy
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.complaints import AcknowledgeForm, AnswerForm, ComplaintForm, CopyForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("complaints", __name__, url_prefix="/complaints")
PER_PAGE = 25


@pages.get("")
@allows(Action.HANDLE_COMPLAINT)
def list_() -> str:
    """Complaints to one's organisation: overdue first, then by the day they are due."""
    session, actor, shelf = current_session(), current_actor(), _shelf()
    waiting, overdue = count_pressing(session, actor, clock.today())
    place = paging(page_asked(), count_complaints(session, actor, shelf), PER_PAGE)
    found = list_complaints(session, actor, shelf, page=place.number, per_page=PER_PAGE)
    return render_template(
        "complaints/list.html",
        lines=[line_of(one, clock.today()) for one in found],
        place=place,
        shelf=shelf.value,
        waiting=waiting,
        overdue=overdue,
    )


@pages.get("/list.csv")
@allows(Action.HANDLE_COMPLAINT)
def table() -> Response:
    """Every complaint as a table without words: days, outcome and how each came."""
    found = list_complaints(current_session(), current_actor(), Shelf.ALL, per_page=None)
    lines = (csv_line(one, clock.today()) for one in found)
    response = Response(csv_bytes(CSV_COLUMNS, lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="complaints.csv"'
    return response


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.HANDLE_COMPLAINT)
def new() -> ResponseReturnValue:
    """Write down a complaint that came by letter, by phone or in person."""
    session, actor, form = current_session(), current_actor(), ComplaintForm()
    if request.method == "GET":
        form.received_on.data = clock.today()
    if form.validate_on_submit():
        with errors_shown_on(form):
            complaint = service.log_complaint(
                session,
                actor,
                words=form.words.data or "",
                how=form.how.data or "",
                received_on=form.received_on.data or clock.today(),
                reply_to=form.reply_to.data or "",
                submission=asked_about(session, actor, form.about.data or ""),
            )
            flash("It is on record. Tell whoever complained that it came.", "done")
            return redirect(url_for("complaints.show", complaint_id=complaint.public_id), 303)
    return render_template("complaints/new.html", form=form), 422 if form.errors else 200


@pages.get("/<uuid:complaint_id>")
@allows(Action.HANDLE_COMPLAINT)
def show(complaint_id: UUID) -> ResponseReturnValue:
    """One complaint, its clock, and what is to be done about it next."""
    complaint, _ = get_complaint(current_session(), current_actor(), complaint_id)
    return _render(complaint, AcknowledgeForm(formdata=None), AnswerForm(formdata=None))


@pages.post("/<uuid:complaint_id>/acknowledge")
@allows(Action.HANDLE_COMPLAINT)
def acknowledge(complaint_id: UUID) -> ResponseReturnValue:
    """Put on record that whoever complained was told that it came."""
    session, actor, form = current_session(), current_actor(), AcknowledgeForm()
    complaint, _ = get_complaint(session, actor, complaint_id)
    if form.validate():
        with errors_shown_on(form):
            service.acknowledge_complaint(
                session,
                actor,
                complaint=complaint,
                acknowledged_on=form.acknowledged_on.data or clock.today(),
            )
            flash("Acknowledged. Now look into it, and answer without undue delay.", "done")
            return redirect(url_for("complaints.show", complaint_id=complaint_id), 303)
    return _render(complaint, form, AnswerForm(formdata=None))


@pages.post("/<uuid:complaint_id>/answer")
@allows(Action.HANDLE_COMPLAINT)
def answer(complaint_id: UUID) -> ResponseReturnValue:
    """Answer a complaint; this is said once."""
    session, actor, form = current_session(), current_actor(), AnswerForm()
    complaint, _ = get_complaint(session, actor, complaint_id)
    with errors_shown_on(form):
        service.answer_complaint(
            session,
            actor,
            complaint=complaint,
            answer=form.answer.data or "",
            outcome=form.outcome.data or "",
        )
        flash("Answered.", "done")
        return redirect(url_for("complaints.show", complaint_id=complaint_id), 303)
    return _render(complaint, AcknowledgeForm(formdata=None), form)


@pages.route("/copies", methods=["GET", "POST"])
@allows(Action.EXPORT_SUBJECT)
def copies() -> ResponseReturnValue:
    """A copy of everything held about one story, for whoever told it and asks for it."""
    session, actor, form = current_session(), current_actor(), CopyForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            submission = asked_about(session, actor, form.about.data or "", needed=True)
            if submission is not None:
                known_by = form.known.data or ""
                copy = service.gather_copy(session, actor, submission=submission, known_by=known_by)
                return send_copy(copy, "everything-held-about-a-story.zip")
    return render_template("complaints/copies.html", form=form), 422 if form.errors else 200


def _shelf() -> Shelf:
    asked = request.args.get("show", "")
    return Shelf(asked) if asked in {one.value for one in Shelf} else Shelf.OPEN


def _render(
    complaint: Complaint, acknowledging: AcknowledgeForm, answering: AnswerForm
) -> ResponseReturnValue:
    if acknowledging.acknowledged_on.data is None and not acknowledging.errors:
        acknowledging.acknowledged_on.data = clock.today()
    page = render_template(
        "complaints/detail.html",
        complaint=complaint,
        standing=rules.stand(complaint, clock.today()),
        how=rules.HOW.get(complaint.how, "With a return code"),
        outcome=rules.OUTCOMES.get(complaint.outcome, ""),
        acknowledging=acknowledging,
        answering=answering,
    )
    return page, 422 if acknowledging.errors or answering.errors else 200
