"""Giving an address at which an issued report is read without an account, and ending it."""

import secrets
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reports.models import Report, ReportShare
from storybank.reports.queries.sharing import hash_share
from storybank.reports.rules.sharing import check_shareable, check_told_to, check_until
from storybank.reports.service.recalling import check_owner

TOKEN_BYTES = 32


def share_report(
    session: Session, actor: Actor, *, report: Report, told_to: str, until: date | None = None
) -> tuple[ReportShare, str]:
    """Give an address for a report. Its secret part is handed out here, and kept nowhere.

    Raises:
        RuleBroken: the report may not be shared, nobody is named, or the day cannot be.
        NotAllowed: the report is another organisation's.
    """
    require(actor, Action.ISSUE_REPORT)
    check_owner(actor, report)
    check_shareable(report)
    told_to, until = check_told_to(told_to), check_until(until, clock.today())
    token = secrets.token_urlsafe(TOKEN_BYTES)
    share = ReportShare(
        report_id=report.key,
        token_sha256=hash_share(token),
        told_to=told_to,
        expires_on=until,
        made_by_id=actor.user_id,
    )
    session.add(share)
    session.flush()
    # Not to whom: that may be a person's name, and the record outlives it.
    record(
        session,
        actor,
        "share_report",
        report,
        share=str(share.public_id),
        until=until.isoformat(),
    )
    return share, token


def end_share(session: Session, actor: Actor, *, share: ReportShare) -> None:
    """From now on an address opens nothing.

    Raises:
        RuleBroken: it was ended before.
        NotAllowed: the report is another organisation's.
    """
    require(actor, Action.ISSUE_REPORT)
    report = session.get_one(Report, share.report_id)
    check_owner(actor, report)
    if share.ended_at is not None:
        raise RuleBroken("This address was ended already. Load the page again.")
    share.ended_at, share.ended_by_id = clock.now(), actor.user_id
    session.flush()
    record(session, actor, "end_share", report, share=str(share.public_id))


def note_opened(session: Session, *, share: ReportShare) -> None:
    """Count that a report was opened at an address; by whom is not known, and not kept."""
    session.exec(
        update(ReportShare)
        .where(col(ReportShare.id) == share.id)
        .values(times_opened=ReportShare.times_opened + 1, last_opened_at=clock.now())
    )
