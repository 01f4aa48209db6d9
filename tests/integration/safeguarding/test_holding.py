"""A raised concern holds at once, gives back exactly what stood, and tells the leads in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select, update

from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake.models import Submission, SubmissionStatus
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.notices.models import Notice
from storybank.reviews.ledger import contract_ledger
from storybank.safeguarding import queries, rules, service
from storybank.safeguarding.models import Concern, ConcernAct, ConcernEntry, ConcernStatus
from storybank.search.service import find_stories
from storybank.stories.models import Story, StoryStatus
from storybank.stories.rules import reading_scope
from storybank.tagging.models import Coding
from tests.factories.bank import Factory
from tests.sql_statements import counted

HARM = (
    "The club is fine. My son hits me when he has been drinking and I am scared of him. "
    "I have not told anybody."
)


def raise_it(make: Factory, actor: Actor, submission_id: int, **more: Any) -> Concern:
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, submission_id)
        return service.raise_concern(
            session, actor, submission=submission, because="She is afraid.", **more
        )


def settle(make: Factory, lead: User, verb: Any, **more: Any) -> None:
    with make.bank.database.transaction() as session:
        concern = session.exec(select(Concern)).one()
        verb(session, make.actor(lead), concern=concern, reason="I looked into it.", **more)


def notices(make: Factory, template: str) -> list[Notice]:
    with make.session() as session:
        return list(session.exec(select(Notice).where(Notice.template == template)))


def test_the_machine_holds_what_may_tell_of_harm_and_suggests_nothing(make: Factory) -> None:
    manager, lead = make.user("contract_manager"), make.user("safeguarding_lead")
    story = make.story(manager, body=HARM, title="The club")
    make.run_pipeline()
    with make.session() as session:
        assert session.get_one(Story, story.key).status is StoryStatus.HELD
        assert session.get_one(Submission, story.submission_id).status is SubmissionStatus.HELD
        found = find_stories(session, make.bank.tools.engine, make.actor(manager), text="")
        assert found.result.total == 0
        concern = session.exec(select(Concern)).one()
        assert (concern.status, concern.raised_by_id) == (ConcernStatus.RAISED, None)
        assert any("hits me" in words for words in concern.because)
        before = session.exec(select(Coding)).all()
    (told,) = notices(make, "concern_raised")
    assert told.to_user_id == lead.id
    settle(make, lead, service.clear)
    make.run_pipeline()
    with make.session() as session:
        found = find_stories(session, make.bank.tools.engine, make.actor(manager), text="")
        assert found.result.total == 1
        assert len(session.exec(select(Coding)).all()) >= len(before)
        assert session.get_one(Story, story.key).prepared_version == 1


def test_claims_count_for_nothing_while_held_and_again_afterwards(make: Factory) -> None:
    council = make.organisation()
    # Whoever plays both parts reads what is held, and counts it no more than others do.
    both = make.user("contract_manager", "safeguarding_lead", organisation=council)
    contract = make.contract(council)
    commitment = make.commitment(contract, "connection")
    story = make.story(both, contract=contract)
    make.run_pipeline()
    link = make.link(both, story, commitment)
    make.run_pipeline()

    def passages() -> int:
        with make.session() as session:
            scope = reading_scope(make.actor(both))
            (row,) = contract_ledger(session, scope, [contract.key])[contract.key]
            return row.passages

    assert passages() == 1
    raise_it(make, make.actor(both), story.submission_id)
    make.run_pipeline()
    assert passages() == 0
    settle(make, both, service.hold)
    make.run_pipeline()
    assert passages() == 0
    settle(make, both, service.clear)
    make.run_pipeline()
    assert passages() == 1
    with make.session() as session:
        assert session.get_one(EvidenceLink, link.key).status is LinkStatus.CONFIRMED


def test_a_storyteller_raises_a_concern_about_their_own_story_alone(make: Factory) -> None:
    manager = make.user("contract_manager")
    mine, other = make.submission(manager), make.submission(manager)
    concern = raise_it(make, Actor.teller(mine.key), mine.key)
    assert (concern.origin, concern.raised_by_id) == ("storyteller", None)
    with pytest.raises(NotFound):
        raise_it(make, Actor.teller(mine.key), other.key)
    with pytest.raises(NotAllowed):
        raise_it(make, make.actor(make.user("administrator")), other.key)


def test_raising_again_keeps_one_concern_and_its_whole_log(make: Factory) -> None:
    council = make.organisation()
    manager = make.user("contract_manager", organisation=council)
    lead = make.user("safeguarding_lead", organisation=council)
    story = make.story(manager)
    first = raise_it(make, make.actor(manager), story.submission_id)
    settle(make, lead, service.hold, told="The duty team")
    raise_it(make, Actor.teller(story.submission_id), story.submission_id)
    with make.session() as session:
        concern = session.exec(select(Concern)).one()
        assert (concern.id, concern.status) == (first.id, ConcernStatus.HELD)
        # What is held and worries somebody again is due soon, not in 90 days.
        assert concern.due_at is not None
        assert concern.due_at < clock.now() + timedelta(days=2)
        entries = queries.list_entries(session, make.actor(lead), concern)
        assert [(one.act, one.told) for one in entries] == [
            (ConcernAct.RAISED, ""),
            (ConcernAct.HELD, "The duty team"),
            (ConcernAct.RAISED, ""),
        ]
    with make.bank.database.transaction() as session:
        session.get_one(Submission, story.submission_id).status = SubmissionStatus.ERASED
    with pytest.raises(RuleBroken, match="no story here any more"):
        raise_it(make, make.actor(lead), story.submission_id)


@pytest.mark.parametrize("change", [{"words": "Other."}, {"act": ConcernAct.NOTED}])
def test_the_log_cannot_be_changed(make: Factory, change: dict[str, Any]) -> None:
    manager = make.user("contract_manager")
    raise_it(make, make.actor(manager), make.submission(manager).key)
    with pytest.raises(IntegrityError, match="append-only"), make.bank.database.transaction() as s:
        s.exec(update(ConcernEntry).values(**change))


def test_leads_are_told_of_what_is_overdue_once(make: Factory, bank: Bank) -> None:
    council = make.organisation()
    manager = make.user("contract_manager", organisation=council)
    lead = make.user("safeguarding_lead", organisation=council)
    make.user("safeguarding_lead")  # of another organisation: not told

    def warn() -> int:
        with bank.database.transaction() as session:
            return service.warn_of_overdue(session, pipeline.MACHINE)

    for _ in range(3):
        submission = make.submission(manager, contract=make.contract(council))
        raise_it(make, make.actor(manager), submission.key, hours=1)
    # However many are raised at once, one message says that the desk is not empty.
    assert [one.to_user_id for one in notices(make, "concern_raised")] == [lead.id]
    assert warn() == 0
    with bank.database.transaction() as session:
        for concern in session.exec(select(Concern)):
            concern.due_at = clock.now() - timedelta(minutes=1)
    assert [warn(), warn()] == [3, 0]
    assert {one.to_user_id for one in notices(make, "concern_overdue")} == {lead.id}
    with make.session() as session:
        assert queries.count_overdue(session, make.actor(lead)) == 3
        values = [one.values for one in session.exec(select(Notice))]
    assert all(set(one) == {"path"} for one in values)


def test_a_recording_that_was_held_waits_to_be_typed_again(make: Factory) -> None:
    manager, lead = make.user("contract_manager"), make.user("safeguarding_lead")
    submission = make.submission(manager)
    with make.bank.database.transaction() as session:
        held = session.get_one(Submission, submission.key)
        held.body, held.status = "", SubmissionStatus.TO_TYPE
    raise_it(make, make.actor(lead), submission.key)
    settle(make, lead, service.clear)
    with make.session() as session:
        assert session.get_one(Submission, submission.key).status is SubmissionStatus.TO_TYPE


def test_the_queue_takes_a_fixed_number_of_statements(make: Factory) -> None:
    manager, lead = make.user("contract_manager"), make.user("safeguarding_lead")
    numbers = []
    for _ in range(2):
        raise_it(make, make.actor(manager), make.submission(manager).key)
        with make.session() as session, counted(make.bank.database) as sent:
            queries.count_by_status(session, make.actor(lead))
            queries.list_concerns(session, make.actor(lead), ConcernStatus.RAISED)
        numbers.append(len(sent))
    assert numbers == [2, 2]


def test_who_was_told_is_named_and_not_in_the_future() -> None:
    now = clock.now()
    with pytest.raises(RuleBroken):
        rules.check_told("  ")
    with pytest.raises(RuleBroken):
        rules.check_done_at(now + timedelta(minutes=1), raised_at=now, now=now)
    with pytest.raises(RuleBroken):
        rules.check_said("x" * 4001, field="words", lacking="")
    assert rules.check_told(" Adult   team ") == "Adult team"
    assert rules.is_overdue(now - timedelta(seconds=1), now)
    assert not rules.is_overdue(None, now)
