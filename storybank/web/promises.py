"""Pages of promises: writing them down, changing them, and what was delivered of them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.commitments import queries, service
from storybank.commitments.models import Commitment, Contract
from storybank.web.auth import allows, current_actor
from storybank.web.commitments import pages
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.deliveries import DeliveryForm
from storybank.web.forms.promises import CommitmentChangeForm, CommitmentForm
from storybank.web.promise_form import Choices, as_typed, choices_listed, owners_listed
from storybank.web.promise_page import gather_promise
from storybank.web.session import current_session

Page = str | tuple[str, int] | Answer


@pages.route("/<uuid:contract_id>/commitments/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def add_commitment(contract_id: UUID) -> Page:
    """A new promise. What its words say of number and day is offered before it is kept."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    number = queries.count_commitments(session, [contract.key]).get(contract.key, 0) + 1
    form = CommitmentForm(data={"ref": f"C{number}"})
    owner = owners_listed(form, contract.organisation_id)
    choices = choices_listed(form, contract)
    offered = form.validate_on_submit() and form.offer_figures()
    if form.is_submitted() and not form.errors and not offered:
        with errors_shown_on(form):
            service.add_commitment(
                session,
                actor,
                contract=contract,
                terms=form.terms(choices.codes, choices.items),
                owner=owner(),
            )
            flash("The promise is written down.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _commitment_form(form, contract, choices, offered=offered)


@pages.route("/commitments/<uuid:commitment_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit_commitment(commitment_id: UUID) -> Page:
    """A promise written down anew, with the reason."""
    session, actor = current_session(), current_actor()
    commitment, contract = queries.get_commitment(session, actor, commitment_id)
    form = CommitmentChangeForm(data=as_typed(commitment))
    owner = owners_listed(form, contract.organisation_id, commitment.owner_id)
    choices = choices_listed(form, contract, commitment)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.propose_change(
                session,
                actor,
                commitment=commitment,
                terms=form.terms(choices.codes, choices.items, commitment),
                owner=owner(),
                reason=form.reason.data or "",
            )
            flash("The promise is changed. What it said before stays on record.", "done")
            return redirect(url_for(".commitment", commitment_id=commitment.public_id), 303)
    return _commitment_form(form, contract, choices, commitment=commitment)


@pages.get("/commitments/<uuid:commitment_id>")
@allows(Action.READ_CONTRACT)
def commitment(commitment_id: UUID) -> str:
    """One promise: its words, what was delivered, who speaks of it, and what was found."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    return render_template(
        "commitments/commitment.html",
        commitment=promise,
        contract=contract,
        **gather_promise(session, actor, promise),
    )


@pages.route("/commitments/<uuid:commitment_id>/deliveries/new", methods=["GET", "POST"])
@allows(Action.RECORD_DELIVERY)
def add_delivery(commitment_id: UUID) -> Page:
    """What the supplier reports to have done in a period."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    form = DeliveryForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.record_delivery(session, actor, commitment=promise, **form.told())
            flash("The delivery is written down.", "done")
            page = url_for(".commitment", commitment_id=promise.public_id, _anchor="delivered")
            return redirect(page, 303)
    return _answer("commitments/delivery.html", form, contract=contract, commitment=promise)


def _answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200


def _commitment_form(
    form: CommitmentForm,
    contract: Contract,
    choices: Choices,
    *,
    commitment: Commitment | None = None,
    offered: bool = False,
) -> tuple[str, int]:
    return _answer(
        "commitments/edit_commitment.html",
        form,
        contract=contract,
        commitment=commitment,
        offered=offered,
        definitions=choices.definitions,
    )
