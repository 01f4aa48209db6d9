"""Reading answers in bids: an organisation's own, what stands in each, what was used before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import NotFound
from storybank.intake.models import Contributor
from storybank.reports.models import ChoiceMade, Report, ReportChoice, ReportKind, ReportStatus
from storybank.reports.queries.drafts import list_choices
from storybank.reports.rules.bids import BidAnswer, overlaps
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope


@dataclass(frozen=True)
class AnswerListed:
    """An answer of the list, without its words."""

    report: Report
    answer: BidAnswer
    passages: int


@dataclass(frozen=True)
class UsedBefore:
    """Another answer in which the same passage stands."""

    title: str
    report: UUID
    is_issued: bool


def list_answers(
    session: Session, actor: Actor, *, page: int = 1, per_page: int = 25
) -> list[AnswerListed]:
    """The answers of the actor's organisation, those being written first, then the newest."""
    require(actor, Action.PREPARE_ANSWER)
    rows = session.exec(
        select(Report)
        .where(_own(actor))
        .order_by((col(Report.status) == ReportStatus.DRAFT).desc(), col(Report.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()
    numbers = _passages_in(session, [one.key for one in rows])
    return [AnswerListed(one, answer_of(one), numbers[one.key]) for one in rows]


def count_answers(session: Session, actor: Actor) -> int:
    """How many answers the actor's organisation has."""
    require(actor, Action.PREPARE_ANSWER)
    return session.exec(select(func.count()).select_from(Report).where(_own(actor))).one()


def get_answer_report(session: Session, actor: Actor, public_id: UUID) -> Report:
    """One answer of the actor's organisation.

    Raises:
        NotFound: there is none, or it is another organisation's.
    """
    require(actor, Action.PREPARE_ANSWER)
    found = session.exec(select(Report).where(Report.public_id == public_id, _own(actor))).first()
    if found is None:
        raise NotFound("There is no such answer, or it is not yours to read.")
    return found


def answer_of(report: Report) -> BidAnswer:
    """What an answer is but its passages."""
    return BidAnswer.of(report.more)


def list_passages_chosen(session: Session, report: Report) -> list[ReportChoice]:
    """The passages of an answer, in their order."""
    return [one for one in list_choices(session, report) if one.choice is ChoiceMade.QUOTE]


def used_before(
    session: Session, actor: Actor, report: Report, choices: Sequence[ReportChoice]
) -> dict[UUID, list[UsedBefore]]:
    """Other answers of the organisation that hold some of the same words, by choice. One query."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            ReportChoice.story_version_id,
            ReportChoice.start,
            ReportChoice.end,
            Report.title,
            Report.public_id,
            Report.status,
        )
        .join(Report, col(Report.id) == ReportChoice.report_id)
        .where(
            _own(actor),
            Report.id != report.id,
            ReportChoice.choice == ChoiceMade.QUOTE,
            col(ReportChoice.story_version_id).in_({one.story_version_id for one in choices}),
        )
        .order_by(col(Report.id).desc())
    ).all()
    found: dict[UUID, list[UsedBefore]] = defaultdict(list)
    for one in choices:
        for version, start, end, title, public_id, status in rows:
            if version == one.story_version_id and overlaps((start, end), (one.start, one.end)):
                found[one.public_id].append(
                    UsedBefore(title, public_id, status is ReportStatus.ISSUED)
                )
    return found


def teller_names(session: Session, scope: Scope, story_ids: Collection[int]) -> list[str]:
    """What the tellers of these stories are called, shown or not: for holding words against."""
    rows = session.exec(
        select(Contributor.display_name)
        .join(Story, col(Story.contributor_id) == Contributor.id)
        .where(col(Story.id).in_(story_ids), readable(scope))
    )
    return sorted({one for one in rows if len(one) > 2})


def _passages_in(session: Session, report_ids: Collection[int]) -> Counter[int]:
    rows = session.exec(
        select(ReportChoice.report_id, func.count())
        .where(
            col(ReportChoice.report_id).in_(report_ids),
            ReportChoice.choice == ChoiceMade.QUOTE,
        )
        .group_by(col(ReportChoice.report_id))
    )
    return Counter(dict(rows.all()))


def _own(actor: Actor) -> ColumnElement[bool]:
    own = col(Report.kind) == ReportKind.STORY_TO_ANSWER
    return own if actor.everywhere else own & (col(Report.organisation_id) == actor.organisation_id)
