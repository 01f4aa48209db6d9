"""Our own words that lead to a passage of an answer: they tell of its story, and go with it."""

from collections.abc import Iterable

from sqlmodel import Session

from storybank.reports.models import Report, ReportChoice, ReportKind
from storybank.reports.rules.bids import Answer


def forget_leads(session: Session, choices: Iterable[ReportChoice]) -> None:
    """Take out what leads to these passages; doing it twice changes nothing."""
    for choice in choices:
        report = session.get_one(Report, choice.report_id)
        if report.kind is not ReportKind.STORY_TO_ANSWER:
            continue
        kept = Answer.of(report.more)
        name = str(choice.public_id)
        if name in kept.leads:
            left = {key: words for key, words in kept.leads.items() if key != name}
            report.more = {**report.more, "leads": left}
