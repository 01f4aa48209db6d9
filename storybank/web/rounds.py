"""Pages of verification rounds: drawing a sample, declaring interests, what was found."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import can
from storybank.commitments.models import Contract
from storybank.commitments.queries import list_commitments
from storybank.core import clock
from storybank.core.errors import NotAllowed
from storybank.reviews.ledger.evidence import evidence_of
from storybank.stories.rules import reading_scope
from storybank.verification import queries, service
from storybank.verification.drawing import make_seed, write_list
from storybank.verification.wording import add_up
from storybank.web.auth import allows, current_actor
from storybank.web.contract_contents import contract_contents
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.verification import CloseRoundForm, DrawForm, InterestForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("rounds", __name__)
PER_PAGE = 25
CLAIMS_SHOWN = 50
Page = str | tuple[str, int] | Answer


@pages.get("/verification/rounds")
@allows(Action.READ_ROUND)
def list_() -> str:
    """Rounds of every contract the reader may know of, newest first."""
    session, actor = current_session(), current_actor()
    place = paging(page_asked(), queries.count_rounds(session, actor), PER_PAGE)
    rounds = queries.list_rounds(session, actor, page=place.number, per_page=PER_PAGE)
    figures = queries.figures_of(session, rounds)
    return render_template("rounds/list.html", rounds=rounds, figures=figures, place=place)


@pages.get("/contracts/<uuid:contract_id>/verification")
@allows(Action.READ_ROUND)
def of_contract(contract_id: UUID) -> str:
    """What was verified of a contract: promise by promise, round by round, and who declared."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract_to_verify(session, actor, contract_id)
    scope = reading_scope(actor)
    promises = list_commitments(session, contract.key)
    ids = [promise.key for promise in promises]
    checked = queries.checked_of(session, scope, commitment_ids=ids)
    evidence = evidence_of(session, scope, ids)
    claims = {promise: found.heard for promise, found in evidence.items()}
    rounds = queries.list_rounds(session, actor, contract_id=contract.key, per_page=100)
    return render_template(
        "rounds/contract.html",
        contract=contract,
        contents=contract_contents(contract, actor),
        promises=promises,
        checked=checked,
        claims=claims,
        in_all=(add_up(checked.values()), sum(claims.values())),
        rounds=rounds,
        figures=queries.figures_of(session, rounds),
        declarations=queries.list_declarations(session, contract.key),
        own=queries.find_declaration(session, contract.key, actor.user_id),
        open_round=queries.find_open_round(session, contract.key, actor.organisation_id),
    )


@pages.route("/contracts/<uuid:contract_id>/verification/interest", methods=["GET", "POST"])
@allows(Action.VERIFY_LINK)
def declare(contract_id: UUID) -> Page:
    """Say whether one has an interest in a contract."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract_to_verify(session, actor, contract_id)
    form = InterestForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            interest = form.interest.data == "yes"
            service.declare_interest(
                session,
                actor,
                contract=contract,
                has_conflict=interest,
                statement=form.statement.data or "",
            )
            flash("Your declaration is kept.", "done")
            return redirect(_contract_page(contract), 303)
    page = render_template(
        "rounds/declare.html",
        form=form,
        contract=contract,
        before=queries.find_declaration(session, contract.key, actor.user_id),
    )
    return (page, 422) if form.is_submitted() else page


@pages.route("/contracts/<uuid:contract_id>/verification/draw", methods=["GET", "POST"])
@allows(Action.DRAW_ROUND)
def draw(contract_id: UUID) -> Page:
    """Choose how many, see the seed and the list's hash, then draw."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract_to_verify(session, actor, contract_id)
    try:
        service.check_may_draw(session, actor, contract=contract)
    except NotAllowed as error:
        return _refuse(contract, error)
    form = DrawForm()
    claims = queries.list_population(session, contract.key)
    if not form.is_submitted():
        form.seed.data = make_seed()
        return _ask(form, contract, claims)
    if form.validate():
        with errors_shown_on(form):
            terms: dict[str, Any] = {
                "contract": contract,
                "seed": form.seed.data or "",
                "size": form.size_of(len(claims)),
                "each_promise": bool(form.each_promise.data),
            }
            if not form.planned.data:
                plan = service.plan_round(session, actor, **terms)
                return render_template(
                    "rounds/confirm_draw.html", form=form, contract=contract, plan=plan
                )
            round_ = service.draw_round(session, actor, planned_hash=form.planned.data, **terms)
            flash("The sample is drawn. It cannot be drawn again.", "done")
            return redirect(url_for("rounds.show", round_id=round_.public_id), 303)
    return _ask(form, contract, claims), 422


@pages.get("/verification/rounds/<uuid:round_id>")
@allows(Action.READ_ROUND)
def show(round_id: UUID) -> str:
    """One round: its seed, its sample, what was found, and how to draw it again."""
    session, actor = current_session(), current_actor()
    one = queries.get_round(session, actor, round_id)
    place = paging(page_asked(), one.round.sample_size, CLAIMS_SHOWN)
    sampled = queries.list_sampled(session, one.round.key, page=place.number, per_page=CLAIMS_SHOWN)
    ids = [item.link.key for item in sampled if item.stands]
    return render_template(
        "rounds/show.html",
        one=one,
        contents=contract_contents(one.contract, actor),
        figures=queries.figures_of(session, [one])[one.round.key],
        sampled=sampled,
        findings=queries.findings_as(session, ids),
        answers=queries.member_checks_of(session, ids),
        place=place,
        people=names_of(session, [one.round.drawn_by_id, one.round.closed_by_id]),
        own=_is_own(one),
    )


@pages.get("/verification/rounds/<uuid:round_id>/list.txt")
@allows(Action.READ_ROUND)
def population(round_id: UUID) -> Response:
    """The list a round was drawn from: ids only, one claim a line."""
    session = current_session()
    return list_file(queries.get_round(session, current_actor(), round_id))


@pages.route("/verification/rounds/<uuid:round_id>/close", methods=["GET", "POST"])
@allows(Action.DRAW_ROUND)
def close(round_id: UUID) -> Page:
    """Close a round, once confirmed: it goes on the public register. Others are told why not."""
    session, actor = current_session(), current_actor()
    one = queries.get_round(session, actor, round_id)
    service.check_may_close(session, actor, round_=one.round)
    form = CloseRoundForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.close_round(session, actor, round_=one.round, note=form.note.data or "")
            flash("The round is closed, and stands on the public register.", "done")
            return redirect(url_for("rounds.show", round_id=round_id), 303)
    figures = queries.figures_of(session, [one])[one.round.key]
    page = render_template("rounds/close.html", one=one, form=form, figures=figures)
    return (page, 422) if form.is_submitted() else page


def list_file(one: queries.RoundAs) -> Response:
    """The list of a round as a file, whose SHA-256 is the one that is published."""
    listed = queries.list_of_round(current_session(), one.round.key)
    name = f"claims-round-{one.round.number}-{str(one.round.public_id)[:8]}.txt"
    return Response(
        write_list(listed, each_promise=one.each_promise),
        mimetype="text/plain",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _is_own(one: queries.RoundAs) -> bool:
    """Whether the reader is of the body that drew a round, and it is still open."""
    actor = current_actor()
    return (
        can(actor, Action.DRAW_ROUND)
        and one.round.closed_at is None
        and one.round.organisation_id == actor.organisation_id
    )


def _contract_page(contract: Contract) -> str:
    return url_for("rounds.of_contract", contract_id=contract.public_id)


def _refuse(contract: Contract, error: NotAllowed) -> Page:
    """Who has not declared yet is asked to; others are told why they cannot draw."""
    session, actor = current_session(), current_actor()
    declared = queries.find_declaration(session, contract.key, actor.user_id)
    page = render_template(
        "rounds/not_independent.html",
        contract=contract,
        reason=str(error),
        may_declare=declared is None or declared.has_conflict,
    )
    return page, 403


def _ask(form: DrawForm, contract: Contract, claims: list[queries.Claim]) -> str:
    return render_template(
        "rounds/draw.html",
        form=form,
        contract=contract,
        population=len(claims),
        promises=len({claim.commitment_id for claim in claims}),
        today=clock.today(),
    )
