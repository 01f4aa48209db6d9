"""Pages of stories: the list, the story itself, editing it, and what changed between versions."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import can, require
from storybank.commitments.queries import get_contract
from storybank.core.errors import NotFound
from storybank.core.ids import parse_public_id
from storybank.intake.models import Submission
from storybank.linking.models import LinkStatus
from storybank.linking.queries import list_links_of_story
from storybank.stories import service
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import (
    StoryWithWords,
    find_draft,
    get_version,
    get_with_words,
    list_versions,
)
from storybank.stories.rules import check_may_mark, reading_scope, uncovered_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.stories import ContractForm, EditForm
from storybank.web.originals import put_look_on_record
from storybank.web.own_themes import own_themes_of
from storybank.web.session import current_session
from storybank.web.story_compare import compare_words
from storybank.web.story_links import contract_choices
from storybank.web.story_list import gather_list
from storybank.web.story_page import gather
from storybank.web.told_back import gather_told_back

pages = Blueprint("stories", __name__)
Answer = str | Response | tuple[str, int]


def found_story(story_id: UUID) -> StoryWithWords:
    """The story at this address, if the signed-in person may read it."""
    return get_with_words(current_session(), reading_scope(current_actor()), story_id)


def _story_uncovered(story_id: UUID) -> StoryWithWords:
    """The story at this address, if the signed-in person reads it with nothing covered."""
    return get_with_words(current_session(), uncovered_scope(current_actor()), story_id)


@pages.get("/stories")
@allows(Action.READ_STORY)
def list_() -> str:
    """Stories the reader may read, newest first."""
    return render_template(
        "stories/list.html", page=gather_list(current_session(), current_actor(), request.args)
    )


@pages.get("/stories/<uuid:story_id>")
@allows(Action.READ_STORY)
def show(story_id: UUID) -> str:
    """One story with its codes in place, and what can be done with it."""
    session, actor, found = current_session(), current_actor(), found_story(story_id)
    page = gather(session, actor, found)
    told_back = gather_told_back(session, actor, found.story, masked=page.masked)
    covered = page.masked or not can(actor, Action.READ_ORIGINAL)
    themes = own_themes_of(session, found.story.submission_id, masked=covered)
    return render_template(
        "stories/detail.html", page=page, told_back=told_back, own_themes=themes.in_words()
    )


@pages.post("/stories/<uuid:story_id>/contract")
@allows(Action.LINK_EVIDENCE)
def attach(story_id: UUID) -> Answer:
    """Say which contract a story belongs to."""
    session, actor = current_session(), current_actor()
    found = _story_uncovered(story_id)
    form = ContractForm()
    form.contract.choices = {"": "Choose a contract", **contract_choices(session, actor)}
    if not form.validate_on_submit():
        return render_template("stories/contract.html", form=form, found=found), 422
    contract = get_contract(session, actor, parse_public_id(form.contract.data or ""))
    service.attach_to_contract(session, actor, story=found.story, contract=contract)
    flash("The story is attached. Storybank now looks for promises it speaks to.", "done")
    return redirect(url_for("stories.show", story_id=story_id), 303)


@pages.route("/stories/<uuid:story_id>/learning", methods=["GET", "POST"])
@allows(Action.MARK_LEARNING)
def learning(story_id: UUID) -> Answer:
    """Keep a story for learning only, or let it be evidence again, after asking."""
    session, actor, found = current_session(), current_actor(), _story_uncovered(story_id)
    story = found.story
    if request.method == "GET":
        check_may_mark(actor, organisation_id=story.organisation_id)
        scope, claims = uncovered_scope(actor), LinkStatus.CONFIRMED
        links = list_links_of_story(session, scope, story, claims)
        return render_template("stories/learning.html", found=found, links=len(links))
    if request.form.get("act") == "unmark":
        service.unmark_learning_only(session, actor, story=story)
        flash("The story may be evidence again. Storybank looks for promises it speaks to.", "done")
    else:
        service.mark_learning_only(session, actor, story=story)
        flash("The story is for learning only. It is evidence of nothing from now on.", "done")
    return redirect(url_for("stories.show", story_id=story_id), 303)


@pages.get("/stories/<uuid:story_id>/edit")
@allows(Action.EDIT_STORY)
def edit(story_id: UUID) -> str:
    """The newest words to edit, or the reader's own unfinished edit of them."""
    found = _story_uncovered(story_id)
    draft = find_draft(current_session(), found.story, current_actor().user_id)
    if draft is None:
        version = found.version
        form = EditForm(title=version.title, body=version.body, based_on=str(version.number))
    else:
        form = EditForm(obj=draft)
    return _edit_page(form, found, draft_saved_at=draft.saved_at if draft else None)


@pages.post("/stories/<uuid:story_id>/edit")
@allows(Action.EDIT_STORY)
def save(story_id: UUID) -> Answer:
    """Publish a version, keep a draft, or throw the draft away."""
    found, form = _story_uncovered(story_id), EditForm()
    session, actor, act = current_session(), current_actor(), request.form.get("act")
    if act == "discard":
        service.discard_edit(session, actor, story=found.story)
        flash("Your draft is gone. The story stands as it was.", "done")
        return redirect(url_for("stories.show", story_id=story_id), 303)
    if form.validate_on_submit():
        with errors_shown_on(form):
            flash(_save_words(form, found.story, publish=act != "draft"), "done")
            return redirect(url_for("stories.show", story_id=story_id), 303)
    return _edit_page(form, found), 422


@pages.get("/stories/<uuid:story_id>/versions")
@allows(Action.EDIT_STORY)
def versions(story_id: UUID) -> str:
    """Every version: older words may hold what was taken out since, so editors only."""
    session, found = current_session(), _story_uncovered(story_id)
    rows = list_versions(session, found.story)
    names = names_of(session, [row.edited_by_id for row in rows])
    return render_template("stories/versions.html", found=found, versions=rows, names=names)


@pages.get("/stories/<uuid:story_id>/versions/<int:number>")
@allows(Action.EDIT_STORY)
def version(story_id: UUID, number: int) -> str:
    """One version, and how it differs from another (``?with=``; the one before if not given)."""
    session, found = current_session(), _story_uncovered(story_id)
    shown = _version_opened(found, number)
    assert shown is not None, "asked for by itself"
    other_text = request.args.get("with", str(number - 1) if number > 1 else "")
    other = None
    if other_text:
        if not (other_text.isascii() and other_text.isdigit() and len(other_text) < 10):
            raise NotFound("This story has no such version.")
        other = _version_opened(found, int(other_text), is_asked_for="with" in request.args)
    return render_template(
        "stories/version.html",
        found=found,
        shown=shown,
        other=other,
        who=names_of(session, [shown.edited_by_id]).get(shown.edited_by_id or 0),
        title_parts=compare_words(other.title, shown.title) if other else [],
        parts=compare_words(other.body if other else "", shown.body) if other else [],
        numbers=[row.number for row in list_versions(session, found.story)],
    )


def _save_words(form: EditForm, story: Story, *, publish: bool) -> str:
    words: dict[str, Any] = {
        "story": story,
        "title": form.title.data or "",
        "body": form.body.data or "",
        "note": form.note.data or "",
        "based_on": form.based_on_number(),
    }
    if not publish:
        service.save_edit(current_session(), current_actor(), **words)
        return "Your draft is kept. Only you can see it."
    most = current_bank().settings.max_story_words
    made = service.publish_version(current_session(), current_actor(), **words, most_words=most)
    return f"Version {made.number} is published. Storybank is reading it now."


def _version_opened(
    found: StoryWithWords, number: int, *, is_asked_for: bool = True
) -> StoryVersion | None:
    """A version; a sealed one only for those who may read originals, and each look is on record.

    None where it is sealed and was not asked for by itself.
    """
    session = current_session()
    shown = get_version(session, found.story, number)
    if shown.sealed_at is not None:
        if not is_asked_for:
            return None
        require(current_actor(), Action.READ_ORIGINAL)
        submission = session.get_one(Submission, found.story.submission_id)
        put_look_on_record(submission, "version", version=number)
    return shown


def _edit_page(form: EditForm, found: StoryWithWords, **context: Any) -> str:
    """The form; where somebody was faster, also how the newest version differs from it."""
    newest = found.version
    behind = form.based_on_number() != newest.number
    if behind and form.is_submitted():
        # The page now shows the newest version beside the words: publishing again is informed.
        form.based_on.data = str(newest.number)
    return render_template(
        "stories/edit.html",
        form=form,
        found=found,
        behind=behind,
        parts=compare_words(newest.body, form.body.data or "") if behind else [],
        **context,
    )
