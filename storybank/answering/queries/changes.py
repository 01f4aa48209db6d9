"""What organisations say they changed because of stories, or plan to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.answering.models import Answer, AnswerChange
from storybank.core import clock
from storybank.stories.models import Story


class Told(StrEnum):
    """Which changes: all that stand, plans whose day has gone, or those said not to be so."""

    ALL = "all"
    LATE = "late"
    DISPUTED = "disputed"


@dataclass(frozen=True)
class ChangeTold:
    """A change that is made, or planned with nothing said yet of what came of it."""

    answer: Answer
    organisation: str
    story_id: UUID
    contract_id: int | None


def list_changes(
    session: Session,
    which: ColumnElement[bool],
    told: Told = Told.ALL,
    *,
    page: int = 1,
    per_page: int = 50,
) -> Sequence[ChangeTold]:
    """Changes told to the stories that ``which`` holds of: made before planned, newest first.

    ``which`` keeps to the reader's scope of stories. Two statements.
    """
    made = col(Answer.change) == AnswerChange.MADE
    rows = session.exec(
        select(Answer, Organisation.name)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .where(is_told(told, clock.today()), is_to(which))
        .order_by(made.desc(), col(Answer.answered_at).desc(), col(Answer.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()
    if not rows:
        return []
    ids = {answer.story_id for answer, _ in rows}
    found = select(Story.id, Story.public_id, Story.contract_id).where(col(Story.id).in_(ids))
    stories = {number: (story, contract) for number, story, contract in session.exec(found)}
    return [ChangeTold(answer, name, *stories[answer.story_id]) for answer, name in rows]


def count_changes(session: Session, which: ColumnElement[bool], told: Told = Told.ALL) -> int:
    """How many changes were told to the stories that ``which`` holds of."""
    return session.exec(
        select(func.count()).select_from(Answer).where(is_told(told, clock.today()), is_to(which))
    ).one()


def is_to(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """True for answers to the stories that ``which`` holds of; looked at answer by answer."""
    return select(Story.id).where(Story.id == Answer.story_id, which).exists()


def is_told(told: Told, today: date) -> ColumnElement[bool]:
    """True for the answers that tell a change of this kind."""
    stands = col(Answer.taken_back_at).is_(None)
    if told is Told.LATE:
        return and_(is_open_plan(), col(Answer.due_on) < today)
    if told is Told.DISPUTED:
        return and_(stands, col(Answer.disputed_at).is_not(None), ~_answered_since())
    return and_(stands, or_(col(Answer.change) == AnswerChange.MADE, is_open_plan()))


def is_open_plan() -> ColumnElement[bool]:
    """True for plans of which nobody has said yet what came of them."""
    newer = aliased(Answer)
    followed = exists().where(
        col(newer.story_id) == Answer.story_id,  # so that only the answers of one story are read
        col(newer.follows_id) == Answer.id,
        col(newer.taken_back_at).is_(None),
    )
    return and_(
        col(Answer.change) == AnswerChange.PLANNED, col(Answer.taken_back_at).is_(None), ~followed
    )


def _answered_since() -> ColumnElement[bool]:
    """True where the story was answered again after its storyteller said that it is not so."""
    newer = aliased(Answer)
    return exists().where(
        col(newer.story_id) == Answer.story_id,
        col(newer.answered_at) > Answer.disputed_at,
        col(newer.taken_back_at).is_(None),
    )
