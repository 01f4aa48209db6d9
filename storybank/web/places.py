"""Pages of places: the tree, keeping it, and what was promised and told about each."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from storybank.accounts.permissions import Action
from storybank.core.errors import RuleBroken
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.places import queries, service
from storybank.places.importing import COLUMNS, Outcome, import_places, read_places
from storybank.places.models import Place
from storybank.places.rules import Tree, words_of
from storybank.reports.place.stories import list_texts_unplaced, stories_by_place, texts_told
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.places import LEVEL_NAMES, MergeForm, NameForm, PlaceForm, PlacesImportForm
from storybank.web.paging import page_asked, paging
from storybank.web.place_page import gather_place, tree_rows
from storybank.web.session import current_session
from storybank.web.uploads import arrived, empty_table

pages = Blueprint("places", __name__)
Page = str | tuple[str, int] | Answer
PER_PAGE = 50


@pages.get("/places")
@allows(Action.READ_PLACE)
def list_() -> str:
    """The tree of places, folded, or the places whose name was looked for."""
    session, actor = current_session(), current_actor()
    tree, asked = queries.load_tree(session), request.args.get("q", "").strip()
    named = tree.place_of_each(texts_told(session))
    told = stories_by_place(session, reading_scope(actor), named)
    found = _looked_for(tree, asked) if asked else []
    page = page_asked()
    return render_template(
        "places/list.html",
        tree=tree,
        rows=tree_rows(tree, told),
        asked=asked,
        found=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        paging=paging(page, len(found), PER_PAGE),
        levels=LEVEL_NAMES,
    )


@pages.get("/places/<uuid:place_id>")
@allows(Action.READ_PLACE)
def show(place_id: UUID) -> Page:
    """One place: everything promised and told about it and what lies within it."""
    session, actor = current_session(), current_actor()
    place = queries.get_place(session, place_id)
    if place.public_id != place_id:  # it was merged into another
        return redirect(url_for(".show", place_id=place.public_id))
    known = gather_place(session, actor, place)
    return render_template("places/detail.html", levels=LEVEL_NAMES, **known)


@pages.get("/places/unplaced")
@allows(Action.MANAGE_PLACES)
def unplaced() -> Page:
    """Words for where stories were told that name no place, or could mean several."""
    return _unplaced(NameForm())


@pages.post("/places/unplaced")
@allows(Action.MANAGE_PLACES)
def name_place() -> Page:
    """Let such words be another name of a place."""
    session, form = current_session(), NameForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            place = _place_named(session, form.place.data or "", "place")
            text = form.text.data or ""
            terms = service.PlaceTerms(
                place.level, place.name, place.code, f"{place.also_called};{text}"
            )
            parent = session.get_one(Place, place.parent_id) if place.parent_id else None
            service.change_place(session, current_actor(), place=place, terms=terms, parent=parent)
            flash(f"Stories told of “{text}” are now of {place.name}.", "done")
            return redirect(url_for(".unplaced"), 303)
    return _unplaced(form)


@pages.route("/places/new", methods=["GET", "POST"])
@allows(Action.MANAGE_PLACES)
def new() -> Page:
    """Add a place to the tree."""
    session, form = current_session(), PlaceForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            place = service.add_place(
                session, current_actor(), terms=form.terms(), parent=_parent(form)
            )
            flash(f"{place.name} is added.", "done")
            return redirect(url_for(".show", place_id=place.public_id), 303)
    return _form_page(form, None)


@pages.route("/places/<uuid:place_id>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_PLACES)
def edit(place_id: UUID) -> Page:
    """Write a place down anew, or move it."""
    session = current_session()
    place = queries.get_place(session, place_id)
    form = (
        PlaceForm()
        if request.method == "POST"
        else PlaceForm.filled(place, queries.load_tree(session))
    )
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_place(
                session, current_actor(), place=place, terms=form.terms(), parent=_parent(form)
            )
            flash(f"{place.name} is changed.", "done")
            return redirect(url_for(".show", place_id=place.public_id), 303)
    return _form_page(form, place)


@pages.route("/places/<uuid:place_id>/merge", methods=["GET", "POST"])
@allows(Action.MANAGE_PLACES)
def merge(place_id: UUID) -> Page:
    """Make two records of one place one, after saying what follows from it."""
    session, form = current_session(), MergeForm()
    place = queries.get_place(session, place_id)
    if form.validate_on_submit():
        with errors_shown_on(form):
            into = _place_named(session, form.into.data or "", "into")
            service.merge_places(session, current_actor(), place=place, into=into)
            flash(f"{place.name} is now another name of {into.name}.", "done")
            return redirect(url_for(".show", place_id=into.public_id), 303)
    page = render_template("places/merge.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200


@pages.route("/places/import", methods=["GET", "POST"])
@allows(Action.MANAGE_PLACES)
def import_() -> Page:
    """Places out of a table; the answer says row by row what became of it."""
    form = PlacesImportForm()
    if not form.validate_on_submit():
        return _import_page(form)
    actor, upload = current_actor(), form.file.data
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    try:
        with arrived([upload]) as [(path, name)]:
            table = read_places(path, name=name, limits=limits)
    except Unreadable as unreadable:
        form.file.errors = [*form.file.errors, str(unreadable)]
        return _import_page(form)
    lines = import_places(current_session(), actor, table=table)
    counts = {one: sum(line.outcome is one for line in lines) for one in Outcome}
    return render_template(
        "places/imported.html", name=name, lines=lines, counts=counts, notices=table.notices
    )


@pages.get("/places/import/template.csv")
@allows(Action.MANAGE_PLACES)
def template() -> Response:
    """A table with the headings that an import understands."""
    return empty_table(COLUMNS, "places-template.csv")


def _looked_for(tree: Tree, asked: str) -> list[int]:
    """Places whose name, code or other name holds these words, those that begin with them first."""
    words = words_of(asked)
    exact = tree.named(asked)
    found = [
        (spot.id != exact, not words_of(spot.name).startswith(words), spot.name, spot.id)
        for spot in tree.spots.values()
        if not spot.is_merged
        and (
            spot.id == exact or words in words_of(f"{spot.name} ; {spot.also_called} ; {spot.code}")
        )
    ]
    return [place for *_, place in sorted(found)]


def _unplaced(form: NameForm) -> Page:
    session, actor = current_session(), current_actor()
    tree = queries.load_tree(session)
    named = tree.place_of_each(texts_told(session))
    texts = list_texts_unplaced(session, reading_scope(actor), list(named))
    page = render_template("places/unplaced.html", form=form, texts=texts)
    return page, 422 if form.is_submitted() else 200


def _place_named(session, words: str, field: str) -> Place:  # type: ignore[no-untyped-def]
    found = queries.find_place_named(session, words)
    if found is None:
        raise RuleBroken(
            f"No place is called “{words}”, or more than one is. Add the larger place after a "
            "comma, or give its code.",
            field=field,
        )
    return found


def _parent(form: PlaceForm) -> Place | None:
    words = form.parent.data or ""
    return _place_named(current_session(), words, "parent") if words else None


def _form_page(form: PlaceForm, place: Place | None) -> Page:
    page = render_template("places/edit.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200


def _import_page(form: PlacesImportForm) -> Page:
    return render_template("places/import.html", form=form), 422 if form.is_submitted() else 200
