"""What somebody reads who was given the address of an issued report, and has no account."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.reports.models import Report, ReportShare
from storybank.reports.pack.blocks import Pack
from storybank.reports.pack.references import Reference, list_references
from storybank.reports.pack.thawing import thaw
from storybank.reports.queries import quotations_for_hash
from storybank.reports.queries.sharing import Shared, find_by_share
from storybank.reports.renderers.html import Show
from storybank.reports.renderers.paper import pdf
from storybank.reports.rules import IssuedAs, compare_issued
from storybank.reports.rules.sharing import FOR_READERS, ShareState
from storybank.web.bank import current_bank
from storybank.web.pack_page import drawn_twice

TRIES = 3
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
        "show": Show(picture=drawn_twice, references=list_references(session, pack), refs=True),
        "until": found.share.expires_on,
        "organisation": organisation.name,
        "gone": sum(one.gone == "taken_back" for one in pack.told),
        "who": FOR_READERS[report.purpose],
        **FOR_EVERYBODY,
    }


def is_as_issued(session: Session, report: Report) -> bool:
    """Whether what is kept of a report is what was issued, or less."""
    kept = compare_issued(report, quotations_for_hash(session, report))
    return kept is not IssuedAs.CHANGED


def set_shared(found: Shared) -> bytes | None:
    """A shared report as a PDF, if nothing in it was taken back while it was made; else None.

    It takes seconds, and somebody may take their words back in these: then it is made again.

    Raises:
        NoPress: what it is made with is not installed.
        PaperFailed: it took too long.
    """
    kept = _as_it_is_now(found)
    for _ in range(TRIES):
        if kept is None:
            return None
        pack, references = kept
        content = pdf(pack, Show(references=references))
        again = _as_it_is_now(found)
        if again is not None and again[0] == pack:
            return content
        kept = again
    return None


def _as_it_is_now(found: Shared) -> tuple[Pack, Sequence[Reference]] | None:
    """The report in the state of this very moment; None where the address opens no more."""
    with current_bank().database.reading() as session:
        share = session.get_one(ReportShare, found.share.key)
        now = find_by_share(session, share)
        if now.state is not ShareState.OPEN:
            return None
        pack = pack_of(session, now.report)
        return pack, list_references(session, pack)
