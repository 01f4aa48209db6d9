"""Pages of verification: what waits for an independent person, and the finding on one claim."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of, organisation_names
from storybank.commitments.queries import contracts_by_id
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.core.markdown import Mark, render_text
from storybank.intake.queries import purposes_of
from storybank.intake.rules import PURPOSE_WORDS
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.linking.queries import LinkedPassage, count_links, get_link
from storybank.nlp.turns import split_turns
from storybank.stories.queries import list_with_words
from storybank.stories.rules import uncovered_scope
from storybank.verification import queries, service
from storybank.verification.models import AskedHow, Finding, MemberAnswer, Method
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import add_error, errors_shown_on
from storybank.web.forms.verification import FindingForm, MemberCheckForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("verification", __name__)
PER_PAGE = 25
CONTRACTS_SHOWN = 50


@pages.get("/verification")
@allows(Action.VERIFY_LINK)
def list_() -> str:
    """What waits for this verifier's finding, and the findings they made."""
    session, actor = current_session(), current_actor()
    scope = uncovered_scope(actor)
    waiting = queries.list_waiting(session, scope, actor)
    contracts = queries.list_contracts_waiting(session, scope, actor)
    made = queries.list_made(session, actor)
    story_ids = {link.story_id for _, link, _ in made}
    open_to = list_with_words(session, scope, ids=story_ids, per_page=max(len(story_ids), 1))
    return render_template(
        "verification/list.html",
        waiting=waiting,
        total=sum(number for _, number in contracts),
        contracts=contracts[:CONTRACTS_SHOWN],
        made=made,
        readable={one.story.id for one in open_to},
        makers=organisation_names(session, [link.made_by_organisation_id for link, *_ in waiting]),
    )


@pages.route("/verification/<uuid:link_id>", methods=["GET", "POST"])
@allows(Action.VERIFY_LINK)
def decide(link_id: UUID) -> Response | str | tuple[str, int]:
    """The claim laid out, with the form for a finding, or with the finding that stands."""
    linked, form = _linked(link_id), FindingForm()
    if queries.find_verification(current_session(), linked.link.key) is not None:
        return _show(linked, None)
    try:
        service.check_may_verify(current_session(), current_actor(), link=linked.link)
        if not form.is_submitted():
            form.checked_on.data = clock.today()
            return _show(linked, form)
        if form.validate():
            _keep(linked.link, form)
            flash("Your finding is kept. Boards will read it beside the words.", "done")
            return redirect(url_for("verification.list_"), 303)
    except NotAllowed as error:
        return _refuse(linked, error)
    except RuleBroken as error:
        add_error(form, error)
    return _show(linked, form), 422


@pages.get("/verification/member-checks")
@allows(Action.RECORD_MEMBER_CHECK)
def unasked() -> str:
    """Claims of which nobody has asked the storyteller yet."""
    session, scope = current_session(), uncovered_scope(current_actor())
    place = paging(page_asked(), queries.count_unasked(session, scope), PER_PAGE)
    claims = queries.list_unasked(session, scope, page=place.number, per_page=PER_PAGE)
    return render_template("verification/unasked.html", claims=claims, place=place)


@pages.route("/verification/<uuid:link_id>/member-check", methods=["GET", "POST"])
@allows(Action.RECORD_MEMBER_CHECK)
def member_check(link_id: UUID) -> Response | str | tuple[str, int]:
    """Write down what the storyteller says of a claim made of their words."""
    linked, form, session = _linked(link_id), MemberCheckForm(), current_session()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.record_member_check(
                session,
                current_actor(),
                link=linked.link,
                answer=MemberAnswer(form.answer.data),
                how=AskedHow(form.how.data),
                asked_on=form.asked_on.data or clock.today(),
                note=form.note.data or "",
            )
            flash("The storyteller’s word is kept beside the claim.", "done")
            return redirect(url_for("verification.unasked"), 303)
    page = render_template(
        "verification/member_check.html",
        linked=linked,
        form=form,
        before=queries.member_checks_of(session, [linked.link.key]).get(linked.link.key),
    )
    return (page, 422) if form.is_submitted() else page


def _keep(link: EvidenceLink, form: FindingForm) -> None:
    service.verify(
        current_session(),
        current_actor(),
        link=link,
        finding=Finding(form.finding.data),
        reason=form.reason.data or "",
        method=Method(form.method.data),
        checked_on=form.checked_on.data,
    )


def _linked(link_id: UUID) -> LinkedPassage:
    """Find a claim that a person has made, within what this verifier may read."""
    linked = get_link(current_session(), uncovered_scope(current_actor()), link_id)
    if linked.link.status is not LinkStatus.CONFIRMED:
        raise NotFound("Nobody claims this any more.")
    return linked


def _refuse(linked: LinkedPassage, error: NotAllowed) -> tuple[str, int]:
    session, actor = current_session(), current_actor()
    contract = contracts_by_id(session, [linked.commitment.contract_id])
    declared = queries.find_declaration(session, linked.commitment.contract_id, actor.user_id)
    page = render_template(
        "verification/not_independent.html",
        reason=str(error),
        commitment=linked.commitment,
        contract=contract[linked.commitment.contract_id],
        may_declare=declared is None or declared.has_conflict,
    )
    return page, 403


def _show(linked: LinkedPassage, form: FindingForm | None) -> str:
    return render_template(
        "verification/decide.html",
        linked=linked,
        form=form,
        verification=queries.find_verification(current_session(), linked.link.key),
        answer=queries.member_checks_of(current_session(), [linked.link.key]).get(linked.link.key),
        text=_marked(linked),
        **_claim(linked),
    )


def _claim(linked: LinkedPassage) -> dict[str, Any]:
    """Who claims it, about which contract, by what right the words are read, and what else is."""
    session, link = current_session(), linked.link
    found = queries.find_verification(session, link.key)
    contract = contracts_by_id(session, [linked.commitment.contract_id])
    organisations = organisation_names(
        session,
        [
            link.made_by_organisation_id,
            linked.story.organisation_id,
            found.verified_by_organisation_id if found else None,
        ],
    )
    counted = count_links(session, uncovered_scope(current_actor()), list(contract))
    others = {
        stance: passages - (stance is link.stance)
        for (status, stance), (passages, _) in counted.get(link.commitment_id, {}).items()
        if status is LinkStatus.CONFIRMED
    }
    people = names_of(session, [link.made_by_id, found.verified_by_id if found else None])
    live = purposes_of(session, linked.story.submission_id)
    return {
        "contract": contract[linked.commitment.contract_id],
        "organisations": organisations,
        "people": people,
        "others": others,
        "allowed": [words for purpose, words in PURPOSE_WORDS.items() if purpose in live],
    }


def _marked(linked: LinkedPassage) -> Markup:
    """The whole story with the claimed passage marked; ``render_text`` lets nothing else in."""
    version = linked.version
    mark = Mark(linked.link.start, linked.link.end, css_class="sb-run--found")
    turns = split_turns(version.body, linked.story.kind.value)
    return Markup(render_text(version.body, version.format.value, [mark], turns))  # noqa: S704
