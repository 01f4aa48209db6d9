"""What a report is counted from: row numbers and days, never words, as columns of numbers.

A bank may hold fifty thousand stories and a report counts all of them, so rows go past the session
straight into arrays. Whether a story may stand in the report is asked once, of the stories; what
is coded and linked is then held to these.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    type_coerce,
)
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.commitments.models import Commitment, CommitmentItem
from storybank.frameworks.models import FrameworkItem
from storybank.intake.models import Purpose, StoryKind
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.nlp.reading import Change, Speaker, Voice
from storybank.publishing.models import Publication
from storybank.reports.queries.figures import told_in
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Coding, CodingStatus, Segment
from storybank.verification.models import Finding, Method, Verification

Ints = np.ndarray[Any, np.dtype[np.int64]]
KINDS = tuple(StoryKind)
CHANGES = tuple(Change)
STANCES = tuple(Stance)
FINDINGS = tuple(Finding)
METHODS = tuple(Method)
"""Enumerations stand in the arrays by their place in these; ``NONE`` where there is none."""
NONE = -1
_HALF = 1 << 31
_OWN = (Voice.OWN, Voice.QUOTED)
_JULIAN = 1_721_425
"""What the Julian day number of a day, rounded, has more than ``date.toordinal``."""
MANY = 5_000
"""Stories from which on it is faster to read all that was coded than to look each story up."""


class HeardRows(NamedTuple):
    """The stories of a report, the newest first; ``texts`` are their words for where."""

    story: Ints
    person: Ints
    contract: Ints
    version: Ints
    kind: Ints
    day: Ints  # as ``date.toordinal``, NONE where nobody wrote it down
    texts: list[str]


class CodedRows(NamedTuple):
    """Confirmed codings of these stories' newest words; ``at`` is the story's place in them."""

    coding: Ints
    at: Ints
    segment: Ints
    code: Ints
    change: Ints
    start: Ints
    end: Ints
    own: Ints


class LinkedRows(NamedTuple):
    """Confirmed claims of these stories about promises of their own contract."""

    link: Ints
    at: Ints
    commitment: Ints
    stance: Ints
    start: Ints
    end: Ints
    newest: Ints  # whether the passage stands in the newest version
    finding: Ints
    method: Ints
    verified_by: Ints  # the organisation
    checked_day: Ints


def in_pack(
    scope: Scope,
    contract_ids: Collection[int],
    period: Period,
    purpose: Purpose,
    *,
    of_many: bool = False,
) -> ColumnElement[bool]:
    """True for the stories that may stand in a report made for a purpose.

    What is made for the public tells only of stories that have a public page, so that a person has
    asked of each whether a stranger could find out who it is.
    """
    where = [readable(scope, of_many=of_many), told_in(period)]
    if all(way.unplaced for way in scope):
        # An answer in a bid uses stories of any contract or none, but none only to be learnt from.
        where.append(~col(Story.learning_only))
    else:
        where.append(col(Story.contract_id).in_(contract_ids))
    if purpose is Purpose.PUBLIC:
        where.append(on_public_page())
    return and_(*where)


def on_public_page() -> ColumnElement[bool]:
    """True for the stories whose newest words stand on a public page today, in SQL."""
    return (
        select(Publication.id)
        .join(StoryVersion, col(StoryVersion.id) == Publication.story_version_id)
        .where(
            Publication.story_id == Story.id,
            col(Publication.taken_down_at).is_(None),
            StoryVersion.number == Story.current_version,
        )
        .correlate(Story)
        .exists()
    )


def heard_rows(session: Session, which: ColumnElement[bool]) -> HeardRows:
    """The stories that fulfil a condition (``in_pack``), the newest first."""
    query: Any = (
        select(  # type: ignore[call-overload]
            Story.id,
            Story.contributor_id,
            func.coalesce(col(Story.contract_id), NONE),
            StoryVersion.id,
            _number(Story.kind, KINDS),
            _day(Story.told_on),
            Story.place,
        )
        .select_from(Story)
        .join(StoryVersion, newest_words())
        .where(which)
        .order_by(col(Story.accepted_at).desc(), col(Story.id).desc())
    )
    rows = _fetch(session, query)
    numbers = _columns([row[:6] for row in rows], 6)
    story, person, contract, version, kind, day = numbers
    return HeardRows(story, person, contract, version, kind, day, [row[6] for row in rows])


def coded_rows(session: Session, heard: HeardRows) -> CodedRows:
    """What people confirmed of these stories' newest words, in the order of stories and text."""
    query: Any = (
        select(
            _two(Coding.id, _number(Coding.change, CHANGES)),
            _two(Segment.story_version_id, Coding.code_id),
            _two(Segment.id, case((col(Segment.voice).in_(_OWN), 1), else_=0)),
            _two(Segment.start, Segment.end),
        )
        .select_from(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(
            Coding.status == CodingStatus.CONFIRMED,
            Segment.speaker == Speaker.STORYTELLER,
        )
    )
    if len(heard.version) < MANY:
        query = query.where(col(Segment.story_version_id).in_(_each(heard.version)))
    found = _columns(_fetch(session, query), 4)
    (coding, change), (version, code), (segment, own), (start, end) = map(_apart, found)
    at = _places(heard.version, version)
    kept = np.flatnonzero(at >= 0)
    kept = kept[np.lexsort((coding[kept], start[kept], at[kept]))]
    columns = (coding, at, segment, code, change, start, end, own)
    return CodedRows(*(one[kept] for one in columns))


def linked_rows(session: Session, heard: HeardRows) -> LinkedRows:
    """Every claim of these stories that counts, and what an independent person found of it."""
    query: Any = (
        select(  # type: ignore[call-overload]
            _two(EvidenceLink.id, _number(EvidenceLink.stance, STANCES)),
            _two(EvidenceLink.story_id, EvidenceLink.story_version_id),
            _two(EvidenceLink.commitment_id, Commitment.contract_id),
            _two(EvidenceLink.start, EvidenceLink.end),
            # One more than it is: there may be none.
            _two(
                _number(Verification.finding, FINDINGS) + 1,
                _number(Verification.method, METHODS) + 1,
            ),
            _two(
                func.coalesce(Verification.verified_by_organisation_id, NONE) + 1,
                _day(func.coalesce(Verification.checked_on, Verification.verified_at)) + 1,
            ),
        )
        .select_from(EvidenceLink)
        .join(Commitment, col(Commitment.id) == EvidenceLink.commitment_id)
        .outerjoin(Verification, col(Verification.link_id) == EvidenceLink.id)
        .where(EvidenceLink.status == LinkStatus.CONFIRMED)
    )
    if len(heard.story) < MANY:
        query = query.where(col(EvidenceLink.story_id).in_(_each(heard.story)))
    found = _columns(_fetch(session, query), 6)
    (link, stance), (story, version), (commitment, contract), (start, end), *checks = map(
        _apart, found
    )
    finding, method, body, day = (one - 1 for pair in checks for one in pair)
    at = _places(heard.story, story)
    # A story moved to another contract takes no evidence with it.
    kept = np.flatnonzero((at >= 0) & (heard.contract[at] == contract))
    kept = kept[np.lexsort((link[kept], at[kept]))]
    newest = (version == heard.version[at]).astype(np.int64)
    columns = (link, at, commitment, stance, start, end, newest, finding, method, body, day)
    return LinkedRows(*(one[kept] for one in columns))


def items_answered(session: Session, framework_id: int | None = None) -> list[tuple[int, int]]:
    """(promise, item of a framework) by row number: what promises answer which items."""
    query: Any = select(CommitmentItem.commitment_id, CommitmentItem.item_id)
    if framework_id is not None:
        query = query.join(FrameworkItem, col(FrameworkItem.id) == CommitmentItem.item_id).where(
            FrameworkItem.framework_id == framework_id
        )
    query = query.order_by(CommitmentItem.commitment_id, CommitmentItem.item_id)
    return [(promise, item) for promise, item in session.connection().execute(query)]


def names_of_bodies(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Names of organisations by row number."""
    query = select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(ids))
    return {number: name for number, name in session.exec(query) if number is not None}


def day_of(number: int) -> date | None:
    """The day that a number of the arrays stands for."""
    return date.fromordinal(number) if number > 0 else None


def _number(column: Any, order: Sequence[StrEnum]) -> Any:
    """An enumeration's value by its place in an order, NONE for none; the database does it."""
    places = {one.name: place for place, one in enumerate(order)}
    return case(places, value=type_coerce(column, String), else_=NONE)


def _day(column: Any) -> Any:
    """A day, or the day of an instant, as ``date.toordinal`` gives it, NONE for none."""
    day = func.julianday(type_coerce(column, String)) + 0.5 - _JULIAN
    return func.coalesce(cast(day, Integer), NONE)


def _two(first: Any, second: Any) -> Any:
    """Two numbers from 0 on as one: half as many values come over from the database."""
    return cast(first, BigInteger) * _HALF + second


def _apart(both: Ints) -> tuple[Ints, Ints]:
    """The two numbers again."""
    return both >> 31, both & (_HALF - 1)


def _fetch(session: Session, query: Any) -> list[tuple[Any, ...]]:
    """Rows as the database driver gives them: nothing is made of a hundred thousand of them.

    Rows of numbers are no garbage, and looking for some among them took a fifth of the time.
    """
    cursor: Any = session.connection().execute(query).cursor
    looks = gc.isenabled()
    gc.disable()
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    finally:
        if looks:
            gc.enable()
    return rows


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Ints]:
    """Rows of whole numbers as columns."""
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
    table = flat.reshape(-1, width)
    return [np.ascontiguousarray(table[:, at]) for at in range(width)]


def _places(known: Ints, wanted: Ints) -> Ints:
    """Where each wanted number stands among the known; NONE where it does not."""
    if not known.size or not wanted.size:
        return np.full(wanted.shape, NONE, dtype=np.int64)
    place = np.full(int(max(known.max(), wanted.max())) + 1, NONE, dtype=np.int64)
    place[known] = np.arange(known.size)
    return place[wanted]


def _each(numbers: Ints) -> Any:
    """Any number of row numbers as one bound value."""
    wanted = func.json_each(literal(json.dumps(numbers.tolist()))).table_valued("value")
    return select(wanted.c.value)
