"""The handover page: all that somebody new to a contract must know, on two sheets of paper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_waiting_changes, lowerings_of
from storybank.core import clock
from storybank.reviews import queries, service
from storybank.reviews.ledger import LedgerRow, contract_ledger
from storybank.reviews.models import ReviewAction, Side
from storybank.reviews.rules import RATING_NAMES, rating_clock
from storybank.reviews.silence import list_silence
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.web.auth import allows, current_actor
from storybank.web.contract_changes import contract_changes
from storybank.web.forms.base import errors_shown_on
from storybank.web.forms.review_words import REVIEW_NAMES, SIDE_NAMES
from storybank.web.forms.screen import HandoverForm
from storybank.web.ledger_rows import amount
from storybank.web.review_pages.blueprint import (
    Page,
    back_to,
    contract_page,
    form_page,
    own_contract,
    pages,
)
from storybank.web.session import current_session
from storybank.web.story_items import titles_of

# What fits on two sheets; how much is left out is said, with the page that has it all.
PROMISES, LATE, LOWERED, CHANGES, ACTIONS, NEXT, CONTACTS = 12, 8, 6, 6, 8, 4, 6


@pages.get("/contracts/<uuid:contract_id>/handover")
@allows(Action.READ_REVIEW)
def handover(contract_id: UUID) -> str:
    """What somebody new must know of a contract, in five minutes or on two sheets."""
    session, actor = current_session(), current_actor()
    found = own_contract(contract_id)
    return contract_page("handover", found, **gather_handover(session, actor, found))


@pages.route("/contracts/<uuid:contract_id>/handover/note", methods=["GET", "POST"])
@allows(Action.RUN_REVIEW)
def handover_note(contract_id: UUID) -> Page:
    """What no table tells; notes of before stay on record."""
    session, found = current_session(), own_contract(contract_id)
    notes = queries.list_handover_notes(session, found.key, most=1)
    form = HandoverForm(data={"note": notes[0].note if notes else ""})
    if form.validate_on_submit():
        with errors_shown_on(form):
            service.write_handover(
                session, current_actor(), contract=found, note=form.note.data or ""
            )
            flash("The note is kept. The one before it stays on record.", "done")
            return back_to(".handover", contract_id=found.public_id)
    return form_page(
        form,
        heading="Write the handover note",
        contract=found,
        back=url_for(".handover", contract_id=found.public_id),
        button="Keep the note",
    )


def gather_handover(session: Session, actor: Actor, contract: Contract) -> dict[str, Any]:
    """What the handover page shows, in a fixed number of SQL statements."""
    scope, today = reading_scope(actor), clock.today()
    ledger = contract_ledger(session, scope, [contract.key])[contract.key]
    notes = queries.list_handover_notes(session, contract.key)
    held = queries.list_held(session, contract.key, most=1)
    lowered = lowerings_of(session, [row.commitment.key for row in ledger])
    changes = [change for several in lowered.values() for change in several]
    ids = [contract.owner_id, contract.deputy_id, *(note.written_by_id for note in notes)]
    ids += [each for one in changes for each in (one.proposed_by_id, one.decided_by_id)]
    actions = queries.list_open_actions(session, contract.key)
    late = queries.list_late(
        session, contract, today=today, quiet_since=contract.starts_on or today
    )
    return {
        "today": today,
        "notes": notes,
        "people": names_of(session, ids),
        "contacts": _contacts(session, contract, actions),
        "rows": _to_look_at(ledger)[:PROMISES],
        "ledger": ledger,
        "heard": queries.count_heard(session, scope, contract.key),
        "silence": list_silence(session, actor, scope, contract_id=contract.key, per_page=1),
        "late": [one for one in late if one.is_due][:LATE],
        "lowered": _lowered(ledger, changes)[:LOWERED],
        "contract_changes": contract_changes(session, contract)[:CHANGES],
        "waiting": list_waiting_changes(session, actor, contract_id=contract.key),
        "actions": actions[:ACTIONS],
        "actions_in_all": len(actions),
        "shortfalls": queries.list_shortfalls(session, contract.key, only_open=True),
        "last_review": held[0] if held else None,
        "coming": queries.list_coming(session, contract.key, most=NEXT),
        **_rated(session, contract),
        **_to_read(session, actor, contract),
        "amount": amount,
        "review_names": REVIEW_NAMES,
        "rating_names": RATING_NAMES,
        "side_names": SIDE_NAMES,
    }


def _contacts(session: Session, contract: Contract, actions: Sequence[ReviewAction]) -> list[str]:
    """Who is spoken to on the supplier's side, by name, those spoken to last first."""
    spoken = [one.spoke_to for one in queries.list_check_ins(session, contract.key, most=20)]
    owners = [one.owner for one in actions if one.side is not Side.BUYER]
    return list(dict.fromkeys([*spoken, *owners]))[:CONTACTS]


def _to_look_at(ledger: Sequence[LedgerRow]) -> list[LedgerRow]:
    """Promises a newcomer should know first: contradicted, then silent, then the rest."""
    return sorted(
        (row for row in ledger if row.commitment.withdrawn_on is None),
        key=lambda row: (-row.contradicting, not row.silent, row.commitment.position),
    )


def _lowered(ledger: Sequence[LedgerRow], changes: Sequence[Any]) -> list[tuple[Any, Commitment]]:
    promises = {row.commitment.id: row.commitment for row in ledger}
    ordered = sorted(changes, key=lambda one: one.id, reverse=True)
    return [(change, promises[change.commitment_id]) for change in ordered]


def _rated(session: Session, contract: Contract) -> dict[str, Any]:
    ratings = queries.list_ratings(session, contract.key)
    newest = queries.newest_of(ratings)
    return {
        "rating": newest.get(None),
        "promise_ratings": [one for number, one in newest.items() if number is not None],
        "rating_clock": rating_clock(
            kind=contract.kind,
            regime=contract.regime,
            value=contract.value,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            last_rated_on=ratings[0].rated_at.date() if ratings else None,
        ),
    }


def _to_read(session: Session, actor: Actor, contract: Contract) -> dict[str, Any]:
    """Three stories that tell a newcomer most, in the order to read them."""
    scope = reading_scope(actor)
    wanted = queries.list_to_read_first(session, scope, contract.key)
    found = list_with_words(session, scope, public_ids=wanted) if wanted else []
    found.sort(key=lambda one: wanted.index(one.story.public_id))
    return {"stories": found, "titles": titles_of(session, actor, found)}
