"""Reading segments and codings. The caller has found the story within the reader's scope."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.core.errors import NotFound
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Identifier, Segment, StoryReading


def find_reading(session: Session, version_id: int) -> StoryReading | None:
    """Which reader has read a version, if one has."""
    return session.exec(
        select(StoryReading).where(StoryReading.story_version_id == version_id)
    ).first()


def list_segments(session: Session, version_id: int) -> Sequence[Segment]:
    """The sentences of a version in order."""
    return session.exec(
        select(Segment)
        .where(Segment.story_version_id == version_id)
        .order_by(col(Segment.position))
    ).all()


def codings_of(session: Session, version_id: int) -> dict[int, list[Coding]]:
    """Codings by segment, the surest first, in one query."""
    rows = session.exec(
        select(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(Segment.story_version_id == version_id)
        .order_by(col(Coding.segment_id), col(Coding.score).desc(), col(Coding.id))
    )
    found: dict[int, list[Coding]] = defaultdict(list)
    for coding in rows:
        found[coding.segment_id].append(coding)
    return found


def get_coding(
    session: Session, scope: Scope, public_id: UUID
) -> tuple[Coding, Segment, StoryVersion, Story]:
    """One coding within the reader's scope, with what it stands on.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    found = session.exec(
        select(Coding, Segment, StoryVersion, Story)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .where(Coding.public_id == public_id, readable(scope))
    ).first()
    if found is None:
        raise NotFound("There is no such coding, or it is not yours to read.")
    return found[0], found[1], found[2], found[3]


def find_next_suggestion(session: Session, segment: Segment) -> Coding | None:
    """The next suggestion of a version from a sentence on, else its first one, else None."""
    return session.exec(
        select(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(
            Segment.story_version_id == segment.story_version_id,
            Coding.status == CodingStatus.SUGGESTED,
        )
        .order_by(
            col(Segment.position) < segment.position,
            col(Segment.position),
            col(Coding.score).desc(),
            col(Coding.id),
        )
    ).first()


def list_identifiers(session: Session, version_ids: Collection[int]) -> dict[int, list[Identifier]]:
    """Personal details noticed, by version, in order of place, in one query."""
    found: dict[int, list[Identifier]] = defaultdict(list)
    for row in session.exec(
        select(Identifier)
        .where(col(Identifier.story_version_id).in_(version_ids))
        .order_by(col(Identifier.start), col(Identifier.end).desc(), col(Identifier.id))
    ):
        found[row.story_version_id].append(row)
    return found


def confirmed_codes(
    session: Session, story_ids: Collection[int]
) -> dict[int, list[tuple[str, str]]]:
    """(theme, change) pairs confirmed on the newest version of each story, in one query."""
    rows = session.exec(
        select(Story.id, Code.slug, col(Coding.change))
        .select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
        .join(Code, col(Code.id) == Coding.code_id)
        .where(Coding.status == CodingStatus.CONFIRMED, col(Story.id).in_(story_ids))
        .distinct()
        .order_by(col(Story.id), Code.slug, Coding.change)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for story_id, slug, change in rows:
        found[story_id or 0].append((slug, change.value))
    return found


def count_by_status(session: Session, version_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many codings of each status stand on each version, in one query."""
    rows = session.exec(
        select(Segment.story_version_id, col(Coding.status), func.count())
        .select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(col(Segment.story_version_id).in_(version_ids))
        .group_by(col(Segment.story_version_id), col(Coding.status))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for version_id, status, number in rows:
        found[version_id][status.value] = number
    return found


def list_stories_with_suggestions(
    session: Session, scope: Scope, *, most: int = 25
) -> Sequence[tuple[Story, StoryVersion, int]]:
    """Stories with suggestions nobody has decided on, the oldest first, and how many."""
    query = (
        _waiting(scope)
        .add_columns(func.count())
        .group_by(col(Story.id), col(StoryVersion.id))
        .order_by(col(Story.accepted_at), col(Story.id))
    )
    return list(session.exec(query.limit(most)))


def count_stories_with_suggestions(session: Session, scope: Scope) -> int:
    """How many stories have suggestions nobody has decided on."""
    waiting = _waiting(scope).with_only_columns(col(Story.id)).distinct().subquery()
    return session.exec(select(func.count()).select_from(waiting)).one()


def _waiting(scope: Scope) -> Any:
    return (
        select(Story, StoryVersion)
        .join(StoryVersion, newest_words())
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(Coding.status == CodingStatus.SUGGESTED, readable(scope))
    )
