"""What people told of a place and all that lies within it, year by year.

A story is of the place that its own words for where it was told name. Where they name none of
the tree, it is of its contract's place. Everything keeps to the reader's scope, in a number of
statements that does not grow.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Integer, cast, func, literal, not_, union_all
from sqlmodel import Session, col, select

from storybank.commitments.models import Contract
from storybank.intake.models import Contributor, StoryKind, Submission, Teller
from storybank.nlp.reading import Change, Speaker
from storybank.places.rules import Tree
from storybank.reports.queries import OWN_WORDS
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment


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


@dataclass(frozen=True)
class Told:
    """What people told of a place: ``by_place`` counts stories by the place itself."""

    stories: int
    people: int
    years: tuple[Year, ...]
    themes: Mapping[int, Mix]
    by_place: Mapping[int, int]


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


def texts_told(session: Session) -> list[str]:
    """Every text that says where a story was told. For matching only, not for showing."""
    return list(session.exec(select(Story.place).where(Story.place != "").distinct()))


def where_of(tree: Tree, place_id: int, texts: Iterable[str]) -> Where:
    """A place as stories are looked for."""
    return Where(tuple(tree.subtree(place_id)), tree.place_of_each(texts))


def tell(session: Session, scope: Scope, where: Where) -> Told:
    """What is told of a place. Five SQL statements."""
    heard = _heard(scope, where)
    by_year = session.exec(
        select(heard.c.year, func.count(), func.count(func.distinct(heard.c.person)))
        .group_by(heard.c.year)
        .order_by(heard.c.year)
    ).all()
    mixes = _mixes(session, heard, heard.c.year)
    by_place, people = _by_place(session, heard, where)
    return Told(
        stories=sum(stories for _, stories, _ in by_year),
        people=people,
        years=tuple(Year(year, *numbers, mixes.get(year, Mix())) for year, *numbers in by_year),
        themes=_mixes(session, heard, col(Coding.code_id)),
        by_place=by_place,
    )


def list_words(session: Session, scope: Scope, where: Where, *, each: int = 2) -> list[Words]:
    """The newest passages in people's own words, at most ``each`` for each direction."""
    heard = _heard(scope, where)
    ranked: Any = select(  # type: ignore[call-overload]
        Coding.id,
        func.row_number()
        .over(
            partition_by=col(Coding.change),
            order_by=(heard.c.told_on.desc(), heard.c.id.desc(), col(Segment.position)),
        )
        .label("rank"),
    )
    ranked = _coded(ranked, heard).where(col(Segment.voice).in_(OWN_WORDS)).subquery()
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
        query.select_from(ranked)
        .join(Coding, col(Coding.id) == ranked.c.id)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .join(Contributor, col(Contributor.id) == Story.contributor_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(ranked.c.rank <= each)
        .order_by(col(Story.told_on).desc(), col(Story.id).desc(), col(Segment.start))
    )
    found: dict[tuple[int, int], Words] = {}
    for row in session.exec(query):
        found.setdefault((row[0], row[3]), Words(*row))
    return list(found.values())


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
    session: Session, scope: Scope, named: Collection[str], *, most: int = 200
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


def _heard(scope: Scope, where: Where) -> CTE:
    """The readable stories of a place: row number, person, version, year and day."""
    contracts = select(Contract.id).where(col(Contract.place_id).in_(_each(where.place_ids)))
    of_place = union_all(
        select(col(Story.id).label("id")).where(col(Story.place).in_(_each(where.texts))),
        select(col(Story.id).label("id")).where(
            col(Story.contract_id).in_(contracts), not_(col(Story.place).in_(_each(where.named)))
        ),
    ).cte("of_place")
    year = cast(func.strftime("%Y", col(Story.told_on)), Integer)
    query: Any = select(  # type: ignore[call-overload]
        col(Story.id).label("id"),
        col(Story.contributor_id).label("person"),
        col(Story.current_version).label("number"),
        col(Story.told_on).label("told_on"),
        col(Story.place).label("place"),
        col(Story.contract_id).label("contract_id"),
        year.label("year"),
    )
    heard: CTE = query.join(of_place, of_place.c.id == Story.id).where(readable(scope)).cte("heard")
    return heard


def _coded(query: Any, heard: CTE) -> Any:
    """Join heard stories to what a person confirmed of their newest words."""
    return (
        query.select_from(heard)
        .join(
            StoryVersion,
            (col(StoryVersion.story_id) == heard.c.id)
            & (col(StoryVersion.number) == heard.c.number),
        )
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .where(
            Coding.status == CodingStatus.CONFIRMED,
            Segment.speaker == Speaker.STORYTELLER,
        )
    )


def _mixes(session: Session, heard: CTE, by: Any) -> dict[Any, Mix]:
    query = select(
        by,
        col(Coding.change),
        func.count(func.distinct(Segment.id)),
        func.count(func.distinct(heard.c.person)),
    )
    passages: dict[Any, dict[Change, int]] = defaultdict(dict)
    people: dict[Any, dict[Change, int]] = defaultdict(dict)
    rows = session.exec(_coded(query, heard).group_by(by, col(Coding.change)))
    for what, change, number, persons in rows:
        passages[what][change], people[what][change] = number, persons
    return {what: Mix(passages[what], people[what]) for what in passages}


def _by_place(session: Session, heard: CTE, where: Where) -> tuple[Counter[int], int]:
    """Stories by place, and the people of all of them."""
    query: Any = (
        select(heard.c.place, Contract.place_id, func.count())
        .select_from(heard)
        .outerjoin(Contract, col(Contract.id) == heard.c.contract_id)
        .group_by(heard.c.place, col(Contract.place_id))
    )
    counted: Counter[int] = Counter()
    for text, contract_place, number in session.exec(query):
        counted[where.named.get(text, contract_place)] += number
    return counted, session.exec(select(func.count(func.distinct(heard.c.person)))).one()


def _each(values: Iterable[int] | Iterable[str]) -> Any:
    """Any number of values as one bound one."""
    listed: ColumnElement[Any] = literal(json.dumps(list(values)))
    return select(func.json_each(listed).table_valued("value").c.value)
