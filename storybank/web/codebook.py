"""The themes stories are coded with: the hub's, and a place's own."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.codebook import queries, service
from storybank.codebook.models import Code
from storybank.stories.rules import reading_scope
from storybank.tagging import service as tagging
from storybank.tagging.learning import (
    learn_from_decisions,
    list_active_layers,
    list_layers_of,
)
from storybank.tagging.queries import count_by_code
from storybank.tagging.suggester import load_known
from storybank.web.auth import allows, current_actor
from storybank.web.bank import current_bank
from storybank.web.filters import plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.codebook import ThemeForm
from storybank.web.session import current_session
from storybank.web.story_page import GROUP_NAMES

pages = Blueprint("codebook", __name__)
Answer = str | Response | tuple[str, int]
SOON = "Stories already in the bank are held against it now; suggestions appear in a minute or two."


@pages.get("/codebook")
@allows(Action.MANAGE_CODEBOOK)
def list_() -> str:
    """Every theme, the hub's and the place's own, with how much is coded with it."""
    session = current_session()
    local = {code.key for code in queries.list_local_codes(session)}
    codes = queries.list_codes(session)
    return render_template(
        "codebook/list.html",
        hub=[code for code in codes if code.key not in local],
        local=[code for code in codes if code.key in local],
        counts=count_by_code(session, reading_scope(current_actor())),
        learnt={layer.code_id for layer in list_active_layers(session)},
        group_names=GROUP_NAMES,
    )


@pages.route("/codebook/new", methods=["GET", "POST"])
@allows(Action.MANAGE_CODEBOOK)
def new() -> Answer:
    """Add a theme of the place's own."""
    form = ThemeForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            code = service.add_theme(current_session(), current_actor(), **_typed(form))
            flash(f"{code.name} is added. {SOON}", "done")
            return redirect(url_for("codebook.show", slug=code.slug), 303)
    return _form_page(form, None)


@pages.get("/codebook/<slug>")
@allows(Action.MANAGE_CODEBOOK)
def show(slug: str) -> str:
    """One theme: what it means, how much is coded with it, and what was learnt of it."""
    session = current_session()
    code = queries.get_code(session, slug)
    return render_template(
        "codebook/theme.html",
        code=code,
        is_local=queries.is_local(session, code),
        examples=queries.list_examples(session, [code.key])[code.key],
        counts=count_by_code(session, reading_scope(current_actor()))[code.key],
        layers=list_layers_of(session, code),
        group_names=GROUP_NAMES,
    )


@pages.route("/codebook/<slug>/edit", methods=["GET", "POST"])
@allows(Action.MANAGE_CODEBOOK)
def edit(slug: str) -> Answer:
    """Write a theme of the place's own anew."""
    session = current_session()
    code = queries.get_code(session, slug)
    kept = queries.list_examples(session, [code.key])[code.key]
    form = ThemeForm(
        name=code.name,
        definition=code.definition,
        group=code.group,
        examples="\n".join(kept),
    )
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.change_theme(session, current_actor(), code=code, **_typed(form))
            flash(f"{code.name} is changed. {SOON}", "done")
            return redirect(url_for("codebook.show", slug=slug), 303)
    return _form_page(form, code)


@pages.route("/codebook/<slug>/retire", methods=["GET", "POST"])
@allows(Action.MANAGE_CODEBOOK)
def retire(slug: str) -> Answer:
    """Use a theme of the place's own no longer, after asking."""
    code = queries.get_code(current_session(), slug)
    if request.method == "GET":
        return render_template("codebook/confirm_retire.html", code=code)
    service.retire_theme(current_session(), current_actor(), code=code)
    flash(f"{code.name} is retired.", "done")
    return redirect(url_for("codebook.show", slug=slug), 303)


@pages.post("/codebook/<slug>/restore")
@allows(Action.MANAGE_CODEBOOK)
def restore(slug: str) -> Answer:
    """Use a retired theme again."""
    code = queries.get_code(current_session(), slug)
    service.restore_theme(current_session(), current_actor(), code=code)
    flash(f"{code.name} is in use again. {SOON}", "done")
    return redirect(url_for("codebook.show", slug=slug), 303)


@pages.post("/codebook/learn")
@allows(Action.MANAGE_CODEBOOK)
def learn() -> Answer:
    """Learn every theme from decisions, and use what proves better."""
    actor, bank = current_actor(), current_bank()
    current_session().commit()  # fitting takes seconds: nobody should wait to write meanwhile
    with bank.database.reading() as session:
        told = learn_from_decisions(session, load_known(session, bank.tools.models))
    tagging.keep_learnt(current_session(), actor, told=told)
    fitted = [one for one in told if one.learnt is not None]
    better = sum(one.learnt is not None and one.learnt.is_gain for one in fitted)
    if not fitted:
        flash("People have decided too little yet for anything to be learnt.", "note")
    else:
        flash(
            f"{plural(len(fitted), 'theme')} had enough decisions to learn from. {better} proved "
            "better, and what is suggested changes with it.",
            "done",
        )
    return redirect(url_for("codebook.list_"), 303)


@pages.post("/codebook/learn/off")
@allows(Action.MANAGE_CODEBOOK)
def forget() -> Answer:
    """Suggest without what was learnt, of one theme or of all."""
    slug = request.form.get("theme") or None
    layers = tagging.switch_off_layers(current_session(), current_actor(), theme=slug)
    flash(f"What was learnt of {plural(len(layers), 'theme')} is switched off.", "done")
    where = url_for("codebook.show", slug=slug) if slug else url_for("codebook.list_")
    return redirect(where, 303)


def _typed(form: ThemeForm) -> dict[str, Any]:
    return {
        "name": form.name.data or "",
        "definition": form.definition.data or "",
        "examples": form.example_lines,
        "group": form.group.data or "",
    }


def _form_page(form: ThemeForm, code: Code | None) -> Answer:
    page = render_template("codebook/edit.html", form=form, code=code)
    return page, 422 if form.is_submitted() else 200
