"""Our own words that lead to a passage of an answer: they tell of its story, and go with it."""

from collections.abc import Callable, Iterable

from sqlmodel import Session

from storybank.reports.models import Report, ReportChoice, ReportKind
from storybank.reports.rules.bids import BidAnswer


def forget_leads(session: Session, choices: Iterable[ReportChoice]) -> None:
    """Take out what leads to these passages; doing it twice changes nothing."""
    cover_leads(session, choices, lambda _words: "")


def cover_leads(
    session: Session, choices: Iterable[ReportChoice], cover: Callable[[str], str]
) -> None:
    """Cover words in what leads to these passages; what is empty then is no lead any more."""
    for choice in choices:
        report = session.get_one(Report, choice.report_id)
        if report.kind is not ReportKind.STORY_TO_ANSWER:
            continue
        leads, name = dict(BidAnswer.of(report.more).leads), str(choice.public_id)
        if name in leads:
            leads[name] = cover(leads[name])
            report.more = {
                **report.more,
                "leads": {key: words for key, words in leads.items() if words},
            }
