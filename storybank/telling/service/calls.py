"""Asking for stories: opening a call, changing and closing it."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import LawfulBasis, Purpose
from storybank.places.models import Place
from storybank.telling import queries, rules
from storybank.telling.models import Call


@dataclass(frozen=True)
class CallTerms:
    """What a call asks, of whom, and what is done with what they tell.

    ``purposes`` is what storytellers are asked to allow, besides the people who run the contract.
    """

    title: str
    ask: str
    about: str
    readers: str
    opens_on: date
    closes_on: date | None = None
    contract: Contract | None = None
    place: Place | None = None
    purposes: frozenset[Purpose] = field(default=frozenset(Purpose))
    lawful_basis: LawfulBasis = LawfulBasis.NOT_RECORDED
    basis_note: str = ""


def open_call(
    session: Session,
    actor: Actor,
    *,
    terms: CallTerms,
    organisation_id: int,
    slug: str = "",
) -> Call:
    """Ask people for stories on a page of its own. ``slug`` is the end of its address for good.

    Raises:
        RuleBroken: something is missing, or the address is taken; ``field`` says which.
    """
    require(actor, Action.MANAGE_CALLS)
    wanted = slug or _free_slug(session, rules.make_slug(terms.title))
    call = Call(
        organisation_id=organisation_id,
        slug=wanted,
        title="",
        ask="",
        opens_on=terms.opens_on,
        made_by_id=actor.user_id,
    )
    _set(call, terms)
    if queries.is_slug_taken(session, wanted):
        raise RuleBroken("Another call has this address. Choose another ending.", field="slug")
    session.add(call)
    session.flush()
    record(session, actor, "open_call", call, purposes=call.purposes)
    return call


def change_call(session: Session, actor: Actor, *, call: Call, terms: CallTerms) -> None:
    """Say a call otherwise. Its address stays: it may stand on paper already.

    Raises:
        RuleBroken: something is missing; ``field`` says which.
        NotAllowed: another organisation asks.
    """
    _require_own(actor, call)
    _set(call, terms)
    session.flush()
    record(session, actor, "change_call", call, purposes=call.purposes)


def close_call(session: Session, actor: Actor, *, call: Call) -> None:
    """Take no more stories here. Whoever has begun one may still send it.

    Raises:
        RuleBroken: it is closed already.
        NotAllowed: another organisation asks.
    """
    _require_own(actor, call)
    if call.closed_at is not None:
        raise RuleBroken("This call is closed already.")
    call.closed_at = clock.now()
    session.flush()
    record(session, actor, "close_call", call)


def open_call_again(session: Session, actor: Actor, *, call: Call) -> None:
    """Take stories again at a call that was closed.

    Raises:
        RuleBroken: it was not closed, or its last day has passed.
        NotAllowed: another organisation asks.
    """
    _require_own(actor, call)
    if call.closed_at is None:
        raise RuleBroken("This call is not closed.")
    if call.closes_on is not None and call.closes_on < clock.today():
        raise RuleBroken("Its last day has passed. Change the last day first.")
    call.closed_at = None
    session.flush()
    record(session, actor, "open_call_again", call)


def _set(call: Call, terms: CallTerms) -> None:
    """Put the terms into a call.

    Raises:
        RuleBroken: they will not do.
    """
    purposes = terms.purposes | {Purpose.CONTRACT_MANAGEMENT}
    tried = Call(
        organisation_id=call.organisation_id,
        slug=call.slug,
        title=rules.clean_line(terms.title, rules.LONGEST_TEXT),
        ask=rules.clean_line(terms.ask, rules.LONGEST_TEXT),
        about=rules.clean_text(terms.about),
        readers=rules.clean_text(terms.readers),
        opens_on=terms.opens_on,
        closes_on=terms.closes_on,
    )
    rules.check_call(tried)
    call.title, call.ask, call.about, call.readers = (
        tried.title,
        tried.ask,
        tried.about,
        tried.readers,
    )
    call.opens_on, call.closes_on = terms.opens_on, terms.closes_on
    call.contract_id = None if terms.contract is None else terms.contract.id
    call.place_id = None if terms.place is None else terms.place.id
    call.purposes = [one.value for one in Purpose if one in purposes]
    call.lawful_basis = terms.lawful_basis
    call.basis_note = rules.clean_text(terms.basis_note)[: rules.LONGEST_TEXT]


def _require_own(actor: Actor, call: Call) -> None:
    require(actor, Action.MANAGE_CALLS)
    if not actor.everywhere and call.organisation_id != actor.organisation_id:
        raise NotAllowed("Another organisation asks here, and only it may change the call.")


def _free_slug(session: Session, wanted: str) -> str:
    """The wanted end of an address, or the first like it that nobody has."""
    if wanted not in rules.RESERVED and not queries.is_slug_taken(session, wanted):
        return wanted
    number = 2
    while queries.is_slug_taken(session, f"{wanted[:34].rstrip('-')}-{number}"):
        number += 1
    return f"{wanted[:34].rstrip('-')}-{number}"
