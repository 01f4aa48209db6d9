"""Reading ratings, and the passages they rest on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
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


def find_rating_of(session: Session, commitment_id: int) -> Rating | None:
    """The rating of one promise that counts: the newest."""
    return session.exec(
        select(Rating)
        .where(Rating.commitment_id == commitment_id)
        .order_by(col(Rating.rated_at).desc(), col(Rating.id).desc())
        .limit(1)
    ).first()


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
    stance: Stance | None = None,
    most: int = 30,
) -> list[LinkedPassage]:
    """Passages a rating may rest on: confirmed, newest first, and none told for learning only."""
    query = _passages(scope).where(_of_contract(contract_id))
    if commitment_id is not None:
        query = query.where(EvidenceLink.commitment_id == commitment_id)
    if stance is not None:
        query = query.where(EvidenceLink.stance == stance)
    if link_ids is not None:
        query = query.where(col(EvidenceLink.id).in_(link_ids))
    query = query.order_by(col(EvidenceLink.made_at).desc(), col(EvidenceLink.id).desc())
    return [LinkedPassage(*row) for row in session.exec(query.limit(most))]


@dataclass(frozen=True)
class Footnotes:
    """The passages a rating rests on that this reader may read, and how many others there are.

    Others are not the reader's to read, or were taken back since.
    """

    passages: Sequence[LinkedPassage]
    unseen: int


def footnotes_of(
    session: Session, scope: Scope, rating_ids: Collection[int]
) -> dict[int, Footnotes]:
    """What ratings rest on, as far as this reader may read it, in two queries."""
    pairs = session.exec(
        select(RatingFootnote.rating_id, RatingFootnote.link_id)
        .where(col(RatingFootnote.rating_id).in_(rating_ids))
        .order_by(col(RatingFootnote.id))
    ).all()
    links: dict[int, list[int]] = defaultdict(list)
    for rating_id, link_id in pairs:
        links[rating_id].append(link_id)
    wanted = {link_id for _, link_id in pairs}
    rows = session.exec(_passages(scope).where(col(EvidenceLink.id).in_(wanted))).all()
    held = {row[0].key: LinkedPassage(*row) for row in rows}
    found = {}
    for rating_id, numbers in links.items():
        passages = [held[number] for number in numbers if number in held]
        found[rating_id] = Footnotes(passages, len(numbers) - len(passages))
    return found


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


def _of_contract(contract_id: int) -> ColumnElement[bool]:
    # From the contract to its links: the other way goes through every confirmed link there is.
    own = select(Commitment.id).where(Commitment.contract_id == contract_id)
    return col(EvidenceLink.commitment_id).in_(own)
