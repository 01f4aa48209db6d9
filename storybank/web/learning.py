"""The learning log: what stories taught, what was changed, what happened next."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.commitments.models import Contract
from storybank.commitments.queries import get_contract, list_contracts
from storybank.core import clock
from storybank.reports import service
from storybank.reports.queries.learning import count_notes, get_note, list_notes
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.learning import LearningForm, MoreLearningForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("learning", __name__, url_prefix="/learning")
PER_PAGE = 25


@pages.get("")
@allows(Action.READ_REPORT)
def list_() -> str:
    """What was learnt, the newest first."""
    session, actor = current_session(), current_actor()
    total = count_notes(session, actor)
    turned = paging(page_asked(), total, PER_PAGE)
    contracts = {one.key: one for one in list_contracts(session, actor)}
    return render_template(
        "learning/list.html",
        notes=list_notes(session, actor, page=turned.number, per_page=PER_PAGE),
        contracts=contracts,
        paging=turned,
    )


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def new() -> ResponseReturnValue:
    """Write down what stories taught."""
    session, actor = current_session(), current_actor()
    form = LearningForm(learnt_on=clock.today())
    form.offer(list_contracts(session, actor))
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.write_learning_note(
                session,
                actor,
                contract=_contract(form),
                taught=form.taught.data or "",
                changed=form.changed.data or "",
                happened=form.happened.data or "",
                learnt_on=form.learnt_on.day,
            )
            flash("It is written down.", "done")
            return redirect(url_for("learning.list_"), 303)
    return render_template(
        "learning/edit.html", form=form, heading="Write down what was learnt"
    ), 422 if form.errors else 200


@pages.route("/<uuid:note_id>/edit", methods=["GET", "POST"])
@allows(Action.ISSUE_REPORT)
def edit(note_id: UUID) -> ResponseReturnValue:
    """Say what was changed since, and what happened next."""
    session, actor = current_session(), current_actor()
    note = get_note(session, actor, note_id)
    form = MoreLearningForm(obj=note)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.add_to_learning_note(
                session,
                actor,
                note=note,
                taught=form.taught.data or "",
                changed=form.changed.data or "",
                happened=form.happened.data or "",
            )
            flash("It is written down.", "done")
            return redirect(url_for("learning.list_"), 303)
    return render_template(
        "learning/edit.html", form=form, heading="What happened next"
    ), 422 if form.errors else 200


def _contract(form: LearningForm) -> Contract | None:
    if form.chosen is None:
        return None
    return get_contract(current_session(), current_actor(), form.chosen)
