"""Pages of changes of promises: what waits for a second person, and deciding on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import can
from storybank.commitments import queries, service
from storybank.commitments.models import ChangeStatus
from storybank.commitments.rules import lowerings, may_be_no_lowering
from storybank.core.errors import NotAllowed
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.promises import DecisionForm
from storybank.web.paging import page_asked, paging
from storybank.web.promise_history import OPERATOR, people_in, what_changes, why_lower
from storybank.web.session import current_session

pages = Blueprint("changes", __name__, url_prefix="/changes")

Page = str | tuple[str, int] | Answer


@pages.get("")
@allows(Action.APPROVE_CHANGE)
def list_() -> str:
    """Changes that wait for a second person, the longest waiting first."""
    session, actor = current_session(), current_actor()
    total = queries.count_waiting_changes(session, actor)
    place = paging(page_asked(), total, queries.CHANGES_A_PAGE)
    waiting = queries.list_waiting_changes(session, actor, page=place.number)
    people = names_of(session, people_in([change for change, *_ in waiting]))
    return render_template(
        "changes/list.html",
        waiting=waiting,
        people=people,
        paging=place,
        why_lower=why_lower,
        what_changes=what_changes,
        operator=OPERATOR,
        own_id=actor.user_id,
    )


@pages.route("/<uuid:change_id>", methods=["GET", "POST"])
@allows(Action.READ_CONTRACT)
def show(change_id: UUID) -> Page:
    """One change, before and after side by side; whoever may decides on it here."""
    session, actor = current_session(), current_actor()
    change, promise, contract = queries.get_change(session, actor, change_id)
    form = DecisionForm()
    page = url_for("commitments.commitment", commitment_id=promise.public_id)
    if form.validate_on_submit():
        with errors_shown_on(form):
            _decide(change, form)
            return redirect(page, 303)
    people = names_of(session, people_in([change]))
    waits = change.status is ChangeStatus.PROPOSED
    own = change.proposed_by_id == actor.user_id
    answer = render_template(
        "changes/show.html",
        form=form,
        change=change,
        commitment=promise,
        contract=contract,
        people=people,
        operator=OPERATOR,
        what=what_changes(change, people),
        why=why_lower(change),
        only_unit=may_be_no_lowering(lowerings(change.before, change.after)),
        waits=waits,
        own=own,
        may_decide=waits and can(actor, Action.APPROVE_CHANGE),
    )
    return answer, 422 if form.is_submitted() else 200


def _decide(change: Any, form: DecisionForm) -> None:
    session, actor = current_session(), current_actor()
    note = form.note.data or ""
    if request.form.get("decision") == "approve":
        service.approve_change(
            session, actor, change=change, note=note, is_no_lowering=form.is_no_lowering.data
        )
        flash("The promise is changed. Who agreed, and why, stays on record.", "done")
    elif request.form.get("decision") == "refuse":
        service.refuse_change(session, actor, change=change, note=note)
        flash("The promise stands as it was. What was proposed stays on record.", "done")
    else:
        raise NotAllowed("Say whether you agree or not.")
