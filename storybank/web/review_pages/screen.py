"""Pages of the impact screen: what may happen to whom, what is done, and what people said."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, request, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.commitments.models import Contract
from storybank.core.ids import parse_public_id
from storybank.reviews import queries, service
from storybank.reviews.models import EffectCheck, EffectFinding, Pillar
from storybank.search.service import find_stories
from storybank.stories.queries import StoryWithWords, list_with_words
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import FINDING_WORDS, PILLAR_SHORT
from storybank.web.forms.screen import EffectCheckForm, EffectForm, MitigationForm
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_contract,
    pages,
)
from storybank.web.session import current_session
from storybank.web.story_items import titles_of

STORIES_OFFERED = 8
LONGEST_WORDS = 200


@pages.get("/contracts/<uuid:contract_id>/screen")
@allows(Action.READ_REVIEW)
def screen(contract_id: UUID) -> str:
    """Whom the contract may help or harm, what is done about it, and what people said since."""
    session, found = current_session(), own_contract(contract_id)
    effects = queries.list_effects(session, found.key)
    checks = queries.newest_checks(session, [effect.key for effect in effects])
    return contract_page(
        "screen",
        found,
        # Harm that nothing is done about stands first.
        worse=sorted(
            (effect for effect in effects if not effect.is_positive),
            key=lambda effect: bool(effect.mitigation),
        ),
        better=[effect for effect in effects if effect.is_positive],
        unmet=sum(not effect.is_positive and not effect.mitigation for effect in effects),
        checks=checks,
        stories=_told_by(list(checks.values())),
        finding_words=FINDING_WORDS,
        pillar_names=PILLAR_SHORT,
    )


@pages.route("/contracts/<uuid:contract_id>/screen/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def foresee(contract_id: UUID) -> Page:
    """What a contract may do to a group of people."""
    found, form = own_contract(contract_id), EffectForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            effect = service.foresee_effect(
                current_session(),
                current_actor(),
                contract=found,
                group=form.group.data or "",
                pillar=Pillar(form.pillar.data),
                is_positive=form.is_positive.data == "better",
                text=form.text.data or "",
                mitigation=form.mitigation.data or "",
            )
            flash("The effect is on the screen.", "done")
            return back_to(
                ".screen", contract_id=found.public_id, _anchor=f"effect-{effect.public_id}"
            )
    return form_page(
        form,
        heading="Add an effect",
        contract=found,
        lead="What this contract may do to people, for better or worse.",
        back=url_for(".screen", contract_id=found.public_id),
        button="Add it to the screen",
    )


@pages.get("/effects/<uuid:effect_id>")
@allows(Action.READ_REVIEW)
def effect(effect_id: UUID) -> str:
    """One effect, and every time it was held against what people told."""
    session = current_session()
    one, found = queries.get_effect(session, current_actor(), effect_id)
    checks = queries.list_checks(session, [one.key])
    return contract_page(
        "effect",
        found,
        effect=one,
        checks=checks,
        stories=_told_by(checks),
        people=names_of(session, [one.foreseen_by_id, *(each.checked_by_id for each in checks)]),
        finding_words=FINDING_WORDS,
        pillar_names=PILLAR_SHORT,
    )


@pages.route("/effects/<uuid:effect_id>/mitigation", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def mitigate(effect_id: UUID) -> Page:
    """What is done so that an effect is not felt, or felt less."""
    session, actor = current_session(), current_actor()
    one, found = queries.get_effect(session, actor, effect_id)
    form = MitigationForm(data={"mitigation": one.mitigation})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.mitigate_effect(
                session, actor, effect=one, mitigation=form.mitigation.data or ""
            )
            flash("What is done about it is on record.", "done")
            return back_to(".effect", effect_id=one.public_id)
    return form_page(
        form,
        heading="What is done about it",
        contract=found,
        about=f"{one.group}: {one.text}",
        back=url_for(".effect", effect_id=one.public_id),
        button="Keep it",
    )


@pages.route("/effects/<uuid:effect_id>/check", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def check(effect_id: UUID) -> Page:
    """An effect held against what people told; stories are offered by words (``?words=``)."""
    session, actor = current_session(), current_actor()
    one, found = queries.get_effect(session, actor, effect_id)
    asked = request.args.get("words", one.group)[:LONGEST_WORDS]
    offered = _stories_offered(found, asked)
    form = EffectCheckForm()
    titles = titles_of(session, actor, offered)
    form.story.choices = [("", "No story in particular")] + [
        (str(each.story.public_id), titles[each.story.id]) for each in offered
    ]
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.check_effect(
                session,
                actor,
                reading_scope(actor),
                effect=one,
                finding=EffectFinding(form.finding.data),
                note=form.note.data or "",
                story=next(
                    (e.story for e in offered if str(e.story.public_id) == form.story.data), None
                ),
            )
            flash("What people say of it is on record.", "done")
            return back_to(".effect", effect_id=one.public_id)
    page = contract_page("check", found, form=form, effect=one, words=asked, offered=offered)
    return page, 422 if form.is_submitted() else 200


def _stories_offered(contract: Contract, words: str) -> Sequence[StoryWithWords]:
    """Stories of the contract with these words, then its newest; one already chosen stays."""
    session, actor = current_session(), current_actor()
    found: list[StoryWithWords] = []
    if words.strip():
        findings = find_stories(
            session,
            current_bank().tools.engine,
            actor,
            text=words,
            filters={"contract": [str(contract.public_id)]},
            per_page=STORIES_OFFERED,
        )
        found = [one.story for one in findings.found]
    scope = reading_scope(actor)
    chosen = request.form.get("story", "")
    if chosen and all(str(one.story.public_id) != chosen for one in found):
        found += list_with_words(session, scope, public_ids=[parse_public_id(chosen)])
    newest = list_with_words(session, scope, contract_id=contract.key, per_page=STORIES_OFFERED)
    known = {one.story.id for one in found}
    found += [one for one in newest if one.story.id not in known]
    fit = [
        one for one in found if one.story.contract_id == contract.id and not one.story.learning_only
    ]
    return fit[: STORIES_OFFERED + 1]


def _told_by(checks: Sequence[EffectCheck]) -> dict[int | None, dict[str, str]]:
    """Titles and addresses of the stories that checks rest on, as far as the reader may read."""
    session, actor = current_session(), current_actor()
    wanted = {one.story_id for one in checks if one.story_id is not None}
    if not wanted:
        return {}
    found = list_with_words(session, reading_scope(actor), ids=wanted, per_page=len(wanted))
    titles = titles_of(session, actor, found)
    return {
        one.story.id: {
            "text": titles[one.story.id],
            "href": url_for("stories.show", story_id=one.story.public_id),
        }
        for one in found
    }
