"""Pages of contracts and commitments: what was promised, and what stands to its account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import can
from storybank.commitments import queries, service
from storybank.commitments.importing import Outcome, import_contracts
from storybank.commitments.readers import ReadLimits, Unreadable, read_contracts
from storybank.commitments.readers.sheet import COLUMNS
from storybank.reviews.ledger import contract_ledger, count_people_heard
from storybank.stories.queries import count_stories, list_with_words
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.commitments import ContractForm, ImportForm
from storybank.web.ledger_rows import promise_rows
from storybank.web.look_twice import doubts_of_contract
from storybank.web.promise_form import as_typed, owners_listed
from storybank.web.session import current_session
from storybank.web.story_items import titles_of
from storybank.web.uploads import arrived, empty_table

pages = Blueprint("commitments", __name__, url_prefix="/contracts")

STORIES_SHOWN = 5
Page = str | tuple[str, int] | Answer


@pages.get("")
@allows(Action.READ_CONTRACT)
def list_() -> str:
    """Every contract the reader may read, with what stands out in its ledger."""
    session, actor = current_session(), current_actor()
    contracts = queries.list_contracts(session, actor)
    ids = [contract.key for contract in contracts]
    scope = reading_scope(actor)
    return render_template(
        "commitments/list.html",
        contracts=contracts,
        ledger=contract_ledger(session, scope, ids),
        heard=count_people_heard(session, scope, ids),
    )


@pages.get("/<uuid:contract_id>")
@allows(Action.READ_CONTRACT)
def show(contract_id: UUID) -> str:
    """One contract and its ledger."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    scope = reading_scope(actor)
    ledger = contract_ledger(session, scope, [contract.key])[contract.key]
    owners = names_of(session, [contract.owner_id, *(row.commitment.owner_id for row in ledger)])
    may_link = can(actor, Action.LINK_EVIDENCE)
    stories = list_with_words(session, scope, contract_id=contract.key, per_page=STORIES_SHOWN)
    return render_template(
        "commitments/detail.html",
        contract=contract,
        owner=owners.get(contract.owner_id or 0),
        ledger=ledger,
        rows=promise_rows(ledger, owners=owners, may_link=may_link),
        heard=count_people_heard(session, scope, [contract.key])[contract.key],
        doubts=doubts_of_contract(session, actor, contract, ledger),
        stories=stories,
        titles=titles_of(session, actor, stories),
        stories_in_all=count_stories(session, scope, contract_id=contract.key),
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def add() -> Page:
    """A new contract of the actor's own organisation."""
    organisation = _own_organisation(current_session())
    form = ContractForm()
    owner = owners_listed(form, organisation.key)
    if form.validate_on_submit():
        with errors_shown_on(form):
            contract = service.add_contract(
                current_session(),
                current_actor(),
                terms=form.terms(),
                organisation=organisation,
                owner=owner(),
            )
            flash("The contract is written down. Add its promises next.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _answer("commitments/edit.html", form, contract=None)


@pages.route("/<uuid:contract_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit(contract_id: UUID) -> Page:
    """A contract's terms written down anew."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    form = ContractForm(data=as_typed(contract))
    owner = owners_listed(form, contract.organisation_id, contract.owner_id)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_contract(
                session, actor, contract=contract, terms=form.terms(), owner=owner()
            )
            flash("The contract is changed.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _answer("commitments/edit.html", form, contract=contract)


@pages.route("/import", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def import_() -> Page:
    """Contracts out of a file; the answer says line by line what became of it."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _answer("commitments/import.html", form, columns=COLUMNS)
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    try:
        with arrived([form.file.data]) as [(path, name)]:
            read = read_contracts(path, name=name, limits=limits)
    except Unreadable as unreadable:
        form.file.errors = [str(unreadable)]
        return _answer("commitments/import.html", form, columns=COLUMNS)
    session = current_session()
    lines = import_contracts(
        session, current_actor(), read=read, organisation=_own_organisation(session)
    )
    return render_template(
        "commitments/imported.html",
        name=name,
        lines=lines,
        counts={each: sum(line.outcome is each for line in lines) for each in Outcome},
        notices=read.notices,
    )


@pages.get("/import/template.csv")
@allows(Action.EDIT_CONTRACT)
def template() -> Response:
    """A table with the headings that an import understands, for a spreadsheet to open."""
    return empty_table(COLUMNS, "contracts-template.csv")


def _answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200


def _own_organisation(session: Session) -> Organisation:
    return session.get_one(Organisation, current_actor().organisation_id)
