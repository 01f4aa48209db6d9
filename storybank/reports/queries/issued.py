"""Reading reports that were issued: what they hold, and which are to be called back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, true
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import NotFound
from storybank.reports.models import Report, ReportQuotation, ReportRecall, ReportStatus
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import board_scope


@dataclass(frozen=True)
class IssuedQuotation:
    """A quotation of an issued report as it may be shown today.

    ``words`` and ``facts`` are empty where they were taken back (``is_removed``), and where they
    may not be shown just now.
    """

    part: str
    position: int
    words: str
    facts: dict[str, Any]
    is_shown: bool
    is_removed: bool


@dataclass(frozen=True)
class RecallListed:
    """An issued report that is to be called back, and who settled it, if anybody has."""

    recall: ReportRecall
    report: Report
    settled_by: str


def get_report(session: Session, actor: Actor, public_id: UUID) -> Report:
    """One report of the actor's organisation.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.READ_REPORT)
    found = session.exec(select(Report).where(Report.public_id == public_id, _own(actor))).first()
    if found is None:
        raise NotFound("There is no such report, or it is not yours to read.")
    return found


def list_reports(
    session: Session, actor: Actor, status: ReportStatus, *, page: int = 1, per_page: int = 25
) -> Sequence[Report]:
    """Reports of the actor's organisation of one status, the newest first."""
    require(actor, Action.READ_REPORT)
    return session.exec(
        select(Report)
        .where(Report.status == status, _own(actor))
        .order_by(col(Report.issued_at).desc(), col(Report.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_reports(session: Session, actor: Actor, status: ReportStatus) -> int:
    """How many reports of one status the actor's organisation has."""
    require(actor, Action.READ_REPORT)
    return session.exec(
        select(func.count()).select_from(Report).where(Report.status == status, _own(actor))
    ).one()


def list_quotations(session: Session, actor: Actor, report: Report) -> list[IssuedQuotation]:
    """The quotations of a report as they may be shown to this actor today, in their order.

    Each is held again to what its storyteller allows now: words that may not be quoted today do
    not leave this query.
    """
    rows = session.exec(
        select(
            ReportQuotation,
            select(Story.id)
            .where(col(Story.id) == ReportQuotation.story_id, readable(board_scope(actor)))
            .correlate(ReportQuotation)
            .exists(),
        )
        .where(ReportQuotation.report_id == report.id)
        .order_by(col(ReportQuotation.position))
    )
    found = []
    for row, may_be_quoted in rows:
        is_removed = row.removed_at is not None
        is_shown = bool(may_be_quoted) and not is_removed
        found.append(
            IssuedQuotation(
                part=row.part,
                position=row.position,
                words=row.words if is_shown else "",
                facts=dict(row.facts) if is_shown else {},
                is_shown=is_shown,
                is_removed=is_removed,
            )
        )
    return found


def quotations_for_hash(session: Session, report: Report) -> Sequence[ReportQuotation]:
    """Every quotation of a report as it is kept. For the hash alone, never for a page."""
    return session.exec(
        select(ReportQuotation)
        .where(ReportQuotation.report_id == report.id)
        .order_by(col(ReportQuotation.position))
    ).all()


def story_keys(session: Session, public_ids: Collection[UUID]) -> dict[UUID, int]:
    """Row numbers of stories by what the world calls them. For the steps; no words."""
    rows = session.exec(
        select(Story.public_id, Story.id).where(col(Story.public_id).in_(public_ids))
    )
    return {public_id: number for public_id, number in rows if number is not None}


def list_recalls(session: Session, actor: Actor, *, settled: bool = False) -> list[RecallListed]:
    """Issued reports of the actor's organisation to be called back, the longest waiting first."""
    require(actor, Action.READ_REPORT)
    return _recalls(session, _own(actor), col(ReportRecall.settled_at).is_not(None) == settled)


def count_recalls(session: Session, actor: Actor) -> int:
    """How many issued reports of the actor's organisation are to be called back."""
    require(actor, Action.READ_REPORT)
    return session.exec(
        select(func.count())
        .select_from(ReportRecall)
        .join(Report, col(Report.id) == ReportRecall.report_id)
        .where(_own(actor), col(ReportRecall.settled_at).is_(None))
    ).one()


def list_recalls_of(session: Session, report: Report) -> list[RecallListed]:
    """Every time a report was to be called back, the first time first."""
    return _recalls(session, ReportRecall.report_id == report.id)


def get_recall(session: Session, actor: Actor, public_id: UUID) -> RecallListed:
    """One report to be called back, of the actor's organisation.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.READ_REPORT)
    found = _recalls(session, _own(actor), ReportRecall.public_id == public_id)
    if not found:
        raise NotFound("There is no such report to call back, or it is not yours.")
    return found[0]


def find_report_names(session: Session, user_ids: Sequence[int | None]) -> dict[int, str]:
    """Names of the people who made or issued reports, by row number."""
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(set(user_ids) - {None})))
    return {number: name for number, name in rows if number is not None}


def _recalls(session: Session, *conditions: Any) -> list[RecallListed]:
    rows = session.exec(
        select(ReportRecall, Report, func.coalesce(User.name, ""))
        .join(Report, col(Report.id) == ReportRecall.report_id)
        .outerjoin(User, col(User.id) == ReportRecall.settled_by_id)
        .where(*conditions)
        .order_by(col(ReportRecall.recalled_at), col(ReportRecall.id))
    )
    return [RecallListed(*row) for row in rows]


def _own(actor: Actor) -> ColumnElement[bool]:
    if actor.everywhere:
        return true()
    return col(Report.organisation_id) == actor.organisation_id
