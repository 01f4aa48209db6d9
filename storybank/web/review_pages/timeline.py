"""How a contract has been run, as one list of what happened, and what comes next."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.queries import names_of
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.reviews import queries
from storybank.reviews.agenda import read_kept
from storybank.reviews.models import ReviewAction
from storybank.reviews.rules import RATING_NAMES
from storybank.web.filters import day, plural
from storybank.web.forms.review_words import REVIEW_NAMES, SHORTFALL_NAMES, SIDE_NAMES

COMING = 6
HAPPENED = 60
Event = dict[str, Any]


def gather_timeline(session: Session, actor: Actor, contract: Contract) -> dict[str, Any]:
    """What the page of a contract's reviews shows, in a fixed number of SQL statements."""
    today = clock.today()
    open_actions = queries.list_open_actions(session, contract.key)
    shortfalls = queries.list_shortfalls(session, contract.key)
    ratings = queries.list_ratings(session, contract.key)
    promises = queries.commitments_of(session, [*open_actions, *ratings])
    people = names_of(session, [rating.rated_by_id for rating in ratings])
    happened = [
        *_held(session, contract),
        *_check_ins(session, contract),
        *_done(queries.list_done_actions(session, contract.key)),
        *_ratings(contract, ratings, promises, people),
        *_shortfalls(shortfalls),
    ]
    happened.sort(key=lambda event: event["on"], reverse=True)
    calendar = queries.find_calendar(session, contract.key)
    return {
        "today": today,
        "calendar": calendar,
        "coming": queries.list_coming(session, contract.key, most=COMING),
        "actions": open_actions,
        "promises": promises,
        "open_shortfalls": [pair for pair in shortfalls if pair[0].settled_on is None],
        "happened": happened[:HAPPENED],
        "left_out": max(len(happened) - HAPPENED, 0),
        "review_names": REVIEW_NAMES,
        "shortfall_names": SHORTFALL_NAMES,
        "side_names": SIDE_NAMES,
    }


def _event(on: date, title: str, **told: Any) -> Event:
    return {"on": on, "iso": on.isoformat(), "when": day(on), "title": title, **told}


def _held(session: Session, contract: Contract) -> Iterable[Event]:
    for review in queries.list_held(session, contract.key):
        if review.held_on is not None:
            yield _event(
                review.held_on,
                f"{REVIEW_NAMES[review.kind]} held",
                who=review.attended,
                detail=plural(len(read_kept(review.agenda)[0]), "item") + " on the agenda",
                href=url_for(".show", review_id=review.public_id),
                link_text="Read the record",
            )


def _check_ins(session: Session, contract: Contract) -> Iterable[Event]:
    for check_in in queries.list_check_ins(session, contract.key):
        yield _event(check_in.held_on, "Check-in", who=check_in.spoke_to, detail=check_in.note)


def _done(actions: Iterable[ReviewAction]) -> Iterable[Event]:
    for action in actions:
        if action.done_on is not None:
            detail = f"{action.text.rstrip('.')}. {action.outcome}"
            yield _event(action.done_on, "Done as agreed", who=action.owner, detail=detail)


def _ratings(
    contract: Contract, ratings: Any, promises: Mapping[int | None, Any], people: Mapping[int, str]
) -> Iterable[Event]:
    for rating in ratings:
        promise = promises.get(rating.commitment_id)
        of = "the contract as a whole" if promise is None else f"promise {promise.ref}"
        yield _event(
            rating.rated_at.date(),
            f"{RATING_NAMES[rating.word]}, for {of}",
            who=people.get(rating.rated_by_id or 0, ""),
            detail=rating.reason,
            href=url_for(".ratings", contract_id=contract.public_id),
            link_text="See the ratings",
        )


def _shortfalls(shortfalls: Any) -> Iterable[Event]:
    for shortfall, promise in shortfalls:
        href = url_for(".shortfall", shortfall_id=shortfall.public_id)
        about = f"Promise {promise.ref}"
        yield _event(
            shortfall.noticed_on,
            f"{about}: notice that it is not kept",
            detail=shortfall.notice,
            href=href,
            link_text="See the shortfall",
        )
        if shortfall.settled_on is not None:
            yield _event(
                shortfall.settled_on,
                f"{about}: {SHORTFALL_NAMES[shortfall.status].lower()}",
                detail=shortfall.remedy,
                href=href,
                link_text="See the shortfall",
            )
