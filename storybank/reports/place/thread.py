"""The golden thread: from a priority to the promises that answer it, to words, to findings.

A priority is an item of a framework made for the place, or for a larger place it lies in. Numbers
keep to the reader's scope; what was told for learning only is in none of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, CommitmentItem, Contract
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.queries import list_frameworks
from storybank.frameworks.rules import in_tree_order
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.linking.queries import LinkedPassage
from storybank.places.rules import Tree
from storybank.reviews.ledger.standings import Standing, Wanted, list_standings
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope


class Break(StrEnum):
    """Where a thread ends before anybody independent has looked."""

    NO_PROMISE = "no_promise"
    NOBODY_TOLD = "nobody_told"
    UNCHECKED = "unchecked"
    NOT_UPHELD = "not_upheld"


@dataclass(frozen=True)
class Answer:
    """A promise that answers a priority, with its contract and how it stands."""

    commitment: Commitment
    contract: Contract
    standing: Standing


@dataclass(frozen=True)
class Priority:
    """One priority, and what answers it or an item below it. ``depth`` is how deep it stands."""

    framework: Framework
    item: FrameworkItem
    depth: int
    answers: tuple[Standing, ...]

    @cached_property
    def silent(self) -> int:
        """Promises nobody has spoken of."""
        return sum(one.silent for one in self.answers)

    @cached_property
    def passages(self) -> int:
        """Passages that speak for its promises."""
        return sum(one.evidence.passages for one in self.answers)

    @cached_property
    def contradicting(self) -> int:
        """Passages that speak against them."""
        return sum(one.evidence.contradicting for one in self.answers)

    @cached_property
    def checked(self) -> int:
        """Passages that somebody independent looked at."""
        return sum(one.evidence.checked for one in self.answers)

    @cached_property
    def upheld(self) -> int:
        """Passages for its promises that were upheld, wholly or in part."""
        return sum(one.evidence.verified for one in self.answers)

    @cached_property
    def breaks(self) -> Break | None:
        """Where the thread breaks; None where it holds from the priority to a finding."""
        return where_it_breaks(self.answers)


def where_it_breaks(standings: Sequence[Standing]) -> Break | None:
    """Where the thread from a priority breaks, by how the promises that answer it stand."""
    if not standings:
        return Break.NO_PROMISE
    if all(one.silent for one in standings):
        return Break.NOBODY_TOLD
    if not any(one.evidence.checked for one in standings):
        return Break.UNCHECKED
    if not any(one.evidence.verified for one in standings):
        return Break.NOT_UPHELD
    return None


def list_charters(
    session: Session, actor: Actor, tree: Tree, place_id: int
) -> list[tuple[Framework, int]]:
    """Frameworks in use made for a place or a larger one around it, the nearest first."""
    own = [place_id, *(one for one in tree.subtree(place_id) if tree.spots[one].is_merged)]
    nearest = [*own, *(spot.id for spot in reversed(tree.path(place_id)))]
    found = [
        (framework, framework.place_id)
        for framework in list_frameworks(session, actor, retired=False)
        if framework.place_id in nearest
    ]
    return sorted(found, key=lambda pair: nearest.index(pair[1] or 0))


def list_priorities(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    charters: Sequence[Framework],
    place_ids: Collection[int],
    known: Iterable[Standing],
) -> list[Priority]:
    """Each priority of these frameworks with the promises that answer it there.

    Promises count whose contract lies in one of the places, or says of no place where it is.
    ``known`` is how all promises stand whose contract lies there. Seven SQL statements.
    """
    ids = [one.key for one in charters]
    items = _items(session, ids)
    elsewhere = list_standings(session, actor, scope, Wanted(place_id=0))
    stood = {one.commitment_id: one for one in (*known, *elsewhere)}
    answers = _answers(session, ids, set(place_ids), stood)
    found = []
    for framework in charters:
        listed = in_tree_order(items[framework.key])
        below = _below([item for item, _ in listed])
        for item, depth in listed:
            own = {
                answer.commitment_id: answer
                for one in below[item.key]
                for answer in answers.get(one, ())
            }
            found.append(Priority(framework, item, depth, tuple(own.values())))
    return found


def _items(session: Session, framework_ids: Collection[int]) -> dict[int, list[FrameworkItem]]:
    found: dict[int, list[FrameworkItem]] = defaultdict(list)
    query = select(FrameworkItem).where(col(FrameworkItem.framework_id).in_(framework_ids))
    for item in session.exec(query.order_by(col(FrameworkItem.id))):
        found[item.framework_id].append(item)
    return found


def _answers(
    session: Session,
    framework_ids: Collection[int],
    places: set[int],
    known: Mapping[int, Standing],
) -> Mapping[int, list[Standing]]:
    """The promises that answer items of these frameworks, by item, in their order."""
    query: Any = select(CommitmentItem.item_id, CommitmentItem.commitment_id, Contract.place_id)
    query = (
        query.join(FrameworkItem, col(FrameworkItem.id) == CommitmentItem.item_id)
        .join(Commitment, col(Commitment.id) == CommitmentItem.commitment_id)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(
            col(FrameworkItem.framework_id).in_(framework_ids),
            col(Commitment.withdrawn_on).is_(None),
        )
        .order_by(
            col(Contract.reference), col(Contract.id), col(Commitment.position), col(Commitment.id)
        )
    )
    found: dict[int, list[Standing]] = defaultdict(list)
    # Rows as they come, past the session. What the reader may not see is not among the known.
    for item_id, commitment_id, place_id in session.connection().execute(query):
        if commitment_id in known and (place_id is None or place_id in places):
            found[item_id].append(known[commitment_id])
    return found


def list_answers(session: Session, standings: Sequence[Standing]) -> list[Answer]:
    """These promises with their words and their contracts, in the order given."""
    query = (
        select(Commitment, Contract)
        .join(Contract, col(Contract.id) == Commitment.contract_id)
        .where(col(Commitment.id).in_([one.commitment_id for one in standings]))
    )
    promises = {pair[0].key: pair for pair in session.exec(query)}
    return [Answer(*promises[one.commitment_id], one) for one in standings]


def _below(items: Sequence[FrameworkItem]) -> dict[int, list[int]]:
    """Each item with those below it, by row number; parents stand before their children."""
    below = {item.key: [item.key] for item in items}
    for item in reversed(items):
        if item.parent_id in below:
            below[item.parent_id] += below[item.key]
    return below


def list_passages_of(
    session: Session, scope: Scope, commitment_ids: Collection[int], *, each: int = 3
) -> dict[int, list[LinkedPassage]]:
    """The newest confirmed passages of each promise, ``each`` at most, in one statement."""
    rank = func.row_number().over(
        partition_by=col(EvidenceLink.commitment_id),
        order_by=(col(EvidenceLink.made_at).desc(), col(EvidenceLink.id)),
    )
    ranked = (
        select(col(EvidenceLink.id).label("id"), rank.label("rank"))
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            col(EvidenceLink.commitment_id).in_(commitment_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
            ~col(Story.learning_only),
            readable(scope),
        )
        .subquery()
    )
    rows = session.exec(
        select(EvidenceLink, Commitment, Story, StoryVersion)
        .join(ranked, ranked.c.id == EvidenceLink.id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(StoryVersion, col(StoryVersion.id) == EvidenceLink.story_version_id)
        .where(ranked.c.rank <= each)
        .order_by(ranked.c.rank)
    )
    found: dict[int, list[LinkedPassage]] = defaultdict(list)
    for row in rows:
        found[row[1].key].append(LinkedPassage(*row))
    return found
