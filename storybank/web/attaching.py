"""The page for attaching words of a story to a promise; on the blueprint of linking."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.commitments.queries import get_commitment, list_commitments
from storybank.core.errors import RuleBroken
from storybank.core.ids import parse_public_id
from storybank.linking import service
from storybank.linking.models import EvidenceLink, Stance
from storybank.linking.queries import links_of_version
from storybank.stories.queries import StoryWithWords, get_with_words
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import list_segments
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import add_error
from storybank.web.forms.linking import AttachForm
from storybank.web.link_page import gather_promises, suggest_three_things
from storybank.web.link_tray import settled_links
from storybank.web.linking import pages
from storybank.web.session import current_session
from storybank.web.story_links import promise_words

__all__ = ["pages"]

Answer = str | Response | tuple[str, int]
PASSAGE = ("version", "start", "end", "sentence")


@pages.route("/linking/stories/<uuid:story_id>/attach", methods=["GET", "POST"])
@allows(Action.LINK_EVIDENCE)
def attach(story_id: UUID) -> Answer:
    """Say that words of a story support or contradict a promise."""
    session, actor = current_session(), current_actor()
    found = get_with_words(session, uncovered_scope(actor), story_id)
    form = AttachForm(data={name: request.args.get(name) for name in PASSAGE})
    contract_id = found.story.contract_id
    promises = list_commitments(session, contract_id) if contract_id is not None else []
    form.commitment.choices = {str(one.public_id): promise_words(one) for one in promises}
    form.offer(found.version, list_segments(session, found.version.key))
    act = request.form.get("act")
    if not form.is_submitted():
        return _first_page(form, found)
    if act == "open":
        return _open(form, found)
    if act == "find" or (form.find.data or "") != request.form.get("found", ""):
        return _page(form, found)
    if form.validate():
        try:
            return redirect(_at(story_id, _attach(form, found)), 303)
        except RuleBroken as error:
            field = "sentences" if error.field == "passage" else error.field
            add_error(form, RuleBroken(str(error), field=field))
    return _page(form, found), 422


def _first_page(form: AttachForm, found: StoryWithWords) -> str:
    """The page as it opens: what the text says of the words chosen is filled in already."""
    passage = _passage(form, found)
    if passage is not None and not found.story.learning_only:
        session, actor, tools = current_session(), current_actor(), current_bank().tools
        told = suggest_three_things(session, found, form.segments, *passage)
        form.who.data, form.what_changed.data = told.who, told.what_changed
        form.brought_about.data = told.brought_about
        likely = gather_promises(session, actor, tools, found, passage).suggested
        if likely is not None:
            form.commitment.data, form.stance.data = likely.id, likely.stance
    return _page(form, found)


def _open(form: AttachForm, found: StoryWithWords) -> Answer:
    """From the words chosen on the story's page, or from a list, to the promises."""
    try:
        start, end = form.chosen_stretch(found.version)
    except RuleBroken as error:
        add_error(form, RuleBroken(str(error), field="sentences"))
        return _page(form, found), 422
    address = url_for(
        "linking.attach",
        story_id=found.story.public_id,
        version=found.version.number,
        start=start,
        end=end,
    )
    return redirect(address, 303)


def _attach(form: AttachForm, found: StoryWithWords) -> EvidenceLink:
    session, actor = current_session(), current_actor()
    start, end = form.chosen_stretch(found.version)
    held = [one.key for one in links_of_version(session, found.version.key)]
    commitment, _ = get_commitment(session, actor, parse_public_id(form.commitment.data or ""))
    link = service.attach_passage(
        session,
        actor,
        story=found.story,
        version=found.version,
        commitment=commitment,
        start=start,
        end=end,
        stance=Stance(form.stance.data),
        note=form.note.data or "",
        telling=form.telling(),
        settled=settled_links(session, held),
    )
    flash("The words are attached. An independent person can now verify them.", "done")
    return link


def _passage(form: AttachForm, found: StoryWithWords) -> tuple[int, int] | None:
    """The words chosen, if any were, in the version that stands."""
    try:
        return form.chosen_stretch(found.version)
    except RuleBroken:
        return None


def _page(form: AttachForm, found: StoryWithWords) -> str:
    session, actor = current_session(), current_actor()
    passage = _passage(form, found)
    promises = gather_promises(
        session,
        actor,
        current_bank().tools,
        found,
        passage,
        find=form.find.data or "",
        chosen=form.commitment.data or "",
    )
    if passage is not None:
        form.start.data, form.end.data = str(passage[0]), str(passage[1])
    words = found.version.body[passage[0] : passage[1]] if passage else ""
    return render_template(
        "linking/attach.html", form=form, found=found, words=words, promises=promises
    )


def _at(story_id: UUID, link: EvidenceLink) -> str:
    return url_for("stories.show", story_id=story_id, _anchor=f"link-{link.public_id}")
