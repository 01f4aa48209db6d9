"""Answers by the story they are to. The caller keeps to the reader's scope of stories."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.models import Organisation
from storybank.answering.models import Answer, AnswerChange
from storybank.core.errors import NotFound
from storybank.stories.models import Story


@dataclass(frozen=True)
class AnswerAs:
    """An answer as it is read: which organisation gave it, and what came of its plan.

    ``came``: the newest answer that says what came of the plan, if this is a plan and any does.
    """

    answer: Answer
    organisation: str
    came: Answer | None = None

    @property
    def is_open_plan(self) -> bool:
        """Whether it plans something of which nobody has said yet what came of it."""
        return self.answer.change is AnswerChange.PLANNED and self.came is None


def list_answers(session: Session, story_ids: Collection[int]) -> dict[int, list[AnswerAs]]:
    """Answers that stand, by story, oldest first, in one query. For a reader of those stories."""
    rows = session.exec(
        select(Answer, Organisation.name)
        .join(Organisation, col(Organisation.id) == Answer.organisation_id)
        .where(col(Answer.story_id).in_(set(story_ids)), col(Answer.taken_back_at).is_(None))
        .order_by(col(Answer.story_id), col(Answer.answered_at), col(Answer.id))
    ).all()
    came = {one.follows_id: one for one, _ in rows if one.follows_id is not None}
    found: dict[int, list[AnswerAs]] = defaultdict(list)
    for one, name in rows:
        found[one.story_id].append(AnswerAs(one, name, came.get(one.key)))
    return dict(found)


def get_answer(session: Session, public_id: UUID) -> tuple[Answer, Story]:
    """One answer that stands, and its story, which the caller holds to the reader's scope.

    Raises:
        NotFound: there is none.
    """
    found = session.exec(
        select(Answer, Story)
        .join(Story, col(Story.id) == Answer.story_id)
        .where(Answer.public_id == public_id, col(Answer.taken_back_at).is_(None))
    ).first()
    if found is None:
        raise NotFound("There is no such answer, or it was taken back.")
    return found


def followed_ids(session: Session, story_id: int) -> frozenset[int]:
    """The plans of a story of which somebody has said what came of them."""
    rows = session.exec(
        select(Answer.follows_id).where(
            Answer.story_id == story_id,
            col(Answer.follows_id).is_not(None),
            col(Answer.taken_back_at).is_(None),
        )
    )
    return frozenset(number for number in rows if number is not None)
