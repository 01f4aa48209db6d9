"""Pages of what was agreed: the list, a new one, and saying that one is done."""

from typing import Any
from uuid import UUID

from flask import flash, request, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_commitments
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.reviews import queries, service
from storybank.reviews.models import Review, Side
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import SIDE_NAMES
from storybank.web.forms.reviews import ActionForm, FinishForm
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_contract,
    pages,
)
from storybank.web.session import current_session


@pages.get("/contracts/<uuid:contract_id>/actions")
@allows(Action.READ_REVIEW)
def actions(contract_id: UUID) -> str:
    """What both sides agreed to do: what is late, what is open, and what came of the rest."""
    session, found = current_session(), own_contract(contract_id)
    standing = queries.list_open_actions(session, found.key)
    done = queries.list_done_actions(session, found.key)
    return contract_page(
        "actions",
        found,
        today=clock.today(),
        standing=standing,
        done=done,
        promises=queries.commitments_of(session, [*standing, *done]),
        side_names=SIDE_NAMES,
    )


@pages.route("/contracts/<uuid:contract_id>/actions/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def agree(contract_id: UUID) -> Page:
    """Something agreed, at a review (``?review=``) or between two, on a promise or the whole."""
    session, found = current_session(), own_contract(contract_id)
    promises = list_commitments(session, found.key)
    review = _review_asked(found)
    form = ActionForm(data={"commitment": request.args.get("commitment", "")})
    form.offer(promises)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.agree_action(
                session,
                current_actor(),
                contract=found,
                text=form.text.data or "",
                side=Side(form.side.data),
                owner=form.owner.data or "",
                due_on=form.due_on.day,
                review=review,
                commitment=_chosen(promises, form.commitment.data),
            )
            flash("It is on the list of what was agreed.", "done")
            return back_to(**_back(found, review))
    return form_page(
        form,
        heading="Add what was agreed",
        contract=found,
        back=url_for(**_back(found, review)),
        button="Keep it",
    )


@pages.get("/actions/<uuid:action_id>")
@allows(Action.READ_REVIEW)
def action(action_id: UUID) -> str:
    """One thing agreed: whose it is, by when, and what came of it."""
    session = current_session()
    one, contract = queries.get_action(session, current_actor(), action_id)
    promise = queries.commitments_of(session, [one]).get(one.commitment_id)
    people = names_of(session, [one.agreed_by_id])
    return contract_page(
        "action",
        contract,
        action=one,
        promise=promise,
        today=clock.today(),
        side_names=SIDE_NAMES,
        agreed_by=people.get(one.agreed_by_id or 0),
    )


@pages.route("/actions/<uuid:action_id>/done", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def finish(action_id: UUID) -> Page:
    """That something agreed is done, and what came of it."""
    session, actor = current_session(), current_actor()
    one, contract = queries.get_action(session, actor, action_id)
    form = FinishForm(data={"done_on": clock.today()})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.finish_action(
                session,
                actor,
                action=one,
                done_on=form.done_on.day,
                outcome=form.outcome.data or "",
            )
            flash("It is done.", "done")
            return back_to(".actions", contract_id=contract.public_id)
    return form_page(
        form,
        heading="Say that it is done",
        contract=contract,
        about=one.text,
        back=url_for(".actions", contract_id=contract.public_id),
        button="It is done",
    )


def _review_asked(contract: Contract) -> Review | None:
    """The review in the address, if it is one of this contract."""
    asked = request.args.get("review")
    if not asked:
        return None
    try:
        review, of = queries.get_review(current_session(), current_actor(), UUID(asked))
    except (ValueError, NotFound):
        return None
    return review if of.id == contract.id else None


def _chosen(promises: Any, public_id: str | None) -> Commitment | None:
    return next((one for one in promises if str(one.public_id) == public_id), None)


def _back(contract: Contract, review: Review | None) -> dict[str, Any]:
    if review is not None:
        return {"endpoint": ".show", "review_id": review.public_id}
    return {"endpoint": ".actions", "contract_id": contract.public_id}
