"""Pages of reviews: what is due over all contracts, the agenda, the record, check-ins."""

from typing import Any
from uuid import UUID

from flask import flash, render_template, request, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.reviews import queries, service
from storybank.reviews.agenda import build_agenda
from storybank.reviews.models import Review
from storybank.reviews.rules import add_months
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import REVIEW_NAMES, SIDE_NAMES
from storybank.web.forms.reviews import CalendarForm, CheckInForm, DueForm, HoldForm
from storybank.web.paging import page_asked, paging
from storybank.web.review_pages.agenda_rows import agenda_parts, kept_parts
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_contract,
    pages,
)
from storybank.web.review_pages.timeline import gather_timeline
from storybank.web.session import current_session

PER_PAGE = 50
SOON_MONTHS = 2
NOTE = "note:"


@pages.get("")
@allows(Action.READ_REVIEW)
def list_() -> str:
    """Every contract's reviews: what is due, what was agreed and is late, and all by contract."""
    session, actor, today = current_session(), current_actor(), clock.today()
    total = queries.count_contracts(session, actor)
    paged = paging(page_asked(), total, PER_PAGE)
    return render_template(
        "reviews/list.html",
        today=today,
        due=queries.list_due(session, actor, until=add_months(today, SOON_MONTHS)),
        late=queries.list_overdue_actions(session, actor, today=today),
        shortfalls=queries.list_open_shortfalls(session, actor),
        contracts=queries.list_contracts_run(
            session, actor, today=today, page=paged.number, per_page=PER_PAGE
        ),
        pledges_due=queries.count_pledges(session, actor, followed_up=False, due_until=today),
        paging=paged,
        review_names=REVIEW_NAMES,
    )


@pages.get("/contracts/<uuid:contract_id>")
@allows(Action.READ_REVIEW)
def contract(contract_id: UUID) -> str:
    """How one contract is run: what comes next, what is open, and what has happened."""
    session, actor = current_session(), current_actor()
    found = own_contract(contract_id)
    return contract_page("contract", found, **gather_timeline(session, actor, found))


@pages.route("/contracts/<uuid:contract_id>/calendar", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def calendar(contract_id: UUID) -> Page:
    """How often a contract is reviewed."""
    session, found = current_session(), own_contract(contract_id)
    standing = queries.find_calendar(session, found.key)
    form = CalendarForm(data=None if standing is None else standing.model_dump())
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.set_calendar(
                session,
                current_actor(),
                contract=found,
                every_months=form.every_months.data,
                first_on=form.first_on.day,
            )
            flash("The reviews are planned.", "done")
            return back_to(".contract", contract_id=found.public_id)
    return form_page(
        form,
        heading="Plan the reviews",
        contract=found,
        lead="The mid-term and closing reviews are planned as well, from the contract’s dates."
        + (" Reviews that were held stay as they are." if standing else ""),
        back=url_for(".contract", contract_id=found.public_id),
        button="Plan the reviews",
    )


@pages.route("/contracts/<uuid:contract_id>/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def plan(contract_id: UUID) -> Page:
    """One more review, outside the calendar."""
    found, form = own_contract(contract_id), DueForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            review = service.plan_review(
                current_session(), current_actor(), contract=found, due_on=form.due_on.day
            )
            flash("The review is planned.", "done")
            return back_to(".show", review_id=review.public_id)
    return form_page(
        form,
        heading="Plan an extra review",
        contract=found,
        back=url_for(".contract", contract_id=found.public_id),
        button="Plan this review",
    )


@pages.get("/<uuid:review_id>")
@allows(Action.READ_REVIEW)
def show(review_id: UUID) -> str:
    """The agenda of a review as it stands now or, once it was held, its record."""
    session, actor = current_session(), current_actor()
    review, found = queries.get_review(session, actor, review_id)
    actions = queries.list_actions_of_review(session, review.key)
    return contract_page(
        "show",
        found,
        review=review,
        called=REVIEW_NAMES[review.kind],
        today=clock.today(),
        actions=actions,
        side_names=SIDE_NAMES,
        recorder=names_of(session, [review.recorded_by_id]).get(review.recorded_by_id or 0),
        **_agenda(review, found),
    )


@pages.route("/<uuid:review_id>/hold", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def hold(review_id: UUID) -> Page:
    """Put a review on record, with a note on each item of its agenda."""
    session, actor = current_session(), current_actor()
    review, found = queries.get_review(session, actor, review_id)
    if review.held_on is not None:
        return back_to(".show", review_id=review.public_id)
    form = HoldForm(data={"held_on": clock.today()})
    typed = {key[len(NOTE) :]: note for key, note in request.form.items() if key.startswith(NOTE)}
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.hold_review(
                session,
                actor,
                reading_scope(actor),
                review=review,
                contract=found,
                held_on=form.held_on.day,
                attended=form.attended.data or "",
                notes=form.notes.data or "",
                item_notes=typed,
            )
            flash("The review is on record. Add what was agreed.", "done")
            return back_to(".show", review_id=review.public_id)
    page = contract_page("hold", found, form=form, review=review, **_typed(review, found, typed))
    return page, 422 if form.is_submitted() else 200


@pages.route("/<uuid:review_id>/move", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def move(review_id: UUID) -> Page:
    """Another day for a review that was not held yet."""
    session, actor = current_session(), current_actor()
    review, found = queries.get_review(session, actor, review_id)
    form = DueForm(data={"due_on": review.due_on})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.move_review(session, actor, review=review, due_on=form.due_on.day)
            flash("The review has another day.", "done")
            return back_to(".show", review_id=review.public_id)
    return form_page(
        form,
        heading="Move the review",
        contract=found,
        back=url_for(".show", review_id=review.public_id),
        button="Move it to this day",
    )


@pages.route("/contracts/<uuid:contract_id>/check-ins/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def check_in(contract_id: UUID) -> Page:
    """A light note between reviews: a call, an e-mail, a visit."""
    found, form = own_contract(contract_id), CheckInForm(data={"held_on": clock.today()})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.note_check_in(
                current_session(),
                current_actor(),
                contract=found,
                held_on=form.held_on.day,
                spoke_to=form.spoke_to.data or "",
                note=form.note.data or "",
            )
            flash("The check-in is noted.", "done")
            return back_to(".contract", contract_id=found.public_id)
    return form_page(
        form,
        heading="Note a check-in",
        contract=found,
        lead="A call, an e-mail or a visit between reviews.",
        back=url_for(".contract", contract_id=found.public_id),
        button="Keep the note",
    )


def _agenda(review: Review, found: Contract) -> dict[str, Any]:
    session, actor = current_session(), current_actor()
    if review.held_on is not None:
        return {"parts": kept_parts(session, actor, found, review), "since": None}
    agenda = build_agenda(session, actor, reading_scope(actor), found)
    return {"parts": agenda_parts(session, actor, found, agenda), "since": agenda.since}


def _typed(review: Review, found: Contract, typed: dict[str, str]) -> dict[str, Any]:
    """The agenda with the notes typed so far; notes on what has gone from it are kept apart."""
    shown = _agenda(review, found)
    standing = set()
    for part in shown["parts"]:
        for row in part["rows"]:
            row["note"] = typed.get(row["key"], "")
            standing.add(row["key"])
    left = {key: note for key, note in typed.items() if key not in standing and note.strip()}
    return {**shown, "left": left, "note_prefix": NOTE}
