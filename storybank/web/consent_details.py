"""Pages of how a storyteller is known, the form they signed, and by what right a story is held."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.intake import service
from storybank.rights.service import change_naming
from storybank.web import consent_page as page
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.consent import pages, submission_sent
from storybank.web.forms import consent as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.originals import put_look_on_record
from storybank.web.session import current_session

__all__ = ["pages"]


@pages.route("/intake/<uuid:submission_id>/consent/naming", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def naming(submission_id: UUID) -> ResponseReturnValue:
    """Put on record how the storyteller wishes to be known."""
    session, actor = current_session(), current_actor()
    submission, form = submission_sent(submission_id), forms.NamingForm()
    if request.method == "GET":
        form.identifiability.data = submission.identifiability.value
        form.hide_place.data = submission.hide_place
        form.display_name.data = page.name_of(session, submission)
    elif form.validate() and form.check_choices():
        with errors_shown_on(form):
            change_naming(
                session,
                actor,
                submission=submission,
                identifiability=form.wish,
                display_name=form.display_name.data or "",
                hide_place=bool(form.hide_place.data),
                method=form.method.data,
            )
            flash("Put on record. It counts from now on.", "done")
            return redirect(url_for("consent.show", submission_id=submission_id), 303)
    title = page.title_of(session, actor, submission)
    shown = render_template("consent/naming.html", submission=submission, title=title, form=form)
    return shown, 422 if request.method == "POST" else 200


@pages.route("/intake/<uuid:submission_id>/consent/scan", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def add_scan(submission_id: UUID) -> ResponseReturnValue:
    """Add a photograph of the form that was signed to the record."""
    form = forms.ScanForm()
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            scan = page.scan_sent()
            if scan is None:
                form.scan.errors = ["Choose the photograph of the form."]
            else:
                actor, submission = current_actor(), submission_sent(submission_id)
                sha256 = page.keep_scan(actor, submission, scan)
                service.add_evidence(
                    current_session(), actor, submission=submission, evidence_sha256=sha256 or ""
                )
                flash("The signed form is kept.", "done")
                return redirect(url_for("consent.history", submission_id=submission_id), 303)
    submission = submission_sent(submission_id)
    title = page.title_of(current_session(), current_actor(), submission)
    shown = render_template("consent/scan.html", submission=submission, title=title, form=form)
    return shown, 422 if request.method == "POST" else 200


@pages.get("/intake/<uuid:submission_id>/consent/scan/<uuid:event_id>")
@allows(Action.READ_ORIGINAL)
def scan(submission_id: UUID, event_id: UUID) -> Response:
    """The photograph of a signed form; each look at it is put on record."""
    submission = submission_sent(submission_id)
    sha256, media_type = page.find_scan(current_session(), submission, event_id)
    put_look_on_record(submission, "attachment")
    response = send_file(current_bank().files.open(sha256), mimetype=media_type)
    response.headers["Cache-Control"] = "no-store"
    return response


@pages.route("/intake/<uuid:submission_id>/basis", methods=["GET", "POST"])
@allows(Action.DECIDE_SUBMISSION)
def basis(submission_id: UUID) -> ResponseReturnValue:
    """Put on record by what right the organisation holds a story; no permission of its teller."""
    session, actor = current_session(), current_actor()
    submission, form = submission_sent(submission_id), forms.BasisForm()
    if request.method == "GET":
        form.basis.data = submission.lawful_basis.value
        form.condition.data = submission.special_condition.value
        form.note.data = submission.basis_note
    elif form.validate() and form.check_choices():
        ground, condition = form.chosen
        with errors_shown_on(form):
            service.set_lawful_basis(
                session,
                actor,
                submission=submission,
                basis=ground,
                condition=condition,
                note=form.note.data or "",
            )
            flash("Put on record.", "done")
            return redirect(url_for("consent.show", submission_id=submission_id), 303)
    title = page.title_of(session, actor, submission)
    shown = render_template("consent/basis.html", submission=submission, title=title, form=form)
    return shown, 422 if request.method == "POST" else 200
