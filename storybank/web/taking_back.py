"""Taking a story back, by staff for whoever told it: one page and a confirmation."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.rights import service
from storybank.rights.rules import ASKED_BY
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.taking_back import WHOLE, TakeBackForm
from storybank.web.session import current_session
from storybank.web.taking_back_page import TakingBack, gather

pages = Blueprint("taking_back", __name__)
Page = str | tuple[str, int] | Response


@pages.route("/taking-back/<uuid:submission_id>", methods=["GET", "POST"])
@allows(Action.WITHDRAW_STORY)
def show(submission_id: UUID) -> Page:
    """Take a story back, whole or in part; afterwards, what that reached."""
    found = gather(current_session(), current_actor(), submission_id)
    if found.is_taken_back:
        return render_template("taking_back/done.html", found=found)
    form = TakeBackForm()
    form.purposes.choices = {one.purpose.value: one.words for one in found.live}
    if request.method == "GET":
        return render_template("taking_back/show.html", form=form, found=found)
    if not (form.validate() and form.check_part()):
        return render_template("taking_back/show.html", form=form, found=found), 422
    if request.form.get("act") != "confirm":
        return render_template("taking_back/confirm.html", form=form, found=found)
    with errors_shown_on(form):
        return _take_back(form, found)
    return render_template("taking_back/show.html", form=form, found=found), 422


def _take_back(form: TakeBackForm, found: TakingBack) -> Response:
    session, actor, method = current_session(), current_actor(), ASKED_BY[form.asked.data]
    if form.what.data == WHOLE:
        service.withdraw_story(
            session,
            actor,
            submission=found.submission,
            keep_counts=form.counts.data == "yes",
            method=method,
        )
        flash("The story is taken back.", "done")
    else:
        service.withdraw_purposes(
            session, actor, submission=found.submission, purposes=form.chosen, method=method
        )
        flash("That has stopped. It counts at once.", "done")
    return redirect(url_for(".show", submission_id=found.submission.public_id), 303)
