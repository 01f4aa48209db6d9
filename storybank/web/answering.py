"""Pages of answering: what an organisation says to a story, and what it changed."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.answering import service
from storybank.answering.models import Answer, AnswerChange, Lasted
from storybank.answering.queries import Told, get_answer, get_follow_up
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.stories.models import Story
from storybank.stories.queries import StoryWithWords, get_story, get_with_words
from storybank.stories.rules import uncovered_scope
from storybank.web.answer_lists import gather_again, gather_changes, gather_contract, gather_queue
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.consent_page import title_of
from storybank.web.forms.answering import AnswerForm, SaidAgainForm, TakeBackForm
from storybank.web.forms.base import errors_shown_on
from storybank.web.session import current_session
from storybank.web.told_back import gather_told_back, paragraphs

pages = Blueprint("answering", __name__, url_prefix="/answering")
Page = str | Response | tuple[str, int]


@pages.get("")
@allows(Action.ANSWER_STORY)
def list_() -> str:
    """Stories nobody has answered, the longest waiting first."""
    days = current_bank().settings.answer_days
    queue = gather_queue(current_session(), current_actor(), request.args, answer_days=days)
    return render_template("answering/list.html", queue=queue)


@pages.route("/stories/<uuid:story_id>", methods=["GET", "POST"])
@allows(Action.ANSWER_STORY)
def answer(story_id: UUID) -> Page:
    """Answer a story, and say what changes because of it."""
    found = _story(story_id)
    return _answer_page(found, AnswerForm(), follows=None)


@pages.route("/<uuid:answer_id>/outcome", methods=["GET", "POST"])
@allows(Action.ANSWER_STORY)
def outcome(answer_id: UUID) -> Page:
    """Say what came of a plan: it is made, planned anew, or not done after all."""
    plan, story = _answer(answer_id)
    made = {"change": AnswerChange.MADE.value, "made_words": plan.change_words}
    form = AnswerForm(data=made | {"plan_words": plan.change_words})
    return _answer_page(_story(story.public_id), form, follows=plan)


@pages.route("/<uuid:answer_id>/take-back", methods=["GET", "POST"])
@allows(Action.ANSWER_STORY)
def take_back(answer_id: UUID) -> Page:
    """Take an answer back, once confirmed."""
    row, story = _answer(answer_id)
    form = TakeBackForm()
    if form.validate_on_submit():
        service.take_back_answer(current_session(), current_actor(), answer=row)
        flash("Your answer is taken back. Its words are gone.", "done")
        return _back_to(story)
    return render_template("answering/confirm_take_back.html", answer=row, story=story)


@pages.get("/contracts/<uuid:contract_id>")
@allows(Action.READ_CONTRACT)
def of_contract(contract_id: UUID) -> str:
    """What came of the stories of one contract: how many were answered, and what was changed."""
    page = gather_contract(
        current_session(),
        current_actor(),
        contract_id,
        answer_days=current_bank().settings.answer_days,
    )
    return render_template("answering/contract.html", page=page)


@pages.get("/changes")
@allows(Action.ANSWER_STORY)
def changes() -> str:
    """What was changed because of stories, or is to be; ``?only=late`` or ``disputed``."""
    only = request.args.get("only", Told.ALL.value)
    if only not in set(Told):
        raise NotFound("There is nothing at this address.")
    page = gather_changes(current_session(), current_actor(), Told(only))
    return render_template("answering/changes.html", page=page)


@pages.get("/again")
@allows(Action.ANSWER_STORY)
def again() -> str:
    """People who agreed to be asked how it is now, and whom it is time to ask."""
    return render_template(
        "answering/again.html",
        page=gather_again(current_session(), current_actor()),
        sends=current_bank().tools.sends,
    )


@pages.post("/again/<uuid:follow_up_id>/asked")
@allows(Action.ANSWER_STORY)
def asked(follow_up_id: UUID) -> Response:
    """Note that somebody was asked, by phone or face to face."""
    session, actor = current_session(), current_actor()
    follow_up, submission = get_follow_up(session, actor, follow_up_id)
    try:
        service.note_asked(session, actor, follow_up=follow_up, submission=submission)
        flash("Noted: they were asked today.", "done")
    except RuleBroken as error:
        flash(str(error), "problem")
    return redirect(url_for("answering.again"), 303)


@pages.route("/again/<uuid:follow_up_id>", methods=["GET", "POST"])
@allows(Action.ANSWER_STORY)
def told(follow_up_id: UUID) -> Page:
    """Write down what somebody said when they were asked again."""
    session, actor, form = current_session(), current_actor(), SaidAgainForm()
    follow_up, submission = get_follow_up(session, actor, follow_up_id)
    if form.validate_on_submit():
        with errors_shown_on(form):
            new = service.say_how_it_is(
                session,
                actor,
                first=submission,
                follow_up=follow_up,
                lasted=Lasted(form.lasted.data),
                words=form.words.data or "",
                method="said when asked again",
            )
            kept = " Their words wait to be accepted." if new else ""
            flash(f"It is noted how it is now.{kept}", "done")
            return redirect(url_for("answering.again"), 303)
    page = render_template(
        "answering/told.html",
        form=form,
        follow_up=follow_up,
        title=title_of(session, actor, submission),
    )
    return page, 422 if form.errors else 200


def _answer_page(found: StoryWithWords, form: AnswerForm, *, follows: Answer | None) -> Page:
    session, actor = current_session(), current_actor()
    if form.validate_on_submit():
        try:
            service.answer_story(
                session, actor, story=found.story, given=form.given(), follows=follows
            )
            flash("Your answer stands. Whoever told the story can read it now.", "done")
            return _back_to(found.story)
        except RuleBroken as error:
            form.show(error)
    page = render_template(
        "answering/answer.html",
        form=form,
        found=found,
        follows=follows,
        told_back=gather_told_back(session, actor, found.story, masked=False),
        words=paragraphs(found.version.body),
        today=clock.today(),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _story(story_id: UUID) -> StoryWithWords:
    """The story at this address, if the signed-in person reads it with nothing covered."""
    return get_with_words(current_session(), uncovered_scope(current_actor()), story_id)


def _answer(answer_id: UUID) -> tuple[Answer, Story]:
    """The answer at this address, if the signed-in person reads its story."""
    row, story = get_answer(current_session(), answer_id)
    get_story(current_session(), uncovered_scope(current_actor()), story.public_id)
    return row, story


def _back_to(story: Story) -> Response:
    return redirect(url_for("stories.show", story_id=story.public_id, _anchor="told-back"), 303)
