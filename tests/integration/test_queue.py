"""The queue and the outbox: what is due gets done, by one process, and nothing is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from config import Settings
from storybank import pipeline
from storybank.app import Bank, open_bank
from storybank.core import clock
from storybank.core.errors import StorybankError
from storybank.core.jobs import outbox
from storybank.core.jobs.outbox import OutboxEvent
from storybank.reports.events import ReportFileAsked
from storybank.search.queries import accepted_revisions
from tests.factories.bank import Factory


def wait_for(what: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def waiting(bank: Bank) -> int:
    with bank.database.reading() as session:
        return outbox.count_waiting(session)


def test_workers_finish_at_start_what_was_left_undone(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    assert waiting(bank) > 0

    bank.start_workers()

    wait_for(lambda: waiting(bank) == 0)
    assert len(bank.tools.engine.revisions()) == 1


def test_a_nudge_wakes_the_workers(bank: Bank, make: Factory) -> None:
    bank.start_workers()
    wait_for(lambda: waiting(bank) == 0)
    make.story(make.user("contract_manager"))

    bank.queue.nudge()

    wait_for(lambda: waiting(bank) == 0)


def test_what_somebody_waits_for_goes_before_all_that_came_in(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    before = waiting(bank)
    with bank.database.transaction() as session:
        outbox.record(session, ReportFileAsked(4711))

    assert pipeline.deliver(bank.tools) == 1

    with bank.database.reading() as session:
        done = session.exec(select(OutboxEvent).where(OutboxEvent.done_at.is_not(None))).one()  # type: ignore[union-attr]
        assert done.event == "ReportFileAsked"
    assert waiting(bank) == before


def test_jobs_hold_nothing_but_their_name(bank: Bank, make: Factory, home: Path) -> None:
    make.story(make.user("contract_manager"), body="Xylophones were on my mind. I was lonely.")
    bank.queue.nudge()

    assert b"ylophone" not in b"".join(path.read_bytes() for path in home.glob("jobs.db*"))
    with bank.database.reading() as session:
        rows = session.exec(select(OutboxEvent)).all()
    assert {type(row.subject_id) for row in rows} == {int}


def test_a_second_server_on_the_same_home_is_refused(bank: Bank) -> None:
    bank.start_workers()
    other = open_bank(Settings(home=bank.settings.home, secret_key="only for tests"))
    try:
        with pytest.raises(StorybankError, match="Another Storybank server"):
            other.start_workers()
    finally:
        other.close()


def test_an_event_claimed_by_the_dead_is_due_again_at_start(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    with bank.database.transaction() as session:
        claimed = outbox.claim(session, 50)
    assert claimed
    with bank.database.transaction() as session:
        assert outbox.claim(session, 50) == []

    with bank.database.transaction() as session:
        outbox.release_claims(session)

    with bank.database.transaction() as session:
        assert len(outbox.claim(session, 50)) == len(claimed)


def test_a_failed_event_is_put_off_longer_each_time(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    waits = []
    for _ in range(3):
        with bank.database.transaction() as session:
            for row in session.exec(select(OutboxEvent)):
                row.not_before = clock.now() - timedelta(seconds=1)
        with bank.database.transaction() as session:
            ids = [row.id or 0 for row in outbox.claim(session, 50)]
            outbox.postpone(session, ids, "SomeError")
        with bank.database.reading() as session:
            row = session.exec(select(OutboxEvent)).first()
            assert row is not None
            waits.append(row.not_before - clock.now())
            assert row.error == "SomeError"
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]


def test_done_events_are_forgotten_after_a_while(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    make.run_pipeline()
    with bank.database.transaction() as session:
        for row in session.exec(select(OutboxEvent)):
            row.done_at = clock.now() - timedelta(days=30)

    pipeline.tidy(bank.tools)

    with bank.database.reading() as session:
        assert session.exec(select(OutboxEvent)).all() == []


def test_an_index_that_was_lost_is_made_again(bank: Bank, make: Factory) -> None:
    make.story(make.user("contract_manager"))
    make.run_pipeline()
    key = next(iter(bank.tools.engine.revisions()))
    bank.tools.engine.remove([key])
    assert bank.tools.engine.revisions() == {}

    pipeline.catch_up(bank.tools)

    with bank.database.reading() as session:
        should = {key: revision for key, (_, revision) in accepted_revisions(session).items()}
    assert bank.tools.engine.revisions() == should


def test_withdrawn_consent_takes_story_links_and_suggestions_back(
    bank: Bank, make: Factory
) -> None:
    from storybank.intake import service as intake
    from storybank.intake.models import Purpose, Submission
    from storybank.linking.models import EvidenceLink, LinkStatus
    from storybank.search.service import find_stories
    from storybank.tagging.models import Coding, CodingStatus

    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    commitment = make.commitment(contract, "connection")
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.link(manager, story, commitment)
    with bank.database.transaction() as session:
        for purpose in (Purpose.CONTRACT_MANAGEMENT, Purpose.MACHINE_SUGGESTIONS):
            intake.withdraw_consent(
                session,
                make.actor(manager),
                submission=session.get_one(Submission, story.submission_id),
                purpose=purpose,
            )

    make.run_pipeline()

    with bank.database.reading() as session:
        found = find_stories(session, bank.tools.engine, make.actor(manager), text="lunch")
        assert found.result.total == 0
        links = session.exec(select(EvidenceLink)).all()
        assert {link.status for link in links} == {LinkStatus.VOID}
        suggested = session.exec(select(Coding).where(Coding.status == CodingStatus.SUGGESTED))
        assert suggested.all() == []
