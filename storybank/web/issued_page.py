"""What the pages of issued reports gather."""

from typing import Any

from storybank.commitments.queries import contracts_by_id
from storybank.reports import queries
from storybank.reports.models import Report, ReportStatus
from storybank.reports.pack.thawing import thaw
from storybank.reports.pack.wording import period_words
from storybank.reports.queries import find_report_names
from storybank.reports.rules import KINDS, Period, compare_issued, kinds_made_by
from storybank.web.auth import current_actor
from storybank.web.forms.reports import FOR_WHOM
from storybank.web.pack_page import show_of
from storybank.web.paging import page_asked, paging
from storybank.web.session import current_session

PER_PAGE = 25
DRAFTS_SHOWN = 100


def register_page() -> dict[str, Any]:
    """Drafts, issued reports a page at a time, and what is to be called back."""
    session, actor = current_session(), current_actor()
    total = queries.count_reports(session, actor, ReportStatus.ISSUED)
    paged = paging(page_asked(), total, PER_PAGE)
    issued = queries.list_reports(
        session, actor, ReportStatus.ISSUED, page=paged.number, per_page=PER_PAGE
    )
    made = kinds_made_by(actor)
    every = queries.list_reports(session, actor, ReportStatus.DRAFT, per_page=DRAFTS_SHOWN)
    drafts = [one for one in every if one.kind in made]  # for those alone who work on them
    reports = [*issued, *drafts]
    return {
        "issued": issued,
        "drafts": drafts,
        "recalls": queries.list_recalls(session, actor),
        "contracts": contracts_by_id(session, [one.contract_id for one in reports]),
        "people": find_report_names(
            session, [one.issued_by_id or one.made_by_id for one in reports]
        ),
        "kinds": KINDS,
        "made": made,
        "days_of": days_of,
        "paging": paged,
    }


def issued_page(report: Report) -> dict[str, Any]:
    """One issued report: what was frozen, and each quotation as it may be shown today."""
    session, actor = current_session(), current_actor()
    pack = thaw(session, actor, report)
    gone = [one.gone for one in pack.told]
    return {
        "pack": pack,
        # Counted anew: fewer words may stand behind a figure than on the day.
        "show": show_of(session, pack, behind=queries.asked_of(session, report).query()),
        "report": report,
        "removed": gone.count("taken_back"),
        "hidden": gone.count("hidden"),
        "recalls": queries.list_recalls_of(session, report),
        "compared": compare_issued(report, queries.quotations_for_hash(session, report)),
        "people": find_report_names(session, [report.issued_by_id]),
        "may_settle": report.kind in kinds_made_by(actor),
        "kind": KINDS[report.kind],
        "made_for": FOR_WHOM[report.purpose],
    }


def days_of(report: Report) -> str:
    """Between which days the stories of a report were told; empty where any will do."""
    return period_words(Period(report.told_from, report.told_to))
