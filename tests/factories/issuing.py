"""Issuing a report in one go: a draft, the eight principles answered, issued."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.reports.models import Report
from storybank.reports.rules import PRINCIPLES, Answered, Asked, Held, Principle
from storybank.reports.service import answer_principles, issue_report, keep_draft

ANSWERS: dict[Principle, Answered] = {
    one: Answered(Held.PARTLY, "We did what we could.") for one in PRINCIPLES
}


def issue(
    session: Session,
    actor: Actor,
    title: str = "",
    contract: Contract | None = None,
    *,
    asked: Asked | None = None,
    issued_to: str = "The board",
    smallest: int = 1,
) -> Report:
    """A report that is issued; about ``asked``, or else about a contract, or all of them."""
    about = asked or Asked(contract=contract)
    about = replace(about, title=title or about.title or "To the board")
    draft = keep_draft(session, actor, asked=about)
    answer_principles(session, actor, draft=draft, answers=ANSWERS)
    return issue_report(session, actor, draft=draft, issued_to=issued_to, smallest=smallest)
