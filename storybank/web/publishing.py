"""Pages of sharing wider: the check before it, publishing, research exports."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.publishing import queries, service
from storybank.publishing.rules import WIDER
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.publishing import CheckForm, TakeDownForm
from storybank.web.paging import page_asked, paging
from storybank.web.publishing_page import gather_check, list_rows
from storybank.web.research_export import KINDS, gather_export, write_export
from storybank.web.session import current_session

pages = Blueprint("publishing", __name__, url_prefix="/publishing")
PER_PAGE = 25


@pages.get("")
@allows(Action.PUBLISH_STORY)
def list_() -> str:
    """Stories whose tellers let the public read them: which were checked, which are shown."""
    session, actor = current_session(), current_actor()
    purpose = _purpose()
    place = paging(page_asked(), queries.count_shareable(session, actor, purpose), PER_PAGE)
    found = queries.list_shareable(session, actor, purpose, page=place.number, per_page=PER_PAGE)
    return render_template(
        "publishing/list.html", rows=list_rows(found, purpose), purpose=purpose, place=place
    )


@pages.route("/<uuid:story_id>", methods=["GET", "POST"])
@allows(Action.PUBLISH_STORY)
def check(story_id: UUID) -> ResponseReturnValue:
    """The check of one story: what the bank's numbers warn of, and what a person finds."""
    session, actor = current_session(), current_actor()
    purpose = _purpose()
    found = queries.get_shareable(session, actor, purpose, story_id)
    page = gather_check(session, found, purpose, current_bank().settings.smallest_group)
    form = CheckForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            done = service.record_identity_check(
                session,
                actor,
                story=found.story,
                version=found.version,
                purpose=purpose,
                answers=form.answers(),
                note=form.note.data or "",
                few=page.few,
                signs=page.signs,
            )
            flash("Your check is on record." if done.may_share else NOT_YET, "done")
            return redirect(url_for(".check", story_id=story_id, purpose=purpose.value), 303)
    answer = render_template("publishing/check.html", page=page, form=form, purpose=purpose)
    return answer, 422 if form.is_submitted() else 200


NOT_YET = "Your check is on record. Change what can still be found, then check it again."


@pages.post("/<uuid:story_id>/publish")
@allows(Action.PUBLISH_STORY)
def publish(story_id: UUID) -> ResponseReturnValue:
    """Show a story to the public."""
    session, actor = current_session(), current_actor()
    found = queries.get_shareable(session, actor, Purpose.PUBLIC, story_id)
    try:
        shown = service.publish_story(session, actor, story=found.story, version=found.version)
    except RuleBroken as error:
        flash(str(error), "problem")
        return redirect(url_for(".check", story_id=story_id), 303)
    flash("Anybody can read the story now, without an account.", "done")
    return redirect(url_for("told.show", publication_id=shown.public_id), 303)


@pages.route("/<uuid:story_id>/take-down", methods=["GET", "POST"])
@allows(Action.PUBLISH_STORY)
def take_down(story_id: UUID) -> ResponseReturnValue:
    """Show a story to the public no longer, after asking."""
    session, actor = current_session(), current_actor()
    found = queries.get_shareable(session, actor, Purpose.PUBLIC, story_id)
    form = TakeDownForm()
    if form.validate_on_submit():
        service.take_down(session, actor, story=found.story, because=form.because.data or "")
        flash("It is taken down. Its address now says that it is gone.", "done")
        return redirect(url_for(".list_"), 303)
    return render_template("publishing/take_down.html", found=found, form=form)


@pages.route("/export", methods=["GET", "POST"])
@allows(Action.EXPORT_STORIES)
def export() -> ResponseReturnValue:
    """Stories for researchers, as a file: those whose tellers allow it, and that were checked."""
    session, actor = current_session(), current_actor()
    going = gather_export(session, actor)
    if request.method == "GET":
        return render_template("publishing/export.html", going=going, kinds=KINDS)
    kind = request.form.get("kind", "csv")
    if kind not in KINDS or not going.rows:
        flash("There is nothing to export yet.", "problem")
        return redirect(url_for(".export"), 303)
    service.note_export(session, actor, stories=going.stories, kind=kind)
    response = Response(write_export(going.rows, kind), mimetype=KINDS[kind].media_type)
    name = f"stories-for-research.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _purpose() -> Purpose:
    """Which purpose the page is about: the public, unless researchers are asked for."""
    asked = request.args.get("purpose", "")
    return next((one for one in WIDER if one.value == asked), Purpose.PUBLIC)
