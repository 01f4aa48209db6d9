"""Pages of safeguarding: worries about somebody, for the safeguarding lead alone to settle."""

from datetime import UTC, datetime, time
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.core import clock
from storybank.intake.models import Submission
from storybank.intake.queries import get_submission
from storybank.safeguarding import queries, service
from storybank.safeguarding.models import Concern, ConcernStatus
from storybank.stories.queries import get_story
from storybank.stories.rules import reading_scope
from storybank.telling.queries import list_help_numbers
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.concern_page import concern_facts, shelf_of
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.safeguarding import NoteForm, SettleForm, ToldForm, WorryForm
from storybank.web.originals import put_look_on_record
from storybank.web.session import current_session

pages = Blueprint("safeguarding", __name__, url_prefix="/safeguarding")
SETTLED = {
    ConcernStatus.HELD: "Kept held. Only safeguarding leads can see it; look again in 90 days.",
    ConcernStatus.CLEARED: "Cleared. Those who may read it can see it again.",
}


@pages.get("")
@allows(Action.SETTLE_CONCERN)
def list_() -> str:
    """Concerns of one shelf: those that wait, what is due first at the top, unless asked."""
    asked = request.args.get("status", "")
    known = {one.value for one in ConcernStatus}
    status = ConcernStatus(asked) if asked in known else ConcernStatus.RAISED
    hours = current_bank().settings.concern_hours
    return render_template("safeguarding/list.html", hours=hours, **shelf_of(status))


@pages.route("/<uuid:concern_id>", methods=["GET", "POST"])
@allows(Action.SETTLE_CONCERN)
def show(concern_id: UUID) -> ResponseReturnValue:
    """One concern with the whole submission and its log; keeping it held, or clearing it."""
    session, actor = current_session(), current_actor()
    concern, submission = queries.get_concern(session, actor, concern_id)
    form = SettleForm()
    if request.method == "GET":
        if submission.body:
            put_look_on_record(submission)
        return _render(concern, submission, form)
    verb = service.hold if request.form.get("act") == "hold" else service.clear
    if form.validate():
        with errors_shown_on(form):
            verb(session, actor, concern=concern, reason=form.reason.data or "", told=form.named)
            flash(SETTLED[concern.status], "done")
            return redirect(url_for("safeguarding.show", concern_id=concern_id), 303)
    return _render(concern, submission, form), 422


@pages.route("/<uuid:concern_id>/note", methods=["GET", "POST"])
@allows(Action.SETTLE_CONCERN)
def note(concern_id: UUID) -> ResponseReturnValue:
    """Write something down in the log of a concern."""
    session, actor, form = current_session(), current_actor(), NoteForm()
    concern, submission = queries.get_concern(session, actor, concern_id)
    if request.method == "POST":
        with errors_shown_on(form):
            service.note(session, actor, concern=concern, words=form.words.data or "")
            return _written(concern)
    return _log_page(concern, submission, form, "Write something down")


@pages.route("/<uuid:concern_id>/told", methods=["GET", "POST"])
@allows(Action.SETTLE_CONCERN)
def told(concern_id: UUID) -> ResponseReturnValue:
    """Write down who was told of a concern, and when."""
    session, actor, form = current_session(), current_actor(), ToldForm()
    concern, submission = queries.get_concern(session, actor, concern_id)
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            service.tell(
                session,
                actor,
                concern=concern,
                told=form.told.data or "",
                words=form.words.data or "",
                at=_moment(form),
            )
            return _written(concern)
    return _log_page(concern, submission, form, "Somebody was told")


@pages.route("/stories/<uuid:story_id>/raise", methods=["GET", "POST"])
@allows(Action.RAISE_CONCERN)
def raise_(story_id: UUID) -> ResponseReturnValue:
    """Tell the safeguarding lead of a worry about somebody in a story."""
    session = current_session()
    story = get_story(session, reading_scope(current_actor()), story_id)
    submission = session.get_one(Submission, story.submission_id)
    return _raise(submission, url_for("stories.show", story_id=story_id))


@pages.route("/submissions/<uuid:submission_id>/raise", methods=["GET", "POST"])
@allows(Action.RAISE_CONCERN)
def raise_about_submission(submission_id: UUID) -> ResponseReturnValue:
    """Tell the safeguarding lead of a worry about somebody in a story not yet accepted."""
    submission = get_submission(current_session(), current_actor(), submission_id)
    return _raise(submission, url_for("intake.show", submission_id=submission_id))


@pages.get("/raised")
@allows(Action.RAISE_CONCERN)
def raised() -> str:
    """Thanks to whoever raised a worry: what happens now, and nothing of the story."""
    hours = current_bank().settings.concern_hours
    return render_template("safeguarding/raised.html", numbers=_numbers(), hours=hours)


def _raise(submission: Submission, back_url: str) -> ResponseReturnValue:
    session, actor, form = current_session(), current_actor(), WorryForm()
    if request.method == "POST":
        with errors_shown_on(form):
            service.raise_concern(
                session,
                actor,
                submission=submission,
                because=form.because.data or "",
                hours=current_bank().settings.concern_hours,
            )
            return redirect(url_for("safeguarding.raised"), 303)
    page = render_template(
        "safeguarding/raise.html", form=form, back_url=back_url, numbers=_numbers()
    )
    return page, 422 if request.method == "POST" else 200


def _render(concern: Concern, submission: Submission, form: SettleForm) -> str:
    facts = concern_facts(concern, submission)
    return render_template("safeguarding/detail.html", form=form, **facts)


def _log_page(
    concern: Concern, submission: Submission, form: NoteForm | ToldForm, title: str
) -> ResponseReturnValue:
    page = render_template(
        "safeguarding/log.html", concern=concern, submission=submission, form=form, title=title
    )
    return page, 422 if request.method == "POST" else 200


def _written(concern: Concern) -> ResponseReturnValue:
    flash("It is in the log.", "done")
    return redirect(url_for("safeguarding.show", concern_id=concern.public_id), 303)


def _moment(form: ToldForm) -> datetime | None:
    """The day given, at its end; now, where it is today or none was given."""
    if form.on.data is None or form.on.data == clock.today():
        return None
    return datetime.combine(form.on.data, time(12), UTC)


def _numbers() -> list[tuple[str, str]]:
    """Whom to call, as storytellers are shown it: for everybody, and for this organisation."""
    found = list_help_numbers(current_session(), current_actor().organisation_id)
    return [(one.who, one.number) for one in found]
