"""Pages of a place's own frameworks: its charter, the plan on a page, and their items."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.core.ids import parse_public_id
from storybank.frameworks import service
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.places.queries import get_place, load_tree, names_of, public_ids_of
from storybank.web.auth import allows, current_actor
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.frameworks import CharterForm, item_form
from storybank.web.framework_page import branches_of
from storybank.web.frameworks import found_framework, found_item, own_framework, own_item
from storybank.web.session import current_session

pages = Blueprint("charters", __name__)
Answer = str | Response | tuple[str, int]


@pages.route("/frameworks/charters/new", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def new() -> Answer:
    """Open a Community Value Charter; its priorities are added next."""
    session, form = current_session(), CharterForm()
    form.place.choices = _places(session)
    if form.validate_on_submit():
        with errors_shown_on(form):
            made = service.make_charter(
                session, current_actor(), terms=form.terms(_place_chosen(session, form))
            )
            flash("The charter is opened. Now add what residents agreed matters most.", "done")
            return redirect(url_for("frameworks.show", framework_id=made.public_id), 303)
    return _answer("frameworks/charter.html", form, framework=None)


@pages.route("/frameworks/<uuid:framework_id>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def edit(framework_id: UUID) -> Answer:
    """Say anew where a charter is of, when and with whom it was agreed, and how to be heard."""
    session, framework = current_session(), own_framework(framework_id)
    place = public_ids_of(session, [framework.place_id] if framework.place_id else [])
    form = CharterForm(
        title=framework.title,
        edition=framework.edition,
        place=str(place.get(framework.place_id or 0, "")),
        agreed_on=framework.agreed_on,
        agreed_with=framework.agreed_with,
        how_to_be_heard=framework.note,
    )
    form.place.choices = _places(session)
    if form.validate_on_submit():
        with errors_shown_on(form):
            terms = form.terms(_place_chosen(session, form), framework)
            service.change_charter(session, current_actor(), framework=framework, terms=terms)
            flash("The charter is changed.", "done")
            return redirect(url_for("frameworks.show", framework_id=framework_id), 303)
    return _answer("frameworks/charter.html", form, framework=framework)


@pages.get("/frameworks/<uuid:framework_id>/plan")
@allows(Action.READ_FRAMEWORK)
def plan(framework_id: UUID) -> str:
    """The plan on a page: priorities, what is asked of suppliers, and how to be heard."""
    session, framework = current_session(), found_framework(framework_id)
    branches, _ = branches_of(session, framework)
    return render_template(
        "frameworks/plan.html",
        framework=framework,
        branches=branches,
        place=names_of(session, [framework.place_id]).get(framework.place_id or 0, ""),
    )


@pages.route("/frameworks/<uuid:framework_id>/items/new", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def add(framework_id: UUID) -> Answer:
    """Add an item, or what is asked under one (``?under=``)."""
    session, framework, form = current_session(), own_framework(framework_id), item_form(None)
    under = request.args.get("under", "")
    parent = found_item(parse_public_id(under))[0] if under else None
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.add_item(
                session, current_actor(), framework=framework, parent=parent, **_typed(form)
            )
            flash("It is added.", "done")
            return _back(framework)
    return _answer("frameworks/item.html", form, framework=framework, item=None, parent=parent)


@pages.route("/frameworks/items/<uuid:item_id>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def item(item_id: UUID) -> Answer:
    """Word an item anew."""
    held, framework = own_item(item_id)
    form = item_form(held)
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_item(
                current_session(), current_actor(), framework=framework, item=held, **_typed(form)
            )
            flash("It is changed.", "done")
            return _back(framework, held)
    return _answer("frameworks/item.html", form, framework=framework, item=held, parent=None)


@pages.route("/frameworks/items/<uuid:item_id>/leave-out", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def leave_out(item_id: UUID) -> Answer:
    """Take an item out with what hangs on it, after asking."""
    held, framework = own_item(item_id)
    if request.method == "GET":
        return render_template("frameworks/confirm_leave_out.html", item=held, framework=framework)
    service.leave_out_item(current_session(), current_actor(), framework=framework, item=held)
    flash("It is left out.", "done")
    return _back(framework)


@pages.post("/frameworks/items/<uuid:item_id>/move")
@allows(Action.MANAGE_FRAMEWORKS)
def move(item_id: UUID) -> Answer:
    """Let an item change places with the one before it (``way=up``) or after it."""
    held, framework = found_item(item_id)
    up = request.form.get("way") == "up"
    service.move_item(current_session(), current_actor(), framework=framework, item=held, up=up)
    return _back(framework, held)


def _typed(form: Any) -> dict[str, str]:
    return {
        "name": form.name.data or "",
        "code": form.code.data or "",
        "text": form.text.data or "",
    }


def _places(session: Session) -> list[tuple[str, str]]:
    """Every place with what it lies within, for a form; the first choice is none."""
    tree = load_tree(session)
    named = {one.id: tree.full_name(one.id) for one in tree.spots.values() if not one.is_merged}
    ids = public_ids_of(session, list(named))
    places = sorted((name, str(ids[one])) for one, name in named.items())
    return [("", "No place in particular"), *((key, name) for name, key in places)]


def _place_chosen(session: Session, form: CharterForm) -> int | None:
    chosen = form.place.data
    return get_place(session, parse_public_id(chosen)).key if chosen else None


def _back(framework: Framework, held: FrameworkItem | None = None) -> Response:
    there = url_for("frameworks.show", framework_id=framework.public_id)
    return redirect(f"{there}#item-{held.public_id}" if held else f"{there}#items", 303)


def _answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200
