"""Reading links. Queries that return words keep to the reader's scope."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.commitments.models import Commitment
from storybank.core.errors import NotFound
from storybank.linking import checks
from storybank.linking.models import (
    EvidenceLink,
    LinkStatus,
    NearCopy,
    SignatureBand,
    Stance,
    StorySignature,
)
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import StoryWithWords, list_with_words, newest_words, readable
from storybank.stories.rules import Scope


@dataclass(frozen=True)
class LinkedPassage:
    """A link with the promise it speaks to and the story it comes from."""

    link: EvidenceLink
    commitment: Commitment
    story: Story
    version: StoryVersion


def get_link(session: Session, scope: Scope, public_id: UUID) -> LinkedPassage:
    """One link within the reader's scope.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    found = session.exec(_linked(scope).where(EvidenceLink.public_id == public_id)).first()
    if found is None:
        raise NotFound("There is no such link, or it is not yours to read.")
    return LinkedPassage(*found)


def list_links_of_story(
    session: Session, scope: Scope, story: Story, *statuses: LinkStatus
) -> list[LinkedPassage]:
    """A story's links of these statuses, confirmed first, then the surest suggestions."""
    query = (
        _linked(scope)
        .where(EvidenceLink.story_id == story.id, col(EvidenceLink.status).in_(statuses))
        .order_by(col(EvidenceLink.status), col(EvidenceLink.score).desc(), col(EvidenceLink.id))
    )
    return [LinkedPassage(*row) for row in session.exec(query)]


def list_links(
    session: Session,
    scope: Scope,
    *,
    contract_id: int | None = None,
    commitment_id: int | None = None,
    statuses: Collection[LinkStatus] = (LinkStatus.CONFIRMED,),
    most: int = 200,
) -> list[LinkedPassage]:
    """Links within a scope, the surest and newest first."""
    query = _linked(scope).where(col(EvidenceLink.status).in_(statuses))
    if contract_id is not None:
        query = query.where(Commitment.contract_id == contract_id)
    if commitment_id is not None:
        query = query.where(EvidenceLink.commitment_id == commitment_id)
    query = query.order_by(
        col(EvidenceLink.made_at).desc(), col(EvidenceLink.score).desc(), col(EvidenceLink.id)
    )
    return [LinkedPassage(*row) for row in session.exec(query.limit(most))]


def count_links(
    session: Session, scope: Scope, contract_ids: Collection[int]
) -> dict[int, dict[tuple[LinkStatus, Stance], tuple[int, int]]]:
    """(passages, people) by commitment, status and stance, in one query."""
    counted: Any = select(  # type: ignore[call-overload]
        EvidenceLink.commitment_id,
        EvidenceLink.status,
        EvidenceLink.stance,
        func.count(),
        func.count(func.distinct(col(Story.contributor_id))),
    )
    rows = session.exec(
        counted.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(col(Commitment.contract_id).in_(contract_ids), readable(scope))
        .group_by(
            col(EvidenceLink.commitment_id), col(EvidenceLink.status), col(EvidenceLink.stance)
        )
    )
    found: dict[int, dict[tuple[LinkStatus, Stance], tuple[int, int]]] = defaultdict(dict)
    for commitment_id, status, stance, passages, people in rows:
        found[commitment_id][(status, stance)] = (passages, people)
    return found


def count_suggested(session: Session, scope: Scope) -> int:
    """How many suggested links wait for a person within a scope."""
    return session.exec(
        select(func.count())
        .select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(EvidenceLink.status == LinkStatus.SUGGESTED, readable(scope))
    ).one()


def links_by_story(
    session: Session, story_ids: Collection[int]
) -> dict[int, list[tuple[EvidenceLink, UUID]]]:
    """Confirmed links and their commitments' public ids by story. For the index."""
    rows = session.exec(
        select(EvidenceLink, Commitment.public_id)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .where(
            col(EvidenceLink.story_id).in_(story_ids),
            EvidenceLink.status == LinkStatus.CONFIRMED,
        )
        .order_by(col(EvidenceLink.id))
    )
    found: dict[int, list[tuple[EvidenceLink, UUID]]] = defaultdict(list)
    for link, commitment in rows:
        found[link.story_id].append((link, commitment))
    return found


def links_of_version(session: Session, version_id: int) -> Sequence[EvidenceLink]:
    """Every link made from one story version, whatever its status. For the steps."""
    return session.exec(
        select(EvidenceLink)
        .where(EvidenceLink.story_version_id == version_id)
        .order_by(col(EvidenceLink.id))
    ).all()


def find_signature(session: Session, story_id: int) -> StorySignature | None:
    """What was found of a story's wording, if it was looked at. For the steps."""
    return session.exec(select(StorySignature).where(StorySignature.story_id == story_id)).first()


def list_alike(
    session: Session, story_id: int, bands: Collection[int], most: int = 20
) -> list[tuple[int, int]]:
    """Other stories that share bands with these, by row number, with how many. For the steps."""
    common = func.count()
    query: Any = select(SignatureBand.story_id, common)
    rows = session.exec(
        query.where(col(SignatureBand.value).in_(bands), SignatureBand.story_id != story_id)
        .group_by(col(SignatureBand.story_id))
        .order_by(common.desc(), col(SignatureBand.story_id))
        .limit(most)
    )
    return [(number, shared) for number, shared in rows]


def list_unchecked(session: Session, most: int) -> Sequence[int]:
    """Row numbers of accepted stories whose wording nobody has looked at yet. For the steps."""
    looked_at = select(StorySignature.id).where(
        StorySignature.story_id == Story.id, StorySignature.signed_by == checks.SIGNED_BY
    )
    numbers = session.exec(
        select(Story.id)
        .where(Story.status == StoryStatus.ACCEPTED, ~looked_at.exists())
        .order_by(col(Story.id))
        .limit(most)
    )
    return [number for number in numbers if number is not None]


@dataclass(frozen=True)
class Alike:
    """A story, another of nearly the same words in another contract, and how much is the same."""

    story: StoryWithWords
    other: StoryWithWords
    likeness: float


def list_near_copies(
    session: Session,
    scope: Scope,
    *,
    story_id: int | None = None,
    contract_id: int | None = None,
    most: int = 10,
) -> list[Alike]:
    """Stories of a contract, or one story, with their like in other contracts, the likest first.

    Both must be within the reader's scope. Two SQL statements.
    """
    other = aliased(Story)
    query: Any = select(NearCopy).join(Story, col(Story.id) == NearCopy.story_id)
    query = query.join(other, other.id == NearCopy.other_id).where(
        Story.contract_id != other.contract_id,
        readable(scope),
        # before the limit, so that copies nobody here may read crowd none out
        col(NearCopy.other_id).in_(select(Story.id).where(readable(scope)).correlate(None)),
    )
    if story_id is not None:
        query = query.where(NearCopy.story_id == story_id)
    if contract_id is not None:
        query = query.where(Story.contract_id == contract_id)
    query = query.order_by(col(NearCopy.likeness).desc(), col(NearCopy.id)).limit(most)
    copies: Sequence[NearCopy] = session.exec(query).all()
    ids = {number for copy in copies for number in (copy.story_id, copy.other_id)}
    stories = list_with_words(session, scope, ids=ids, per_page=2 * most)
    words = {one.story.key: one for one in stories}
    return [
        Alike(words[copy.story_id], words[copy.other_id], copy.likeness)
        for copy in copies
        if copy.story_id in words and copy.other_id in words
    ]


def is_unexplained(session: Session, story_id: int) -> bool:
    """Whether a story claims that life got better, and not what brought it about."""
    found = find_signature(session, story_id)
    return found is not None and found.unexplained


def list_unexplained(
    session: Session, scope: Scope, contract_id: int, most: int = 10
) -> list[StoryWithWords]:
    """Stories of a contract that claim a change with no word on what brought it about."""
    query: Any = select(Story, StoryVersion).join(StoryVersion, newest_words())
    query = query.join(StorySignature, col(StorySignature.story_id) == Story.id).where(
        Story.contract_id == contract_id, col(StorySignature.unexplained), readable(scope)
    )
    query = query.order_by(col(Story.accepted_at).desc(), col(Story.id).desc()).limit(most)
    return [StoryWithWords(*row) for row in session.exec(query)]


def _linked(scope: Scope) -> Any:
    return (
        select(EvidenceLink, Commitment, Story, StoryVersion)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(StoryVersion, col(StoryVersion.id) == EvidenceLink.story_version_id)
        .where(readable(scope))
    )
