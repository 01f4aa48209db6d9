"""Pages for asking for stories: a call, its poster, and what came of it."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.telling import queries, service
from storybank.telling.models import Call
from storybank.telling.queries import list_help_numbers
from storybank.web.auth import allows, current_actor
from storybank.web.call_page import (
    address_in_words,
    address_of,
    call_form,
    draw_code,
    fact_rows,
    list_rows,
    place_typed,
)
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.calls import BASIS_HINTS, CallForm
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

pages = Blueprint("calls", __name__, url_prefix="/calls")
PER_PAGE = 25


@pages.get("")
@allows(Action.MANAGE_CALLS)
def list_() -> str:
    """Calls for stories, with how many were begun and sent, and how long one took."""
    session, actor = current_session(), current_actor()
    place = paging(page_asked(), queries.count_calls(session, actor), PER_PAGE)
    calls = queries.list_calls(session, actor, page=place.number, per_page=PER_PAGE)
    return render_template("calls/list.html", rows=list_rows(calls), place=place)


@pages.route("/new", methods=["GET", "POST"])
@allows(Action.MANAGE_CALLS)
def new() -> ResponseReturnValue:
    """Ask for stories."""
    actor = current_actor()
    form = call_form(actor)
    if form.validate_on_submit():
        with errors_shown_on(form):
            assert actor.organisation_id is not None
            call = service.open_call(
                current_session(),
                actor,
                terms=form.terms(place_typed(form)),
                organisation_id=actor.organisation_id,
                slug=form.slug.data or "",
            )
            flash("The call is ready. Print the poster, or send its address.", "done")
            return redirect(url_for("calls.show", call_id=call.public_id), 303)
    return _edit_page(form, None)


@pages.get("/<uuid:call_id>")
@allows(Action.MANAGE_CALLS)
def show(call_id: UUID) -> str:
    """One call: its address and code, what it says, and what came of it."""
    call = _call(call_id)
    (row,) = list_rows([call])
    return render_template(
        "calls/detail.html",
        call=call,
        row=row,
        facts=fact_rows(call),
        address=address_of(call),
        words=address_in_words(call),
        is_own=_is_own(call),
    )


@pages.route("/<uuid:call_id>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_CALLS)
def edit(call_id: UUID) -> ResponseReturnValue:
    """Say a call otherwise."""
    call, actor = _call(call_id), current_actor()
    form = call_form(actor, call)
    if form.validate_on_submit():
        with errors_shown_on(form):
            terms = form.terms(place_typed(form))
            service.change_call(current_session(), actor, call=call, terms=terms)
            flash("Changed. People who open the page from now on read it so.", "done")
            return redirect(url_for("calls.show", call_id=call_id), 303)
    return _edit_page(form, call)


@pages.route("/<uuid:call_id>/close", methods=["GET", "POST"])
@allows(Action.MANAGE_CALLS)
def close(call_id: UUID) -> ResponseReturnValue:
    """Take no more stories at a call, after asking."""
    call, form = _call(call_id), CallForm()
    if not form.is_submitted():
        return render_template("calls/confirm_close.html", call=call)
    service.close_call(current_session(), current_actor(), call=call)
    flash("The call is closed. Whoever has begun a story there may still send it.", "done")
    return redirect(url_for("calls.show", call_id=call_id), 303)


@pages.post("/<uuid:call_id>/open-again")
@allows(Action.MANAGE_CALLS)
def open_again(call_id: UUID) -> ResponseReturnValue:
    """Take stories again at a call that was closed."""
    service.open_call_again(current_session(), current_actor(), call=_call(call_id))
    flash("The call is open again.", "done")
    return redirect(url_for("calls.show", call_id=call_id), 303)


@pages.get("/<uuid:call_id>/poster")
@allows(Action.MANAGE_CALLS)
def poster(call_id: UUID) -> str:
    """A sheet of paper to hang up: the question, the code and the address."""
    call = _call(call_id)
    (row,) = list_rows([call])
    numbers = list_help_numbers(current_session(), call.organisation_id)
    return render_template(
        "calls/poster.html",
        call=call,
        row=row,
        words=address_in_words(call),
        numbers=numbers[:3],
        bare=True,
        footer_links=[],
    )


@pages.get("/<uuid:call_id>/code.svg")
@allows(Action.MANAGE_CALLS)
def code(call_id: UUID) -> Response:
    """The address of a call as a picture that phones read."""
    return Response(draw_code(_call(call_id)), mimetype="image/svg+xml")


def _call(call_id: UUID) -> Call:
    return queries.get_call(current_session(), current_actor(), call_id)


def _is_own(call: Call) -> bool:
    actor = current_actor()
    return actor.everywhere or call.organisation_id == actor.organisation_id


def _edit_page(form: CallForm, call: Call | None) -> ResponseReturnValue:
    page = render_template("calls/edit.html", form=form, call=call, hints=BASIS_HINTS)
    return page, 422 if form.is_submitted() else 200
