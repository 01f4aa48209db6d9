"""Reports of which a draft is made every quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlmodel import select

from storybank import pipeline
from storybank.accounts.models import User
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.notices.models import Notice
from storybank.reports.models import Report, ReportSchedule
from storybank.reports.rules import Asked
from storybank.reports.rules.periods import next_quarter, quarter_before
from storybank.reports.service import make_due_drafts, start_schedule
from tests.factories.bank import Factory
from tests.web_client import CheckingClient


def make_drafts(make: Factory, day: date) -> int:
    with make.bank.database.transaction() as session:
        return make_due_drafts(session, pipeline.MACHINE, today=day)


def test_a_draft_of_the_quarter_before_is_made_once_and_its_owner_is_told(make: Factory) -> None:
    manager, gone = make.user("contract_manager"), make.user("contract_manager")
    contract = make.contract(manager.organisation)
    ended = make.contract(manager.organisation, ends_on=date(2025, 5, 1))
    due = next_quarter(clock.today())
    with make.bank.database.transaction() as session:
        for user, about in ((manager, contract), (manager, ended), (gone, None)):
            asked = Asked(
                title="Lunch clubs",
                contract=session.get_one(Contract, about.key) if about else None,
            )
            start_schedule(session, make.actor(user), asked=asked)
        session.get_one(User, gone.id).active = False
    assert make_drafts(make, due - timedelta(days=1)) == 0
    assert make_drafts(make, due) == 1, "a contract that ended and an owner who left stop theirs"
    assert make_drafts(make, due + timedelta(days=3)) == 0, "once a quarter"
    with make.session() as session:
        draft = session.exec(select(Report)).one()
        before = quarter_before(due)
        assert (draft.told_from, draft.told_to) == (before.told_from, before.told_to)
        assert draft.made_by_id == manager.id
        assert draft.title.startswith("Lunch clubs, told from ")
        notice = session.exec(select(Notice).where(Notice.template == "draft_made")).one()
        assert notice.to_user_id == manager.id
        assert notice.values == {"path": f"/reports/drafts/{draft.public_id}"}
        stopped = session.exec(select(ReportSchedule.stopped_at)).all()
        assert sum(one is not None for one in stopped) == 2
    assert make_drafts(make, next_quarter(due)) == 1


def test_a_schedule_is_started_listed_and_stopped_on_its_pages(
    make: Factory, sign_in: Callable[..., CheckingClient]
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation, title="Lunch clubs")
    client = sign_in(manager)
    new = f"/reports/schedules/new?contract={contract.public_id}"
    assert client.submit(new, {"title": ""}).status_code == 422
    yearly = "/reports/schedules/new?kind=social_value_budget"
    assert "not made every quarter" in client.submit(yearly, {"title": "Budget"}).text
    client.submit(new, {"title": "Lunch clubs, every quarter"})
    listed = client.text("/reports/schedules")
    assert "Lunch clubs, every quarter" in listed
    with make.session() as session:
        schedule = session.exec(select(ReportSchedule)).one()
    stop = f"/reports/schedules/{schedule.public_id}/stop"
    other = sign_in(make.user("contract_manager"))
    assert other.submit("/account", {}, to=stop).status_code == 404
    client.submit("/reports/schedules", {}, to=stop)
    assert "Lunch clubs, every quarter" not in client.text("/reports/schedules")
    assert sign_in(make.user("board_reader")).get("/reports/schedules").status_code == 403
