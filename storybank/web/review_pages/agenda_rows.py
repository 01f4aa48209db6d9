"""An agenda as pages show it: part by part, each item with why it is there and where it leads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import url_for
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.reviews.agenda import Agenda, AgendaKind, read_kept
from storybank.reviews.models import Review
from storybank.stories.queries import list_with_words
from storybank.stories.rules import reading_scope
from storybank.web.forms.review_words import AGENDA_NAMES
from storybank.web.story_items import titles_of

GONE = "A story that you may not read, or that was taken back"


def agenda_parts(
    session: Session, actor: Actor, contract: Contract, agenda: Agenda
) -> list[dict[str, Any]]:
    """The agenda as it stands now."""
    return _parts(session, actor, contract, agenda.kept({}))


def kept_parts(
    session: Session, actor: Actor, contract: Contract, review: Review
) -> list[dict[str, Any]]:
    """The agenda of a review that was held, as it was kept, with its notes."""
    return _parts(session, actor, contract, review.agenda)


def _parts(
    session: Session, actor: Actor, contract: Contract, kept: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    rows, more = read_kept(kept)
    titles = _stories(session, actor, rows)
    parts: dict[AgendaKind, list[dict[str, Any]]] = {}
    for row in rows:
        kind = AgendaKind(row["kind"])
        parts.setdefault(kind, []).append(_item(row, titles))
    return [
        {
            "name": AGENDA_NAMES[kind],
            "kind": kind.value,
            "rows": items,
            "more": more.get(kind, 0),
            "all": _whole_list(kind, contract),
        }
        for kind, items in parts.items()
    ]


def _stories(session: Session, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Titles of the stories among them that the reader may read, by public id."""
    wanted = [UUID(row["public_id"]) for row in rows if row["subject"] == "story"]
    if not wanted:
        return {}
    found = list_with_words(session, reading_scope(actor), public_ids=wanted, per_page=len(wanted))
    titles = titles_of(session, actor, found)
    return {str(one.story.public_id): titles[one.story.id] for one in found}


def _item(row: Mapping[str, Any], stories: Mapping[str, str]) -> dict[str, Any]:
    number, subject = row["public_id"], row["subject"]
    known = subject != "story" or number in stories
    return {
        "key": f"{row['kind']}:{number}",
        "title": stories.get(number, GONE) if subject == "story" else row["title"],
        "href": _ADDRESSES[subject](number) if known else None,
        "why": row["why"],
        "note": row["note"],
        "commitment": number if subject == "commitment" else None,
    }


def _whole_list(kind: AgendaKind, contract: Contract) -> str:
    """Where all of a kind stands, beyond what an agenda has room for."""
    number = contract.public_id
    if kind is AgendaKind.UNANSWERED:
        return url_for("stories.list_", contract=number)
    if kind is AgendaKind.PLEDGE:
        return url_for("reviews.pledges")
    if kind is AgendaKind.CHANGE:
        return url_for("changes.list_")
    endpoint = _LISTS.get(kind, "ledger.silence")
    return url_for(endpoint, contract_id=number)


_LISTS = {
    AgendaKind.SHORTFALL: "reviews.shortfalls",
    AgendaKind.CONTRADICTED: "commitments.show",
    AgendaKind.LATE: "commitments.show",
    AgendaKind.ACTION: "reviews.actions",
    AgendaKind.EFFECT: "reviews.screen",
    AgendaKind.RATING: "reviews.ratings",
}
_ADDRESSES: Mapping[str, Callable[[str], str]] = {
    "commitment": lambda one: url_for("commitments.commitment", commitment_id=one),
    "shortfall": lambda one: url_for("reviews.shortfall", shortfall_id=one),
    "story": lambda one: url_for("stories.show", story_id=one),
    "action": lambda one: url_for("reviews.action", action_id=one),
    "effect": lambda one: url_for("reviews.effect", effect_id=one),
    "contract": lambda one: url_for("reviews.ratings", contract_id=one),
    "pledge": lambda one: url_for("reviews.pledge", pledge_id=one),
}
