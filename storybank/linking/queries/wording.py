"""Reading what was found of stories' wording: near copies, and claims that nothing explains."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.linking import checks
from storybank.linking.models import NearCopy, SignatureBand, StorySignature
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import StoryWithWords, list_with_words, newest_words, readable
from storybank.stories.rules import Scope


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
        select(Story.id)
        .where(col(Story.id) == NearCopy.other_id, readable(scope))
        .correlate(NearCopy)
        .exists(),
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
