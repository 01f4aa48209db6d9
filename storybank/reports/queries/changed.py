"""What those who speak in a report were answered, and what was changed because of them."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

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
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope

MOST_CHANGES = 12


@dataclass(frozen=True)
class WhatChanged:
    """Counts of a report's stories, and the newest changes told to them.

    ``open_to``: those of the stories behind these changes that the reader may open themselves.
    """

    answers: AnswerFigures
    lasted: LastedFigures
    told: tuple[ChangeTold, ...]
    open_to: frozenset[UUID]


def came_of(session: Session, which: ColumnElement[bool], own: Scope) -> WhatChanged:
    """What came of the stories that ``which`` holds of (``in_pack``). Five statements.

    ``own`` is the reader's own scope.
    """
    told = tuple(list_changes(session, which, per_page=MOST_CHANGES))
    behind = {one.story_id for one in told}
    opened = select(Story.public_id).where(col(Story.public_id).in_(behind), readable(own))
    open_to = frozenset(session.exec(opened)) if behind else frozenset()
    return WhatChanged(
        answers=answer_figures(session, which),
        lasted=lasted_figures(session, which),
        told=told,
        open_to=open_to,
    )


def only_these(which: ColumnElement[bool], story_ids: Ints) -> ColumnElement[bool]:
    """The same, of these stories alone."""
    each: Any = func.json_each(literal(json.dumps(story_ids.tolist()))).table_valued("value")
    return and_(which, col(Story.id).in_(select(each.c.value)))
