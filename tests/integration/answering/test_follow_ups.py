"""Asking again after some months: only whom it was agreed with, once, and never while held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.answering import queries, service
from storybank.answering.models import FollowUp, Lasted
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Purpose, Submission, SubmissionStatus
from storybank.intake.queries import purposes_of
from storybank.notices.models import Notice
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import reading_scope
from storybank.telling.models import Contact
from tests.factories.bank import Factory

GIVEN = (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD)


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def story(make: Factory, manager: User) -> Story:
    contract = make.contract(manager.organisation)
    return make.story(manager, contract=contract, purposes=GIVEN)


def agree(make: Factory, story: Story, months: int = 6, *, email: str = "") -> FollowUp:
    """Agree, half a year and a day ago."""
    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        submission.received_at = clock.now() - timedelta(days=185)
        own = Actor.teller(submission.key)
        follow_up = service.agree_to_follow_up(session, own, submission=submission, months=months)
        if email:
            session.add(Contact(submission_id=submission.key, email=email, may_ask_again=True))
        return follow_up


def ask(make: Factory, today: date | None = None) -> int:
    with make.bank.database.transaction() as session:
        return service.ask_by_email(session, Actor.pipeline(), today=today or clock.today())


def due(make: Factory, user: User) -> list[Any]:
    with make.session() as session:
        return queries.list_due(session, make.actor(user), clock.today())


def test_agreeing_twice_is_agreeing_once_and_only_to_ones_own(make: Factory, story: Story) -> None:
    first, again = agree(make, story), agree(make, story)
    assert first.id == again.id

    with make.bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        other = Actor.teller(submission.key + 1)
        with pytest.raises(NotFound):
            service.agree_to_follow_up(session, other, submission=submission, months=6)
        own = Actor.teller(submission.key)
        assert service.stop_asking(session, own, submission=submission) == 1
        assert service.stop_asking(session, own, submission=submission) == 0


def test_an_e_mail_asks_once_and_says_where_to_go(
    make: Factory, manager: User, story: Story
) -> None:
    agree(make, story, email="mary@example.org")
    agree(make, story, 12)

    assert ask(make, clock.today() - timedelta(days=10)) == 0
    assert ask(make) == 1
    assert ask(make) == 0

    with make.session() as session:
        notice = session.exec(select(Notice)).one()
        about = session.get_one(Submission, story.submission_id).public_id
    assert notice.template == "follow_up"
    # named by its id, so that a copy of everything held lists it
    assert notice.values == {"months": 6, "path": "/your-story", "submission": str(about)}
    (one,) = due(make, manager)
    assert one.by_email
    assert one.follow_up.asked_at is not None


@pytest.mark.parametrize("status", [SubmissionStatus.HELD, SubmissionStatus.ERASED])
def test_nobody_is_asked_of_a_story_that_is_held_or_taken_back(
    make: Factory, manager: User, story: Story, status: SubmissionStatus
) -> None:
    agree(make, story, email="mary@example.org")
    with make.bank.database.transaction() as session:
        session.get_one(Submission, story.submission_id).status = status

    assert ask(make) == 0
    assert due(make, manager) == []


def test_what_is_told_again_is_a_new_story_of_the_same_person(
    make: Factory, manager: User, story: Story
) -> None:
    follow_up = agree(make, story)
    with make.bank.database.transaction() as session:
        told = service.say_how_it_is(
            session,
            Actor.teller(story.submission_id),
            first=session.get_one(Submission, story.submission_id),
            follow_up=session.get_one(FollowUp, follow_up.key),
            lasted=Lasted.PARTLY,
            words="I still go, but not every week.",
            method="own door",
        )
        assert told is not None
        assert purposes_of(session, told.key) == frozenset(GIVEN)
        assert (told.contributor_id, told.contract_id) == (story.contributor_id, story.contract_id)
    with make.bank.database.transaction() as session:
        later = stories.accept_submission(
            session, make.actor(manager), submission=session.get_one(Submission, told.key)
        )

    scope, stranger = (
        reading_scope(make.actor(manager)),
        reading_scope(make.actor(make.user("contract_manager"))),
    )
    with make.session() as session:
        (after,) = queries.told_again(session, scope, [story.submission_id])
        (before,) = queries.told_again(session, scope, [later.submission_id])
        (hidden,) = queries.told_again(session, stranger, [story.submission_id])
        figures = queries.lasted_figures(session, readable(scope))
    assert (after.later, after.story, after.months) == (True, later, 6)
    assert (before.later, before.story, before.lasted) == (False, story, Lasted.PARTLY)
    assert hidden.story is None
    assert figures == queries.LastedFigures(asked=1, answered=1, partly=1)
    assert due(make, manager) == []


def test_it_is_said_once_and_not_before_its_time(make: Factory, story: Story) -> None:
    early, follow_up = agree(make, story, 12), agree(make, story)

    def say(which: FollowUp, lasted: Lasted | None = Lasted.YES) -> None:
        with make.bank.database.transaction() as session:
            service.say_how_it_is(
                session,
                Actor.teller(story.submission_id),
                first=session.get_one(Submission, story.submission_id),
                follow_up=session.get_one(FollowUp, which.key),
                lasted=lasted,
                method="own door",
            )

    for wrong in (lambda: say(early), lambda: say(follow_up, None)):
        with pytest.raises(RuleBroken):
            wrong()
    say(follow_up)
    with pytest.raises(RuleBroken):
        say(follow_up)


def test_what_was_said_goes_with_the_story_it_was_said_in(
    make: Factory, manager: User, story: Story
) -> None:
    follow_up = agree(make, story)
    with make.bank.database.transaction() as session:
        told = service.say_how_it_is(
            session,
            Actor.teller(story.submission_id),
            first=session.get_one(Submission, story.submission_id),
            follow_up=session.get_one(FollowUp, follow_up.key),
            lasted=Lasted.NO,
            words="It is all gone again.",
            method="own door",
        )
    assert told is not None
    with make.bank.database.transaction() as session:
        service.end_follow_ups(session, submission=session.get_one(Submission, told.key))
    with make.session() as session:
        scope = reading_scope(make.actor(manager))
        assert queries.told_again(session, scope, [story.submission_id]) == []
        assert queries.lasted_figures(session, readable(scope)).answered == 0


def test_the_passes_tell_everybody_once(make: Factory, manager: User, story: Story) -> None:
    agree(make, story, email="mary@example.org")
    with make.bank.database.transaction() as session:
        session.get_one(Story, story.key).accepted_at = clock.now() - timedelta(days=31)

    silent = pipeline.Tools(**{**vars(make.bank.tools), "sends": False})
    pipeline.passes(silent)
    with make.session() as session:
        assert session.exec(select(Notice).where(Notice.template == "follow_up")).all() == []
    pipeline.passes(make.bank.tools)
    pipeline.passes(make.bank.tools)

    with make.session() as session:
        told = session.exec(select(Notice.template, Notice.to_user_id).order_by(Notice.id)).all()
        (digest,) = session.exec(
            select(Notice.values).where(Notice.template == "stories_unanswered")
        )
    assert sorted(told) == [("follow_up", None), ("stories_unanswered", manager.id)]
    assert digest == {"overdue": 1, "days": 30, "path": "/answering"}
