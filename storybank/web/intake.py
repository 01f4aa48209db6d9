"""Pages of intake: sending stories in, and deciding on them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.accounts.rules import can
from storybank.commitments.queries import contracts_by_id
from storybank.core.errors import NotFound, RuleBroken
from storybank.core.files import safe_file_name
from storybank.intake import queries, service
from storybank.intake.models import Submission, SubmissionStatus
from storybank.pipeline import acceptor
from storybank.stories.queries import find_story_of_submission
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms import intake as forms
from storybank.web.forms.base import errors_shown_on
from storybank.web.originals import list_looks, put_look_on_record
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session
from storybank.web.submission_facts import (
    LISTED,
    about_rows,
    files_with,
    list_items,
    permissions_of,
    received_words,
    shelves,
    title_covered,
)
from storybank.web.submission_sending import (
    files_read,
    form_of_draft,
    keep_story,
    media_of_story,
    story_form,
    story_page,
)

pages = Blueprint("intake", __name__, url_prefix="/intake")

PER_PAGE = 25


# --- sending one story -----------------------------------------------------------------------


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def new() -> ResponseReturnValue:
    """Send one story in, typed or as a file."""
    return _write_story(None)


@pages.route("/drafts/<uuid:submission_id>", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def edit_draft(submission_id: UUID) -> ResponseReturnValue:
    """Go on with an unfinished story of one's own."""
    return _write_story(submission_id)


def _write_story(draft_id: UUID | None) -> ResponseReturnValue:
    if request.method == "GET":
        draft = _draft(draft_id)
        return story_page(form_of_draft(draft), draft)
    sending = request.form.get("act") != "draft"
    with files_read(request.files.getlist("file")) as files:
        media = media_of_story()
        draft, form = _draft(draft_id), story_form()
        submission = keep_story(
            form, draft, files[0] if files else None, media=media, sending=sending
        )
        if submission is None:
            return story_page(form, draft), 422
    if sending:
        return redirect(url_for("intake.sent", submission_id=submission.public_id), 303)
    flash("Draft saved. Only you can see it.", "done")
    return redirect(url_for("intake.edit_draft", submission_id=submission.public_id), 303)


@pages.get("/<uuid:submission_id>/sent")
@allows(Action.SUBMIT_STORY)
def sent(submission_id: UUID) -> ResponseReturnValue:
    """What happens next with a story just sent."""
    session = current_session()
    submission = _submission(submission_id)
    contract = contracts_by_id(session, [submission.contract_id]).get(submission.contract_id or 0)
    return render_template("intake/sent.html", submission=submission, contract=contract)


# --- drafts ----------------------------------------------------------------------------------


@pages.get("/drafts")
@allows(Action.SUBMIT_STORY)
def drafts() -> str:
    """One's own unfinished stories."""
    found = queries.list_drafts(current_session(), current_actor())
    return render_template("intake/drafts.html", drafts=found, shelves=shelves(None))


@pages.route("/drafts/<uuid:submission_id>/discard", methods=["GET", "POST"])
@allows(Action.SUBMIT_STORY)
def discard_draft(submission_id: UUID) -> ResponseReturnValue:
    """Throw an unfinished story away, after asking."""
    draft = _draft(submission_id)
    assert draft is not None
    if request.method == "GET":
        return render_template("intake/confirm_discard.html", draft=draft)
    service.discard_draft(current_session(), current_actor(), draft=draft)
    flash("The draft is gone.", "done")
    return redirect(url_for("intake.drafts"), 303)


# --- reading and deciding --------------------------------------------------------------------


@pages.get("")
@allows(Action.SUBMIT_STORY)
def list_() -> str:
    """Stories sent in, by where they stand."""
    session, actor = current_session(), current_actor()
    asked = request.args.get("status", SubmissionStatus.WAITING.value)
    status = next((one for one in LISTED if one.value == asked), SubmissionStatus.WAITING)
    total = queries.count_submissions(session, actor, status)
    place = paging(page_asked(), total, PER_PAGE)
    found = queries.list_submissions(session, actor, status, page=place.number, per_page=PER_PAGE)
    return render_template(
        "intake/list.html",
        items=list_items(found),
        status=status,
        place=place,
        shelves=shelves(status),
    )


@pages.get("/<uuid:submission_id>")
@allows(Action.READ_STORY)
def show(submission_id: UUID) -> ResponseReturnValue:
    """One submission: the words as received, and what is told about them."""
    session, actor = current_session(), current_actor()
    submission = _submission(submission_id)
    if submission.status is SubmissionStatus.DRAFT:
        return redirect(url_for("intake.edit_draft", submission_id=submission_id))
    reads_words = can(actor, Action.READ_ORIGINAL) and bool(submission.body)
    if reads_words:
        put_look_on_record(submission)
    return render_template(
        "intake/detail.html",
        submission=submission,
        title=title_covered(submission),
        words=received_words(submission) if reads_words else None,
        looks=list_looks(submission) if reads_words else [],
        files=files_with(submission),
        rows=about_rows(submission),
        allowed=permissions_of(submission),
        story=find_story_of_submission(session, submission.key),
        undecided=submission.status is SubmissionStatus.WAITING
        and can(actor, Action.DECIDE_SUBMISSION),
    )


@pages.get("/<uuid:submission_id>/original")
@allows(Action.READ_ORIGINAL)
def original(submission_id: UUID) -> ResponseReturnValue:
    """The file a submission came in, without what it told besides its words, to keep."""
    submission = _submission(submission_id)
    if submission.file_sha256 is None:
        raise NotFound("This story was typed, so there is no file.")
    put_look_on_record(submission, "file")
    return send_file(
        current_bank().files.open(submission.file_sha256),
        mimetype="application/octet-stream",  # never opened by the browser, whatever it is
        as_attachment=True,
        download_name=safe_file_name(submission.file_name or "story"),
    )


@pages.post("/<uuid:submission_id>/accept")
@allows(Action.DECIDE_SUBMISSION)
def accept(submission_id: UUID) -> ResponseReturnValue:
    """Make a story of a waiting submission, with every personal detail found covered."""
    session = current_session()
    submission = _submission(submission_id)
    try:
        story = acceptor(current_bank().tools)(session, current_actor(), submission=submission)
    except RuleBroken as error:
        flash(str(error), "problem")
        return redirect(url_for("intake.show", submission_id=submission_id), 303)
    flash("The story is accepted.", "done")
    return redirect(url_for("stories.show", story_id=story.public_id), 303)


@pages.route("/<uuid:submission_id>/decline", methods=["GET", "POST"])
@allows(Action.DECIDE_SUBMISSION)
def decline(submission_id: UUID) -> ResponseReturnValue:
    """Say no to a waiting submission, with a reason for its sender."""
    submission, form = _submission(submission_id), forms.DeclineForm()
    if request.method == "GET":
        return render_template("intake/decline.html", submission=submission, form=form)
    with errors_shown_on(form):
        service.decline_submission(
            current_session(),
            current_actor(),
            submission=submission,
            reason=form.reason.data or "",
        )
        flash("The story is declined. Whoever sent it can read your reason.", "done")
        return redirect(url_for("intake.list_"), 303)
    return render_template("intake/decline.html", submission=submission, form=form), 422


# --- what these pages share ------------------------------------------------------------------


def _submission(submission_id: UUID) -> Submission:
    return queries.get_submission(current_session(), current_actor(), submission_id)


def _draft(submission_id: UUID | None) -> Submission | None:
    """One's own draft; None where none is meant."""
    if submission_id is None:
        return None
    found = _submission(submission_id)
    if found.status is not SubmissionStatus.DRAFT:
        raise NotFound("This has been sent already.")
    return found
