"""How long it takes people to give us a story: the burden we put on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from storybank.intake.models import Door, Submission, SubmissionStatus

Group = TypeVar("Group")
# Of an upload only the minutes on the page are known, shared out over its stories: what it took to
# write the files is not. So the middle that is held against us is of stories that came one by one.
ONE_BY_ONE = (Door.STAFF, Door.OWN)
MOST = 2000  # of the newest: enough for a middle that does not move
SHOWN_QUARTERS = 6


@dataclass(frozen=True)
class Middle:
    """The middle of how long some stories took."""

    minutes: float
    stories: int


@dataclass(frozen=True)
class Burden:
    """The middle of those sent or told one by one, in all and by quarter, the newest first.

    And the middle by the way they came, uploads too.

    ``unmeasured`` stories came a way on which time cannot be measured.
    """

    whole: Middle | None
    by_door: Mapping[Door, Middle] = field(default_factory=dict)
    by_quarter: Mapping[tuple[int, int], Middle] = field(default_factory=dict)
    unmeasured: int = 0


def sent_by(organisation_id: int | None) -> ColumnElement[bool]:
    """True for what an organisation sent, or was told at its calls."""
    return col(Submission.organisation_id) == organisation_id


def about(contract_id: int) -> ColumnElement[bool]:
    """True for what was sent about a contract."""
    return col(Submission.contract_id) == contract_id


def burden_of(session: Session, which: ColumnElement[bool]) -> Burden:
    """How long the newest of these took. Two statements, however many there are."""
    unmeasured = session.exec(
        select(func.count())
        .select_from(Submission)
        .where(which, col(Submission.seconds_taken).is_(None), _was_sent())
    ).one()
    by_door: dict[Door, list[int]] = defaultdict(list)
    by_quarter: dict[tuple[int, int], list[int]] = defaultdict(list)
    for door, received_at, seconds in _measured(session, which):
        by_door[door].append(seconds)
        if Door(door) in ONE_BY_ONE:
            by_quarter[quarter_of(received_at)].append(seconds)
    return Burden(
        whole=_middle([seconds for door in ONE_BY_ONE for seconds in by_door.get(door, [])]),
        by_door=_middles((door, by_door[door]) for door in Door if door in by_door),
        by_quarter=_middles(sorted(by_quarter.items(), reverse=True)[:SHOWN_QUARTERS]),
        unmeasured=unmeasured,
    )


def middle_of(session: Session, which: ColumnElement[bool]) -> Middle | None:
    """The middle of how long the newest of these took, of those that came one by one.

    None where nobody knows. One statement.
    """
    one_by_one = and_(which, col(Submission.door).in_(ONE_BY_ONE))
    return _middle([seconds for _, _, seconds in _measured(session, one_by_one)])


def quarter_of(when: date | datetime) -> tuple[int, int]:
    """The year and the quarter of a day."""
    return when.year, (when.month + 2) // 3


def _measured(session: Session, which: ColumnElement[bool]) -> Iterable[tuple[Door, datetime, int]]:
    rows = (
        select(Submission.door, Submission.received_at, Submission.seconds_taken)
        .where(which, col(Submission.seconds_taken).is_not(None), _was_sent())
        .order_by(col(Submission.id).desc())
        .limit(MOST)
    )
    return ((Door(door), when, seconds or 0) for door, when, seconds in session.exec(rows))


def _middle(seconds: list[int]) -> Middle | None:
    return Middle(median(seconds) / 60, len(seconds)) if seconds else None


def _middles(groups: Iterable[tuple[Group, list[int]]]) -> dict[Group, Middle]:
    found = ((group, _middle(seconds)) for group, seconds in groups)
    return {group: middle for group, middle in found if middle is not None}


def _was_sent() -> ColumnElement[bool]:
    return col(Submission.status) != SubmissionStatus.DRAFT
