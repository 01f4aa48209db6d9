"""Answering stories: who may, what is kept, what whoever told the story may say to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.answering import queries, service
from storybank.answering.models import Answer, AnswerChange
from storybank.answering.queries import Told
from storybank.answering.rules import AnswerGiven
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.intake.models import Purpose, Submission
from storybank.notices.models import Notice
from storybank.stories.models import Story, StoryStatus
from storybank.stories.queries import readable
from storybank.stories.rules import board_scope, reading_scope
from storybank.telling.models import Contact
from tests.factories.bank import Factory
from tests.sql_statements import counted

MADE, PLANNED = AnswerChange.MADE, AnswerChange.PLANNED
BUS = AnswerGiven("We read this.", MADE, "A bus on Saturdays", "The timetable from May")


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def sender(make: Factory) -> User:
    return make.user("contributor", organisation=make.organisation("vcse"))


@pytest.fixture
def story(make: Factory, manager: User, sender: User) -> Story:
    contract = make.contract(manager.organisation)
    return make.story(manager, sender=sender, contract=contract)


def give(make: Factory, user: User, story: Story, given: AnswerGiven = BUS, **more: Any) -> Answer:
    with make.bank.database.transaction() as session:
        row = session.get_one(Story, story.key)
        return service.answer_story(session, make.actor(user), story=row, given=given, **more)


def test_the_sender_and_whoever_runs_the_contract_answer_and_nobody_else(
    make: Factory, manager: User, sender: User, story: Story
) -> None:
    stranger = make.user("contract_manager")
    reader = make.user("board_reader", organisation=manager.organisation)

    give(make, sender, story)
    give(make, manager, story)

    for other in (stranger, reader):
        with pytest.raises(NotAllowed):
            give(make, other, story)
    with make.session() as session:
        answers = queries.list_answers(session, [story.key])[story.key]
        assert [one.organisation for one in answers] == [
            sender.organisation.name,
            manager.organisation.name,
        ]
        event = session.exec(select(AuditEvent).where(AuditEvent.act == "answer_story")).first()
    assert event is not None
    assert event.detail == {"story": str(story.public_id), "change": "made", "follows": None}


def test_a_plan_has_one_outcome_which_can_be_taken_back(
    make: Factory, manager: User, story: Story
) -> None:
    plan = give(make, manager, story, AnswerGiven("We shall.", PLANNED, "A bus"))
    outcome = give(make, manager, story, follows=plan)

    with pytest.raises(RuleBroken):
        give(make, manager, story, follows=plan)
    with make.bank.database.transaction() as session:
        actor = make.actor(manager)
        with pytest.raises(RuleBroken):
            service.take_back_answer(session, actor, answer=session.get_one(Answer, plan.key))
        service.take_back_answer(session, actor, answer=session.get_one(Answer, outcome.key))
    with make.session() as session:
        (left,) = queries.list_answers(session, [story.key])[story.key]
        gone = session.get_one(Answer, outcome.key)
    assert left.is_open_plan
    assert (gone.words, gone.change_words, gone.evidence) == ("", "", "")
    give(make, manager, story, follows=plan)


def test_whoever_told_the_story_sees_it_disputes_it_once_and_only_theirs(
    make: Factory, manager: User, story: Story
) -> None:
    answer = give(make, manager, story)
    own = Actor.teller(story.submission_id)

    with make.bank.database.transaction() as session:
        row, about = session.get_one(Answer, answer.key), session.get_one(Story, story.key)
        with pytest.raises(NotFound):
            service.mark_seen(session, Actor.teller(story.submission_id + 1), story=about)
        assert service.mark_seen(session, own, story=about) == 1
        assert service.mark_seen(session, own, story=about) == 0
        with pytest.raises(RuleBroken):
            service.dispute_change(session, own, answer=row, story=about, words=" ")
        service.dispute_change(session, own, answer=row, story=about, words="No bus came.")
        with pytest.raises(RuleBroken):
            service.dispute_change(session, own, answer=row, story=about, words="Again.")

    with make.session() as session:
        open_to = queries.answerable(make.actor(manager))
        assert queries.count_changes(session, open_to, Told.DISPUTED) == 1
        events = session.exec(select(AuditEvent).where(AuditEvent.act == "dispute_change")).all()
    assert "bus" not in str([one.detail for one in events])
    give(make, manager, story, AnswerGiven("We look into it."))
    with make.session() as session:
        assert queries.count_changes(session, open_to, Told.DISPUTED) == 0


def test_a_storyteller_who_gave_an_address_for_it_is_told_without_a_word_of_it(
    make: Factory, manager: User, story: Story
) -> None:
    with make.bank.database.transaction() as session:
        session.add(
            Contact(
                submission_id=story.submission_id,
                email="mary@example.org",
                may_tell_answers=True,
            )
        )

    give(make, manager, story)

    with make.session() as session:
        notice = session.exec(select(Notice)).one()
        about = session.get_one(Submission, story.submission_id).public_id
    assert (notice.template, notice.email) == ("answered", "mary@example.org")
    assert notice.values == {"path": "/your-story", "submission": str(about)}


def test_stories_wait_oldest_first_until_an_answer_stands(
    make: Factory, manager: User, sender: User, story: Story
) -> None:
    newer = make.story(manager, sender=sender, contract=None)  # unplaced: its sender's to answer
    with make.bank.database.transaction() as session:
        session.get_one(Story, story.key).accepted_at = clock.now() - timedelta(days=31)

    def waiting(user: User) -> list[Any]:
        with make.session() as session:
            return [one.story_id for one in queries.list_awaiting(session, make.actor(user))]

    def overdue(user: User) -> int:
        with make.session() as session:
            return queries.count_awaiting(
                session, make.actor(user), before=queries.overdue_before(30)
            )

    assert waiting(sender) == [story.public_id, newer.public_id]
    assert waiting(manager) == [story.public_id]
    assert waiting(make.user("contract_manager")) == []
    assert waiting(make.user("board_reader", organisation=manager.organisation)) == []
    assert overdue(manager) == 1

    answer = give(make, manager, story, AnswerGiven("Thank you."))
    assert waiting(manager) == []
    assert overdue(manager) == 0
    with make.bank.database.transaction() as session:
        row = session.get_one(Answer, answer.key)
        service.take_back_answer(session, make.actor(manager), answer=row)
    assert waiting(manager) == [story.public_id]


def test_figures_and_changes_keep_to_what_a_board_may_read(
    make: Factory, manager: User, story: Story
) -> None:
    plan = AnswerGiven("We shall.", PLANNED, "A bus", due_on=clock.today())
    contract_id = story.contract_id
    assert contract_id is not None
    with make.session() as session:
        contract = session.get_one(Contract, contract_id)
    hidden = make.story(manager, contract=contract, purposes=tuple(_but_boards()))
    make.run_pipeline()
    for one in (story, hidden):
        give(make, manager, one, plan)
        give(make, manager, one)
    with make.bank.database.transaction() as session:
        for row in session.exec(select(Answer).where(Answer.change == PLANNED)):
            row.due_on = clock.today() - timedelta(days=1)

    actor = make.actor(manager)
    with make.session() as session:
        all_of_it = queries.figures_of(session, readable(reading_scope(actor)), answer_days=30)
        board = readable(board_scope(actor))
        figures = queries.figures_of(session, board, answer_days=30)
        told = queries.list_changes(session, board)
        late = queries.count_changes(session, queries.answerable(actor), Told.LATE)
    assert (all_of_it.stories, all_of_it.answered, all_of_it.made) == (2, 2, 2)
    assert (figures.stories, figures.answered, figures.made) == (1, 1, 1)
    assert (figures.planned, figures.late, figures.unanswered) == (1, 1, 0)
    assert {one.story_id for one in told} == {story.public_id}
    assert [one.answer.change for one in told] == [MADE, PLANNED]
    assert late == 2


def _but_boards() -> list[Any]:
    return [one for one in Purpose if one not in (Purpose.BOARD, Purpose.QUOTATION)]


def test_answers_go_with_the_story(make: Factory, manager: User, story: Story) -> None:
    plan = give(make, manager, story, AnswerGiven("We shall.", PLANNED, "Mary’s bus"))
    give(make, manager, story, follows=plan)
    with make.bank.database.transaction() as session:
        assert service.erase_answers(session, story=session.get_one(Story, story.key)) == 2

    with make.session() as session:
        assert queries.list_answers(session, [story.key]) == {}
        rows = session.exec(select(Answer)).all()
    assert {row.words + row.change_words + row.evidence for row in rows} == {""}


def test_a_held_story_is_not_answered(make: Factory, manager: User, story: Story) -> None:
    with make.bank.database.transaction() as session:
        session.get_one(Story, story.key).status = StoryStatus.HELD

    with pytest.raises(RuleBroken):
        give(make, manager, story)


def test_lists_ask_no_more_of_the_database_for_more_stories(
    make: Factory, manager: User, sender: User, story: Story
) -> None:
    def statements() -> int:
        with counted(make.bank.database) as sent, make.session() as session:
            queries.list_awaiting(session, make.actor(manager))
            queries.list_changes(session, queries.answerable(make.actor(manager)))
            queries.list_answers(session, [story.key])
        return len(sent)

    give(make, manager, story)  # without a change nothing is asked of the stories behind them
    before = statements()
    for _ in range(3):
        give(make, manager, story)
    assert statements() == before
