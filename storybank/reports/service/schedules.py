"""Having a draft made every quarter, of the quarter before."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.notices.service import tell_user
from storybank.reports import queries, rules
from storybank.reports.models import Report, ReportKind, ReportSchedule
from storybank.reports.pack.wording import period_words
from storybank.reports.queries.schedules import list_due
from storybank.reports.rules import Asked
from storybank.reports.rules.periods import next_quarter, quarter_before
from storybank.reports.service.issuing import keep_draft

NOT_QUARTERLY = frozenset(
    {ReportKind.STORY_TO_ANSWER, ReportKind.SOCIAL_VALUE_BUDGET, ReportKind.PLAN_ON_A_PAGE}
)
"""What is made when it is asked for, or once a year."""


def start_schedule(session: Session, actor: Actor, *, asked: Asked) -> ReportSchedule:
    """Have a draft of such a report made on the first day of every quarter, from the next one on.

    Raises:
        NotAllowed: the actor may not issue reports.
        RuleBroken: it has no title, lacks what its kind needs, or is not made every quarter.
    """
    require(actor, Action.ISSUE_REPORT)
    rules.check_asked(actor, asked)
    if asked.kind in NOT_QUARTERLY:
        raise RuleBroken("A report of this kind is not made every quarter.")
    if actor.user_id is None or actor.organisation_id is None:
        raise RuleBroken("Only somebody who belongs to an organisation can have drafts made.")
    schedule = ReportSchedule(
        organisation_id=actor.organisation_id,
        owner_id=actor.user_id,
        kind=asked.kind,
        purpose=asked.purpose,
        title=rules.check_title(asked.title),
        contract_id=asked.contract.id if asked.contract else None,
        place_id=asked.place.id if asked.place else None,
        framework_id=asked.framework.id if asked.framework else None,
        supplier=asked.supplier,
        department=asked.department,
        next_on=next_quarter(clock.today()),
    )
    session.add(schedule)
    session.flush()
    record(session, actor, "start_schedule", schedule, kind=asked.kind.value)
    return schedule


def stop_schedule(session: Session, actor: Actor, *, schedule: ReportSchedule) -> None:
    """Have no more drafts made. Those that were made stay.

    Raises:
        NotAllowed: the actor may not issue reports, or it is another organisation's.
    """
    require(actor, Action.ISSUE_REPORT)
    if not actor.everywhere and actor.organisation_id != schedule.organisation_id:
        raise NotAllowed("This schedule is another organisation's.")
    _stop(session, actor, schedule, "asked")


def make_due_drafts(session: Session, actor: Actor, *, today: date) -> int:
    """Make the drafts that are due, and tell their owners; how many. Again on a day makes none.

    Where its owner may not make such a report any more, or its contract has ended, a schedule
    stops, and stops none of the others.
    """
    require(actor, Action.RUN_PIPELINE)
    made = 0
    for schedule in list_due(session, today):
        schedule.next_on = next_quarter(today)
        try:
            draft = _make(session, schedule, today)
        except (NotAllowed, NotFound, RuleBroken):
            draft = None
        if draft is None:
            _stop(session, actor, schedule, "cannot be made")
            continue
        made += 1
        owner = session.get_one(User, schedule.owner_id)
        tell_user(
            session,
            template="draft_made",
            user=owner,
            path=f"/reports/drafts/{draft.public_id}",
        )
    session.flush()
    return made


def _make(session: Session, schedule: ReportSchedule, today: date) -> Report | None:
    owner = session.get_one(User, schedule.owner_id)
    if not owner.active or owner.organisation_id != schedule.organisation_id:
        return None
    period = quarter_before(today)
    asked = queries.asked_of(session, schedule)
    contract = asked.contract
    begins = period.told_from or today
    if contract is not None and contract.ends_on is not None and contract.ends_on < begins:
        return None
    named = f"{schedule.title}, {period_words(period)}"
    draft = keep_draft(
        session, actor_of(owner), asked=replace(asked, period=period, title=named[:200])
    )
    draft.schedule_id = schedule.id
    return draft


def _stop(session: Session, actor: Actor, schedule: ReportSchedule, because: str) -> None:
    if schedule.stopped_at is None:
        schedule.stopped_at = clock.now()
        session.flush()
        record(session, actor, "stop_schedule", schedule, because=because)
