"""Pages of promises: writing them down, changing them, and taking them out of the contract."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.commitments import queries, service
from storybank.commitments.models import ChangeStatus, Commitment, CommitmentChange, Contract
from storybank.commitments.rules import questions_of, written_of
from storybank.web.auth import allows, current_actor
from storybank.web.commitments import pages
from storybank.web.deliveries import page_of
from storybank.web.filters import plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.promises import (
    CommitmentChangeForm,
    CommitmentForm,
    RestoreForm,
    WithdrawForm,
)
from storybank.web.promise_checks import gather_checks
from storybank.web.promise_form import Choices, as_typed, choices_listed, owners_listed
from storybank.web.promise_history import why_lower
from storybank.web.promise_page import gather_promise
from storybank.web.review_pages.promise import gather_running
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
            promise = service.add_commitment(
                session,
                actor,
                contract=contract,
                terms=form.terms(choices.codes, choices.items),
                owner=owner(),
            )
            _say_what_is_open(promise, contract)
            return redirect(page_of(promise, "checked"), 303)
    return _commitment_form(form, contract, choices, offered=offered)


@pages.route("/commitments/<uuid:commitment_id>/edit", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def edit_commitment(commitment_id: UUID) -> Page:
    """A promise written down anew, with the reason; a lowering waits for a second person."""
    session, actor = current_session(), current_actor()
    commitment, contract = queries.get_commitment(session, actor, commitment_id)
    form = CommitmentChangeForm(data=as_typed(commitment))
    owner = owners_listed(form, contract.organisation_id, commitment.owner_id)
    choices = choices_listed(form, contract, commitment)
    if form.validate_on_submit():
        with errors_shown_on(form):
            change = service.propose_change(
                session,
                actor,
                commitment=commitment,
                terms=form.terms(choices.codes, choices.items, commitment),
                owner=owner(),
                reason=form.reason.data or "",
            )
            _say_what_became(change)
            return redirect(page_of(commitment), 303)
    return _commitment_form(form, contract, choices, commitment=commitment)


@pages.get("/commitments/<uuid:commitment_id>")
@allows(Action.READ_CONTRACT)
def commitment(commitment_id: UUID) -> str:
    """One promise: its words, what was delivered, who speaks of it, and what was found."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    known = gather_promise(session, actor, promise)
    checks = gather_checks(
        session,
        actor,
        promise,
        contract,
        delivered=known["row"].delivered,
        deliveries=known["deliveries"],
        changes=known["changes"],
    )
    return render_template(
        "commitments/commitment.html",
        commitment=promise,
        contract=contract,
        **known,
        **checks,
        **gather_running(session, promise),
    )


@pages.route("/commitments/<uuid:commitment_id>/withdraw", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def withdraw_commitment(commitment_id: UUID) -> Page:
    """A promise taken out of the contract, once a second person agrees."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            assert form.on.data is not None
            change = service.withdraw_commitment(
                session,
                actor,
                commitment=promise,
                on=form.on.data,
                reason=form.reason.data or "",
            )
            _say_what_became(change)
            return redirect(page_of(promise), 303)
    return _answer("commitments/withdraw.html", form, commitment=promise, contract=contract)


@pages.route("/commitments/<uuid:commitment_id>/restore", methods=["GET", "POST"])
@allows(Action.EDIT_CONTRACT)
def restore_commitment(commitment_id: UUID) -> Page:
    """A promise put back that was taken out of the contract."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    form = RestoreForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.restore_commitment(
                session, actor, commitment=promise, reason=form.reason.data or ""
            )
            flash("The promise stands in the contract again.", "done")
            return redirect(page_of(promise), 303)
    return _answer("commitments/restore.html", form, commitment=promise, contract=contract)


def _say_what_is_open(promise: Commitment, contract: Contract) -> None:
    number = len(questions_of(written_of(promise, contract)))
    open_ = plural(number, "question below", "questions below")
    rest = f" {open_} would make it easier to check." if number else ""
    flash(f"The promise is written down.{rest}", "done")


def _say_what_became(change: CommitmentChange | None) -> None:
    if change is None:
        flash("Nothing was different, so nothing was changed.", "note")
    elif change.status is ChangeStatus.PROPOSED:
        why = " and ".join(why_lower(change))
        flash(
            f"This lowers the promise: {why}. It waits until a colleague agrees; until then the "
            "promise stands as it was.",
            "note",
        )
    else:
        flash("The promise is changed. What it said before stays on record.", "done")


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
        questions=questions_of(written_of(commitment, contract)) if commitment else [],
    )
