"""What people told of a place and all that lies within it, year by year.

A story is of the place that its own words for where it was told name. Where they name none of
the tree, it is of its contract's place. Everything keeps to the reader's scope, in a number of
statements that does not grow.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    Integer,
    String,
    and_,
    cast,
    func,
    literal,
    not_,
    or_,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col, select

from storybank.commitments.models import Contract
from storybank.intake.models import Contributor, StoryKind, Submission, Teller
from storybank.nlp.reading import Change, Speaker
from storybank.places.rules import Tree
from storybank.reports.queries import OWN_WORDS
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment

MOST_READ = 3_000
"""Stories whose passages are counted for one page, the newest: a region's board looks at the
directions of the last years, and the places within it show all of theirs."""


MANY = 5_000


@dataclass(frozen=True)
class Where:
    """A place, as stories are looked for: what lies within it, and the words that name that.

    ``named`` is every text of a story's place that names some place, with the place it names.
    """

    place_ids: tuple[int, ...]
    named: Mapping[str, int]

    @property
    def texts(self) -> list[str]:
        """The texts that name this place or one within it."""
        inside = set(self.place_ids)
        return [text for text, place in self.named.items() if place in inside]


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


class Passage(NamedTuple):
    """A confirmed coding of a story's newest words; ``own`` are the storyteller's words."""

    coding_id: int
    story_id: int
    segment_id: int
    code_id: int
    change: Change
    own: bool


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
    display_name: str
    teller: Teller


@dataclass(frozen=True)
class Narrowed:
    """Which stories of a place: every condition given must hold. Year 0: no day written down."""

    year: int | None = None
    code_id: int | None = None
    change: Change | None = None


class _Heard(NamedTuple):
    """A story of a place; day and year are None where nobody wrote them down."""

    story_id: int
    person_id: int
    told_on: str | None
    year: int | None
    place: str
    contract_id: int | None


def texts_told(session: Session) -> list[str]:
    """Every text that says where a story was told. For matching only, not for showing."""
    return list(session.exec(select(Story.place).where(Story.place != "").distinct()))


def where_of(tree: Tree, place_id: int, texts: Iterable[str]) -> Where:
    """A place as stories are looked for."""
    return Where(tuple(tree.subtree(place_id)), tree.place_of_each(texts))


def tell(session: Session, scope: Scope, where: Where) -> Told:
    """What is told of a place. Five SQL statements."""
    heard = _list_heard(session, scope, where)
    lies_in = _places_of_contracts(session)
    read = nlargest(MOST_READ, heard, key=lambda one: (one.told_on or "", one.story_id))
    passages = _list_passages(session, [one.story_id for one in read])
    person = {one.story_id: one.person_id for one in read}
    year = {one.story_id: one.year for one in read}
    by_year = _mixes(passages, person, lambda one: year[one.story_id])
    return Told(
        stories=len(heard),
        people=len(set(map(attrgetter("person_id"), heard))),
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
        Contributor.display_name,
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


def list_stories(
    session: Session,
    scope: Scope,
    where: Where,
    narrowed: Narrowed,
    *,
    page: int = 1,
    per_page: int = 25,
) -> tuple[list[int], int]:
    """One page of a place's stories, the newest first, by row number; and how many there are."""
    heard = _heard(session, scope, where)
    query: Any = select(heard.c.id)
    if narrowed.code_id is not None or narrowed.change is not None:
        query = query.where(_says(narrowed, heard))
    if narrowed.year is not None:
        year = func.strftime("%Y", heard.c.told_on)
        query = query.where(year == f"{narrowed.year:04}" if narrowed.year else year.is_(None))
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    shown = query.order_by(heard.c.told_on.desc(), heard.c.id.desc())
    return list(session.exec(shown.offset((page - 1) * per_page).limit(per_page))), total


def stories_by_place(session: Session, scope: Scope, named: Mapping[str, int]) -> Counter[int]:
    """How many stories are of each place itself, over the whole tree. One statement."""
    query: Any = (
        select(Story.place, Contract.place_id, func.count())
        .select_from(Story)
        .outerjoin(Contract, col(Contract.id) == Story.contract_id)
        .where(readable(scope))
        .group_by(col(Story.place), col(Contract.place_id))
    )
    counted: Counter[int] = Counter()
    for text, contract_place, number in session.exec(query):
        place = named.get(text, contract_place)
        if place is not None:
            counted[place] += number
    return counted


def list_texts_unplaced(
    session: Session, scope: Scope, named: Collection[str], *, most: int = 100
) -> list[tuple[str, int]]:
    """Words for where stories were told that name no place of the tree, and how many stories."""
    number = func.count()
    query: Any = (
        select(Story.place, number)
        .where(Story.place != "", not_(col(Story.place).in_(_each(named))), readable(scope))
        .group_by(col(Story.place))
        .order_by(number.desc(), col(Story.place))
        .limit(most)
    )
    return [(text, stories) for text, stories in session.exec(query)]


def _heard(session: Session, scope: Scope, where: Where) -> CTE:
    """The readable stories of a place, in SQL.

    Of a few, each is looked up to see whether it may be read; of many it is faster to go
    through all that may be read, and leave out what is told elsewhere.
    """
    contracts = select(Contract.id).where(col(Contract.place_id).in_(_each(where.place_ids)))
    named = col(Story.place).in_(_each(where.texts))
    by_contract = col(Story.contract_id).in_(contracts)
    unnamed = not_(col(Story.place).in_(_each(where.named)))
    columns: Any = select(  # type: ignore[call-overload]
        col(Story.id).label("id"),
        col(Story.contributor_id).label("person"),
        col(Story.current_version).label("number"),
        col(Story.told_on).label("told_on"),
        col(Story.place).label("place"),
        col(Story.contract_id).label("contract_id"),
    )
    if _count(session, named) + _count(session, by_contract) > MANY:
        of_many: CTE = columns.where(readable(scope), or_(named, and_(by_contract, unnamed))).cte(
            "heard"
        )
        return of_many
    each = union_all(columns.where(named), columns.where(by_contract, unnamed)).cte("of_place")
    may_read = select(Story.id).where(Story.id == each.c.id, readable(scope)).exists()
    return select(each).where(may_read).cte("heard")


def _count(session: Session, which: Any) -> int:
    """How many stories these may be, whoever may read them: only to choose the faster way."""
    return session.exec(select(func.count()).select_from(Story).where(which)).one()


def _says(narrowed: Narrowed, heard: CTE) -> Any:
    """True for stories whose newest words hold a passage of this theme and direction."""
    query = (
        select(Coding.id)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .where(
            StoryVersion.story_id == heard.c.id,
            StoryVersion.number == heard.c.number,
            *_CONFIRMED,
        )
    )
    if narrowed.code_id is not None:
        query = query.where(Coding.code_id == narrowed.code_id)
    if narrowed.change is not None:
        query = query.where(Coding.change == narrowed.change)
    return query.exists()


_CONFIRMED: tuple[Any, ...] = (
    col(Coding.status) == CodingStatus.CONFIRMED,
    col(Segment.speaker) == Speaker.STORYTELLER,
)


def _list_heard(session: Session, scope: Scope, where: Where) -> list[_Heard]:
    """The readable stories of a place."""
    heard = _heard(session, scope, where)
    day = type_coerce(heard.c.told_on, String)
    query = select(  # type: ignore[call-overload]
        heard.c.id,
        heard.c.person,
        day,
        cast(func.substr(day, 1, 4), Integer),
        heard.c.place,
        heard.c.contract_id,
    )
    # Rows as they come, past the session: there may be tens of thousands.
    return list(map(_Heard._make, session.connection().execute(query).all()))


def _places_of_contracts(session: Session) -> dict[int | None, int]:
    rows = session.exec(
        select(Contract.id, Contract.place_id).where(col(Contract.place_id).is_not(None))
    )
    return {number: place for number, place in rows if place is not None}


def _list_passages(session: Session, story_ids: Sequence[int]) -> list[Passage]:
    """What people confirmed of these stories' newest words, in the stories' order."""
    wanted = func.json_each(literal(json.dumps(list(story_ids)))).table_valued("value")
    query: Any = select(  # type: ignore[call-overload]
        Coding.id,
        Story.id,
        Segment.id,
        Coding.code_id,
        Coding.change,
        col(Segment.voice).in_(OWN_WORDS),
    )
    query = (
        query.select_from(wanted)
        .join(Story, col(Story.id) == wanted.c.value)
        .join(StoryVersion, newest_words())
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(*_CONFIRMED)
    )
    place = {number: at for at, number in enumerate(story_ids)}
    found = map(Passage._make, session.connection().execute(query).all())
    return sorted(found, key=lambda one: (place[one.story_id], one.segment_id, one.coding_id))


def _by_place(
    heard: Sequence[_Heard], named: Mapping[str, int], lies_in: Mapping[int | None, int]
) -> Counter[int]:
    """Stories by the place itself: the one their words name, else their contract's."""
    counted: Counter[int] = Counter()
    for (text, contract), number in Counter(map(itemgetter(4, 5), heard)).items():
        counted[named.get(text) or lies_in.get(contract) or 0] += number
    return counted


def _years(heard: Sequence[_Heard], mixes: Mapping[Any, Mix]) -> tuple[Year, ...]:
    """Each year something was told in, the earliest first; what has no day at the end."""
    stories = Counter(map(attrgetter("year"), heard))
    people: dict[int | None, set[int]] = defaultdict(set)
    for one in heard:
        people[one.year].add(one.person_id)
    order = sorted(stories, key=lambda year: (year is None, year or 0))
    return tuple(
        Year(year, stories[year], len(people[year]), mixes.get(year, Mix())) for year in order
    )


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


def _each(values: Iterable[int] | Iterable[str]) -> Any:
    """Any number of values as one bound one."""
    return select(func.json_each(literal(json.dumps(list(values)))).table_valued("value").c.value)
