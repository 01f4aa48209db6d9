"""Pages of how long things are kept, what was disposed of, and legal holds."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storybank.accounts.permissions import Action
from storybank.commitments.queries import find_contract
from storybank.core.errors import RuleBroken
from storybank.rights import service
from storybank.rights.models import RetentionKind
from storybank.rights.queries import holds, retention
from storybank.rights.rules.retention import KEPT, written
from storybank.web.auth import allows, current_actor
from storybank.web.filters import plural
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.retention import DisposeForm, LiftHoldForm, PlaceHoldForm, RuleForm
from storybank.web.retention_page import (
    batch_page,
    certificate_facts,
    certificates_page,
    due_page,
    holds_page,
    overview,
)
from storybank.web.session import current_session
from storybank.web.uploads import remove_files

pages = Blueprint("retention", __name__, url_prefix="/retention")


@pages.get("")
@allows(Action.MANAGE_RETENTION)
def show() -> str:
    """What is kept how long and why, and how much of it is due to go."""
    return render_template("retention/show.html", **overview())


@pages.route("/rules/<kind>", methods=["GET", "POST"])
@allows(Action.MANAGE_RETENTION)
def rule(kind: str) -> ResponseReturnValue:
    """Decide how long one kind of thing is kept, with the reason."""
    session, actor, asked = current_session(), current_actor(), _kind(kind)
    organisation_id = actor.organisation_id or 0
    own = retention.list_rules(session, organisation_id).get(asked)
    form = RuleForm(data={"days": own.days if own else KEPT[asked].days})
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            service.set_rule(
                session,
                actor,
                organisation_id=organisation_id,
                kind=asked,
                days=form.days.data,
                why=form.why.data or "",
            )
            flash("Kept. Nothing has gone by it: look at what is due now.", "done")
            return redirect(url_for("retention.show"), 303)
    page = render_template("retention/rule.html", form=form, kept=KEPT[asked], own=own)
    return page, 422 if request.method == "POST" else 200


@pages.get("/due/<kind>")
@allows(Action.MANAGE_RETENTION)
def due(kind: str) -> str:
    """What of one kind would go today: references, days and rules, and no words."""
    return render_template("retention/due.html", **due_page(_kind(kind)))


@pages.route("/due/<kind>/dispose", methods=["GET", "POST"])
@allows(Action.MANAGE_RETENTION)
def dispose(kind: str) -> ResponseReturnValue:
    """Dispose of a batch that was looked at, for good; makes a certificate."""
    session, actor, asked, form = current_session(), current_actor(), _kind(kind), DisposeForm()
    if request.method == "POST":
        with errors_shown_on(form):
            done = service.dispose(session, actor, kind=asked, seen=form.seen.data or "")
            remove_files(done.files)
            number = plural(len(done.certificate.items), "thing was", "things were")
            flash(f"{number} disposed of. This is the certificate.", "done")
            return redirect(
                url_for("retention.certificate", disposal_id=done.certificate.public_id), 303
            )
    facts = batch_page(asked)
    form.seen.data = facts["seen"]
    page = render_template("retention/confirm_dispose.html", form=form, **facts)
    return page, 422 if request.method == "POST" else 200


@pages.get("/certificates")
@allows(Action.MANAGE_RETENTION)
def certificates() -> str:
    """Every certificate of disposal, the newest first."""
    return render_template("retention/certificates.html", **certificates_page())


@pages.get("/certificates/<uuid:disposal_id>")
@allows(Action.MANAGE_RETENTION)
def certificate(disposal_id: UUID) -> str:
    """One certificate, to print: what went, by which rule, by whom, and its sum."""
    disposal = retention.get_disposal(current_session(), current_actor(), disposal_id)
    return render_template("retention/certificate.html", **certificate_facts(disposal))


@pages.get("/certificates/<uuid:disposal_id>/items.json")
@allows(Action.MANAGE_RETENTION)
def certificate_items(disposal_id: UUID) -> Response:
    """The list of a certificate, byte for byte as its sum was made of it."""
    disposal = retention.get_disposal(current_session(), current_actor(), disposal_id)
    answer = Response(written(disposal.items), mimetype="application/json")
    name = f"certificate-{disposal.key}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.get("/holds")
@allows(Action.MANAGE_RETENTION)
def holds_() -> str:
    """Legal holds that stand, or those that were lifted."""
    standing = request.args.get("shelf") != "lifted"
    return render_template("retention/holds.html", **holds_page(standing=standing))


@pages.route("/holds/new", methods=["GET", "POST"])
@allows(Action.MANAGE_RETENTION)
def place_hold() -> ResponseReturnValue:
    """Keep a story, or everything told about a contract, whatever the rules say."""
    session, actor, form = current_session(), current_actor(), PlaceHoldForm()
    if request.method == "POST" and form.validate():
        with errors_shown_on(form):
            why = form.why.data or ""
            if form.public_id is not None:
                service.place_hold(session, actor, reference=form.public_id, why=why)
                flash("The hold stands. Nothing of the story goes until you lift it.", "done")
            else:
                contract = find_contract(session, form.contract.data or "", actor.organisation_id)
                if contract is None:
                    raise RuleBroken(
                        "Your organisation runs no contract with this reference.", field="contract"
                    )
                number = service.place_hold_on_contract(session, actor, contract=contract, why=why)
                flash(
                    f"{plural(number, 'story is', 'stories are')} held until you lift it.", "done"
                )
            return redirect(url_for("retention.holds_"), 303)
    page = render_template("retention/place_hold.html", form=form)
    return page, 422 if request.method == "POST" else 200


@pages.route("/holds/<uuid:hold_id>/lift", methods=["GET", "POST"])
@allows(Action.MANAGE_RETENTION)
def lift_hold(hold_id: UUID) -> ResponseReturnValue:
    """Let a story go its way again, with the reason."""
    session, actor, form = current_session(), current_actor(), LiftHoldForm()
    hold = holds.get_hold(session, actor, hold_id)
    if request.method == "POST":
        with errors_shown_on(form):
            service.lift_hold(session, actor, hold=hold, why=form.why.data or "")
            flash("The hold is lifted.", "done")
            return redirect(url_for("retention.holds_"), 303)
    page = render_template("retention/lift_hold.html", form=form, hold=hold)
    return page, 422 if request.method == "POST" else 200


def _kind(kind: str) -> RetentionKind:
    if kind not in {one.value for one in RetentionKind}:
        abort(404)
    return RetentionKind(kind)
