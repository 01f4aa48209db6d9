"""Reading drafts of reports: what was chosen for them, and who may."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from storybank.accounts.rules import Actor
from storybank.core.errors import NotFound
from storybank.reports.models import Report, ReportChoice, ReportStatus
from storybank.reports.queries.issued import get_report
from storybank.reports.rules import kinds_made_by


def get_draft(session: Session, actor: Actor, public_id: UUID) -> Report:
    """One draft that the actor may work on.

    Raises:
        NotFound: there is none, none for this actor, or it was issued.
    """
    draft = get_report(session, actor, public_id)
    if draft.kind not in kinds_made_by(actor):
        raise NotFound("There is no such draft, or it is not yours to work on.")
    if draft.status is not ReportStatus.DRAFT:
        raise NotFound("This report was issued, and stays as it was.")
    return draft


def list_choices(session: Session, report: Report) -> Sequence[ReportChoice]:
    """What was chosen for a draft, in its order.

    The reasons may repeat what a story says: a door shows them beside words that may stand in the
    report at that moment, and nowhere else.
    """
    return session.exec(
        select(ReportChoice)
        .where(ReportChoice.report_id == report.id)
        .order_by(col(ReportChoice.position), col(ReportChoice.id))
    ).all()
