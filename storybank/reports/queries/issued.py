"""Reading reports that were issued: what they hold, and which are to be called back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, true
from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core.errors import NotFound
from storybank.intake.models import Purpose
from storybank.reports.models import Report, ReportQuotation, ReportRecall, ReportStatus
from storybank.reports.queries.numbers import on_public_page
from storybank.reports.rules import (
    WHOLE,
    Asked,
    kinds_made_by,
    of_a_passage,
    readable_kinds,
    report_scope,
    whole_scope,
)
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope


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
    story: UUID
    may_open: bool


@dataclass(frozen=True)
class RecallListed:
    """An issued report that is to be called back, and who settled it, if anybody has."""

    recall: ReportRecall
    report: Report
    settled_by: str


def get_report(session: Session, actor: Actor, public_id: UUID) -> Report:
    """One report of the actor's organisation that is for their eyes.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.READ_ISSUED)
    found = session.exec(select(Report).where(Report.public_id == public_id, _own(actor))).first()
    if found is None:
        raise NotFound("There is no such report, or it is not yours to read.")
    return found


def list_reports(
    session: Session, actor: Actor, status: ReportStatus, *, page: int = 1, per_page: int = 25
) -> Sequence[Report]:
    """Reports of the actor's organisation of one status, the newest first."""
    require(actor, Action.READ_ISSUED)
    return session.exec(
        select(Report)
        .where(Report.status == status, _listed(actor, status))
        .order_by(col(Report.issued_at).desc(), col(Report.id).desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    ).all()


def count_reports(session: Session, actor: Actor, status: ReportStatus) -> int:
    """How many reports of one status the actor's organisation has."""
    require(actor, Action.READ_ISSUED)
    return session.exec(
        select(func.count())
        .select_from(Report)
        .where(Report.status == status, _listed(actor, status))
    ).one()


def list_quotations(session: Session, actor: Actor | None, report: Report) -> list[IssuedQuotation]:
    """The quotations of a report as they may be shown today, in their order.

    Each is held again to what its storyteller allows now, for the purpose that the report was
    issued for: words that may not be shown today do not leave this query. ``actor`` is whoever
    reads it, None where nobody knows: then nothing can be opened.
    """
    rows: Any = session.exec(
        select(  # type: ignore[call-overload]
            ReportQuotation,
            Story.public_id,
            _shown(report, whole=False),
            _shown(report, whole=True),
            readable(reading_scope(actor)) if actor is not None else false(),
        )
        .join(Story, col(Story.id) == ReportQuotation.story_id)
        .where(ReportQuotation.report_id == report.id)
        .order_by(col(ReportQuotation.position))
    )
    found = []
    for row, story, may_quote, may_tell, may_open in rows:
        is_removed = row.removed_at is not None
        is_shown = bool(may_tell if row.part == WHOLE else may_quote) and not is_removed
        found.append(
            IssuedQuotation(
                part=row.part,
                position=row.position,
                words=row.words if is_shown else "",
                facts=_facts(row, str(story), may_tell=bool(may_tell)) if is_shown else {},
                is_shown=is_shown,
                is_removed=is_removed,
                story=story,
                may_open=bool(may_open and may_tell) and is_shown,
            )
        )
    return found


def _facts(row: ReportQuotation, story: str, *, may_tell: bool) -> dict[str, Any]:
    """What is told beside the words of a story; of the whole nothing, where it may not be told."""
    return dict(row.facts) if may_tell else of_a_passage(row.facts, story)


def _shown(report: Report, *, whole: bool) -> ColumnElement[bool]:
    """True for the stories whose words a report may show today, in SQL.

    Being quoted to a board is not being told whole to it.
    """
    asked = Asked(kind=report.kind, purpose=report.purpose)
    reader = Actor(None, "report", report.organisation_id, frozenset())
    scope = whole_scope(reader, asked) if whole else report_scope(reader, asked)
    if report.purpose is Purpose.PUBLIC:
        return and_(readable(scope), on_public_page())
    return readable(scope)


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


def public_ids_of(session: Session, ids: Collection[int]) -> dict[int, UUID]:
    """What the world calls stories, by row number. For the steps; no words."""
    rows = session.exec(select(Story.id, Story.public_id).where(col(Story.id).in_(ids)))
    return {number: public_id for number, public_id in rows if number is not None}


def list_recalls(session: Session, actor: Actor, *, settled: bool = False) -> list[RecallListed]:
    """Issued reports of the actor's organisation to be called back, the longest waiting first."""
    require(actor, Action.READ_ISSUED)
    return _recalls(session, _own(actor), col(ReportRecall.settled_at).is_not(None) == settled)


def count_recalls(session: Session, actor: Actor) -> int:
    """How many issued reports of the actor's organisation are to be called back."""
    require(actor, Action.READ_ISSUED)
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
    require(actor, Action.READ_ISSUED)
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


def _listed(actor: Actor, status: ReportStatus) -> ColumnElement[bool]:
    """True for the reports of a status that an actor may look through; drafts are their makers'."""
    if status is ReportStatus.DRAFT:
        return and_(_own(actor), col(Report.kind).in_(kinds_made_by(actor)))
    return _own(actor)


def _own(actor: Actor) -> ColumnElement[bool]:
    """True for the reports of the actor's organisation that are for their eyes, in SQL."""
    ways = [
        and_(col(Report.kind).in_(kinds), col(Report.purpose).in_(purposes))
        for kinds, purposes in readable_kinds(actor)
    ]
    own = true() if actor.everywhere else col(Report.organisation_id) == actor.organisation_id
    return and_(own, or_(false(), *ways))
