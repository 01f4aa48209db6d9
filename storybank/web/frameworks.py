"""Pages of frameworks: their editions, what they mean in our themes, in and out of files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import can
from storybank.codebook.queries import list_codes
from storybank.core.errors import NotFound
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.frameworks import queries, service
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.readers import LONG_COLUMNS, WIDE_COLUMNS, ReadFramework, read_framework
from storybank.frameworks.rules import slug_of
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.frameworks import EditionForm, ImportForm, ThemesForm, VariantForm
from storybank.web.framework_page import (
    KIND_WORDS,
    above_matched,
    gather_framework,
    themes_of_framework,
)
from storybank.web.session import current_session
from storybank.web.stories import found_story
from storybank.web.story_in_framework import gather_in_words
from storybank.web.uploads import arrived, empty_table

pages = Blueprint("frameworks", __name__)
Answer = str | AnyResponse | tuple[str, int]
MIME = {"csv": "text/csv", "yaml": "application/yaml"}


def found_framework(framework_id: UUID) -> Framework:
    """The edition at this address, if the signed-in person may read it."""
    return queries.get_framework(current_session(), current_actor(), framework_id)


def own_framework(framework_id: UUID) -> Framework:
    """The edition at this address, if it is the signed-in person's to change."""
    framework = found_framework(framework_id)
    service.require_own(current_actor(), framework)
    return framework


def own_item(item_id: UUID) -> tuple[FrameworkItem, Framework]:
    """The item at this address with its edition, if they are the signed-in person's to change."""
    item, framework = found_item(item_id)
    service.require_own(current_actor(), framework)
    return item, framework


def found_item(item_id: UUID) -> tuple[FrameworkItem, Framework]:
    """The item at this address with its edition, if the signed-in person may read them."""
    session = current_session()
    item = queries.get_item(session, current_actor(), item_id)
    return item, session.get_one(Framework, item.framework_id)


@pages.get("/frameworks")
@allows(Action.READ_FRAMEWORK)
def list_() -> str:
    """Every framework the reader may read: their own organisation's first."""
    session = current_session()
    found = queries.list_frameworks(session, current_actor())
    return render_template(
        "frameworks/list.html",
        own=[one for one in found if one.organisation_id is not None],
        shared=[one for one in found if one.organisation_id is None],
        counts=queries.count_items(session, [one.key for one in found]),
        kinds=KIND_WORDS,
    )


@pages.get("/frameworks/<uuid:framework_id>")
@allows(Action.READ_FRAMEWORK)
def show(framework_id: UUID) -> str:
    """One edition: its items, its licence, what rests on it, and how it differs from another."""
    page = gather_framework(current_session(), current_actor(), found_framework(framework_id))
    return render_template("frameworks/detail.html", page=page)


@pages.route("/frameworks/import", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def import_() -> Answer:
    """Bring a framework in from a file; each row that cannot be read is told."""
    form = ImportForm()
    if not form.validate_on_submit():
        return _import_page(form, None)
    limits = ReadLimits(max_bytes=current_bank().settings.max_upload_bytes)
    try:
        with arrived([form.file.data]) as [(path, name)]:
            read = read_framework(path, name=name, limits=limits)
    except Unreadable as unreadable:
        form.file.errors = [str(unreadable)]
        return _import_page(form, None)
    with errors_shown_on(form):
        framework, copied = service.import_framework(
            current_session(), current_actor(), read=read, terms=form.terms()
        )
        flash(_brought_in(copied.items, len(read.problems), copied.unknown_themes), "done")
        for notice in read.notices:
            flash(notice, "note")
        return redirect(url_for("frameworks.show", framework_id=framework.public_id), 303)
    return _import_page(form, read)


@pages.get("/frameworks/import/<form>.csv")
@allows(Action.MANAGE_FRAMEWORKS)
def template(form: str) -> Response:
    """A table with the headings that are understood: ``long`` or ``wide``."""
    columns = {"long": LONG_COLUMNS, "wide": WIDE_COLUMNS}.get(form)
    if columns is None:
        raise NotFound("There is no such table.")
    return empty_table(columns, f"framework-{form}.csv")


@pages.post("/frameworks/<uuid:framework_id>/export")
@allows(Action.READ_FRAMEWORK)
def export(framework_id: UUID) -> AnyResponse:
    """The edition as a file, unless its licence lets nobody pass it on; put on record."""
    framework = found_framework(framework_id)
    ending = request.form.get("ending", "csv")
    words = service.export_framework(
        current_session(), current_actor(), framework=framework, ending=ending
    )
    # With the mark, spreadsheets read it as UTF-8.
    answer = Response(
        words.encode("utf-8-sig" if ending == "csv" else "utf-8"), mimetype=MIME[ending]
    )
    name = f"{framework.slug}-{slug_of(framework.edition)}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.get("/frameworks/<uuid:framework_id>/crosswalk")
@allows(Action.READ_FRAMEWORK)
def crosswalk(framework_id: UUID) -> str:
    """What each item means in our themes, who found so, and which themes have no item."""
    session, framework = current_session(), found_framework(framework_id)
    matches = queries.list_crosswalk(session, framework.key)
    themes = themes_of_framework(session, framework)
    items = queries.list_items_with_depth(session, framework.key)
    met = {code.key for many in themes.values() for code in many}
    return render_template(
        "frameworks/crosswalk.html",
        framework=framework,
        items=items,
        themes=themes,
        through=above_matched([item for item, _ in items], themes),
        added={match.item_id for match in matches if match.made_by_id is not None},
        names=names_of(session, [match.made_by_id for match in matches]),
        outside=[
            code for code in list_codes(session) if code.key not in met and not code.retired_at
        ],
        editable=_may_match(framework),
    )


@pages.route("/frameworks/items/<uuid:item_id>/themes", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def themes(item_id: UUID) -> Answer:
    """Say which of our themes an item speaks of."""
    session = current_session()
    item, framework = found_item(item_id)
    held = queries.codes_of_items(session, [item.key])[item.key]
    codes = [one for one in list_codes(session) if not one.retired_at or one.key in held]
    form = ThemesForm(themes=[one.slug for one in codes if one.key in held])
    form.offer(codes)
    if form.validate_on_submit():
        chosen = [one for one in codes if one.slug in (form.themes.data or ())]
        service.set_themes(session, current_actor(), framework=framework, item=item, codes=chosen)
        flash(f"{item.code} now speaks of {plural(len(chosen), 'theme')}.", "done")
        there = url_for("frameworks.crosswalk", framework_id=framework.public_id)
        return redirect(f"{there}#item-{item.public_id}", 303)
    return render_template(
        "frameworks/themes.html",
        form=form,
        item=item,
        framework=framework,
        definitions={one.slug: one.definition for one in codes},
    )


@pages.route("/frameworks/<uuid:framework_id>/variant", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def variant(framework_id: UUID) -> Answer:
    """Make a local variant of an edition, which keeps its link to it."""
    parent, form = found_framework(framework_id), VariantForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            made = service.make_variant(
                current_session(),
                current_actor(),
                parent=parent,
                title=form.title.data or "",
                edition=form.edition.data or "",
            )
            flash("Your variant is ready. Change what should be said otherwise here.", "done")
            return redirect(url_for("frameworks.show", framework_id=made.public_id), 303)
    return _answer("frameworks/variant.html", form, framework=parent)


@pages.route("/frameworks/<uuid:framework_id>/edition", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def edition(framework_id: UUID) -> Answer:
    """Start the next edition of a charter or a variant; contracts keep the one they have."""
    framework, form = own_framework(framework_id), EditionForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            started = service.start_edition(
                current_session(),
                current_actor(),
                framework=framework,
                edition=form.edition.data or "",
            )
            flash("The new edition is ready to be changed.", "done")
            return redirect(url_for("frameworks.show", framework_id=started.public_id), 303)
    return _answer("frameworks/edition.html", form, framework=framework)


@pages.route("/frameworks/<uuid:framework_id>/retire", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def retire(framework_id: UUID) -> Answer:
    """Offer an edition no longer, after asking."""
    framework = own_framework(framework_id)
    if request.method == "GET":
        return render_template("frameworks/confirm_retire.html", framework=framework)
    service.retire_framework(current_session(), current_actor(), framework=framework)
    flash("This edition is retired.", "done")
    return redirect(url_for("frameworks.show", framework_id=framework_id), 303)


@pages.post("/frameworks/<uuid:framework_id>/restore")
@allows(Action.MANAGE_FRAMEWORKS)
def restore(framework_id: UUID) -> Answer:
    """Offer a retired edition again."""
    framework = found_framework(framework_id)
    service.restore_framework(current_session(), current_actor(), framework=framework)
    flash("This edition is offered again.", "done")
    return redirect(url_for("frameworks.show", framework_id=framework_id), 303)


@pages.route("/frameworks/<uuid:framework_id>/remove", methods=["GET", "POST"])
@allows(Action.MANAGE_FRAMEWORKS)
def remove(framework_id: UUID) -> Answer:
    """Remove an edition that nothing rests on, after asking."""
    framework = own_framework(framework_id)
    if request.method == "GET":
        return render_template("frameworks/confirm_remove.html", framework=framework)
    service.remove_framework(current_session(), current_actor(), framework=framework)
    flash("The edition is removed.", "done")
    return redirect(url_for("frameworks.list_"), 303)


@pages.get("/stories/<uuid:story_id>/frameworks")
@allows(Action.READ_FRAMEWORK)
def story(story_id: UUID) -> str:
    """What a story says, in the words of a framework (``?framework=``)."""
    page = gather_in_words(
        current_session(),
        current_actor(),
        found_story(story_id),
        request.args.get("framework", ""),
    )
    return render_template("frameworks/story.html", page=page)


def _may_match(framework: Framework) -> bool:
    """Whether the signed-in person may say what items of an edition mean."""
    actor = current_actor()
    own = framework.organisation_id in (None, actor.organisation_id)
    return own and can(actor, Action.MANAGE_FRAMEWORKS)


def _brought_in(items: int, left_out: int, unknown: tuple[str, ...]) -> str:
    told = [f"{plural(items, 'item')} brought in."]
    if left_out:
        told.append(f"{plural(left_out, 'row')} left out, so the edition is marked incomplete.")
    if unknown:
        told.append(f"We have no theme called {', '.join(f'“{one}”' for one in unknown[:10])}.")
    return " ".join(told)


def _import_page(form: ImportForm, read: ReadFramework | None) -> Answer:
    return _answer("frameworks/import.html", form, read=read, long=LONG_COLUMNS, wide=WIDE_COLUMNS)


def _answer(name: str, form: Any, **context: Any) -> tuple[str, int]:
    """The page with its form; what was sent and not kept is answered as such."""
    return render_template(name, form=form, **context), 422 if form.is_submitted() else 200
