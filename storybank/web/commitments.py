"""Pages of contracts and commitments: what was promised, and what stands to its account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.commitments import queries, service
from storybank.web.auth import allows, current_actor
from storybank.web.contract_form import choices_of_contract, contract_as_typed
from storybank.web.contract_list import gather_contracts
from storybank.web.contract_page import gather_contract
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.commitments import ContractForm
from storybank.web.session import current_session

pages = Blueprint("commitments", __name__, url_prefix="/contracts")

STORIES_SHOWN = 5
Page = str | tuple[str, int] | Answer


@pages.get("")
@allows(Action.READ_CONTRACT)
def list_() -> str:
    """Contracts the reader may read, narrowed and paged, with what stands out in each ledger."""
    page = gather_contracts(current_session(), current_actor(), request.args)
    return render_template("commitments/list.html", page=page)


@pages.get("/<uuid:contract_id>")
@allows(Action.READ_CONTRACT)
def show(contract_id: UUID) -> str:
    """One contract and its ledger: the desk of whoever looks after it."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    return render_template("commitments/detail.html", **gather_contract(session, actor, contract))


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def add() -> Page:
    """A new contract or grant of the actor's own organisation."""
    session, actor = current_session(), current_actor()
    organisation = own_organisation(session)
    form = ContractForm()
    chosen = choices_of_contract(session, actor, form, organisation_id=organisation.key)
    if form.validate_on_submit():
        with errors_shown_on(form):
            contract = service.add_contract(
                session,
                actor,
                terms=form.terms(place=chosen.place(), framework=chosen.framework),
                organisation=organisation,
                owner=chosen.owner,
                deputy=chosen.deputy,
            )
            flash(
                "The contract is written down. Add its promises next"
                + (
                    ", each with how you will hear from the people."
                    if contract.is_people_service
                    else "."
                ),
                "done",
            )
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return answer("commitments/edit.html", form, contract=None)


@pages.route("/<uuid:contract_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit(contract_id: UUID) -> Page:
    """A contract's terms written down anew."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    form = ContractForm(data=contract_as_typed(session, contract))
    chosen = choices_of_contract(
        session, actor, form, organisation_id=contract.organisation_id, contract=contract
    )
    if form.validate_on_submit():
        held = service.contract_terms_of(session, contract)
        with errors_shown_on(form):
            service.change_contract(
                session,
                actor,
                contract=contract,
                terms=form.terms(place=chosen.place(), framework=chosen.framework, held=held),
                owner=chosen.owner,
                deputy=chosen.deputy,
            )
            flash("The contract is changed.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return answer("commitments/edit.html", form, contract=contract)


def answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200


def own_organisation(session: Session) -> Organisation:
    """The organisation whose contracts the actor writes."""
    return session.get_one(Organisation, current_actor().organisation_id)
