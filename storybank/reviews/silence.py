"""The silence list: what nobody has told, shown, checked or looked after, each with how long.

It is what a review begins from. Everything counts within the reader's scope, and a story told
for learning only breaks no silence.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.reviews.ledger import Standing, Wanted, list_standings, overdue_since
from storybank.stories.rules import Scope


class SilenceKind(StrEnum):
    """Why a promise stands on the list, in order of consequence."""

    OVERDUE = "overdue"  # its day has gone and nothing is reported as delivered
    FIGURE_ONLY = "figure_only"  # something is reported, and nobody speaks of it
    NOBODY_SPOKE = "nobody_spoke"  # nothing is reported, and nobody speaks of it
    NOT_VERIFIED = "not_verified"  # people spoke a while ago, and nobody independent looked
    NO_OWNER = "no_owner"  # nobody looks after it, nor after its contract
    OWNER_LEFT = "owner_left"  # whoever looks after it has no account any more


@dataclass(frozen=True)
class Silence:
    """One line of the list: a promise, and one reason why it stands there.

    ``since`` is the day it has been so from, where one can be told: the day it was due, or the
    day the oldest unchecked passage was attached. ``passages`` wait to be verified
    (``NOT_VERIFIED`` only). ``owner_id`` looks after the promise, or else after its contract.
    """

    kind: SilenceKind
    commitment: Commitment
    contract: Contract
    since: date | None = None
    passages: int = 0
    delivered: Decimal | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class SilenceList:
    """One page of the list.

    ``counts`` are of every kind, asked for or not; ``total`` is how many lines the kinds asked
    for have on all pages.
    """

    items: Sequence[Silence] = ()
    counts: Mapping[SilenceKind, int] = field(default_factory=dict)
    total: int = 0


def list_silence(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    contract_id: int | None = None,
    kinds: Collection[SilenceKind] = tuple(SilenceKind),
    page: int = 1,
    per_page: int = 50,
) -> SilenceList:
    """The silence list of one contract, or of every contract the actor may read.

    Kinds in their order, within a kind contract by contract. Eight SQL statements.
    """
    standings = list_standings(session, actor, scope, Wanted(contract_id=contract_id))
    lines = silence_of(standings, _closed_accounts(session), clock.today())
    counts = Counter(kind for kind, _ in lines)
    kept = [line for line in lines if line[0] in kinds]
    last = max(-(-len(kept) // per_page), 1)
    first = (min(page, last) - 1) * per_page
    shown = kept[first : first + per_page]
    return SilenceList(
        items=_with_words(session, scope, shown),
        counts={kind: counts[kind] for kind in SilenceKind},
        total=len(kept),
    )


def count_silence(session: Session, standings: Iterable[Standing]) -> dict[SilenceKind, int]:
    """How many lines of each kind these promises have. One SQL statement."""
    lines = silence_of(standings, _closed_accounts(session), clock.today())
    counts = Counter(kind for kind, _ in lines)
    return {kind: counts[kind] for kind in SilenceKind}


def silence_of(
    standings: Iterable[Standing], closed: Collection[int], today: date
) -> list[tuple[SilenceKind, Standing]]:
    """The lines that promises have on the list, kind by kind. Pure.

    ``closed`` are the people whose accounts are closed. A promise taken out of its contract has
    none, and nobody is missed before a contract has begun.
    """
    kept = [one for one in standings if not one.is_withdrawn]
    return [
        (kind, one)
        for kind, applies in _APPLIES.items()
        for one in kept
        if applies(one, closed, today)
    ]


_APPLIES: Mapping[SilenceKind, Callable[[Standing, Collection[int], date], bool]] = {
    SilenceKind.OVERDUE: lambda one, _closed, today: (
        not one.has_figure and one.due_on is not None and one.due_on < today
    ),
    SilenceKind.FIGURE_ONLY: lambda one, _closed, _today: one.figure_only,
    SilenceKind.NOBODY_SPOKE: lambda one, _closed, today: (
        one.silent and not one.has_figure and (one.started_on is None or one.started_on <= today)
    ),
    SilenceKind.NOT_VERIFIED: lambda one, _closed, _today: one.evidence.overdue > 0,
    SilenceKind.NO_OWNER: lambda one, _closed, _today: one.owner_id is None,
    SilenceKind.OWNER_LEFT: lambda one, closed, _today: one.owner_id in closed,
}


def _with_words(
    session: Session, scope: Scope, lines: Sequence[tuple[SilenceKind, Standing]]
) -> list[Silence]:
    query = (
        select(Commitment, Contract)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(col(Commitment.id).in_({one.commitment_id for _, one in lines}))
    )
    promises = {pair[0].key: pair for pair in session.exec(query)}
    waiting = [one.commitment_id for kind, one in lines if kind is SilenceKind.NOT_VERIFIED]
    since = overdue_since(session, scope, waiting)
    return [
        Silence(
            kind,
            *promises[one.commitment_id],
            since=_since(kind, one, since),
            passages=one.evidence.overdue if kind is SilenceKind.NOT_VERIFIED else 0,
            delivered=one.reported.quantity,
            owner_id=one.owner_id,
        )
        for kind, one in lines
    ]


def _since(kind: SilenceKind, one: Standing, waiting: Mapping[int, datetime]) -> date | None:
    if kind is SilenceKind.OVERDUE:
        return one.due_on
    if kind is SilenceKind.NOT_VERIFIED and one.commitment_id in waiting:
        return waiting[one.commitment_id].date()
    return None


def _closed_accounts(session: Session) -> frozenset[int]:
    closed = session.exec(select(User.id).where(~col(User.active)))
    return frozenset(number for number in closed if number is not None)
