"""Pages of panels that choose the stories of most significant change."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.commitments.models import Contract
from storybank.commitments.queries import contracts_by_id, get_contract, list_contracts
from storybank.core.ids import parse_public_id
from storybank.stories.rules import reading_scope
from storybank.verification import selecting
from storybank.verification.queries import panels as queries
from storybank.verification.service import panels as service
from storybank.web.auth import allows, current_actor
from storybank.web.contract_contents import contract_contents
from storybank.web.filters import plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.panels import (
    ChoiceForm,
    PanelForm,
    PutBeforeForm,
    SittingForm,
    TellBackForm,
)
from storybank.web.paging import page_asked, paging
from storybank.web.panel_page import Shown, gather_panel, gather_sitting, show_selection
from storybank.web.session import current_session
from storybank.web.story_items import story_items

pages = Blueprint("panels", __name__)
Page = str | tuple[str, int] | Response
PER_PAGE = 25


@pages.get("/verification/panels")
@allows(Action.READ_PANEL)
def list_() -> str:
    """Panels of the reader's organisation."""
    panels = queries.list_panels(current_session(), current_actor())
    return render_template("panels/list.html", panels=panels, contract=None, contents=[])


@pages.get("/contracts/<uuid:contract_id>/panels")
@allows(Action.READ_PANEL)
def of_contract(contract_id: UUID) -> str:
    """Panels on the stories of one contract."""
    session, actor = current_session(), current_actor()
    contract = get_contract(session, actor, contract_id)
    return render_template(
        "panels/list.html",
        panels=queries.list_panels(session, actor, contract_id=contract.key),
        contract=contract,
        contents=contract_contents(contract, actor),
    )


@pages.route("/verification/panels/new", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def new() -> Page:
    """Call a panel together."""
    session, actor = current_session(), current_actor()
    form = PanelForm(data={"contract": request.args.get("contract", "")})
    form.offer(list_contracts(session, actor))
    if form.validate_on_submit():
        with errors_shown_on(form):
            panel = service.open_panel(session, actor, terms=form.terms(_contract(form)))
            flash("The panel is called together. Begin its first sitting next.", "done")
            return redirect(url_for(".show", panel_id=panel.public_id), 303)
    return _answer("panels/edit.html", form, panel=None)


@pages.route("/verification/panels/<uuid:panel_id>/edit", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def edit(panel_id: UUID) -> Page:
    """Write down anew what a panel is about, until it sits."""
    session, actor = current_session(), current_actor()
    panel = queries.get_panel(session, actor, panel_id)
    contract = contracts_by_id(session, [panel.contract_id]).get(panel.contract_id or 0)
    form = PanelForm(data=PanelForm.filled(panel, contract))
    form.offer(list_contracts(session, actor))
    if form.validate_on_submit():
        with errors_shown_on(form):
            terms = form.terms(_contract(form))
            service.change_panel(session, actor, panel=panel, terms=terms)
            flash("The panel is changed.", "done")
            return redirect(url_for(".show", panel_id=panel.public_id), 303)
    return _answer("panels/edit.html", form, panel=panel)


@pages.get("/verification/panels/<uuid:panel_id>")
@allows(Action.READ_PANEL)
def show(panel_id: UUID) -> str:
    """A panel: its sittings, what it chose and why, and who has not heard."""
    session, actor = current_session(), current_actor()
    panel = queries.get_panel(session, actor, panel_id)
    return render_template("panels/detail.html", **gather_panel(session, actor, panel))


@pages.route("/verification/panels/<uuid:panel_id>/close", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def close(panel_id: UUID) -> Page:
    """Close a panel, after asking."""
    session, actor = current_session(), current_actor()
    panel = queries.get_panel(session, actor, panel_id)
    if request.method == "GET":
        return render_template("panels/confirm_close.html", panel=panel, sitting=None)
    service.close_panel(session, actor, panel=panel)
    flash("The panel is closed. What it chose, and why, stays on record.", "done")
    return redirect(url_for(".show", panel_id=panel.public_id), 303)


@pages.route("/verification/panels/<uuid:panel_id>/sittings/new", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def hold(panel_id: UUID) -> Page:
    """Begin the next sitting of a panel."""
    session, actor = current_session(), current_actor()
    panel = queries.get_panel(session, actor, panel_id)
    form = SittingForm()
    if form.validate_on_submit():
        if form.held_on.data is None:
            form.held_on.errors = ["Give the day the panel sat."]
        else:
            with errors_shown_on(form):
                sitting = service.hold_sitting(
                    session,
                    actor,
                    panel=panel,
                    held_on=form.held_on.data,
                    sat=form.sat.data or "",
                    note=form.note.data or "",
                )
                flash(f"Sitting {sitting.number} begins.", "done")
                return redirect(url_for(".sitting", sitting_id=sitting.public_id), 303)
    return _answer("panels/hold.html", form, panel=panel)


@pages.get("/verification/panels/sittings/<uuid:sitting_id>")
@allows(Action.READ_PANEL)
def sitting(sitting_id: UUID) -> str:
    """One sitting: the stories before it, domain by domain, and what the panel decided."""
    session, actor = current_session(), current_actor()
    here, panel = queries.get_sitting(session, actor, sitting_id)
    known = gather_sitting(session, actor, here)
    return render_template("panels/sitting.html", sitting=here, panel=panel, shown=known)


@pages.route("/verification/panels/sittings/<uuid:sitting_id>/stories", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def put_before(sitting_id: UUID) -> Page:
    """Put stories before a sitting."""
    session, actor = current_session(), current_actor()
    here, panel = queries.get_sitting(session, actor, sitting_id)
    scope = selecting.panel_scope(reading_scope(actor))
    form = PutBeforeForm()
    form.domain.choices = {one: one for one in panel.domains}
    if form.validate_on_submit():
        with errors_shown_on(form):
            wanted = {parse_public_id(one) for one in form.stories.data or ()}
            stories = queries.list_fitting(session, scope, panel, wanted)
            made = service.put_before(
                session,
                actor,
                sitting=here,
                panel=panel,
                stories=stories,
                domain=form.domain.data or "",
            )
            flash(f"{plural(len(made), 'story', 'stories')} put before the panel.", "done")
            return redirect(url_for(".sitting", sitting_id=here.public_id), 303)
    found, total = queries.list_candidates(
        session, scope, panel, page=page_asked(), per_page=PER_PAGE
    )
    before = queries.list_selections(session, [here.key])[here.key]
    return _answer(
        "panels/put_before.html",
        form,
        sitting=here,
        panel=panel,
        stories=list(zip(found, story_items(session, actor, found), strict=True)),
        before={one.story_id for one in before},
        paging=paging(page_asked(), total, PER_PAGE),
    )


@pages.route("/verification/panels/sittings/<uuid:sitting_id>/close", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def close_sitting(sitting_id: UUID) -> Page:
    """Close a sitting, after asking."""
    session, actor = current_session(), current_actor()
    here, panel = queries.get_sitting(session, actor, sitting_id)
    if request.method == "GET":
        return render_template("panels/confirm_close.html", panel=panel, sitting=here)
    service.close_sitting(session, actor, sitting=here, panel=panel)
    flash(f"Sitting {here.number} is closed. What it chose goes before the next one.", "done")
    return redirect(url_for(".show", panel_id=panel.public_id), 303)


@pages.get("/verification/panels/stories/<uuid:selection_id>")
@allows(Action.READ_PANEL)
def selection(selection_id: UUID) -> str:
    """A story before a panel, with its words, and what the panel said of it."""
    form = ChoiceForm()
    one, *_ = queries.get_selection(current_session(), current_actor(), selection_id)
    if one.is_chosen is not None:
        form = ChoiceForm(choice="yes" if one.is_chosen else "no", reason=one.reason)
    return render_template("panels/selection.html", form=form, **_selected(selection_id))


@pages.post("/verification/panels/stories/<uuid:selection_id>")
@allows(Action.RUN_PANEL)
def choose(selection_id: UUID) -> Page:
    """Write down whether the panel chose a story, and why."""
    session, actor = current_session(), current_actor()
    one, here, panel = queries.get_selection(session, actor, selection_id)
    form = ChoiceForm()
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.choose(
                session,
                actor,
                selection=one,
                sitting=here,
                panel=panel,
                is_chosen=form.choice.data == "yes",
                reason=form.reason.data or "",
            )
            flash("What the panel said is written down.", "done")
            return redirect(url_for(".sitting", sitting_id=here.public_id), 303)
    return _answer("panels/selection.html", form, **_selected(selection_id))


@pages.post("/verification/panels/stories/<uuid:selection_id>/take-out")
@allows(Action.RUN_PANEL)
def take_out(selection_id: UUID) -> Page:
    """Take a story that was not decided on out of a sitting again."""
    session, actor = current_session(), current_actor()
    one, here, panel = queries.get_selection(session, actor, selection_id)
    service.take_out(session, actor, selection=one, sitting=here, panel=panel)
    flash("The story is not before this sitting any more.", "done")
    return redirect(url_for(".sitting", sitting_id=here.public_id), 303)


@pages.route("/verification/panels/stories/<uuid:selection_id>/told", methods=["GET", "POST"])
@allows(Action.RUN_PANEL)
def tell_back(selection_id: UUID) -> Page:
    """Write down that a storyteller heard what the panel said, or why they could not."""
    session, actor = current_session(), current_actor()
    one, here, panel = queries.get_selection(session, actor, selection_id)
    form = TellBackForm(data={"told_on": one.told_back_on, "how": one.told_back_how})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.tell_back(
                session,
                actor,
                selection=one,
                sitting=here,
                panel=panel,
                how=form.how.data or "",
                told_on=form.told_on.data,
            )
            flash("It is written down.", "done")
            return redirect(url_for(".show", panel_id=panel.public_id), 303)
    return _answer("panels/told.html", form, **_selected(selection_id))


def _selected(selection_id: UUID) -> dict[str, object]:
    session, actor = current_session(), current_actor()
    one, here, panel = queries.get_selection(session, actor, selection_id)
    shown: Shown = show_selection(session, actor, one)
    earlier = queries.list_selections_of_story(session, panel.key, one.story_id)
    people = names_of(session, [one.decided_by_id])
    return {
        "selection": one,
        "sitting": here,
        "panel": panel,
        "shown": shown,
        "earlier": [other for other in earlier if other.id != one.id],
        "decided_by": people.get(one.decided_by_id or 0),
    }


def _contract(form: PanelForm) -> Contract | None:
    if not form.contract.data:
        return None
    return get_contract(current_session(), current_actor(), parse_public_id(form.contract.data))


def _answer(template: str, form, **context: object) -> Page:  # type: ignore[no-untyped-def]
    page = render_template(template, form=form, **context)
    return page, 422 if form.is_submitted() else 200
