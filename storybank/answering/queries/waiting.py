"""Stories that wait for an answer, and how the stories of a contract were answered."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can
from storybank.answering.models import Answer, AnswerChange
from storybank.answering.queries.changes import is_open_plan, is_to
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.models import StoryKind
from storybank.intake.queries import on_own_contract
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import newest_words, readable
from storybank.stories.rules import uncovered_scope

# No line of work tells a larger number than this: it costs time, and says nothing more.
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Awaiting:
    """A story nobody has answered, and since when it stands in the bank."""

    story_id: UUID
    title: str
    kind: StoryKind
    place: str
    since: datetime
    contract: str

    def days(self, today: date) -> int:
        """How many days it has waited."""
        return (today - self.since.date()).days


@dataclass(frozen=True)
class AnswerFigures:
    """How many stories were answered, and what is planned and made because of them.

    ``planned`` are plans of which nobody has said yet what came of them; ``late`` those whose
    day has gone. ``overdue``: stories unanswered for longer than they should be.
    """

    stories: int = 0
    answered: int = 0
    overdue: int = 0
    planned: int = 0
    late: int = 0
    made: int = 0
    disputed: int = 0

    @property
    def unanswered(self) -> int:
        """How many stories nobody has answered."""
        return self.stories - self.answered


def is_answered() -> ColumnElement[bool]:
    """True for stories that an answer stands to."""
    return exists().where(col(Answer.story_id) == Story.id, col(Answer.taken_back_at).is_(None))


def answerable(actor: Actor) -> ColumnElement[bool]:
    """True for the stories that this actor's organisation is to answer, and that they may read."""
    if not can(actor, Action.ANSWER_STORY):
        return ~true()
    open_to = readable(uncovered_scope(actor))
    if actor.everywhere:
        return open_to
    own = on_own_contract(col(Story.contract_id), actor.organisation_id, unplaced=False)
    return and_(open_to, or_(col(Story.organisation_id) == actor.organisation_id, own))


def list_awaiting(
    session: Session,
    actor: Actor,
    *,
    contract_id: int | None = None,
    before: datetime | None = None,
    page: int = 1,
    per_page: int = 25,
) -> list[Awaiting]:
    """Stories the actor's organisation has not answered, the longest waiting first.

    ``before``: only those that stood in the bank by then. One statement.
    """
    rows = session.exec(
        _awaiting(
            actor,
            contract_id,
            before,
            Story.public_id,
            StoryVersion.title,
            Story.kind,
            Story.place,
            Story.accepted_at,
            func.coalesce(Contract.title, ""),
        )
        .join(StoryVersion, newest_words())
        .outerjoin(Contract, col(Contract.id) == Story.contract_id)
        .order_by(col(Story.accepted_at), col(Story.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [Awaiting(*row) for row in rows]


def count_awaiting(
    session: Session,
    actor: Actor,
    *,
    contract_id: int | None = None,
    before: datetime | None = None,
    most: int | None = None,
) -> int:
    """How many stories the actor's organisation has not answered; counts no further than ``most``.

    Oldest first, by the same index as the list, so that little is looked at where much waits.
    """
    query = _awaiting(actor, contract_id, before, Story.id)
    if most is not None:
        query = query.order_by(col(Story.accepted_at), col(Story.id)).limit(most)
    return int(session.exec(select(func.count()).select_from(query.subquery())).one())


def overdue_before(days: int) -> datetime:
    """Whatever stood in the bank by this instant should have been answered by now."""
    return clock.now() - timedelta(days=days)


def figures_of(session: Session, which: ColumnElement[bool], *, answer_days: int) -> AnswerFigures:
    """How the stories that ``which`` holds of were answered. Two statements."""
    late = and_(~is_answered(), col(Story.accepted_at) < overdue_before(answer_days))
    total, overdue = session.exec(
        select(func.count(), func.count(case((late, 1)))).select_from(Story).where(which)
    ).one()
    return replace(answer_figures(session, which), stories=total, overdue=overdue)


def answer_figures(session: Session, which: ColumnElement[bool]) -> AnswerFigures:
    """What was answered to the stories that ``which`` holds of, past those nobody answered.

    How many stories there are, and how many wait too long, is not counted. One statement.
    """
    plan, made = is_open_plan(), col(Answer.change) == AnswerChange.MADE
    late = and_(plan, col(Answer.due_on) < clock.today())
    disputed = and_(made, col(Answer.disputed_at).is_not(None))
    query: Any = select(
        func.count(func.distinct(Answer.story_id)),
        *(func.count(case((one, 1))) for one in (plan, late, made, disputed)),
    )
    row = session.exec(query.where(col(Answer.taken_back_at).is_(None), is_to(which))).one()
    answered, planned, past, done, refused = row
    return AnswerFigures(answered=answered, planned=planned, late=past, made=done, disputed=refused)


def _awaiting(actor: Actor, contract_id: int | None, before: datetime | None, *columns: Any) -> Any:
    # The status is said once more, plainly, so that the index of status and day is walked.
    query: Any = (
        select(*columns)
        .select_from(Story)
        .where(col(Story.status) == StoryStatus.ACCEPTED, answerable(actor), ~is_answered())
    )
    if contract_id is not None:
        query = query.where(col(Story.contract_id) == contract_id)
    if before is not None:
        query = query.where(col(Story.accepted_at) < before)
    return query
