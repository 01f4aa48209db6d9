"""Taking words out of reports that were issued, and calling those reports back."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose
from storybank.notices.service import tell_user
from storybank.reports.models import Report, ReportChoice, ReportQuotation, ReportRecall
from storybank.reports.rules import LEFT_OUT, may_stay, require_making
from storybank.reports.service.files import drop_files, drop_files_of
from storybank.reports.service.leads import forget_leads
from storybank.stories.models import Story

LONGEST_SETTLED = 1000


@dataclass(frozen=True)
class Recalled:
    """How many quotations of how many issued reports lost their words."""

    quotations: int = 0
    reports: int = 0


def remove_words(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    because: str,
    standing: Collection[Purpose] | None = None,
) -> Recalled:
    """Empty every quotation of a story in issued reports; list those to be called back.

    Whoever made or issued one is told. ``because`` is one word of ours. ``standing`` are the
    purposes that are allowed still: what these let a report show stays in it. None: nothing does.
    What was chosen of the story for reports loses its reason. Doing it twice changes nothing.
    """
    rows = session.exec(
        select(ReportQuotation, Report)
        .join(Report, col(Report.id) == ReportQuotation.report_id)
        .where(ReportQuotation.story_id == story.id, col(ReportQuotation.removed_at).is_(None))
        .order_by(col(ReportQuotation.id))
    ).all()
    gone = [(one, report) for one, report in rows if not may_stay(one.part, report, standing)]
    for quotation, _ in gone:
        quotation.words, quotation.facts, quotation.removed_at = "", {}, clock.now()
    if standing is None:
        _forget_reasons(session, story)
    drop_files(session, story=story)
    by_report = Counter(report.key for one, report in gone if one.part != LEFT_OUT)
    reports = {report.key: report for _, report in gone}
    for report_id, number in sorted(by_report.items()):
        report = reports[report_id]
        session.add(
            ReportRecall(
                report_id=report_id,
                story_id=story.key,
                because=because,
                quotations=number,
                recalled_at=clock.now(),
            )
        )
        drop_files_of(session, report=report)
        _tell_owners(session, report, number)
        record(session, actor, "recall_report", report, quotations=number)
    session.flush()
    return Recalled(sum(by_report.values()), len(by_report))


def _forget_reasons(session: Session, story: Story) -> None:
    """Reasons why something of a story was chosen may repeat it, and what leads to its words."""
    choices = session.exec(select(ReportChoice).where(ReportChoice.story_id == story.id)).all()
    forget_leads(session, choices)
    for choice in choices:
        choice.reason = ""


def settle_recall(session: Session, actor: Actor, *, recall: ReportRecall, words: str) -> None:
    """Put on record what was done to call a report back.

    Raises:
        RuleBroken: it is settled already, or nothing is said of what was done.
        NotAllowed: the report is another organisation's.
    """
    report = session.get_one(Report, recall.report_id)
    require_making(actor, report.kind)
    check_owner(actor, report)
    words = words.strip()
    if not words:
        raise RuleBroken(
            "Say what was done, such as who was asked to put copies away.", field="words"
        )
    if len(words) > LONGEST_SETTLED:
        raise RuleBroken(f"Use {LONGEST_SETTLED:,} characters or fewer.", field="words")
    if recall.settled_at is not None:
        raise RuleBroken("Somebody has settled this already. Load the page again.")
    recall.settled_at, recall.settled_words = clock.now(), words
    recall.settled_by_id = actor.user_id
    session.flush()
    record(session, actor, "settle_recall", report)


def check_owner(actor: Actor, report: Report) -> None:
    """A report is in the hands of the organisation that made it.

    Raises:
        NotAllowed: the actor belongs to another.
    """
    if not actor.everywhere and actor.organisation_id != report.organisation_id:
        raise NotAllowed("This report is another organisation's.")


def _tell_owners(session: Session, report: Report, number: int) -> None:
    for user_id in sorted({report.made_by_id, report.issued_by_id} - {None}, key=int):  # type: ignore[arg-type]
        tell_user(
            session,
            template="report_recalled",
            user=session.get_one(User, user_id),
            path=f"/issued/{report.public_id}",
            quotations=number,
        )
