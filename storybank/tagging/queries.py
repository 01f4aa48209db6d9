"""Reading segments and codings. The caller has found the story within the reader's scope."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Purpose
from storybank.intake.queries import consented
from storybank.nlp.reading import Change
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import (
    Coding,
    CodingStatus,
    Identifier,
    Segment,
    SegmentVector,
    StoryReading,
)
from storybank.tagging.rules import LEARNT, PERSON, WITHOUT, Decisions


def find_reading(session: Session, version_id: int) -> StoryReading | None:
    """Which reader has read a version, if one has."""
    return session.exec(
        select(StoryReading).where(StoryReading.story_version_id == version_id)
    ).first()


def list_lapsed(session: Session, most: int) -> Sequence[int]:
    """Stories holding suggestions that their tellers allow no longer, by row number. For the steps.

    A permission that ran out on its day tells nobody, so they are looked for.
    """
    numbers = session.exec(
        select(Story.id)
        .join(StoryVersion, newest_words())
        .join(StoryReading, col(StoryReading.story_version_id) == StoryVersion.id)
        .where(
            Story.status != StoryStatus.WITHDRAWN,
            col(StoryReading.reader).not_like(f"%{WITHOUT}"),
            ~consented(col(Story.submission_id), Purpose.MACHINE_SUGGESTIONS, clock.today()),
        )
        .order_by(col(Story.id))
        .limit(most)
    )
    return [number for number in numbers if number is not None]


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


@dataclass(frozen=True)
class CodeCounts:
    """How many sentences of stories carry a code, by what people said to it."""

    confirmed: int = 0
    suggested: int = 0
    rejected: int = 0


def count_by_code(session: Session, scope: Scope) -> dict[int, CodeCounts]:
    """How much is coded with each code in the newest words of readable stories, in one query."""
    rows = session.exec(
        select(Coding.code_id, col(Coding.status), func.count())
        .select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
        .where(readable(scope))
        .group_by(col(Coding.code_id), col(Coding.status))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for code_id, status, number in rows:
        found[code_id][status.value] = number
    return defaultdict(CodeCounts, {code_id: CodeCounts(**each) for code_id, each in found.items()})


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
    # Begins with the suggestions: most stories have none, and there are many stories.
    suggested = (
        select(Segment.story_version_id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(Coding.status == CodingStatus.SUGGESTED)
    )
    newest = select(Story.id).where(newest_words(), readable(scope)).exists()
    return session.exec(
        select(func.count())
        .select_from(StoryVersion)
        .where(col(StoryVersion.id).in_(suggested), newest)
    ).one()


def decisions_on_suggestions(session: Session, scope: Scope) -> dict[tuple[int, str], Decisions]:
    """What people decided on suggestions, by code and by the reader that made them.

    Counts the newest words of each story, to which decisions are carried over. What a person
    put in the place of a suggestion is told by its standing on the same sentence.
    """
    instead = aliased(Coding)
    replaced = exists().where(
        col(instead.segment_id) == Coding.segment_id,
        col(instead.code_id) != Coding.code_id,
        col(instead.status) == CodingStatus.CONFIRMED,
        col(instead.origin) == PERSON,
    )
    outcome = case(
        (col(Coding.status) == CodingStatus.CONFIRMED, "confirmed"),
        (replaced, "replaced"),
        else_="rejected",
    )
    decided = [CodingStatus.CONFIRMED, CodingStatus.REJECTED]
    rows = session.exec(
        _in_newest_words(select(col(Coding.code_id), col(Coding.origin), outcome, func.count()))
        .where(col(Coding.status).in_(decided), Coding.origin != PERSON, readable(scope))
        .group_by(col(Coding.code_id), col(Coding.origin), outcome)
    )
    found: dict[tuple[int, str], Decisions] = defaultdict(Decisions)
    for code_id, origin, what, number in rows:
        found[code_id, origin] += Decisions(**{what: number})
    return found


def codes_added_by_people(session: Session, scope: Scope) -> dict[int, Decisions]:
    """Codes people put on sentences a machine had read without suggesting them, by code."""
    rows = session.exec(
        _in_newest_words(select(col(Coding.code_id), func.count()))
        .join(StoryReading, col(StoryReading.story_version_id) == StoryVersion.id)
        .where(
            Coding.status == CodingStatus.CONFIRMED,
            Coding.origin == PERSON,
            col(StoryReading.reader).not_like(f"%{WITHOUT}"),
            readable(scope),
        )
        .group_by(col(Coding.code_id))
    )
    return {code_id: Decisions(added=number) for code_id, number in rows}


def count_stories_decided(session: Session, scope: Scope) -> int:
    """How many stories hold a suggestion that somebody has decided on."""
    query = _in_newest_words(select(func.count(func.distinct(Story.id)))).where(
        col(Coding.status).in_([CodingStatus.CONFIRMED, CodingStatus.REJECTED]),
        Coding.origin != PERSON,
        readable(scope),
    )
    return int(session.exec(query).one())


def themes_taken_for_others(session: Session, scope: Scope) -> dict[tuple[int, int], int]:
    """How often people put one code (first) where a machine suggested another (second).

    Counts sentences: the suggestion is rejected, and the person's code was not suggested there.
    """
    instead = aliased(Coding)
    rows = session.exec(
        _in_newest_words(select(col(instead.code_id), col(Coding.code_id), func.count()))
        .join(
            instead,
            and_(
                col(instead.segment_id) == Coding.segment_id,
                col(instead.code_id) != Coding.code_id,
            ),
        )
        .where(
            Coding.status == CodingStatus.REJECTED,
            Coding.origin != PERSON,
            col(instead.status) == CodingStatus.CONFIRMED,
            col(instead.origin) == PERSON,
            readable(scope),
        )
        .group_by(col(instead.code_id), col(Coding.code_id))
    )
    return {(wanted, suggested): number for wanted, suggested, number in rows}


def changes_confirmed(session: Session, scope: Scope) -> dict[tuple[Change, Change], int]:
    """Confirmed suggestions by the change a person confirmed, and the one first suggested.

    Counts those of which it is kept what the reader that suggested them had said.
    """
    said = func.json_each(SegmentVector.said).table_valued("value")
    first = func.json_extract(said.c.value, "$.change")
    rows = session.exec(
        _in_newest_words(select(col(Coding.change), first, func.count()))
        .join(Code, col(Code.id) == Coding.code_id)
        .join(SegmentVector, col(SegmentVector.segment_id) == Coding.segment_id)
        .join(said, func.json_extract(said.c.value, "$.theme") == Code.slug)
        .where(
            Coding.status == CodingStatus.CONFIRMED,
            or_(
                col(Coding.origin) == SegmentVector.reader,
                col(Coding.origin) == col(SegmentVector.reader) + LEARNT,
            ),
            first.is_not(None),
            readable(scope),
        )
        .group_by(col(Coding.change), first)
    )
    return {(confirmed, Change(suggested)): number for confirmed, suggested, number in rows}


def themes_told_together(
    session: Session, scope: Scope, *, in_a_sentence: bool = False
) -> dict[tuple[int, int], int]:
    """In how many stories (or sentences) two codes are confirmed together, the lower id first.

    A code with itself: in how many it is confirmed at all.
    """
    place = col(Coding.segment_id) if in_a_sentence else col(Story.id)
    told = (
        _in_newest_words(select(place.label("place"), col(Coding.code_id).label("code_id")))
        .where(Coding.status == CodingStatus.CONFIRMED, readable(scope))
        .distinct()
        .cte("told")
    )
    one, other = told.alias("one"), told.alias("other")
    rows = session.exec(
        select(one.c.code_id, other.c.code_id, func.count())
        .select_from(one)
        .join(other, and_(other.c.place == one.c.place, other.c.code_id >= one.c.code_id))
        .group_by(one.c.code_id, other.c.code_id)
    )
    return {(first, second): number for first, second, number in rows}


def _in_newest_words(query: Any) -> Any:
    """Join codings to the newest words of their stories; beginning with the codings."""
    return (
        query.select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
    )


def _waiting(scope: Scope) -> Any:
    return (
        select(Story, StoryVersion)
        .join(StoryVersion, newest_words())
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(Coding.status == CodingStatus.SUGGESTED, readable(scope))
    )
