"""The numbers of a large bank, remembered from one report to the next while nothing is done.

Reading a hundred thousand rows takes most of the time of a report, and whoever makes one asks for
it again and again: to look, to see what is behind a figure, to choose. Whether anything was done
meanwhile is told from the record of acts, and from counts of what the machine does without one.
Small banks are read anew each time. Words are never remembered, and whether a story may be quoted
is asked of the database whenever it is.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import numpy as np
from sqlalchemy import func, true
from sqlmodel import Session, col, select

from storybank.audit.models import AuditEvent
from storybank.core import clock
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.reports.queries.numbers import MANY
from storybank.stories.models import Story
from storybank.tagging.models import Coding, CodingStatus
from storybank.verification.models import Verification

MOST = 9
"""Sets of rows remembered: three of each of the last reports, ten megabytes a report at most."""
ONLY_LOOKS = ("sign_in", "read_original", "take_report")
"""Acts that change nothing that is counted."""
Rows = TypeVar("Rows", bound=tuple[Any, ...])
_remembered: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


class State(NamedTuple):
    """What tells whether the rows of a bank are the same; the day, because permissions run out."""

    bank: str
    day: int
    revisions: int | None
    prepared: int | None
    act: int | None
    links: int
    codings: int
    findings: int


def state_of(session: Session) -> State | None:
    """The state of a large bank; None of a small one."""
    if (session.exec(select(func.max(Story.id))).one() or 0) < MANY:
        return None
    # The first of the newest acts that did something: few are only looks.
    act = (
        select(AuditEvent.id)
        .where(col(AuditEvent.act).not_in(ONLY_LOOKS))
        .order_by(col(AuditEvent.id).desc())
        .limit(1)
    )
    links, codings, findings = (
        select(func.count()).select_from(table).where(which).scalar_subquery()
        for table, which in (
            (EvidenceLink, col(EvidenceLink.status) == LinkStatus.CONFIRMED),
            (Coding, col(Coding.status) == CodingStatus.CONFIRMED),
            (Verification, true()),
        )
    )
    sums: Any = select(func.sum(Story.revision), func.sum(Story.prepared_version))
    row = session.exec(sums.add_columns(act.scalar_subquery(), links, codings, findings)).one()
    return State(str(session.get_bind().engine.url), clock.today().toordinal(), *row)


def remember(state: State | None, key: Hashable, read: Callable[[], Rows]) -> Rows:
    """Rows of numbers as they were read in this state, else as they are read now."""
    if state is None:
        return read()
    whole = (state, key)
    with _lock:
        if whole in _remembered:
            _remembered.move_to_end(whole)
            known: Rows = _remembered[whole]
            return known
    rows = read()
    for column in rows:
        if isinstance(column, np.ndarray):
            column.flags.writeable = False
    with _lock:
        _remembered[whole] = rows
        while len(_remembered) > MOST:
            _remembered.popitem(last=False)
    return rows
