"""Pages for attaching passages to promises, and deciding on suggested links."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.commitments.queries import contracts_by_id, get_commitment, get_contract
from storybank.core.errors import RuleBroken
from storybank.core.ids import parse_public_id
from storybank.linking import service
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries import count_suggested, get_link, list_links
from storybank.stories.queries import StoryWithWords, get_with_words
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import list_segments
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import add_error
from storybank.web.forms.linking import AttachForm
from storybank.web.session import current_session
from storybank.web.story_links import link_view, promise_choices

pages = Blueprint("linking", __name__)
Answer = str | Response | tuple[str, int]
MOST_SHOWN = 21  # the page shows twenty, and says when there are more


@pages.get("/linking")
@allows(Action.LINK_EVIDENCE)
def list_() -> str:
    """Suggested links that wait for a person, over all stories or those of one contract."""
    session, actor = current_session(), current_actor()
    scope = uncovered_scope(actor)
    asked = request.args.get("contract")
    contract = get_contract(session, actor, parse_public_id(asked)) if asked else None
    links = list_links(
        session,
        scope,
        contract_id=contract.key if contract else None,
        statuses=[LinkStatus.SUGGESTED],
        most=MOST_SHOWN,
    )
    return render_template(
        "linking/list.html",
        links=[(one, link_view(one, one.version)) for one in links],
        contracts=contracts_by_id(session, [one.commitment.contract_id for one in links]),
        contract=contract,
        total=count_suggested(session, scope),
        most=MOST_SHOWN,
    )


@pages.route("/linking/stories/<uuid:story_id>/attach", methods=["GET", "POST"])
@allows(Action.LINK_EVIDENCE)
def attach(story_id: UUID) -> Answer:
    """Say that words of a story support or contradict a promise."""
    session, actor = current_session(), current_actor()
    found = get_with_words(session, uncovered_scope(actor), story_id)
    form = AttachForm(sentence=request.args.get("sentence"))
    form.commitment.choices = promise_choices(session, actor, found.story)
    form.offer(found.version, list_segments(session, found.version.key))
    if not form.is_submitted():
        return _attach_page(form, found)
    if not form.validate():
        return _attach_page(form, found), 422
    try:
        link = _attach(form, found)
    except RuleBroken as error:
        field = "sentences" if error.field == "passage" else error.field
        add_error(form, RuleBroken(str(error), field=field))
        return _attach_page(form, found), 422
    flash("The words are attached. An independent person can now verify them.", "done")
    return redirect(_at(story_id, link), 303)


@pages.post("/linking/<uuid:link_id>/confirm")
@allows(Action.LINK_EVIDENCE)
def confirm(link_id: UUID) -> Answer:
    """Say that a suggested link is right, as it stands or the other way round."""
    session, actor = current_session(), current_actor()
    passage = get_link(session, uncovered_scope(actor), link_id)
    stance = request.form.get("stance")
    service.confirm_link(
        session,
        actor,
        story=passage.story,
        link=passage.link,
        stance=Stance(stance) if stance in set(Stance) else None,
        note=request.form.get("note", ""),
    )
    return _done(passage.story.public_id, "Confirmed. An independent person can now verify it.")


@pages.post("/linking/<uuid:link_id>/reject")
@allows(Action.LINK_EVIDENCE)
def reject(link_id: UUID) -> Answer:
    """Say that a passage does not bear on a promise, or take a claim back."""
    session, actor = current_session(), current_actor()
    passage = get_link(session, uncovered_scope(actor), link_id)
    was_confirmed = passage.link.status is LinkStatus.CONFIRMED
    service.reject_link(session, actor, story=passage.story, link=passage.link)
    words = "The claim is taken back." if was_confirmed else "Rejected."
    return _done(passage.story.public_id, f"{words} It counts for nothing now.")


def _attach(form: AttachForm, found: StoryWithWords) -> EvidenceLink:
    session, actor = current_session(), current_actor()
    start, end = form.chosen_stretch(found.version)
    commitment, _ = get_commitment(session, actor, parse_public_id(form.commitment.data or ""))
    return service.attach_passage(
        session,
        actor,
        story=found.story,
        version=found.version,
        commitment=commitment,
        start=start,
        end=end,
        stance=Stance(form.stance.data),
        note=form.note.data or "",
    )


def _attach_page(form: AttachForm, found: StoryWithWords) -> str:
    words = form.words_chosen(found.version)
    return render_template("linking/attach.html", form=form, found=found, words=words)


def _done(story_id: UUID, words: str) -> Response:
    """Back to where the person came from: the tray of suggestions, or the story."""
    if request.headers.get("X-Requested-With") == "fetch":
        return Response(status=204)
    flash(words, "done")
    if request.form.get("back") == "tray":
        contract = request.form.get("contract") or None
        return redirect(url_for("linking.list_", contract=contract), 303)
    return redirect(_at(story_id, None), 303)


def _at(story_id: UUID, link: EvidenceLink | None) -> str:
    anchor = f"link-{link.public_id}" if link else "promises"
    return url_for("stories.show", story_id=story_id, _anchor=anchor)
