"""Pages of recordings and photographs that wait to be typed."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.accounts.queries import organisation_names
from storybank.audit.queries import list_events_of
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake import queries, service
from storybank.intake.models import Submission, SubmissionStatus
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.attachments import NothingToTypeForm, TypeForm
from storybank.web.forms.base import errors_shown_on
from storybank.web.originals import put_look_on_record
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("attachments", __name__, url_prefix="/attachments")

PER_PAGE = 25
KIND_NAMES = {"voice": "Recording", "photo": "Photograph"}
# A player asks for one recording piece by piece: that is one look.
ONE_LOOK = timedelta(minutes=30)


@pages.get("")
@allows(Action.TYPE_ATTACHMENT)
def list_() -> str:
    """Recordings and photographs whose words nobody has typed yet, the longest waiting first."""
    session, actor = current_session(), current_actor()
    total = queries.count_submissions(session, actor, SubmissionStatus.TO_TYPE)
    place = paging(page_asked(), total, PER_PAGE)
    found = queries.list_submissions(
        session, actor, SubmissionStatus.TO_TYPE, page=place.number, per_page=PER_PAGE
    )
    return render_template(
        "attachments/list.html",
        found=found,
        files=queries.attachments_of(session, [one.key for one in found]),
        organisations=organisation_names(session, [one.organisation_id for one in found]),
        names=KIND_NAMES,
        place=place,
    )


@pages.route("/<uuid:submission_id>/type", methods=["GET", "POST"])
@allows(Action.TYPE_ATTACHMENT)
def type_(submission_id: UUID) -> ResponseReturnValue:
    """A recording or a photograph beside the words that somebody types of it."""
    submission, form = _to_type(submission_id), TypeForm()
    if request.method == "GET":
        return _page(submission, form)
    most_words = current_bank().settings.max_story_words
    form.check_for_sending(most_words)
    if not form.errors:
        with errors_shown_on(form):
            service.type_words(
                current_session(),
                current_actor(),
                submission=submission,
                title=form.title_given,
                body=form.body.data or "",
                most_words=most_words,
            )
            flash("The words are sent. They wait to be accepted, as any story does.", "done")
            return redirect(url_for("attachments.list_"), 303)
    return _page(submission, form), 422


@pages.route("/<uuid:submission_id>/nothing", methods=["GET", "POST"])
@allows(Action.TYPE_ATTACHMENT)
def nothing(submission_id: UUID) -> ResponseReturnValue:
    """Say that a recording or a photograph holds no words of a story."""
    submission, form = _to_type(submission_id), NothingToTypeForm()
    if request.method == "POST":
        with errors_shown_on(form):
            service.set_aside(
                current_session(),
                current_actor(),
                submission=submission,
                reason=form.reason.data or "",
            )
            flash("It is declined, with your reason.", "done")
            return redirect(url_for("attachments.list_"), 303)
    page = render_template("attachments/nothing.html", submission=submission, form=form)
    return page, 422 if request.method == "POST" else 200


@pages.get("/files/<uuid:attachment_id>")
@allows(Action.READ_ORIGINAL)
def file(attachment_id: UUID) -> ResponseReturnValue:
    """A recording or a photograph itself; whoever opens it is put on record."""
    session, actor = current_session(), current_actor()
    attachment, submission = queries.get_attachment(session, actor, attachment_id)
    if not _looked_lately(submission, actor.user_id):
        put_look_on_record(submission, "attachment")
    return send_file(
        current_bank().files.path(attachment.sha256),
        mimetype=attachment.media_type,
        download_name=attachment.name or "file",
        conditional=True,  # a player asks for a piece, and gets that piece
        etag=False,  # nothing of it stays in the browser
    )


def _looked_lately(submission: Submission, user_id: int | None) -> bool:
    since = clock.now() - ONE_LOOK
    events = list_events_of(current_session(), "Submission", str(submission.public_id))
    return any(
        event.act == "read_original"
        and event.actor_id == user_id
        and event.detail.get("what") == "attachment"
        and event.at >= since
        for event in events
    )


def _page(submission: Submission, form: TypeForm) -> str:
    files = queries.attachments_of(current_session(), [submission.key])
    return render_template(
        "attachments/type.html",
        submission=submission,
        form=form,
        files=files.get(submission.key, []),
        names=KIND_NAMES,
    )


def _to_type(submission_id: UUID) -> Submission:
    found = queries.get_submission(current_session(), current_actor(), submission_id)
    if found.status is not SubmissionStatus.TO_TYPE:
        raise NotFound("The words of this were typed already.")
    return found
