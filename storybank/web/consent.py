"""Pages of consent as a record: who was told what, what they allowed, and what runs out."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.accounts.rules import can
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake import queries, rules, service
from storybank.intake.models import Purpose, Submission, SubmissionStatus
from storybank.rights import service as rights
from storybank.web import consent_page as page
from storybank.web.auth import allows, current_actor
from storybank.web.forms import consent as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session
from storybank.web.submission_facts import permissions_of

pages = Blueprint("consent", __name__)
PER_PAGE = 25


@pages.route("/intake/<uuid:submission_id>/consent", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def show(submission_id: UUID) -> ResponseReturnValue:
    """What the storyteller allows, and putting more of it on record."""
    form = forms.PermissionForm()
    if request.method == "POST":
        with errors_shown_on(form):
            if _kept(form, submission_id, service.give_consent):
                flash("Put on record. It counts at once.", "done")
                return redirect(url_for("consent.show", submission_id=submission_id), 303)
    return _page_of_permissions(form, submission_id), 422 if request.method == "POST" else 200


@pages.route("/intake/<uuid:submission_id>/consent/renew", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def renew(submission_id: UUID) -> ResponseReturnValue:
    """Put on record that they go on allowing what they allowed, after being told anew."""
    form = forms.PermissionForm()
    form.purposes.label.text = "What do they go on allowing?"
    if request.method == "POST":
        with errors_shown_on(form):
            if _kept(form, submission_id, service.renew_consent, renewing=True):
                flash("Put on record. The new last day counts at once.", "done")
                return redirect(url_for("consent.show", submission_id=submission_id), 303)
    return _page_of_renewal(form, submission_id), 422 if request.method == "POST" else 200


@pages.route("/intake/<uuid:submission_id>/consent/<purpose>/withdraw", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def withdraw(submission_id: UUID, purpose: str) -> ResponseReturnValue:
    """Put on record that the storyteller no longer allows a purpose, after asking."""
    session, actor = current_session(), current_actor()
    submission = submission_sent(submission_id)
    chosen = next((one for one in permissions_of(submission) if one.purpose == purpose), None)
    if chosen is None or chosen.given is None or chosen.given.withdrawn_at is not None:
        raise NotFound("There is no such permission to withdraw.")
    if request.method == "GET":
        return render_template(
            "consent/confirm_withdraw.html",
            submission=submission,
            title=page.title_of(session, actor, submission),
            chosen=chosen,
            methods=rules.METHODS,
            consequences=page.WITHDRAWING_MEANS[chosen.purpose],
        )
    method = request.form.get("method", rules.SPOKEN)
    rights.withdraw_purpose(
        session,
        actor,
        submission=submission,
        purpose=chosen.purpose,
        method=method if method in rules.METHODS else rules.SPOKEN,
    )
    flash("The permission is withdrawn.", "done")
    return redirect(_where_it_can_still_be_read(submission_id), 303)


@pages.get("/intake/<uuid:submission_id>/consent/history")
@allows(Action.READ_STORY)
def history(submission_id: UUID) -> str:
    """Who was told what and when, what they allowed then, and what stands of it today."""
    session, actor = current_session(), current_actor()
    submission = submission_sent(submission_id)
    return render_template(
        "consent/history.html",
        submission=submission,
        title=page.title_of(session, actor, submission),
        allowed=permissions_of(submission),
        known_as=page.known_as_rows(session, submission),
        basis=page.basis_rows(submission),
        entries=page.history_of(session, submission),
    )


@pages.get("/consent/running-out")
@allows(Action.CHANGE_CONSENT)
def running_out() -> str:
    """Stories of which a permission runs out within 60 days, or ran out in the last 60."""
    session, actor, today = current_session(), current_actor(), clock.today()
    ended = request.args.get("which") == "ended"
    span = timedelta(days=rules.RUNS_OUT_WITHIN)
    days = (
        {"after": today - span, "before": today - timedelta(days=1)}
        if ended
        else {"after": today, "before": today + span}
    )
    total = queries.count_running_out(session, actor, **days)
    place = paging(page_asked(), total, PER_PAGE)
    found = queries.list_running_out(session, actor, **days, page=place.number, per_page=PER_PAGE)
    return render_template(
        "consent/running_out.html",
        items=page.running_out_items(session, actor, found),
        ended=ended,
        place=place,
        days=rules.RUNS_OUT_WITHIN,
    )


# --- what these pages share ------------------------------------------------------------------


def submission_sent(submission_id: UUID) -> Submission:
    """A submission that was sent and that the signed-in person may read.

    Raises:
        NotFound: there is none.
    """
    found = queries.get_submission(current_session(), current_actor(), submission_id)
    if found.status is SubmissionStatus.DRAFT:
        raise NotFound("This is a draft still.")
    return found


def _kept(
    form: forms.PermissionForm,
    submission_id: UUID,
    keep: Callable[..., object],
    *,
    renewing: bool = False,
) -> bool:
    """Put on record what was filled in, with the photograph of a signed form; False: not yet right.

    Raises:
        RuleBroken: it cannot be allowed so; the form shows why.
    """
    scan = page.scan_sent()
    submission = _prepared(form, submission_id, renewing=renewing)
    if not form.validate() or not form.check_choices():
        return False
    session, actor = current_session(), current_actor()
    sha256 = page.keep_scan(actor, submission, scan)
    given = form.given(form.chosen, evidence_sha256=sha256)
    keep(session, actor, submission=submission, given=given)
    return True


def _prepared(
    form: forms.PermissionForm, submission_id: UUID, *, renewing: bool = False
) -> Submission:
    """The submission, and what can be chosen of it on the form."""
    submission = submission_sent(submission_id)
    allowed = permissions_of(submission)
    standing = {one.purpose for one in allowed if one.given and not one.given.withdrawn_at}
    live = {one.purpose for one in allowed if one.live}
    if page.is_gone(submission):
        form.offer(())
    else:
        form.offer(standing if renewing else set(Purpose) - live)
    page.offer_statements(form, submission.organisation_id)
    return submission


def _page_of_permissions(form: forms.PermissionForm, submission_id: UUID) -> str:
    session, actor = current_session(), current_actor()
    submission = _prepared(form, submission_id)
    return render_template(
        "consent/show.html",
        submission=submission,
        title=page.title_of(session, actor, submission),
        allowed=permissions_of(submission),
        known_as=page.known_as_rows(session, submission),
        basis=page.basis_rows(submission),
        may_decide=can(actor, Action.DECIDE_SUBMISSION),
        gone=page.is_gone(submission),
        form=form,
    )


def _page_of_renewal(form: forms.PermissionForm, submission_id: UUID) -> str:
    session, actor = current_session(), current_actor()
    submission = _prepared(form, submission_id, renewing=True)
    if not form.purposes.choices:
        raise NotFound("Nothing that they allowed can be renewed.")
    standing = [one for one in permissions_of(submission) if one.given]
    if request.method == "GET":
        form.propose([one.purpose for one in standing])
    return render_template(
        "consent/renew.html",
        submission=submission,
        title=page.title_of(session, actor, submission),
        lasts={one.purpose.value: page.last_day_of(one) for one in standing},
        form=form,
        statement=queries.choose_statement(session, submission.organisation_id),
    )


def _where_it_can_still_be_read(submission_id: UUID) -> str:
    """The page of permissions, or the list where what was taken back was the right to read it."""
    try:
        queries.get_submission(current_session(), current_actor(), submission_id)
    except NotFound:
        return url_for("intake.list_")
    return url_for("consent.show", submission_id=submission_id)
