"""Reading shared addresses of issued reports: which there are, and which report one opens."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.reports.models import Report, ReportRecall, ReportShare
from storybank.reports.rules.sharing import ShareState, state_of


@dataclass(frozen=True)
class Shared:
    """A shared address, its report, and whether it opens today."""

    share: ReportShare
    report: Report
    state: ShareState


def hash_share(token: str) -> str:
    """What is kept instead of an address: its secret part is long enough for a plain SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def find_shared(session: Session, token: str) -> Shared | None:
    """What the secret part of an address stands for; None where it stands for nothing."""
    found = _shared(session, ReportShare.token_sha256 == hash_share(token))
    return found[0] if found else None


def find_by_share(session: Session, share: ReportShare) -> Shared:
    """What an address that is known stands for at this moment."""
    (found,) = _shared(session, ReportShare.id == share.id)
    return found


def list_shares(session: Session, actor: Actor, report: Report) -> list[Shared]:
    """The addresses at which a report of the actor's organisation was given, the newest first."""
    require(actor, Action.ISSUE_REPORT)
    if not actor.everywhere and actor.organisation_id != report.organisation_id:
        raise NotFound("There is no such report, or it is not yours to share.")
    return _shared(session, ReportShare.report_id == report.id)


def get_share(session: Session, actor: Actor, public_id: UUID) -> Shared:
    """One address of a report of the actor's organisation.

    Raises:
        NotFound: there is none, or none for this actor.
    """
    require(actor, Action.ISSUE_REPORT)
    found = _shared(session, ReportShare.public_id == public_id)
    own = [one for one in found if actor.everywhere or _is_own(actor, one.report)]
    if not own:
        raise NotFound("There is no such address, or it is not yours.")
    return own[0]


def _is_own(actor: Actor, report: Report) -> bool:
    return report.organisation_id == actor.organisation_id


def _shared(session: Session, which: ColumnElement[bool] | bool) -> list[Shared]:
    rows: Sequence[tuple[ReportShare, Report, bool]] = session.exec(
        select(ReportShare, Report, _is_recalled())
        .join(Report, col(Report.id) == ReportShare.report_id)
        .where(which)
        .order_by(col(ReportShare.id).desc())
    ).all()
    today = clock.today()
    return [
        Shared(share, report, state_of(share, recalled=bool(recalled), today=today))
        for share, report, recalled in rows
    ]


def _is_recalled() -> ColumnElement[bool]:
    """True for reports that are to be called back, in SQL."""
    return (
        select(ReportRecall.id)
        .where(col(ReportRecall.report_id) == Report.id, col(ReportRecall.settled_at).is_(None))
        .correlate(Report)
        .exists()
    )
