"""Keeping drafts of reports, and issuing them: frozen with their words and a hash."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import CommitmentChange, Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.reports import queries, rules
from storybank.reports.models import Report, ReportQuotation, ReportStatus
from storybank.reports.pack.board_report import build_board_report
from storybank.reports.service.freezing import freeze_figures, freeze_quotations
from storybank.reports.service.recalling import check_owner


@dataclass(frozen=True)
class ReportAsked:
    """What a report is about, and what it is called."""

    title: str
    contract: Contract | None = None
    told_from: date | None = None
    told_to: date | None = None


def keep_draft(
    session: Session, actor: Actor, *, asked: ReportAsked, draft: Report | None = None
) -> Report:
    """Keep what a report is to be about; its figures and words are read anew at each look.

    Raises:
        RuleBroken: it has no title, or the period ends before it begins.
    """
    require(actor, Action.ISSUE_REPORT)
    report = _write(session, actor, asked, draft)
    record(session, actor, "keep_report_draft", report)
    return report


def discard_draft(session: Session, actor: Actor, *, draft: Report) -> None:
    """Throw a draft away.

    Raises:
        RuleBroken: it was issued.
    """
    require(actor, Action.ISSUE_REPORT)
    check_owner(actor, draft)
    _check_draft(draft)
    record(session, actor, "discard_report_draft", draft)
    session.delete(draft)
    session.flush()


def issue_report(
    session: Session,
    actor: Actor,
    *,
    asked: ReportAsked,
    issued_to: str,
    say_lowered: Callable[[CommitmentChange], str],
    draft: Report | None = None,
) -> Report:
    """Issue a report: what it says now stays as it is, and can be told from any other by its hash.

    It is built here and now, so that no quotation stands in it that its storyteller does not allow
    at this moment.

    Raises:
        RuleBroken: a title or a reader is missing, or no story can stand in it.
        NotFound: the contract is not the actor's to read.
    """
    require(actor, Action.ISSUE_REPORT)
    rules.check_readers(issued_to)
    built = build_board_report(
        session, actor, contract=asked.contract, told_from=asked.told_from, told_to=asked.told_to
    )
    if not built.stories:
        raise RuleBroken("No story can stand in this report yet, so there is nothing to issue.")
    report = _write(session, actor, asked, draft)
    report.status = ReportStatus.ISSUED
    report.issued_to = " ".join(issued_to.split())
    report.issued_by_id, report.issued_at = actor.user_id, clock.now()
    report.frozen = freeze_figures(built, say_lowered)
    quotations = freeze_quotations(built)
    stories = queries.story_keys(session, [one.quotation.story for one in quotations])
    kept = [
        ReportQuotation(
            report_id=report.key,
            story_id=stories[one.quotation.story],
            position=position,
            part=one.part,
            words=one.words,
            facts=one.facts,
        )
        for position, one in enumerate(quotations)
    ]
    session.add_all(kept)
    report.sha256 = rules.hash_issued(rules.content_of(report, kept))
    session.flush()
    record(session, actor, "issue_report", report, quotations=len(kept), sha256=report.sha256)
    return report


def _write(session: Session, actor: Actor, asked: ReportAsked, draft: Report | None) -> Report:
    title = rules.check_title(asked.title)
    rules.check_period(rules.Period(asked.told_from, asked.told_to))
    if actor.organisation_id is None:
        raise RuleBroken("Only somebody who belongs to an organisation can issue a report.")
    if draft is None:
        draft = Report(organisation_id=actor.organisation_id, title=title)
        draft.made_by_id = actor.user_id
        session.add(draft)
    else:
        check_owner(actor, draft)
        _check_draft(draft)
    draft.title = title
    draft.contract_id = asked.contract.id if asked.contract else None
    draft.told_from, draft.told_to = asked.told_from, asked.told_to
    session.flush()
    return draft


def _check_draft(report: Report) -> None:
    if report.status is not ReportStatus.DRAFT:
        raise RuleBroken("This report was issued, and stays as it was.")
