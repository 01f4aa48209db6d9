"""What people told of a place and all that lies within it, year by year.

Only what a person confirmed is counted, and only the storyteller's own words are quoted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.intake.models import Contributor, StoryKind, Submission, Teller
from storybank.intake.queries import name_shown
from storybank.nlp.reading import Change
from storybank.reports.place.stories import (
    Heard,
    Passage,
    Where,
    count_heard,
    list_passages,
    places_of_contracts,
)
from storybank.stories.models import Story, StoryVersion
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, Segment

MOST_READ = 3_000
"""Stories whose passages are counted for one page, the newest: a region's board looks at the
directions of the last years, and the places within it show all of theirs."""


@dataclass(frozen=True)
class Mix:
    """How many passages say something in each direction, and how many people's they are."""

    passages: Mapping[Change, int] = field(default_factory=dict)
    people: Mapping[Change, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Year:
    """What was told in one year; ``year`` is None where nobody wrote the day down."""

    year: int | None
    stories: int
    people: int
    mix: Mix


@dataclass(frozen=True)
class Told:
    """What people told of a place. ``by_place`` counts stories by the place itself.

    Directions and themes are of the newest ``read`` stories. ``passages`` are those they were
    counted from, the newest story's first.
    """

    stories: int
    people: int
    years: tuple[Year, ...]
    themes: Mapping[int, Mix]
    by_place: Mapping[int, int]
    read: int
    passages: Sequence[Passage]


@dataclass(frozen=True)
class Words:
    """A confirmed passage in the storyteller's own words, from the newest version."""

    story_id: int
    story: UUID
    version_id: int
    start: int
    quote: str
    change: Change
    code_id: int
    kind: StoryKind
    place: str
    told_on: date | None
    shown_when: str
    display_name: str
    teller: Teller


def tell(session: Session, scope: Scope, where: Where) -> Told:
    """What is told of a place. Five SQL statements."""
    heard = count_heard(session, scope, where, newest=MOST_READ)
    lies_in = places_of_contracts(session)
    read = heard.newest
    passages = list_passages(session, [one.story_id for one in read])
    person = {one.story_id: one.person_id for one in read}
    year = {one.story_id: one.year for one in read}
    by_year = _mixes(passages, person, lambda one: year[one.story_id])
    return Told(
        stories=heard.stories,
        people=heard.people,
        years=_years(heard, by_year),
        themes=_mixes(passages, person, lambda one: one.code_id),
        by_place=_by_place(heard, where.named, lies_in),
        read=len(read),
        passages=passages,
    )


def list_words(session: Session, told: Told, *, each: int = 2) -> list[Words]:
    """The newest passages in people's own words, ``each`` a direction and one a story."""
    wanted = _heard_in_turn(told.passages, each)
    query: Any = select(  # type: ignore[call-overload]
        Story.id,
        Story.public_id,
        StoryVersion.id,
        Segment.start,
        Segment.quote,
        Coding.change,
        Coding.code_id,
        Story.kind,
        Story.place,
        Story.told_on,
        Story.shown_when,
        name_shown(),
        Submission.teller,
    )
    query = (
        query.select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(col(Coding.id).in_(wanted))
        .order_by(col(Story.told_on).desc(), col(Story.id).desc(), col(Segment.start))
    )
    order = list(Change)
    found = [Words(*row) for row in session.exec(query)]
    return sorted(found, key=lambda one: order.index(one.change))  # sorted keeps the newest first


def _heard_in_turn(passages: Sequence[Passage], each: int) -> list[int]:
    """The newest own words of each direction in turn, a story once, so that each is heard."""
    chosen: list[int] = []
    stories: set[int] = set()
    for _ in range(each):
        for change in Change:
            for one in passages:
                if one.own and one.change is change and one.story_id not in stories:
                    chosen.append(one.coding_id)
                    stories.add(one.story_id)
                    break
    return chosen


def _by_place(
    heard: Heard, named: Mapping[str, int], lies_in: Mapping[int | None, int]
) -> Counter[int]:
    """Stories by the place itself: the one their words name, else their contract's."""
    counted: Counter[int] = Counter()
    for text, contract, number in heard.spots:
        counted[named.get(text) or lies_in.get(contract) or 0] += number
    return counted


def _years(heard: Heard, mixes: Mapping[Any, Mix]) -> tuple[Year, ...]:
    """Each year something was told in, the earliest first; what has no day at the end."""
    order = sorted(heard.years, key=lambda one: (one[0] is None, one[0] or 0))
    return tuple(Year(*one, mixes.get(one[0], Mix())) for one in order)


def _mixes(passages: Iterable[Passage], person: Mapping[int, int], by: Any) -> dict[Any, Mix]:
    """Passages and people by what ``by`` says of a passage, and by direction."""
    sentences: dict[Any, dict[Change, set[int]]] = defaultdict(lambda: defaultdict(set))
    people: dict[Any, dict[Change, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one in passages:
        what = by(one)
        sentences[what][one.change].add(one.segment_id)
        people[what][one.change].add(person[one.story_id])
    return {
        what: Mix(
            {change: len(one) for change, one in changes.items()},
            {change: len(one) for change, one in people[what].items()},
        )
        for what, changes in sentences.items()
    }
