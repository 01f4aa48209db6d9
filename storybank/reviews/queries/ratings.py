"""Reading ratings, and the passages they rest on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.linking.queries import LinkedPassage
from storybank.reviews.models import Rating, RatingFootnote
from storybank.reviews.rules import OCDS_CLASSIFICATIONS
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope


def list_ratings(session: Session, contract_id: int, most: int = 500) -> Sequence[Rating]:
    """Every rating of a contract and its promises, the newest first."""
    return session.exec(
        select(Rating)
        .where(Rating.contract_id == contract_id)
        .order_by(col(Rating.rated_at).desc(), col(Rating.id).desc())
        .limit(most)
    ).all()


def newest_of(ratings: Sequence[Rating]) -> dict[int | None, Rating]:
    """The rating that counts by promise; that of the contract as a whole under None."""
    newest: dict[int | None, Rating] = {}
    for rating in ratings:  # the newest first
        newest.setdefault(rating.commitment_id, rating)
    return newest


def find_last_rated_on(session: Session, contract_id: int) -> date | None:
    """The day on which somebody last rated a contract or a promise of it."""
    moment = session.exec(
        select(func.max(col(Rating.rated_at))).where(Rating.contract_id == contract_id)
    ).one()
    return None if moment is None else moment.date()


def classifications(session: Session, contract_id: int) -> Mapping[int, str]:
    """The newest rating of each promise in the words of OCDS, by commitment."""
    newest = newest_of(list_ratings(session, contract_id))
    return {
        number: OCDS_CLASSIFICATIONS[rating.word]
        for number, rating in newest.items()
        if number is not None
    }


def list_to_quote(
    session: Session,
    scope: Scope,
    contract_id: int,
    *,
    commitment_id: int | None = None,
    link_ids: Collection[int] | None = None,
    most: int = 30,
) -> list[LinkedPassage]:
    """Passages a rating may rest on: confirmed, newest first, and none told for learning only."""
    query = _passages(scope).where(Commitment.contract_id == contract_id)
    if commitment_id is not None:
        query = query.where(EvidenceLink.commitment_id == commitment_id)
    if link_ids is not None:
        query = query.where(col(EvidenceLink.id).in_(link_ids))
    query = query.order_by(col(EvidenceLink.made_at).desc(), col(EvidenceLink.id).desc())
    return [LinkedPassage(*row) for row in session.exec(query.limit(most))]


def footnotes_of(
    session: Session, scope: Scope, rating_ids: Collection[int]
) -> dict[int, list[LinkedPassage]]:
    """The passages that ratings rest on, as far as this reader may read them, in one query.

    Passages taken back since, or of a storyteller who took a permission back, are left out.
    """
    query = (
        _passages(scope)
        .add_columns(col(RatingFootnote.rating_id))
        .join(RatingFootnote, col(RatingFootnote.link_id) == EvidenceLink.id)
        .where(col(RatingFootnote.rating_id).in_(rating_ids))
        .order_by(col(RatingFootnote.rating_id), col(RatingFootnote.id))
    )
    found: dict[int, list[LinkedPassage]] = defaultdict(list)
    for *row, rating_id in session.exec(query):
        found[rating_id].append(LinkedPassage(*row))
    return found


def count_footnotes(session: Session, rating_ids: Collection[int]) -> dict[int, int]:
    """How many passages ratings rested on when they were given, in one query."""
    rows = session.exec(
        select(RatingFootnote.rating_id, func.count())
        .where(col(RatingFootnote.rating_id).in_(rating_ids))
        .group_by(col(RatingFootnote.rating_id))
    )
    return dict(rows.all())


def _passages(scope: Scope) -> Any:
    return (
        select(EvidenceLink, Commitment, Story, StoryVersion)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(StoryVersion, col(StoryVersion.id) == EvidenceLink.story_version_id)
        .where(
            EvidenceLink.status == LinkStatus.CONFIRMED,
            col(Story.learning_only).is_(False),
            readable(scope),
        )
    )
