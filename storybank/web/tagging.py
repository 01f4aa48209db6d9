"""Pages for deciding on suggested codes and adding codes of one's own."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id, codes_by_slug
from storybank.core.errors import RuleBroken
from storybank.nlp.reading import Change
from storybank.nlp.scores import load_scores
from storybank.stories.queries import StoryWithWords, get_with_words
from storybank.stories.rules import uncovered_scope
from storybank.tagging import service
from storybank.tagging.models import Coding, Segment
from storybank.tagging.queries import find_next_suggestion, get_coding, list_segments
from storybank.web import trust_page
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import add_error
from storybank.web.forms.tagging import ChangeForm, CodeForm
from storybank.web.session import current_session
from storybank.web.story_page import theme_choices

pages = Blueprint("tagging", __name__)
Answer = str | Response | tuple[str, int]


@pages.get("/tagging/trust")
@allows(Action.READ_ACCURACY)
def trust() -> str:
    """How good the suggestions are, by what was measured and by what people here decided."""
    bank = current_bank()
    order = request.args.get("order", "")
    page = trust_page.gather(
        current_session(),
        current_actor(),
        reader=bank.tools.reader.name,
        scores=load_scores(bank.settings.models),
        order=order if order in trust_page.ORDERS else trust_page.ORDERS[0],
    )
    return render_template("tagging/trust.html", page=page)


@pages.post("/tagging/<uuid:coding_id>/confirm")
@allows(Action.CODE_STORY)
def confirm(coding_id: UUID) -> Answer:
    """Say that a suggestion is right as it stands."""
    session, actor = current_session(), current_actor()
    coding, segment, _, story = get_coding(session, uncovered_scope(actor), coding_id)
    service.confirm_coding(session, actor, story=story, coding=coding)
    return _next(segment, story.public_id, "Confirmed.")


@pages.post("/tagging/<uuid:coding_id>/reject")
@allows(Action.CODE_STORY)
def reject(coding_id: UUID) -> Answer:
    """Say that a coding is wrong."""
    session, actor = current_session(), current_actor()
    coding, segment, _, story = get_coding(session, uncovered_scope(actor), coding_id)
    service.reject_coding(session, actor, story=story, coding=coding)
    return _next(segment, story.public_id, "Rejected. It stays on record, and counts for nothing.")


@pages.route("/tagging/<uuid:coding_id>/change", methods=["GET", "POST"])
@allows(Action.CODE_STORY)
def change(coding_id: UUID) -> Answer:
    """Choose another theme or change for a coding, and confirm it so."""
    session, actor = current_session(), current_actor()
    coding, segment, version, story = get_coding(session, uncovered_scope(actor), coding_id)
    old = codes_by_id(session)[coding.code_id]
    form = ChangeForm(theme=old.slug, change=coding.change.value)
    form.theme.choices = theme_choices(session, old)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        page = render_template(
            "tagging/change.html",
            form=form,
            coding=coding,
            segment=segment,
            story=story,
            version=version,
            old=old,
        )
        return page, status
    service.confirm_coding(
        session,
        actor,
        story=story,
        coding=coding,
        code=_code(form.theme.data),
        change=Change(form.change.data),
    )
    return _next(segment, story.public_id, "Changed and confirmed.")


@pages.route("/tagging/stories/<uuid:story_id>/add", methods=["GET", "POST"])
@allows(Action.CODE_STORY)
def add(story_id: UUID) -> Answer:
    """Put a code on sentences chosen on the story's page, or here from a list."""
    session, actor = current_session(), current_actor()
    found = get_with_words(session, uncovered_scope(actor), story_id)
    form = CodeForm(sentence=request.args.get("sentence"))
    form.theme.choices = theme_choices(session)
    form.offer(found.version, list_segments(session, found.version.key))
    if not form.is_submitted():
        return _add_page(form, found)
    if not form.validate():
        return _add_page(form, found), 422
    try:
        codings = _add(form, found)
    except RuleBroken as error:
        add_error(form, RuleBroken(str(error), field="sentences"))
        return _add_page(form, found), 422
    flash("The code is added.", "done")
    return redirect(_at(story_id, codings[0]), 303)


def _add(form: CodeForm, found: StoryWithWords) -> list[Coding]:
    return service.add_codings(
        current_session(),
        current_actor(),
        story=found.story,
        segments=form.chosen_segments(found.version),
        code=_code(form.theme.data),
        change=Change(form.change.data),
    )


def _add_page(form: CodeForm, found: StoryWithWords) -> str:
    words = form.words_chosen(found.version)
    return render_template("tagging/add.html", form=form, found=found, words=words)


def _code(slug: str | None) -> Code:
    return codes_by_slug(current_session())[slug or ""]  # the form has checked it


def _next(segment: Segment, story_id: UUID, words: str) -> Response:
    """Back to the story, at the next suggestion; a page that asked by script stays where it is."""
    if request.headers.get("X-Requested-With") == "fetch":
        return Response(status=204)
    following = find_next_suggestion(current_session(), segment)
    flash(words if following else f"{words} No suggestions are left in this story.", "done")
    return redirect(_at(story_id, following), 303)


def _at(story_id: UUID, coding: Coding | None) -> str:
    anchor = f"note-{coding.public_id}" if coding else "story"
    return url_for("stories.show", story_id=story_id, _anchor=anchor)
