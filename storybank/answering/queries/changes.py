"""What organisations say they changed because of stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.answering.models import Answer, AnswerChange
from storybank.stories.models import Story


@dataclass(frozen=True)
class ChangeTold:
    """A change that is made, or planned with nothing said yet of what came of it."""

    answer: Answer
    organisation: str
    story_id: UUID
    contract_id: int | None


def list_changes(
    session: Session, which: ColumnElement[bool], *, page: int = 1, per_page: int = 50
) -> Sequence[ChangeTold]:
    """Changes told to the stories that ``which`` holds of: made before planned, newest first.

    ``which`` keeps to the reader's scope of stories. One statement.
    """
    newer = aliased(Answer)
    followed = exists().where(
        col(newer.follows_id) == Answer.id, col(newer.taken_back_at).is_(None)
    )
    made = col(Answer.change) == AnswerChange.MADE
    rows = session.exec(
        select(Answer, Organisation.name, Story.public_id, Story.contract_id)
        .select_from(Answer)
        .join(Story, col(Story.id) == Answer.story_id)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .where(
            which,
            col(Answer.taken_back_at).is_(None),
            or_(made, and_(col(Answer.change) == AnswerChange.PLANNED, ~followed)),
        )
        .order_by(made.desc(), col(Answer.answered_at).desc(), col(Answer.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [ChangeTold(*row) for row in rows]
