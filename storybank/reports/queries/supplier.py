"""Reading what is on record of a supplier: ratings, shortfalls, and promises worded alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

from sqlmodel import Session, col, select

from storybank.commitments.models import CommitmentBand
from storybank.commitments.queries import Promise
from storybank.commitments.rules.likeness import (
    LEAST_BANDS_IN_COMMON,
    LIKE,
    share_of_same_words,
)
from storybank.reviews.models import Rating, Shortfall

MOST_ALIKE = 200
"""Promises that may share one band before it says nothing: so many are worded by one template."""


def ratings_of(session: Session, contract_ids: Collection[int]) -> dict[int, Rating]:
    """The newest rating of each contract as a whole, by contract, in one statement."""
    found: dict[int, Rating] = {}
    rows = session.exec(
        select(Rating)
        .where(col(Rating.contract_id).in_(contract_ids), col(Rating.commitment_id).is_(None))
        .order_by(col(Rating.rated_at).desc(), col(Rating.id).desc())
    )
    for one in rows:
        found.setdefault(one.contract_id, one)
    return found


def promise_ratings_of(session: Session, commitment_ids: Collection[int]) -> dict[int, Rating]:
    """The newest rating of each promise, by commitment, in one statement."""
    found: dict[int, Rating] = {}
    rows = session.exec(
        select(Rating)
        .where(col(Rating.commitment_id).in_(commitment_ids))
        .order_by(col(Rating.rated_at).desc(), col(Rating.id).desc())
    )
    for one in rows:
        found.setdefault(one.commitment_id or 0, one)
    return found


def shortfalls_of(session: Session, commitment_ids: Collection[int]) -> Sequence[Shortfall]:
    """Every shortfall of these promises, the newest first, in one statement."""
    return session.exec(
        select(Shortfall)
        .where(col(Shortfall.commitment_id).in_(commitment_ids))
        .order_by(col(Shortfall.noticed_on).desc(), col(Shortfall.id).desc())
    ).all()


def alike_in_other_contracts(
    session: Session, promises: Mapping[int, Promise]
) -> list[tuple[Promise, Promise, float]]:
    """Pairs of these promises, in different contracts, that are worded alike; most alike first.

    One statement: their wording was looked at when they were written down.
    """
    by_band: dict[int, list[int]] = defaultdict(list)
    rows = session.exec(
        select(CommitmentBand.value, CommitmentBand.commitment_id)
        .where(col(CommitmentBand.commitment_id).in_(promises))
        .order_by(col(CommitmentBand.commitment_id))
    )
    for band, number in rows:
        by_band[band].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for many in by_band.values():
        if len(many) <= MOST_ALIKE:
            for pair in combinations(many, 2):
                shared[pair] += 1
    found = []
    for (first, second), bands in shared.items():
        one, other = promises[first], promises[second]
        if bands < LEAST_BANDS_IN_COMMON or one.contract_id == other.contract_id:
            continue
        share = share_of_same_words(one.text, other.text)
        if share >= LIKE:
            found.append((one, other, share))
    return sorted(found, key=lambda pair: (-pair[2], pair[0].key, pair[1].key))
