"""Pages for attaching passages to promises, and deciding on suggested links."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.commitments.models import Contract
from storybank.commitments.queries import get_contract
from storybank.core.errors import NotFound, RuleBroken
from storybank.core.ids import parse_public_id
from storybank.linking import service
from storybank.linking.models import EvidenceLink, LinkStatus, Stance, Strength
from storybank.linking.queries import LinkedPassage, get_link, list_suggested, strength_facts
from storybank.linking.rules import RUBRIC
from storybank.stories.queries import StoryWithWords
from storybank.stories.rules import uncovered_scope
from storybank.tagging.queries import list_segments
from storybank.verification.queries import find_verification, is_against
from storybank.web.auth import allows, current_actor
from storybank.web.contract_contents import contract_contents
from storybank.web.filters import plural
from storybank.web.forms.linking import DescribeForm
from storybank.web.link_page import suggest_three_things
from storybank.web.link_tray import (
    gather_tray,
    remember_batch,
    settled_links,
    single_batch,
    take_last_batch,
    undo_words,
)
from storybank.web.session import current_session
from storybank.web.story_links import LinkView, link_view, telling_of

pages = Blueprint("linking", __name__)
Answer = str | Response | tuple[str, int]


@pages.get("/linking")
@allows(Action.LINK_EVIDENCE)
def list_() -> str:
    """Suggested links that wait for a person, over all stories or those of one contract."""
    asked = request.args.get("contract")
    return _tray(_contract(parse_public_id(asked)) if asked else None)


@pages.get("/linking/contracts/<uuid:contract_id>")
@allows(Action.LINK_EVIDENCE)
def of_contract(contract_id: UUID) -> str:
    """The tray of one contract: suggested passages, promise by promise."""
    return _tray(_contract(contract_id))


@pages.get("/linking/strength")
@allows(Action.READ_STORY)
def strength() -> str:
    """What makes a passage strong evidence, and what the grade means."""
    return render_template("linking/strength.html", rubric=[RUBRIC[one] for one in Strength])


@pages.post("/linking/decide")
@allows(Action.LINK_EVIDENCE)
def decide() -> Answer:
    """Accept or reject all the suggestions ticked in the tray."""
    session, actor = current_session(), current_actor()
    asked = request.form.get("contract")
    contract = _contract(parse_public_id(asked)) if asked else None
    ticked = [parse_public_id(one) for one in request.form.getlist("link")]
    found = list_suggested(session, uncovered_scope(actor), ticked)
    verb = service.reject_links if request.form.get("act") == "reject" else service.accept_links
    try:
        batch = verb(
            session, actor, contract=contract, suggested=[(one.story, one.link) for one in found]
        )
    except RuleBroken as error:
        return _tray(contract, error=str(error)), 422
    remember_batch(batch)
    if batch.skipped:
        flash(f"{plural(batch.skipped, 'passage')} had been decided on already.", "note")
    return redirect(_back_to_tray(), 303)


@pages.post("/linking/undo")
@allows(Action.LINK_EVIDENCE)
def undo() -> Answer:
    """Take back what was last decided in the tray from this browser."""
    session, actor = current_session(), current_actor()
    batch = take_last_batch()
    if batch is None:
        flash("There is nothing left to undo.", "note")
        return redirect(_back_to_tray(), 303)
    settled = settled_links(session, [number for number, _ in batch.links])
    undone, left = service.undo_batch(session, actor, batch=batch, settled=settled)
    if undone:
        flash(f"Undone: {plural(undone, 'passage waits', 'passages wait')} for you again.", "done")
    if left:
        flash(
            f"{plural(left, 'passage stays', 'passages stay')} decided: somebody verified, "
            "described or decided on it since.",
            "note",
        )
    return redirect(_back_to_tray(), 303)


@pages.route("/linking/<uuid:link_id>", methods=["GET", "POST"])
@allows(Action.LINK_EVIDENCE)
def describe(link_id: UUID) -> Answer:
    """What a claim says: who, what changed, what brought it about; and how strong it is."""
    session, actor = current_session(), current_actor()
    passage = get_link(session, uncovered_scope(actor), link_id)
    link = passage.link
    if link.status is not LinkStatus.CONFIRMED:
        raise NotFound("Nobody claims this any more.")
    facts = strength_facts(session, uncovered_scope(actor), [passage])
    view = link_view(passage, passage.version, facts=facts[link.key])
    is_settled = bool(settled_links(session, [link.key]))
    form = DescribeForm(data={**telling_of(link).__dict__, "note": link.note})
    if not form.is_submitted():
        form.tick(_ticked(link, view))
        if not is_settled:
            _offer(form, passage)
        return _claim_page(form, view, passage.story.public_id, is_settled)
    if not form.validate():
        return _claim_page(form, view, passage.story.public_id, is_settled), 422
    about: Any = {"story": passage.story, "link": link}
    if not is_settled:
        service.describe_link(
            session,
            actor,
            **about,
            telling=form.telling(),
            note=form.note.data or "",
            is_settled=is_settled,
        )
    if request.form.get("act") == "judge":
        service.judge_strength(session, actor, **about, strengths=form.strengths.data or [])
    flash("Kept.", "done")
    return redirect(_at(passage.story.public_id, link), 303)


@pages.post("/linking/<uuid:link_id>/confirm")
@allows(Action.LINK_EVIDENCE)
def confirm(link_id: UUID) -> Answer:
    """Say that a suggested link is right, as it stands or the other way round."""
    session, actor = current_session(), current_actor()
    passage = get_link(session, uncovered_scope(actor), link_id)
    before, stance = passage.link.stance, request.form.get("stance")
    service.confirm_link(
        session,
        actor,
        story=passage.story,
        link=passage.link,
        stance=Stance(stance) if stance in set(Stance) else None,
        note=request.form.get("note", ""),
    )
    remember_batch(single_batch(passage.link, before))
    return _done(passage.story.public_id, "Confirmed. An independent person can now verify it.")


@pages.post("/linking/<uuid:link_id>/reject")
@allows(Action.LINK_EVIDENCE)
def reject(link_id: UUID) -> Answer:
    """Say that a passage does not bear on a promise, or take a claim back."""
    session, actor = current_session(), current_actor()
    passage = get_link(session, uncovered_scope(actor), link_id)
    before, was = passage.link.stance, passage.link.status
    found = find_verification(session, passage.link.key)
    service.reject_link(
        session,
        actor,
        story=passage.story,
        link=passage.link,
        is_upheld_against=found is not None and is_against(found.finding, before),
    )
    if was is LinkStatus.SUGGESTED:
        remember_batch(single_batch(passage.link, before))
    words = "The claim is taken back." if was is LinkStatus.CONFIRMED else "Rejected."
    return _done(passage.story.public_id, f"{words} It counts for nothing now.")


def _contract(public_id: UUID) -> Contract:
    return get_contract(current_session(), current_actor(), public_id)


def _tray(contract: Contract | None, error: str = "") -> str:
    session, actor = current_session(), current_actor()
    told = request.form if request.method == "POST" else request.args
    return render_template(
        "linking/list.html",
        tray=gather_tray(session, actor, contract, told),
        contents=contract_contents(contract, actor) if contract else [],
        error=error,
    )


def _offer(form: DescribeForm, passage: LinkedPassage) -> None:
    """Fill in what the text says of the three things, where nobody has said it yet."""
    session, found = current_session(), StoryWithWords(passage.story, passage.version)
    segments = list_segments(session, passage.version.key)
    told = suggest_three_things(session, found, segments, passage.link.start, passage.link.end)
    form.who.data = form.who.data or told.who
    form.what_changed.data = form.what_changed.data or told.what_changed
    form.brought_about.data = form.brought_about.data or told.brought_about


def _ticked(link: EvidenceLink, view: LinkView) -> list[str]:
    """What a person found, or what the text suggests where nobody has looked."""
    if view.is_judged:
        return list(link.strengths)
    return [one.strength.value for one in view.why_strong if one.is_there]


def _claim_page(form: DescribeForm, link: LinkView, story_id: UUID, is_settled: bool) -> str:
    return render_template(
        "linking/claim.html",
        form=form,
        link=link,
        story_id=story_id,
        is_settled=is_settled,
        rubric={one.value: RUBRIC[one] for one in Strength},
        reasons={one.strength.value: one for one in link.why_strong},
    )


def _done(story_id: UUID, words: str) -> Response:
    """Back to where the person came from: the tray of suggestions, or the story."""
    if request.headers.get("X-Requested-With") == "fetch":
        return Response(undo_words(), status=200, content_type="text/plain; charset=utf-8")
    if request.form.get("back") == "tray":
        return redirect(_back_to_tray(), 303)
    flash(words, "done")
    return redirect(_at(story_id, None), 303)


def _back_to_tray() -> str:
    """The tray as it was narrowed when the form was sent."""
    kept = ("contract", "promise", "stance", "sure", "page")
    told: dict[str, Any] = {name: request.form.get(name) or None for name in kept}
    return url_for("linking.list_", **told)


def _at(story_id: UUID, link: EvidenceLink | None) -> str:
    anchor = f"link-{link.public_id}" if link else "promises"
    return url_for("stories.show", story_id=story_id, _anchor=anchor)
