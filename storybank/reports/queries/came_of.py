"""What came of the very stories that stand in a report: answers, changes, and what is agreed."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal
from sqlmodel import Session, col, select

from storybank.answering.queries import (
    AnswerFigures,
    ChangeTold,
    LastedFigures,
    answer_figures,
    lasted_figures,
    list_changes,
)
from storybank.reports.queries.numbers import Ints
from storybank.reviews.models import ReviewAction
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope


@dataclass(frozen=True)
class CameOf:
    """Answers to these stories and changes told to them; ``agreed``: actions not done yet."""

    answers: AnswerFigures
    lasted: LastedFigures
    told: tuple[ChangeTold, ...]
    agreed: int


def what_came_of(
    session: Session, scope: Scope, stories: Ints, contract_ids: Collection[int], *, most: int = 4
) -> CameOf:
    """What came of these stories, within a scope. Five statements."""
    which = and_(readable(scope), col(Story.id).in_(_each(stories)))
    return CameOf(
        answers=answer_figures(session, which),
        lasted=lasted_figures(session, which),
        told=tuple(list_changes(session, which, per_page=most)),
        agreed=session.exec(
            select(func.count()).select_from(ReviewAction).where(*_open(contract_ids))
        ).one(),
    )


def _open(contract_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ReviewAction.contract_id).in_(contract_ids),
        col(ReviewAction.done_on).is_(None),
    )


def _each(numbers: Ints) -> Any:
    wanted = func.json_each(literal(json.dumps(numbers.tolist()))).table_valued("value")
    return select(wanted.c.value)
