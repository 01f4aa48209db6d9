"""Pages of contracts and commitments: what was promised, and what stands to its account."""

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import list_colleagues, names_of, organisation_names
from storybank.accounts.rules import can
from storybank.audit.queries import list_events_of
from storybank.codebook.queries import codes_by_slug, list_codes
from storybank.commitments import queries, service
from storybank.commitments.importing import Outcome, import_contracts
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.readers import ReadLimits, Unreadable, read_contracts
from storybank.commitments.readers.sheet import COLUMNS
from storybank.core.errors import RuleBroken
from storybank.linking.models import LinkStatus
from storybank.linking.queries import list_links
from storybank.reports.ledger import contract_ledger, count_people_heard
from storybank.stories.queries import count_stories, list_with_words
from storybank.stories.rules import reading_scope
from storybank.verification.queries import verifications_of
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import add_error
from storybank.web.forms.commitments import (
    CommitmentChangeForm,
    CommitmentForm,
    ContractForm,
    DeliveryForm,
    ImportForm,
    list_owners,
    list_themes,
)
from storybank.web.ledger_rows import amount, promise_rows
from storybank.web.promise_history import promise_history
from storybank.web.session import current_session

pages = Blueprint("commitments", __name__, url_prefix="/contracts")

STORIES_SHOWN = 5
PASSAGES_SHOWN = 200
SUGGESTIONS_SHOWN = 20
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
    return render_template(
        "commitments/detail.html",
        contract=contract,
        owner=owners.get(contract.owner_id or 0),
        ledger=ledger,
        rows=promise_rows(ledger, contract=contract, owners=owners, may_link=may_link),
        heard=count_people_heard(session, scope, [contract.key])[contract.key],
        stories=list_with_words(session, scope, contract_id=contract.key, per_page=STORIES_SHOWN),
        stories_in_all=count_stories(session, scope, contract_id=contract.key),
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def add() -> Page:
    """A new contract of the actor's own organisation."""
    session, actor = current_session(), current_actor()
    organisation = _own_organisation(session)
    form = ContractForm()
    people = _list_owners(session, form, organisation.key)
    if form.validate_on_submit():
        try:
            contract = service.add_contract(
                session,
                actor,
                terms=form.terms(),
                organisation=organisation,
                owner=people.get(form.owner.data),
            )
        except RuleBroken as broken:
            add_error(form, broken)
        else:
            flash("The contract is written down. Add its promises next.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _answer("commitments/edit.html", form, contract=None)


@pages.route("/<uuid:contract_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit(contract_id: UUID) -> Page:
    """A contract's terms written down anew."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    form = ContractForm(data=_as_typed(session, contract))
    people = _list_owners(session, form, contract.organisation_id, contract.owner_id)
    if form.validate_on_submit():
        try:
            service.change_contract(
                session,
                actor,
                contract=contract,
                terms=form.terms(),
                owner=people.get(form.owner.data),
            )
        except RuleBroken as broken:
            add_error(form, broken)
        else:
            flash("The contract is changed.", "done")
            return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _answer("commitments/edit.html", form, contract=contract)


@pages.route("/<uuid:contract_id>/commitments/new", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def add_commitment(contract_id: UUID) -> Page:
    """A new promise. What its words say of number and day is offered before it is kept."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    number = queries.count_commitments(session, [contract.key]).get(contract.key, 0) + 1
    form = CommitmentForm(data={"ref": f"C{number}"})
    people = _list_owners(session, form, contract.organisation_id)
    list_themes(form.themes, list_codes(session))
    offered = False
    if form.validate_on_submit():
        offered = form.offer_figures()
        if not offered:
            try:
                service.add_commitment(
                    session,
                    actor,
                    contract=contract,
                    terms=form.terms(codes_by_slug(session)),
                    owner=people.get(form.owner.data),
                )
            except RuleBroken as broken:
                add_error(form, broken)
            else:
                flash("The promise is written down.", "done")
                return redirect(url_for(".show", contract_id=contract.public_id), 303)
    return _answer(
        "commitments/edit_commitment.html",
        form,
        contract=contract,
        commitment=None,
        offered=offered,
        definitions=_definitions(session),
    )


@pages.route("/commitments/<uuid:commitment_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit_commitment(commitment_id: UUID) -> Page:
    """A promise written down anew, with the reason."""
    session, actor = current_session(), current_actor()
    commitment, contract = queries.get_commitment(session, actor, commitment_id)
    themes = queries.themes_of(session, [commitment.key]).get(commitment.key, [])
    form = CommitmentChangeForm(
        data={**_as_typed(session, commitment), "themes": [code.slug for code in themes]}
    )
    people = _list_owners(session, form, contract.organisation_id, commitment.owner_id)
    list_themes(form.themes, list_codes(session))
    if form.validate_on_submit():
        try:
            service.change_commitment(
                session,
                actor,
                commitment=commitment,
                terms=form.terms(codes_by_slug(session)),
                owner=people.get(form.owner.data),
                reason=form.reason.data or "",
            )
        except RuleBroken as broken:
            add_error(form, broken)
        else:
            flash("The promise is changed. What it said before stays on record.", "done")
            return redirect(url_for(".commitment", commitment_id=commitment.public_id), 303)
    return _answer(
        "commitments/edit_commitment.html",
        form,
        contract=contract,
        commitment=commitment,
        offered=False,
        definitions=_definitions(session),
    )


@pages.get("/commitments/<uuid:commitment_id>")
@allows(Action.READ_CONTRACT)
def commitment(commitment_id: UUID) -> str:
    """One promise: its words, what was delivered, who speaks of it, and what was found."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    scope = reading_scope(actor)
    ledger = contract_ledger(session, scope, [contract.key])[contract.key]
    passages = list_links(session, scope, commitment_id=promise.key, most=PASSAGES_SHOWN)
    findings = verifications_of(session, [passage.link.key for passage in passages])
    deliveries = queries.list_deliveries(session, promise.key)
    events = list_events_of(session, "Commitment", str(promise.public_id))
    people = names_of(
        session,
        [
            promise.owner_id,
            *(event.actor_id for event in events),
            *(passage.link.made_by_id for passage in passages),
        ],
    )
    return render_template(
        "commitments/commitment.html",
        commitment=promise,
        contract=contract,
        row=next(row for row in ledger if row.commitment.id == promise.id),
        passages=passages,
        suggested=list_links(
            session,
            scope,
            commitment_id=promise.key,
            statuses=(LinkStatus.SUGGESTED,),
            most=SUGGESTIONS_SHOWN,
        ),
        findings=findings,
        verifiers=organisation_names(
            session, [one.verified_by_organisation_id for one in findings.values()]
        ),
        deliveries=deliveries,
        people=people,
        amount=amount,
        history=promise_history(events, people),
    )


@pages.route("/commitments/<uuid:commitment_id>/deliveries/new", methods=["GET", "POST"])
@allows(Action.RECORD_DELIVERY)
def add_delivery(commitment_id: UUID) -> Page:
    """What the supplier reports to have done in a period."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    form = DeliveryForm()
    if form.validate_on_submit():
        try:
            service.record_delivery(session, actor, commitment=promise, **form.told())
        except RuleBroken as broken:
            add_error(form, broken)
        else:
            flash("The delivery is written down.", "done")
            page = url_for(".commitment", commitment_id=promise.public_id, _anchor="delivered")
            return redirect(page, 303)
    return _answer("commitments/delivery.html", form, contract=contract, commitment=promise)


@pages.route("/import", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def import_() -> Page:
    """Contracts out of a file; the answer says line by line what became of it."""
    session, actor = current_session(), current_actor()
    form = ImportForm()
    if form.validate_on_submit():
        upload = form.file.data
        limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
        try:
            with TemporaryDirectory() as folder:
                path = Path(folder) / "upload"
                upload.save(path)
                read = read_contracts(path, name=upload.filename or "", limits=limits)
        except Unreadable as unreadable:
            form.file.errors = [str(unreadable)]
        else:
            lines = import_contracts(
                session, actor, read=read, organisation=_own_organisation(session)
            )
            counts = {each: sum(line.outcome is each for line in lines) for each in Outcome}
            return render_template(
                "commitments/imported.html",
                name=upload.filename,
                lines=lines,
                counts=counts,
                notices=read.notices,
            )
    return _answer("commitments/import.html", form, columns=COLUMNS)


@pages.get("/import/template.csv")
@allows(Action.EDIT_CONTRACT)
def template() -> Response:
    """A table with the headings that an import understands, for a spreadsheet to open."""
    table = io.StringIO()
    csv.writer(table).writerow(COLUMNS)
    # The mark at the front tells spreadsheets that the file is UTF-8.
    return Response(
        "\ufeff" + table.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=contracts-template.csv"},
    )


def _answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200


def _own_organisation(session: Session) -> Organisation:
    return session.get_one(Organisation, current_actor().organisation_id)


def _list_owners(
    session: Session, form: Any, organisation_id: int, owner_id: int | None = None
) -> dict[str, User]:
    """List colleagues in a form, with whoever owns the thing now; gives them by public id."""
    people = list(list_colleagues(session, organisation_id))
    if owner_id is not None and all(person.id != owner_id for person in people):
        people.append(session.get_one(User, owner_id))
    list_owners(form.owner, people)
    return {str(person.public_id): person for person in people}


def _as_typed(session: Session, kept: Contract | Commitment) -> dict[str, Any]:
    """A kept contract or promise as the data of its form."""
    owner = None if kept.owner_id is None else session.get_one(User, kept.owner_id)
    return {**kept.model_dump(), "owner": "" if owner is None else str(owner.public_id)}


def _definitions(session: Session) -> dict[str, str]:
    return {code.slug: code.definition for code in list_codes(session)}
