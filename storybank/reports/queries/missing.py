"""Which stories do not stand in a report, and who sent those that do: numbers, never words."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, literal, not_, or_
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.intake.queries import consented_to_any
from storybank.intake.rules import IN_BOARD_REPORTS
from storybank.reports.queries.figures import told_in
from storybank.reports.queries.numbers import Ints
from storybank.reports.rules import Period
from storybank.stories.models import Story, StoryStatus


@dataclass(frozen=True)
class NotHere:
    """How many stories of one place and contract are not in a report, by why.

    ``accepted``: all that were told in the period, those in the report too. ``held_back``: their
    tellers have not allowed it. ``undated``: allowed, but nobody knows whether they were told in
    the period. ``contract_id`` None: allowed, told in the period, and attached to no contract.
    ``learning``: shared so that people may learn from them, and evidence of nothing.
    """

    place: str
    contract_id: int | None
    accepted: int
    held_back: int
    undated: int
    learning: int


def list_not_here(
    session: Session,
    contract_ids: Collection[int],
    period: Period,
    purpose: Purpose,
    *,
    by_place: bool,
) -> list[NotHere]:
    """Numbers of accepted stories of these contracts, and of none.

    One sum of each, or, ``by_place``, one for the words for each place and each contract.
    """
    allowed = _allowed(purpose)
    within = told_in(period)
    own = col(Story.contract_id).in_(contract_ids)
    of_none = and_(col(Story.contract_id).is_(None), allowed)
    undated = and_(col(Story.told_on).is_(None), allowed)

    kept: tuple[Any, Any] = (col(Story.place), col(Story.contract_id))
    if not by_place:
        kept = (literal(""), case((col(Story.contract_id).is_(None), None), else_=0))

    def number(which: ColumnElement[bool]) -> Any:
        return func.coalesce(func.sum(cast(which, Integer)), 0)

    rows: Any = session.exec(
        select(  # type: ignore[call-overload]
            *kept,
            number(within),
            number(and_(within, not_(allowed))),
            number(and_(not_(within), undated)),
            number(and_(within, col(Story.learning_only))),
        )
        .where(Story.status == StoryStatus.ACCEPTED, or_(own, of_none))
        .group_by(*kept)
        .order_by(*kept)
    )
    return [NotHere(*row) for row in rows]


def _allowed(purpose: Purpose) -> ColumnElement[bool]:
    """True for stories whose tellers allow this purpose today."""
    purposes = IN_BOARD_REPORTS if purpose is Purpose.BOARD else (purpose,)
    return consented_to_any(col(Story.submission_id), purposes, clock.today(), of_many=True)


def list_senders(session: Session, story_ids: Ints) -> list[tuple[str, int]]:
    """Which organisations sent these stories, and how many each, the most first."""
    wanted = func.json_each(literal(json.dumps(story_ids.tolist()))).table_valued("value")
    rows = session.exec(
        select(Organisation.name, func.count())
        .select_from(Story)
        .join(Organisation, col(Organisation.id) == Story.organisation_id)
        .where(col(Story.id).in_(select(wanted.c.value)))
        .group_by(col(Organisation.id))
        .order_by(func.count().desc(), col(Organisation.id))
    )
    return [(name, number) for name, number in rows]
