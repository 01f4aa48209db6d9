"""What the pages of issued reports gather."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from sqlmodel import Session

from storybank.commitments.queries import contracts_by_id
from storybank.core import clock
from storybank.reports import queries
from storybank.reports.models import Report, ReportStatus
from storybank.reports.queries import IssuedQuotation, find_report_names
from storybank.reports.rules import compare_issued
from storybank.reports.service import FOUND, VOICES, WORSE, ReportAsked
from storybank.web.auth import current_actor
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

PER_PAGE = 25
DRAFTS_SHOWN = 100


class Period(Protocol):
    """A report that was asked for or kept: which stories it is about."""

    told_from: date | None
    told_to: date | None


def register_page() -> dict[str, Any]:
    """Drafts, issued reports a page at a time, and what is to be called back."""
    session, actor = current_session(), current_actor()
    total = queries.count_reports(session, actor, ReportStatus.ISSUED)
    paged = paging(page_asked(), total, PER_PAGE)
    issued = queries.list_reports(
        session, actor, ReportStatus.ISSUED, page=paged.number, per_page=PER_PAGE
    )
    drafts = queries.list_reports(session, actor, ReportStatus.DRAFT, per_page=DRAFTS_SHOWN)
    reports = [*issued, *drafts]
    return {
        "issued": issued,
        "drafts": drafts,
        "recalls": queries.list_recalls(session, actor),
        "contracts": contracts_by_id(session, [one.contract_id for one in reports]),
        "people": find_report_names(
            session, [one.issued_by_id or one.made_by_id for one in reports]
        ),
        "paging": paged,
    }


def issued_page(report: Report) -> dict[str, Any]:
    """One issued report: what was frozen, and each quotation as it may be shown today."""
    session, actor = current_session(), current_actor()
    quotations = queries.list_quotations(session, actor, report)
    return {
        "report": report,
        "frozen": report.frozen,
        "voices": _of(quotations, VOICES),
        "worse": _of(quotations, WORSE),
        "found": _of(quotations, FOUND),
        "removed": sum(one.is_removed for one in quotations),
        "hidden": sum(not one.is_shown and not one.is_removed for one in quotations),
        "recalls": queries.list_recalls_of(session, report),
        "compared": compare_issued(report, queries.quotations_for_hash(session, report)),
        "people": find_report_names(session, [report.issued_by_id]),
    }


def query_of(session: Session, report: Report | ReportAsked) -> dict[str, str]:
    """The address of a report that is counted anew, as a query."""
    days = {"from": report.told_from, "to": report.told_to}
    query = {name: day.isoformat() for name, day in days.items() if day is not None}
    if isinstance(report, ReportAsked):
        contract = report.contract
    else:
        contract = contracts_by_id(session, [report.contract_id]).get(report.contract_id or 0)
    return {"contract": str(contract.public_id), **query} if contract else query


def title_for(asked: ReportAsked) -> str:
    """What a report may be called, until somebody says otherwise."""
    name = asked.contract.title if asked.contract else "all contracts"
    return f"Whose lives changed: {name}, {clock.today():%B %Y}"


def _of(quotations: Iterable[IssuedQuotation], part: str) -> list[IssuedQuotation]:
    return [one for one in quotations if one.part == part]
