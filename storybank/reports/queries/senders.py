"""Which organisation sent each story of a report in. No words of any."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.reports.queries.numbers import MANY, Ints
from storybank.stories.models import Story


def sender_of(session: Session, stories: Ints) -> Ints:
    """The organisation that sent each of these stories in, by row number, in their order."""
    query: Any = select(Story.id, Story.organisation_id)
    if len(stories) < MANY:
        each = func.json_each(literal(json.dumps(stories.tolist()))).table_valued("value")
        query = query.where(col(Story.id).in_(select(each.c.value)))
    senders: dict[int, int] = {row[0]: row[1] for row in session.connection().execute(query)}
    return np.fromiter(
        (senders.get(one, 0) for one in stories.tolist()), dtype=np.int64, count=len(stories)
    )


def ids_of_bodies(session: Session, ids: Collection[int]) -> dict[UUID, int]:
    """Row numbers of organisations by public id."""
    query = select(Organisation.public_id, Organisation.id).where(col(Organisation.id).in_(ids))
    return {public: number or 0 for public, number in session.exec(query)}
