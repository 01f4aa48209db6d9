"""Sharing wider: the check before it, the public page, and the file for researchers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from storybank.accounts.models import Organisation, User
from storybank.accounts.queries import actor_of
from storybank.app import Bank
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.publishing import service
from storybank.publishing.models import IdentityCheck, Publication
from storybank.publishing.rarity import small_numbers
from storybank.publishing.rules import QUESTIONS
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
WIDE = (Purpose.CONTRACT_MANAGEMENT, Purpose.PUBLIC, Purpose.RESEARCH_EXPORT)
ANSWERS = {one.key: "no" for one in QUESTIONS}


@pytest.fixture
def council(make: Factory) -> Organisation:
    return make.organisation()


@pytest.fixture
def manager(make: Factory, council: Organisation) -> User:
    return make.user("contract_manager", organisation=council)


@pytest.fixture
def client(sign_in: SignIn, manager: User) -> CheckingClient:
    return sign_in(manager)


@pytest.fixture
def story(make: Factory, council: Organisation, manager: User) -> Story:
    return shared(make, council, manager, "=1+1 was the sum we did at the lunch club on Tuesdays.")


def shared(make: Factory, council: Organisation, manager: User, body: str) -> Story:
    told = make.story(
        manager,
        purposes=WIDE,
        body=body,
        contract=make.contract(council),
        place="Headland",
        told_on=date(2026, 5, 3),
    )
    make.run_pipeline()
    return told


def publish(client: CheckingClient, story: Story, **answers: str) -> None:
    page = f"/publishing/{story.public_id}"
    client.submit(page, ANSWERS | answers)
    client.submit(page, {}, to=f"{page}/publish")


def shown(bank: Bank) -> Publication:
    with bank.database.reading() as session:
        return session.exec(select(Publication)).one()


def test_publish_a_story_anybody_reads_it_until_its_teller_says_no(
    app: Flask, bank: Bank, client: CheckingClient, manager: User, story: Story
) -> None:
    publish(client, story)
    address = f"/told/{shown(bank).public_id}"
    stranger = FlaskClient(app, app.response_class)

    assert "lunch club on Tuesdays" in stranger.get(address).text
    assert address in stranger.get("/told").text

    with bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        intake.withdraw_consent(
            session, actor_of(manager), submission=submission, purpose=Purpose.PUBLIC
        )
    gone = stranger.get(address)
    assert gone.status_code == 410
    assert "lunch club" not in gone.text
    assert address not in stranger.get("/told").text
    assert stranger.get("/told/00000000-0000-4000-8000-000000000000").status_code == 404


def test_publish_without_a_check_or_with_something_to_be_found_is_refused(
    bank: Bank, client: CheckingClient, manager: User, story: Story
) -> None:
    page = f"/publishing/{story.public_id}"

    unanswered = client.submit(page, {"note": "kept as typed"})
    assert unanswered.status_code == 422
    assert "kept as typed" in unanswered.text
    assert unanswered.text.count('class="govuk-error-message"') == 5, "each question asks for it"
    client.submit(page, {}, to=f"{page}/publish")
    publish(client, story, harm="yes")

    with bank.database.reading() as session:
        assert session.exec(select(Publication)).all() == []
        (check,) = session.exec(select(IdentityCheck)).all()
        assert not check.may_share
        assert check.checked_by_id == manager.id
    assert "still so" in client.get(page).text


def test_take_down_its_address_says_gone(
    bank: Bank, client: CheckingClient, manager: User, story: Story
) -> None:
    publish(client, story)
    client.submit(f"/publishing/{story.public_id}/take-down", {"because": "The sister rang."})

    taken = shown(bank)
    assert client.get(f"/told/{taken.public_id}").status_code == 410
    with bank.database.transaction() as session:
        again = session.get_one(Story, story.id)
        assert not service.take_down(session, actor_of(manager), story=again, because="")


def test_take_down_a_story_the_contracts_people_may_read_no_longer(
    bank: Bank, client: CheckingClient, manager: User, story: Story
) -> None:
    page = f"/publishing/{story.public_id}"

    def not_for_the_contract() -> None:
        with bank.database.transaction() as session:
            submission = session.get_one(Submission, story.submission_id)
            intake.withdraw_consent(
                session,
                actor_of(manager),
                submission=submission,
                purpose=Purpose.CONTRACT_MANAGEMENT,
            )

    publish(client, story)
    not_for_the_contract()
    assert client.submit(f"{page}/take-down", {"because": "The sister rang."}).status_code == 303
    assert client.get(page).status_code == 404  # and what nobody shows is not theirs to read


def test_small_numbers_warn_below_the_setting_and_not_at_it(
    bank: Bank, make: Factory, council: Organisation, manager: User
) -> None:
    stories = [
        shared(make, council, manager, f"Now I have friends. It was number {n}.") for n in range(3)
    ]
    for one in stories:
        make.coding(manager, one, 0, "connection")
    elsewhere = shared(make, council, manager, "Now I have friends. It was far away.")
    make.coding(manager, elsewhere, 0, "connection")
    with bank.database.transaction() as session:
        session.get_one(Story, elsewhere.id).told_on = date(2026, 8, 1)

    with bank.database.reading() as session:
        first = session.get_one(Story, stories[0].id)
        (warned,) = small_numbers(session, first, 4)
        assert (warned.stories, warned.place, warned.quarter) == (
            3,
            "Headland",
            "April to June 2026",
        )
        assert small_numbers(session, first, 3) == []


def test_export_only_what_was_checked_and_no_formulas(
    client: CheckingClient, make: Factory, council: Organisation, manager: User, story: Story
) -> None:
    unchecked = shared(make, council, manager, "Nobody has checked these words yet.")
    assert "nobody has checked" in client.get("/publishing/export").text
    client.submit(f"/publishing/{story.public_id}?purpose=research_export", ANSWERS)

    table = client.submit("/publishing/export", {"kind": "csv"})
    (row,) = csv.DictReader(io.StringIO(table.data.decode("utf-8-sig")))
    assert row["words"].startswith("'=1+1")
    assert row["told"] == "2026-05"
    lines = client.submit("/publishing/export", {"kind": "jsonl"}).text.splitlines()
    assert [json.loads(line)["story"] for line in lines] == [str(story.public_id)]
    assert str(unchecked.public_id) not in table.text
