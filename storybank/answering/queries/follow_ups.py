"""Who agreed to be asked again, when, and what they then said."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.answering.models import FollowUp, Lasted
from storybank.core.errors import NotFound
from storybank.intake.models import Submission, SubmissionStatus
from storybank.intake.queries import readable_submissions
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.telling.models import Contact


@dataclass(frozen=True)
class FollowUpDue:
    """Somebody whom it is time to ask, the story they told, and whether an e-mail may ask them."""

    follow_up: FollowUp
    submission: Submission
    by_email: bool


@dataclass(frozen=True)
class ToldAgain:
    """One half of a pair of stories that one person told some months apart.

    ``story`` is the other one; None where the reader may not read it, or it is no story (yet).
    ``later``: whether the other one is the later of both.
    """

    months: int
    lasted: Lasted | None
    story: Story | None
    later: bool


@dataclass(frozen=True)
class LastedFigures:
    """Of those asked again, how many answered, and whether what changed had lasted."""

    asked: int = 0
    answered: int = 0
    yes: int = 0
    partly: int = 0
    no: int = 0


def list_follow_ups(session: Session, submission_id: int) -> Sequence[FollowUp]:
    """When whoever told a submission is to be asked again, soonest first; ended ones too."""
    return session.exec(
        select(FollowUp)
        .where(FollowUp.submission_id == submission_id)
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
    ).all()


def find_due_follow_up(session: Session, submission_id: int, today: date) -> FollowUp | None:
    """The newest follow-up of a submission that is due and not answered, if there is one."""
    return session.exec(
        select(FollowUp)
        .where(
            FollowUp.submission_id == submission_id,
            FollowUp.due_on <= today,
            col(FollowUp.said_at).is_(None),
            col(FollowUp.ended_at).is_(None),
        )
        .order_by(col(FollowUp.due_on).desc(), col(FollowUp.id).desc())
    ).first()


def get_follow_up(session: Session, actor: Actor, public_id: UUID) -> tuple[FollowUp, Submission]:
    """One open follow-up of a submission that the actor may read.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    found = session.exec(
        select(FollowUp, Submission)
        .join(Submission, col(Submission.id) == FollowUp.submission_id)
        .where(FollowUp.public_id == public_id, is_open(), readable_submissions(actor))
    ).first()
    if found is None:
        raise NotFound("There is nobody to ask here, or they are not yours to ask.")
    return found


def is_open() -> ColumnElement[bool]:
    """True for follow-ups to be asked, joined to submissions: accepted, and not held or ended.

    Nobody is asked while a safeguarding lead looks into what they told: a message could harm them.
    """
    return and_(
        col(FollowUp.said_at).is_(None),
        col(FollowUp.ended_at).is_(None),
        col(Submission.status) == SubmissionStatus.ACCEPTED,
    )


def list_due(
    session: Session, actor: Actor, today: date, *, page: int = 1, per_page: int = 25
) -> list[FollowUpDue]:
    """Whom it is time to ask again, of those whose stories the actor may read, longest due first.

    One statement.
    """
    rows = session.exec(
        _due(actor, today, FollowUp, Submission, func.coalesce(Contact.may_ask_again, False))
        .outerjoin(Contact, col(Contact.submission_id) == Submission.id)
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return [FollowUpDue(one, submission, bool(by_email)) for one, submission, by_email in rows]


def count_due(session: Session, actor: Actor, today: date, *, unasked: bool = False) -> int:
    """How many people it is time to ask again; ``unasked``: only those nobody has asked yet."""
    query = _due(actor, today, func.count())
    if unasked:
        query = query.where(col(FollowUp.asked_at).is_(None))
    return int(session.exec(query).one())


def list_to_ask(session: Session, today: date, most: int) -> list[tuple[FollowUp, UUID, str]]:
    """Follow-ups that an e-mail is to ask for, of what, and the address: for the machine alone."""
    rows = session.exec(
        select(FollowUp, Submission.public_id, Contact.email)
        .join(Submission, col(Submission.id) == FollowUp.submission_id)
        .join(Contact, col(Contact.submission_id) == Submission.id)
        .where(
            is_open(),
            FollowUp.due_on <= today,
            col(FollowUp.asked_at).is_(None),
            col(Contact.may_ask_again),
        )
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
        .limit(most)
    )
    return [(one, about, email) for one, about, email in rows]


def find_addresses_to_remind(session: Session, submission_ids: Collection[int]) -> dict[int, str]:
    """Where storytellers may be reminded that a permission ends, by submission: for the machine."""
    rows = session.exec(
        select(Contact.submission_id, Contact.email).where(
            col(Contact.submission_id).in_(submission_ids), col(Contact.may_remind)
        )
    )
    return dict(rows.all())


def told_again(session: Session, scope: Scope, submission_ids: Collection[int]) -> list[ToldAgain]:
    """The stories that were told before or after these by the same people. Two statements."""
    own = set(submission_ids)
    follow_ups = session.exec(
        select(FollowUp)
        .where(
            or_(
                col(FollowUp.submission_id).in_(own),
                col(FollowUp.answered_by_submission_id).in_(own),
            ),
            col(FollowUp.said_at).is_not(None),
        )
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
    ).all()
    others = {
        one.answered_by_submission_id if one.submission_id in own else one.submission_id
        for one in follow_ups
    }
    stories: dict[int | None, Story] = {}
    if others:
        found = select(Story).where(col(Story.submission_id).in_(others), readable(scope))
        stories = {story.submission_id: story for story in session.exec(found)}
    return [
        ToldAgain(
            one.months,
            one.lasted,
            stories.get(
                one.answered_by_submission_id if one.submission_id in own else one.submission_id
            ),
            later=one.submission_id in own,
        )
        for one in follow_ups
    ]


def lasted_figures(session: Session, which: ColumnElement[bool]) -> LastedFigures:
    """Whether what changed had lasted, of the people behind stories who were asked again.

    ``which`` is true for those stories.
    """
    theirs = select(Story.id).where(Story.submission_id == FollowUp.submission_id, which).exists()
    rows = session.exec(
        select(FollowUp.lasted, func.count(), func.count(col(FollowUp.said_at)))
        .where(or_(col(FollowUp.asked_at).is_not(None), col(FollowUp.said_at).is_not(None)), theirs)
        .group_by(col(FollowUp.lasted))
    ).all()
    by = {lasted: number for lasted, number, _ in rows}
    return LastedFigures(
        asked=sum(number for _, number, _ in rows),
        answered=sum(said for _, _, said in rows),
        yes=by.get(Lasted.YES, 0),
        partly=by.get(Lasted.PARTLY, 0),
        no=by.get(Lasted.NO, 0),
    )


def _due(actor: Actor, today: date, *columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(FollowUp)
        # "+ 0" so that the few who are due are gone through, and not everything that was sent.
        .join(Submission, col(Submission.id) == col(FollowUp.submission_id) + 0)
        .where(is_open(), FollowUp.due_on <= today, readable_submissions(actor))
    )
