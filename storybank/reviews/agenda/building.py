"""Building the agenda of a review: every reason, each promise once, the gravest first."""

from collections.abc import Iterable
from dataclasses import replace

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.reviews import queries
from storybank.reviews.agenda import reasons
from storybank.reviews.agenda.items import Agenda, AgendaItem, AgendaKind
from storybank.stories.rules import Scope

# A meeting of two hours; what is beyond is counted, and has a list of its own.
MOST_OF_A_KIND = 8


def build_agenda(session: Session, actor: Actor, scope: Scope, contract: Contract) -> Agenda:
    """What the next review of a contract should speak about, as it stands today.

    A fixed number of SQL statements, however many promises and stories there are.
    """
    today = clock.today()
    last = queries.find_last_held(session, contract.key)
    gathered = [
        *reasons.shortfalls(session, contract, today),
        *reasons.contradicted(session, scope, contract, last),
        *reasons.unanswered(session, scope, contract),
        *reasons.changes(session, actor, contract),
        *reasons.late(session, contract, today),
        *reasons.actions(session, contract, today),
        *reasons.silence(session, actor, scope, contract),
        *reasons.effects(session, contract, today),
        *reasons.rating(session, contract, today),
        *reasons.pledges(session, actor, contract, today),
    ]
    items, more = _shorten(gathered)
    return Agenda(items, None if last is None else last.held_on, more)


def _shorten(
    gathered: Iterable[AgendaItem],
) -> tuple[tuple[AgendaItem, ...], dict[AgendaKind, int]]:
    """Each promise once, at its gravest, with every reason; and of each kind so many."""
    kinds: dict[AgendaKind, list[AgendaItem]] = {kind: [] for kind in AgendaKind}
    for item in _merged(gathered):
        kinds[item.kind].append(item)
    items = [item for several in kinds.values() for item in several[:MOST_OF_A_KIND]]
    more = {kind: len(several) - MOST_OF_A_KIND for kind, several in kinds.items()}
    return tuple(items), {kind: number for kind, number in more.items() if number > 0}


def _merged(gathered: Iterable[AgendaItem]) -> Iterable[AgendaItem]:
    merged: dict[object, AgendaItem] = {}
    for item in gathered:  # the gravest first
        about = item.key if item.promise_id is None else item.promise_id
        first = merged.get(about)
        merged[about] = item if first is None else replace(first, why=f"{first.why} {item.why}")
    return merged.values()
