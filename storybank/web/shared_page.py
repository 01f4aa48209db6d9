"""What somebody reads who was given the address of an issued report, and has no account."""

from typing import Any

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.reports.models import Report
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.references import list_references
from storybank.reports.pack.thawing import thaw
from storybank.reports.queries import quotations_for_hash
from storybank.reports.queries.sharing import Shared
from storybank.reports.renderers.html import Show
from storybank.reports.renderers.pictures import draw
from storybank.reports.rules import IssuedAs, compare_issued
from storybank.reports.rules.sharing import SHAREABLE

FOR_EVERYBODY = {"bare": True, "footer_links": [], "home_url": "#main", "referrer": "no-referrer"}
"""Nobody is greeted, nothing leads into Storybank, and nobody is told where readers came from."""


def pack_of(session: Session, report: Report) -> Pack:
    """A report as it was issued, with the words that may be shown at this moment."""
    return thaw(session, None, report)


def gather_shared(session: Session, found: Shared) -> dict[str, Any]:
    """The page of a shared report: figures carry their references, and nothing opens anything."""
    report, pack = found.report, pack_of(session, found.report)
    organisation = session.get_one(Organisation, report.organisation_id)
    return {
        "report": report,
        "pack": pack,
        "show": Show(picture=draw, references=list_references(session, pack), refs=True),
        "until": found.share.expires_on,
        "organisation": organisation.name,
        "gone": sum(one.gone == "taken_back" for one in pack.told),
        "who": SHAREABLE[report.purpose],
        **FOR_EVERYBODY,
    }


def is_as_issued(session: Session, report: Report) -> bool:
    """Whether what is kept of a report is what was issued, or less."""
    kept = compare_issued(report, quotations_for_hash(session, report))
    return kept is not IssuedAs.CHANGED
