"""What the pages of calls show: where each stands, its address, and what came of it."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from flask import url_for

from storybank.accounts.models import Organisation
from storybank.accounts.queries import organisation_names
from storybank.accounts.rules import Actor
from storybank.commitments.queries import contracts_by_id, list_contracts_to_choose
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.intake.models import Purpose
from storybank.intake.rules import PURPOSE_WORDS
from storybank.places.models import Place
from storybank.places.queries import find_place_named, names_of
from storybank.telling.models import Call
from storybank.telling.queries import CallCounts, counts_of
from storybank.telling.rules import CallState, state_of
from storybank.web.bank import current_bank
from storybank.web.filters import day
from storybank.web.forms.calls import BASIS_NAMES, CallForm
from storybank.web.session import current_session

STATE_NAMES = {
    CallState.COMING: "Not open yet",
    CallState.OPEN: "Open",
    CallState.CLOSED: "Closed",
}


def address_of(call: Call) -> str:
    """The whole public address of a call, as a phone follows it."""
    return current_bank().settings.public_url + url_for("telling.start", slug=call.slug)


def address_in_words(call: Call) -> str:
    """The address as people type it: without what their browser adds by itself."""
    return address_of(call).split("://", 1)[-1]


def draw_code(call: Call) -> bytes:
    """The address as a QR code, in black on white, that still reads when a quarter is spoilt."""
    drawn = io.BytesIO()
    segno.make(address_of(call), error="q", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, border=4, dark="#000", light="#fff"
    )
    return drawn.getvalue()


def minutes(counts: CallCounts) -> str:
    """How long a story took, half of them at most; "" where none was measured."""
    if counts.median_seconds is None:
        return ""
    whole = max(1, round(counts.median_seconds / 60))
    return f"{whole} minute{'' if whole == 1 else 's'}"


def list_rows(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """Calls with what came of each, in a fixed number of statements."""
    session, today = current_session(), clock.today()
    counts = counts_of(session, [call.key for call in calls])
    contracts = contracts_by_id(session, [call.contract_id for call in calls])
    names = organisation_names(session, [call.organisation_id for call in calls])
    rows = []
    for call in calls:
        came = counts.get(call.key, CallCounts())
        contract = contracts.get(call.contract_id or 0)
        rows.append(
            {
                "call": call,
                "state": state_of(call, today),
                "state_name": STATE_NAMES[state_of(call, today)],
                "contract": contract.title if contract else "",
                "organisation": names.get(call.organisation_id, ""),
                "sent": came.sent,
                "begun": max(call.begun, came.sent),
                "minutes": minutes(came),
            }
        )
    return rows


def fact_rows(call: Call) -> list[dict[str, str]]:
    """What a call says, as rows of a summary list."""
    session = current_session()
    contract = contracts_by_id(session, [call.contract_id]).get(call.contract_id or 0)
    place = names_of(session, [call.place_id]).get(call.place_id or 0, "")
    asked = [PURPOSE_WORDS[one] for one in Purpose if one.value in call.purposes]
    basis = BASIS_NAMES[call.lawful_basis.value]
    rows = [
        ("The question", call.ask),
        ("Who asks, and why", call.about),
        ("Who will read the stories", call.readers),
        ("Contract", contract.title if contract else "No one contract"),
        ("Place", place),
        ("Storytellers are asked whether", "; ".join(asked)),
        ("Held by what right", f"{basis}. {call.basis_note}".strip(" .") if basis else ""),
        ("Open", _days(call)),
        ("Asked by", session.get_one(Organisation, call.organisation_id).name),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _days(call: Call) -> str:
    if call.closed_at is not None:
        return f"From {day(call.opens_on)}; closed on {day(call.closed_at)}"
    until = f" to {day(call.closes_on)}" if call.closes_on else ", with no end set"
    return f"From {day(call.opens_on)}{until}"


def call_form(actor: Actor, call: Call | None = None) -> CallForm:
    """The form of a call, with the contracts the actor may choose from; filled where there is one.

    What was sent stands in it in any case.
    """
    session, form = current_session(), CallForm()
    held = None
    if call is not None and call.contract_id is not None:
        held = contracts_by_id(session, [call.contract_id]).get(call.contract_id)
    form.offer(list_contracts_to_choose(session, actor), held)
    if call is not None and not form.is_submitted():
        form.fill(call, held, _place_words(call))
    return form


def place_typed(form: CallForm) -> Place | None:
    """The place that was typed.

    Raises:
        RuleBroken: no one place is called so.
    """
    words = form.place.data or ""
    found = find_place_named(current_session(), words) if words else None
    if words and found is None:
        raise RuleBroken(
            "No one place is called so. Write it as your list of places has it, with what it lies "
            "within where two share the name; or leave this empty.",
            field="place",
        )
    return found


def _place_words(call: Call) -> str:
    """The place as it can be typed: with what it lies within."""
    if call.place_id is None:
        return ""
    session = current_session()
    place = session.get_one(Place, call.place_id)
    return ", ".join([place.name, *names_of(session, [place.parent_id]).values()])
