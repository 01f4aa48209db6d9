"""Pages of promises not kept: notice, the plan to put it right, and how it ended."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, url_for

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.audit.models import AuditEvent
from storybank.audit.queries import list_events_of
from storybank.core import clock
from storybank.reviews import queries, service
from storybank.reviews.models import ShortfallStatus
from storybank.reviews.rules import OPEN_SHORTFALLS
from storybank.web.auth import allows, current_actor
from storybank.web.filters import moment
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import SHORTFALL_NAMES
from storybank.web.forms.reviews import NoticeForm, RemedyPlanForm, SettleForm
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_commitment,
    own_contract,
    pages,
)
from storybank.web.session import current_session

ACTS = {
    "notice_shortfall": "Notice given",
    "plan_remedy": "Plan to put it right written down",
    "settle_shortfall": "Settled",
}


@pages.get("/contracts/<uuid:contract_id>/shortfalls")
@allows(Action.READ_REVIEW)
def shortfalls(contract_id: UUID) -> str:
    """Promises of a contract that were not kept, and what was done about it."""
    session, found = current_session(), own_contract(contract_id)
    return contract_page(
        "shortfalls",
        found,
        today=clock.today(),
        shortfalls=queries.list_shortfalls(session, found.key),
        open_ones=OPEN_SHORTFALLS,
        shortfall_names=SHORTFALL_NAMES,
    )


@pages.route("/commitments/<uuid:commitment_id>/shortfalls/new", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def notice(commitment_id: UUID) -> Page:
    """Notice that a promise is not kept."""
    promise, found = own_commitment(commitment_id)
    form = NoticeForm(data={"noticed_on": clock.today()})
    if form.validate_on_submit():
        with errors_shown_on(form):
            shortfall = service.notice_shortfall(
                current_session(),
                current_actor(),
                commitment=promise,
                noticed_on=form.noticed_on.day,
                notice=form.notice.data or "",
            )
            flash("The notice is on record. Write down how it will be put right.", "done")
            return back_to(".shortfall", shortfall_id=shortfall.public_id)
    return form_page(
        form,
        heading=f"Promise {promise.ref} is not kept",
        contract=found,
        about=promise.text,
        back=url_for("commitments.commitment", commitment_id=promise.public_id),
        button="Give notice",
    )


@pages.get("/shortfalls/<uuid:shortfall_id>")
@allows(Action.READ_REVIEW)
def shortfall(shortfall_id: UUID) -> str:
    """One shortfall: what is missing, how it is to be put right, who did what and when."""
    session, actor = current_session(), current_actor()
    one, promise, found = queries.get_shortfall(session, actor, shortfall_id)
    events = list_events_of(session, "Shortfall", str(one.public_id))
    return contract_page(
        "shortfall",
        found,
        shortfall=one,
        promise=promise,
        is_open=one.status in OPEN_SHORTFALLS,
        today=clock.today(),
        shortfall_names=SHORTFALL_NAMES,
        history=_history(events, names_of(session, [event.actor_id for event in events])),
    )


@pages.route("/shortfalls/<uuid:shortfall_id>/plan", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def remedy_plan(shortfall_id: UUID) -> Page:
    """How a shortfall will be put right, and by when."""
    session, actor = current_session(), current_actor()
    one, promise, found = queries.get_shortfall(session, actor, shortfall_id)
    form = RemedyPlanForm(data={"plan": one.plan, "plan_due_on": one.plan_due_on})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.plan_remedy(
                session,
                actor,
                shortfall=one,
                plan=form.plan.data or "",
                plan_due_on=form.plan_due_on.day,
            )
            flash("The plan is on record.", "done")
            return back_to(".shortfall", shortfall_id=one.public_id)
    return form_page(
        form,
        heading="How it will be put right",
        contract=found,
        about=f"{promise.ref}: {promise.text}",
        back=url_for(".shortfall", shortfall_id=one.public_id),
        button="Keep the plan",
    )


@pages.route("/shortfalls/<uuid:shortfall_id>/settle", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def settle(shortfall_id: UUID) -> Page:
    """How a shortfall ended; this is said once."""
    session, actor = current_session(), current_actor()
    one, promise, found = queries.get_shortfall(session, actor, shortfall_id)
    form = SettleForm(data={"settled_on": clock.today()})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.settle_shortfall(
                session,
                actor,
                shortfall=one,
                status=ShortfallStatus(form.status.data),
                remedy=form.remedy.data or "",
                settled_on=form.settled_on.day,
            )
            flash("The shortfall is settled.", "done")
            return back_to(".shortfall", shortfall_id=one.public_id)
    return form_page(
        form,
        heading="Settle the shortfall",
        contract=found,
        about=f"{promise.ref}: {promise.text}",
        lead="This cannot be undone. If the promise fails again, a new notice is given.",
        back=url_for(".shortfall", shortfall_id=one.public_id),
        button="Settle it",
    )


def _history(events: Sequence[AuditEvent], people: dict[int, str]) -> list[dict[str, str]]:
    return [
        {
            "title": ACTS.get(event.act, event.act.replace("_", " ").capitalize()),
            "who": people.get(event.actor_id or 0, "The operator of this installation"),
            "when": moment(event.at),
            "iso": event.at.isoformat(),
        }
        for event in reversed(events)
    ]
