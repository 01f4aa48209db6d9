"""Pages of what is reported as delivered: one figure at a time, or a supplier's whole return."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.commitments import queries, service
from storybank.commitments.models import Commitment, Delivery
from storybank.commitments.readers.returns import COLUMNS, ReadReturn, read_return
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.reviews.ledger import contract_ledger
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.commitments import pages
from storybank.web.contract_contents import contract_contents
from storybank.web.filters import day
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.deliveries import CorrectionForm, DeliveryForm, ReturnForm
from storybank.web.session import current_session
from storybank.web.uploads import arrived, empty_table

Page = str | tuple[str, int] | Answer


@pages.route("/commitments/<uuid:commitment_id>/deliveries/new", methods=["GET", "POST"])
@allows(Action.RECORD_DELIVERY)
def add_delivery(commitment_id: UUID) -> Page:
    """What the supplier reports to have done in a period."""
    session, actor = current_session(), current_actor()
    promise, contract = queries.get_commitment(session, actor, commitment_id)
    form = DeliveryForm()
    form.for_promise(promise)
    overlaps = _overlaps(form, promise) if form.validate_on_submit() else []
    if form.is_submitted() and not form.errors and not overlaps:
        with errors_shown_on(form):
            service.record_delivery(session, actor, commitment=promise, **form.told())
            flash("The delivery is written down.", "done")
            return redirect(page_of(promise, "delivered"), 303)
    return _answer(form, contract=contract, commitment=promise, overlaps=overlaps)


@pages.route("/deliveries/<uuid:delivery_id>/correct", methods=["GET", "POST"])
@allows(Action.RECORD_DELIVERY)
def correct_delivery(delivery_id: UUID) -> Page:
    """A delivery put right, with the reason; the old figure stays on record."""
    session, actor = current_session(), current_actor()
    delivery, promise, contract = queries.get_delivery(session, actor, delivery_id)
    form = CorrectionForm(data=_as_typed(delivery))
    form.for_promise(promise)
    overlaps = _overlaps(form, promise, delivery) if form.validate_on_submit() else []
    if form.is_submitted() and not form.errors and not overlaps:
        with errors_shown_on(form):
            service.correct_delivery(
                session, actor, delivery=delivery, reason=form.reason.data or "", **form.told()
            )
            flash("The delivery is put right. The old figure stays on record.", "done")
            return redirect(page_of(promise, "delivered"), 303)
    return _answer(
        form, contract=contract, commitment=promise, overlaps=overlaps, delivery=delivery
    )


@pages.route("/<uuid:contract_id>/deliveries/import", methods=["GET", "POST"])
@allows(Action.RECORD_DELIVERY)
def take_return(contract_id: UUID) -> Page:
    """A supplier's return out of a table; the answer says line by line what became of it."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    form = ReturnForm()
    read = _read(form) if form.validate_on_submit() else None
    if read is None:
        page = render_template(
            "deliveries/import.html",
            form=form,
            contract=contract,
            columns=COLUMNS,
            contents=contract_contents(contract, actor),
        )
        return page, 422 if form.is_submitted() else 200
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    lines = service.take_return(session, actor, contract=contract, read=read, cover=form.cover())
    ledger = contract_ledger(session, reading_scope(actor), [contract.key])[contract.key]
    return render_template(
        "deliveries/imported.html",
        contract=contract,
        name=form.file.data.filename,
        lines=lines,
        counts={
            each.value: sum(line.outcome is each for line in lines)
            for each in service.ReturnOutcome
        },
        questioned=sum(line.question is not None for line in lines),
        untold={row.commitment.id for row in ledger if row.silent},
        notices=read.notices,
    )


@pages.get("/deliveries/template.csv")
@allows(Action.RECORD_DELIVERY)
def return_template() -> Response:
    """A table with the headings of a return, for a spreadsheet to open."""
    return empty_table(COLUMNS, "return-template.csv")


def _read(form: ReturnForm) -> ReadReturn | None:
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    try:
        with arrived([form.file.data]) as [(path, name)]:
            return read_return(path, name=name, limits=limits)
    except Unreadable as unreadable:
        form.file.errors = [str(unreadable)]
        return None


def _overlaps(form: DeliveryForm, promise: Commitment, own: Delivery | None = None) -> list[str]:
    """The periods that share days with the one typed, until the person has seen them once."""
    if form.overlap_seen.data:
        return []
    assert form.from_on.data is not None
    assert form.to_on.data is not None
    found = queries.list_overlapping(
        current_session(),
        promise.key,
        form.from_on.data,
        form.to_on.data,
        but=own.id if own else None,
    )
    return [f"{day(one.from_on)} to {day(one.to_on)}" for one in found]


def _as_typed(delivery: Delivery) -> dict[str, Any]:
    points = None if delivery.points is None else str(delivery.points)
    return {**delivery.model_dump(), "points": points}


def page_of(promise: Commitment, anchor: str | None = None) -> str:
    """The address of a promise's page."""
    return url_for("commitments.commitment", commitment_id=promise.public_id, _anchor=anchor)


def _answer(form: DeliveryForm, *, overlaps: list[str], **context: Any) -> tuple[str, int]:
    """The page with its form; where periods overlap, saving again says that it is meant."""
    if overlaps:
        form.overlap_seen.data, form.overlap_seen.raw_data = "yes", None
    page = render_template("deliveries/edit.html", form=form, overlaps=overlaps, **context)
    return page, 422 if form.is_submitted() else 200
