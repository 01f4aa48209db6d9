"""Pages on which a person decides what stands for personal details, and what its teller says."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import get_submission
from storybank.pipeline import find_details
from storybank.rights.service import mask_story
from storybank.stories import service
from storybank.stories.queries import StoryWithWords, get_teller_check, get_with_words
from storybank.stories.rules import uncovered_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.exactness_page import exactness_form, gather_exactness, save_exactness
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.masking import MaskingForm, TellerCheckForm
from storybank.web.masking_page import (
    Source,
    add_words,
    blank_form,
    cover_title,
    gather,
    invent_names,
    renewed_form,
    source_of_story,
    source_of_submission,
    with_title,
)
from storybank.web.originals import put_look_on_record
from storybank.web.session import current_session

pages = Blueprint("masking", __name__, url_prefix="/masking")
Answer = str | Response | tuple[str, int]


@pages.get("/<uuid:submission_id>")
@allows(Action.MASK_STORY)
def look(submission_id: UUID) -> Answer:
    """The words of a waiting submission, and what stands for each personal detail in them."""
    submission = _waiting(submission_id)
    _look_for_details(submission)
    put_look_on_record(submission)
    with current_bank().database.reading() as session:  # what was found just now included
        source = source_of_submission(session, submission)
    found = current_bank().tools.reader.identify(source.title, source.kind)
    source = with_title(source, found)
    return _page(blank_form(source), source, submission=submission)


@pages.post("/<uuid:submission_id>")
@allows(Action.MASK_STORY)
def decide(submission_id: UUID) -> Answer:
    """Show the words with other decisions, keep these, or accept the story with them."""
    session, actor, submission = current_session(), current_actor(), _waiting(submission_id)
    find_details(current_bank().tools, session, submission)  # nothing, where the page was opened
    source, form, act = source_of_submission(session, submission), MaskingForm(), _act()
    if not _good(form, source, act):
        return _page(form, source, submission=submission), 422
    if act not in ("accept", "save"):
        put_look_on_record(submission)
        return _page(form, source, submission=submission)
    with errors_shown_on(form):
        service.decide_details(session, actor, submission=submission, decisions=form.decisions())
        if act == "save":
            flash("Kept. The story waits for you with these decisions.", "done")
            return redirect(url_for("intake.show", submission_id=submission_id), 303)
        story = service.accept_submission(
            session, actor, submission=submission, title=form.title.data, looked=True
        )
        flash("The story is accepted with these words.", "done")
        return redirect(url_for("stories.show", story_id=story.public_id), 303)
    return _page(form, source, submission=submission), 422


@pages.get("/stories/<uuid:story_id>")
@allows(Action.MASK_STORY)
def look_again(story_id: UUID) -> Answer:
    """The newest words of a story, to cover more of them."""
    found = _story(story_id)
    source = source_of_story(current_session(), found)
    return _page(blank_form(source), source, found=found)


@pages.post("/stories/<uuid:story_id>")
@allows(Action.MASK_STORY)
def cover_more(story_id: UUID) -> Answer:
    """Show a story with more covered, or make a new version of it and seal the older ones."""
    session, found, form, act = current_session(), _story(story_id), MaskingForm(), _act()
    source = source_of_story(session, found)
    if form.based_on_number() != source.number:
        form.form_errors = [
            "Somebody made a newer version meanwhile. Your decisions are kept below: look at them "
            "with the newest words, then cover again."
        ]
        return _page(renewed_form(form, source), source, found=found), 422
    if not _good(form, source, act):
        return _page(form, source, found=found), 422
    if act != "accept":
        return _page(form, source, found=found)
    with errors_shown_on(form):
        mask_story(
            session,
            current_actor(),
            story=found.story,
            decisions=form.decisions(),
            title=form.title.data or "",
            based_on=form.based_on_number(),
        )
        flash("Covered in a new version. The versions that showed it are sealed.", "done")
        return redirect(url_for("stories.show", story_id=story_id), 303)
    return _page(form, source, found=found), 422


@pages.route("/stories/<uuid:story_id>/exactness", methods=["GET", "POST"])
@allows(Action.MASK_STORY)
def exactness(story_id: UUID) -> Answer:
    """Say how exactly it is told where and when a story was told."""
    found = _story(story_id)
    page = gather_exactness(current_session(), found.story)
    form = exactness_form(page)
    if request.method == "POST" and form.validate():
        save_exactness(current_session(), current_actor(), found.story, page, form)
        flash("From now on nobody is told more exactly than this.", "done")
        return redirect(url_for("stories.show", story_id=story_id), 303)
    answer = render_template("masking/exactness.html", found=found, page=page, form=form)
    return answer, 422 if request.method == "POST" else 200


@pages.route("/stories/<uuid:story_id>/check", methods=["GET", "POST"])
@allows(Action.CHANGE_CONSENT)
def check(story_id: UUID) -> Answer:
    """Put on record what a storyteller says of the words, to somebody who showed them."""
    session, actor, found = current_session(), current_actor(), _story(story_id)
    form = TellerCheckForm()
    if request.method == "GET":
        form.version.data = str(found.version.number)
    elif form.validate():
        with errors_shown_on(form):
            service.record_teller_check(
                session,
                actor,
                story=found.story,
                version=form.version_number(),
                agrees=form.agrees.data == "yes",
                words=form.words.data or "",
            )
            flash("Put on record.", "done")
            return redirect(url_for("stories.show", story_id=story_id), 303)
        form.version.data = str(found.version.number)
    answer = render_template("masking/check.html", found=found, form=form)
    return answer, 422 if request.method == "POST" else 200


@pages.post("/stories/<uuid:story_id>/ask")
@allows(Action.CHANGE_CONSENT)
def ask(story_id: UUID) -> Answer:
    """Note that a storyteller wishes to see the words before they are used."""
    found = _story(story_id)
    try:
        service.ask_teller(current_session(), current_actor(), story=found.story)
        flash("Noted. Until they say yes, only the people who run the contract read it.", "done")
    except RuleBroken as error:
        flash(str(error), "problem")
    return redirect(url_for("stories.show", story_id=story_id), 303)


@pages.post("/stories/<uuid:story_id>/requests/<uuid:teller_check_id>/settle")
@allows(Action.MASK_STORY)
def settle(story_id: UUID, teller_check_id: UUID) -> Answer:
    """Say that what a storyteller asked for is done, or was talked over with them."""
    session, found = current_session(), _story(story_id)
    asked = get_teller_check(session, found.story, teller_check_id)
    try:
        service.settle_change_request(session, current_actor(), story=found.story, check=asked)
        flash("Settled. The storyteller is shown the newest words again.", "done")
    except RuleBroken as error:
        flash(str(error), "problem")
    return redirect(url_for("stories.show", story_id=story_id), 303)


def _good(form: MaskingForm, source: Source, act: str) -> bool:
    """Take what was typed in; whether all of it will do."""
    form.validate()
    if form.more_words.data:
        if not add_words(form, source):
            return False
        if request.form.get("act") in ("accept", "save"):
            flash("The words you wrote are in the list now. Look at it, then go on.", "note")
    if act == "invent":
        invent_names(form, source)
    cover_title(form, source)
    return form.check_rows() if act in ("accept", "save", "preview") else True


def _act() -> str:
    """What was pressed; words typed and not added yet are shown in their place first."""
    act = request.form.get("act", "preview")
    return "add" if request.form.get("more_words", "").strip() else act


def _look_for_details(submission: Submission) -> None:
    if submission.details_found_at is None:
        bank = current_bank()
        with bank.database.transaction() as session:
            find_details(bank.tools, session, session.get_one(Submission, submission.key))


def _waiting(submission_id: UUID) -> Submission:
    found = get_submission(current_session(), current_actor(), submission_id)
    if found.status is not SubmissionStatus.WAITING:
        raise NotFound("This does not wait for a decision any more.")
    return found


def _story(story_id: UUID) -> StoryWithWords:
    return get_with_words(current_session(), uncovered_scope(current_actor()), story_id)


def _page(
    form: MaskingForm,
    source: Source,
    *,
    submission: Submission | None = None,
    found: StoryWithWords | None = None,
) -> str:
    page = gather(source, form)
    return render_template(
        "masking/details.html", form=form, page=page, submission=submission, found=found
    )
