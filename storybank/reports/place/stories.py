"""Which stories are of a place: those whose own words name it, or a place within it.

Where they name none of the tree, a story is of its contract's place. Everything keeps to the
reader's scope, in a number of statements that does not grow.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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
from storybank.nlp.reading import Change, Speaker
from storybank.places.rules import Tree
from storybank.reports.queries import OWN_WORDS
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment

MANY = 5_000
"""Stories from which on it is faster to go through all that may be read."""


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
class Narrowed:
    """Which stories of a place: every condition given must hold. Year 0: no day written down."""

    year: int | None = None
    code_id: int | None = None
    change: Change | None = None


class HeardAt(NamedTuple):
    """A story of a place, without its words; the year is None where nobody wrote the day down."""

    story_id: int
    person_id: int
    year: int | None


class Heard(NamedTuple):
    """The stories of a place, counted: how many in all, and how many people's.

    ``years`` are (year, stories, people), ``spots`` (the words for where, contract, stories),
    ``newest`` those told last.
    """

    stories: int
    people: int
    years: Sequence[tuple[int | None, int, int]]
    spots: Sequence[tuple[str, int | None, int]]
    newest: Sequence[HeardAt]


class Passage(NamedTuple):
    """A confirmed coding of a story's newest words; ``own`` are the storyteller's words."""

    coding_id: int
    story_id: int
    segment_id: int
    code_id: int
    change: Change
    own: bool


def texts_told(session: Session) -> list[str]:
    """Every text that says where a story was told. For matching only, not for showing."""
    return list(session.exec(select(Story.place).where(Story.place != "").distinct()))


def where_of(tree: Tree, place_id: int, texts: Iterable[str]) -> Where:
    """A place as stories are looked for."""
    return Where(tuple(tree.subtree(place_id)), tree.place_of_each(texts))


def count_heard(session: Session, scope: Scope, where: Where, *, newest: int) -> Heard:
    """Count the readable stories of a place, going through them once, and list the newest."""
    heard = _heard(session, scope, where)
    stories, people = func.count(), func.count(func.distinct(heard.c.person))
    year, nothing = _year(heard), literal(None)
    last: Any = select(heard.c.id, heard.c.person, year.label("year"))
    last = last.order_by(heard.c.told_on.desc(), heard.c.id.desc()).limit(newest).subquery()
    parts: list[Any] = [
        _part("all", nothing, nothing, stories, people).select_from(heard),
        _part("year", year, nothing, stories, people).group_by(year),
        _part("spot", heard.c.place, heard.c.contract_id, stories, literal(0)).group_by(
            heard.c.place, heard.c.contract_id
        ),
        _part("newest", last.c.id, last.c.person, last.c.year, literal(0)),
    ]
    found: dict[str, list[Any]] = {}
    # Rows as they come, past the session: there may be thousands.
    for part, *values in session.connection().execute(union_all(*parts)):
        found.setdefault(part, []).append(values)
    ((_, _, in_all, tellers),) = found["all"]
    return Heard(
        stories=in_all,
        people=tellers,
        years=[(year, told, by) for year, _, told, by in found.get("year", ())],
        spots=[(text, contract, told) for text, contract, told, _ in found.get("spot", ())],
        newest=[HeardAt(*values[:3]) for values in found.get("newest", ())],
    )


def _part(name: str, *columns: Any) -> Any:
    return select(literal(name), *columns)


def _year(heard: CTE) -> Any:
    return cast(func.substr(type_coerce(heard.c.told_on, String), 1, 4), Integer)


def list_passages(session: Session, story_ids: Sequence[int]) -> list[Passage]:
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


def places_of_contracts(session: Session) -> dict[int | None, int]:
    """Where each contract is that says so, by row number."""
    rows = session.exec(
        select(Contract.id, Contract.place_id).where(col(Contract.place_id).is_not(None))
    )
    return {number: place for number, place in rows if place is not None}


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
    query: Any = select(each)
    of_few: CTE = query.where(may_read).cte("heard")
    return of_few


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


def _each(values: Iterable[int] | Iterable[str]) -> Any:
    """Any number of values as one bound one."""
    return select(func.json_each(literal(json.dumps(list(values)))).table_valued("value").c.value)
