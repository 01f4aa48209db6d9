"""Pages of answering, as people fill them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.answering import service
from storybank.answering.models import Answer
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.models import Submission
from storybank.stories import service as stories
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
FILLED = {
    "words": "We read this together.",
    "change": "made",
    "made_words": "The bus runs on Saturdays too",
    "evidence": "The timetable from May",
}


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def story(make: Factory, manager: User) -> Story:
    return make.story(manager, contract=make.contract(manager.organisation))


def test_a_story_is_answered_and_what_came_of_it_is_shown_to_boards(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    client = sign_in(manager)
    page = f"/answering/stories/{story.public_id}"
    assert "Friends on a Tuesday" in client.text("/answering")
    assert "Nobody has answered this story yet" in client.text(f"/stories/{story.public_id}")

    unproved = client.submit(page, FILLED | {"evidence": ""})
    assert unproved.status_code == 422
    assert "Say what shows that it is done" in unproved.text
    assert "The bus runs on Saturdays too" in unproved.text
    assert client.submit(page, FILLED).status_code == 303

    assert "Every story is answered" in client.text("/answering")
    make.run_pipeline()  # boards read nothing in which details were not looked for
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    for reader in (client, board):
        shown = reader.text(f"/stories/{story.public_id}")
        assert "A change was made: The bus runs on Saturdays too" in shown
        assert "The timetable from May" in shown
    contract = f"/answering/contracts/{contract_of(make, story)}"
    assert "1 of 1 story is answered" in board.text(contract)
    assert "The bus runs on Saturdays too" in board.text(contract)
    assert "Take this answer back" not in board.text(f"/stories/{story.public_id}")


def contract_of(make: Factory, story: Story) -> str:
    with make.session() as session:
        return str(session.get_one(Contract, story.contract_id).public_id)


def test_a_name_in_an_answer_is_asked_about_before_it_is_kept(
    sign_in: SignIn, manager: User, story: Story
) -> None:
    client = sign_in(manager)
    page = f"/answering/stories/{story.public_id}"
    named = {"words": "Dear Mrs Kowalska, ring 07700 900123.", "change": "none"}

    asked = client.submit(page, named)

    assert asked.status_code == 422
    assert "looks like a name" in asked.text
    assert "Dear Mrs Kowalska" in asked.text
    assert client.submit(page, named | {"names_are_meant": "y"}).status_code == 303


def test_a_plan_that_is_past_its_day_stands_on_home_until_something_came_of_it(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    client = sign_in(manager)
    plan = {"words": "We shall.", "change": "planned", "plan_words": "A bus"}
    client.submit(f"/answering/stories/{story.public_id}", plan)
    with make.bank.database.transaction() as session:
        row = session.exec(select(Answer)).one()
        row.due_on = clock.today() - timedelta(days=1)
    assert "planned change is past its day" in client.text("/")
    assert "Planned, and its day has gone" in client.text("/answering/changes?only=late")

    outcome = f"/answering/{row.public_id}/outcome"
    assert "You planned" in client.text(outcome)
    assert client.submit(outcome, FILLED).status_code == 303

    assert "planned change" not in client.text("/")
    assert "What came of it: Made" in client.text(f"/stories/{story.public_id}")
    assert client.submit(outcome, FILLED).status_code == 422


def test_what_is_disputed_is_shown_to_everybody_and_its_words_to_who_may_answer(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    client = sign_in(manager)
    client.submit(f"/answering/stories/{story.public_id}", FILLED)
    with make.bank.database.transaction() as session:
        answer = session.exec(select(Answer)).one()
        about = session.get_one(Story, story.key)
        own = Actor.teller(about.submission_id)
        service.dispute_change(session, own, answer=answer, story=about, words="No bus came here.")

    make.run_pipeline()
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    here = f"/stories/{story.public_id}"
    for reader in (client, board):
        assert "says this is not so" in reader.text(here)
    assert "No bus came here." in client.text(here)
    assert "No bus came here." not in board.text(here)
    assert "No bus came here." not in board.text(f"/answering/contracts/{contract_of(make, story)}")
    assert "disputed" in client.text("/")
    assert "says this is not so" in client.text("/answering/changes?only=disputed")


def test_an_answer_is_taken_back_after_asking_and_only_by_who_gave_it(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    client = sign_in(manager)
    client.submit(f"/answering/stories/{story.public_id}", FILLED)
    with make.session() as session:
        answer = session.exec(select(Answer)).one()
    page = f"/answering/{answer.public_id}/take-back"
    stranger = sign_in(make.user("contract_manager"))
    assert stranger.get(page).status_code == 404
    assert "Its words are gone" in client.text(page)

    assert client.submit(page, {}).status_code == 303

    assert "The bus runs" not in client.text(f"/stories/{story.public_id}")
    assert client.get(page).status_code == 404


def test_somebody_asked_again_is_written_down_as_asked_and_then_as_having_said(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    with make.bank.database.transaction() as session:
        first = session.get_one(Submission, story.submission_id)
        first.received_at = clock.now() - timedelta(days=200)
        sent = first.title
        actor = make.actor(manager)
        follow_up = service.agree_to_follow_up(session, actor, submission=first, months=6)
        edit = {"title": "Lunch on Tuesdays", "body": first.body, "note": "", "based_on": 1}
        told_story = session.get_one(Story, story.key)
        stories.publish_version(session, actor, story=told_story, **edit)
    client = sign_in(manager)
    one = f"/answering/again/{follow_up.public_id}"
    assert "person agreed to be asked how it is now" in client.text("/")
    assert "nobody has asked them yet" in client.text("/answering/again")
    # what it was called as it was received may hold a name: pages say what the story is called
    for page in (client.text("/answering/again"), client.text(one)):
        assert "Lunch on Tuesdays" in page
        assert sent not in page

    assert client.submit("/answering/again", {}, to=f"{one}/asked").status_code == 303
    assert "asked on" in client.text("/answering/again")
    said = {"lasted": "yes", "words": "I still go there every single week."}
    refused = client.submit(one, said)
    assert refused.status_code == 422
    assert "I still go there every single week." in refused.text
    assert client.submit(one, said | {"agreed": "y"}).status_code == 303

    assert "There is nobody to ask now" in client.text("/answering/again")
    told = client.text(f"/stories/{story.public_id}")
    assert "Told again after 6 months: it lasted" in told
    assert "How it is after 6 months" in client.text("/intake")


def test_pages_of_answering_are_for_those_who_answer(
    make: Factory, sign_in: SignIn, manager: User, story: Story
) -> None:
    for role, status in (("contributor", 200), ("board_reader", 403), ("verifier", 403)):
        client = sign_in(make.user(role))
        for page in ("/answering", "/answering/changes", "/answering/again"):
            assert client.get(page).status_code == status
        assert client.get(f"/answering/stories/{story.public_id}").status_code in (403, 404)
    client = sign_in(manager)
    assert client.get("/answering/changes?only=nonsense").status_code == 404
    assert client.get("/answering?contract=nonsense").status_code == 404
    assert words(client.page("/answering?page=99"))


def test_people_choose_what_they_are_e_mailed_about(sign_in: SignIn, manager: User) -> None:
    client = sign_in(manager)
    page = "/account/notices"
    assert client.page(page).xpath("count(//input[@type='checkbox'][@checked])") == 3

    assert client.submit(page, {"wanted": ["permission_ending"]}).status_code == 303

    assert client.page(page).xpath("//input[@checked]/@value") == ["permission_ending"]
    assert client.submit(page, {"wanted": ["report_recalled"]}).status_code == 422
