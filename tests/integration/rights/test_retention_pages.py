"""The pages and commands of keeping no longer than said: no words, nothing unseen goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from sqlmodel import select

from storybank.accounts.models import User
from storybank.app import Bank
from storybank.cli import retention as command
from storybank.intake.models import Submission
from storybank.rights import service
from storybank.rights.models import Disposal, LegalHold, RetentionKind
from storybank.stories.models import Story
from storybank.telling.service import issue_return_code
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
LONG_AGO = datetime(2015, 5, 1, 12, tzinfo=UTC)
WORD = "zqnowordszq"


@pytest.fixture
def officer(make: Factory) -> User:
    return make.user("data_protection_officer")


@pytest.fixture
def old(make: Factory, officer: User) -> Story:
    """A story that has been kept long enough, of the officer's organisation."""
    manager = make.user("contract_manager", organisation=officer.organisation)
    contract = make.contract(
        officer.organisation,
        starts_on=date(2012, 1, 1),
        ends_on=date(2014, 1, 1),
        reference="OLD-1",
    )
    return make.story(manager, contract=contract, title=WORD, body=f"{WORD} was said here.")


@pytest.mark.parametrize("role", ["contract_manager", "administrator", "safeguarding_lead"])
def test_pages_are_the_officers_alone(make: Factory, sign_in: SignIn, role: str) -> None:
    assert sign_in(make.user(role)).get("/retention").status_code == 403


def test_disposing_shows_what_goes_asks_and_certifies(
    make: Factory, sign_in: SignIn, officer: User, old: Story
) -> None:
    client, reference = sign_in(officer), str(old.public_id)
    text = client.text("/retention")
    assert "1 is due: look at it" in text
    listed = client.text("/retention/due/story")
    assert reference in listed
    assert "OLD-1" in listed
    confirm = "/retention/due/story/dispose"
    page = client.page(confirm)
    seen = page.xpath("//input[@name='seen']/@value")[0]
    refused = client.submit(confirm, {"seen": "0" * 64})
    assert refused.status_code == 422
    assert "changed since you looked" in refused.get_data(as_text=True)
    done = client.submit(confirm, {"seen": seen})
    assert done.status_code == 303
    certificate = client.text(done.location)
    assert reference in certificate
    assert seen in certificate
    answer = client.get(f"{done.location}/items.json")
    assert hashlib.sha256(answer.data).hexdigest() == seen
    assert client.submit(confirm, {"seen": seen}).status_code == 422, "sent twice"
    assert "Nothing is due any more" in client.text(confirm)
    assert "Certificate 1" in client.text("/retention/certificates")
    for shown in (text, listed, certificate, answer.get_data(as_text=True)):
        assert WORD not in shown


def test_a_certificate_that_was_tampered_with_says_so(
    make: Factory, bank: Bank, sign_in: SignIn, officer: User, old: Story
) -> None:
    client, confirm = sign_in(officer), "/retention/due/story/dispose"
    seen = client.page(confirm).xpath("//input[@name='seen']/@value")[0]
    location = client.submit(confirm, {"seen": seen}).location
    assert "does not add up" not in client.text(location)
    with bank.database.transaction() as session:
        disposal = session.exec(select(Disposal)).one()
        disposal.items = [{**disposal.items[0], "days": 1}]
    assert "does not add up" in client.text(location)
    stranger = sign_in(make.user("data_protection_officer"))
    assert stranger.get(location).status_code == 404
    assert stranger.get(f"{location}/items.json").status_code == 404


def test_a_rule_is_changed_with_a_reason(sign_in: SignIn, officer: User, old: Story) -> None:
    client = sign_in(officer)
    for days, why, told in (
        ("many", "x", "whole number"),
        ("", "x", "Give a number of days"),
        ("0", "x", "from 1 to"),
        ("999999", "x", "from 1 to"),
        ("9,000", " ", "Say why"),
    ):
        refused = client.submit("/retention/rules/story", {"days": days, "why": why})
        assert refused.status_code == 422
        assert told in refused.get_data(as_text=True)
        assert days in refused.get_data(as_text=True)
    kept = client.submit("/retention/rules/story", {"days": "9,000", "why": "<i>Our policy</i>"})
    assert kept.status_code == 303
    text = client.text("/retention")
    assert "Kept 9,000 days" in text
    assert "<i>Our policy</i>" in text
    assert "Nothing is due" in client.text("/retention/due/story")
    for missing in (
        "/retention/rules/nothing",
        "/retention/due/nothing",
        "/retention/due/x/dispose",
    ):
        assert client.get(missing).status_code == 404


def test_a_hold_is_placed_by_address_or_contract_and_lifted(
    make: Factory, sign_in: SignIn, officer: User, old: Story
) -> None:
    client, new = sign_in(officer), "/retention/holds/new"
    address = f"http://stories.example.org/stories/{old.public_id}?from=list"
    for asked, told in (
        ({"why": "A claim."}, "Say which story"),
        ({"reference": "the old one", "why": "A claim."}, "whole address"),
        ({"reference": str(officer.public_id), "why": "A claim."}, "no story of your"),
        ({"reference": address, "contract": "OLD-1", "why": "A claim."}, "not both"),
        ({"contract": "NONE", "why": "A claim."}, "no contract with this"),
        ({"reference": address, "why": ""}, "Say why"),
    ):
        refused = client.submit(new, asked)
        assert refused.status_code == 422
        assert told in refused.get_data(as_text=True)
    assert client.submit(new, {"reference": address, "why": "A claim."}).status_code == 303
    assert "A claim." in client.text("/retention/holds")
    assert "1 more is due and kept by a hold" in client.text("/retention")
    assert client.submit(new, {"contract": "old-1", "why": "x"}).status_code == 422, "held already"
    with make.session() as session:
        hold = session.exec(select(LegalHold)).one()
    lift = f"/retention/holds/{hold.public_id}/lift"
    assert sign_in(make.user("data_protection_officer")).get(lift).status_code == 404
    assert client.submit(lift, {"why": ""}).status_code == 422
    assert client.submit(lift, {"why": "Settled."}).status_code == 303
    assert "Settled." in client.text("/retention/holds?shelf=lifted")
    assert "1 is due: look at it" in client.text("/retention")
    assert client.submit(new, {"contract": "old-1", "why": "x"}).status_code == 303


def test_pages_take_a_fixed_number_of_statements(
    make: Factory, bank: Bank, sign_in: SignIn, officer: User, old: Story
) -> None:
    client, numbers = sign_in(officer), []
    client.get("/retention")
    for _ in range(2):
        with counted(bank.database) as sent:
            client.get("/retention")
            client.get("/retention/due/story")
        numbers.append(len(sent))
        with make.session() as session:
            manager = session.exec(select(User).where(User.id != officer.id)).first()
            assert manager is not None
        for _ in range(3):
            story = make.story(manager, contract=None)
            with bank.database.transaction() as session:
                session.get_one(Story, story.key).accepted_at = LONG_AGO
    assert numbers[0] == numbers[1]


def test_a_storyteller_is_told_that_their_story_is_no_longer_kept(
    make: Factory, bank: Bank, client: CheckingClient, officer: User, old: Story
) -> None:
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, old.submission_id)
        code = issue_return_code(session, submission=submission, key=bank.return_key)
        service.dispose(session, make.actor(officer), kind=RetentionKind.STORY)
    client.submit("/your-story", {"code": code})
    text = client.text("/your-story")
    assert "Your story is no longer kept" in text
    assert WORD not in text


def test_commands_preview_and_dispose(
    make: Factory, bank: Bank, monkeypatch: pytest.MonkeyPatch, old: Story
) -> None:
    monkeypatch.setenv("STORYBANK_HOME", str(bank.settings.home))
    reference, runner = str(old.public_id), CliRunner()
    told = runner.invoke(command.retention, ["preview", "--json"])
    assert {"kind": "story", "due": 1, "held": 0} in map(json.loads, told.stdout.splitlines())
    told = runner.invoke(command.retention, ["preview", "--kind", "story", "--json"])
    assert json.loads(told.stdout)["id"] == reference
    assert runner.invoke(command.retention, ["dispose", "--kind", "story"], input="n\n").exit_code
    told = runner.invoke(command.retention, ["dispose", "--kind", "story", "--yes", "--json"])
    assert (told.exit_code, json.loads(told.stdout)["items"]) == (0, 1)
    with make.session() as session:
        assert session.exec(select(Disposal)).one().made_by_id is None
        assert session.get_one(Submission, old.submission_id).body == ""
    told = runner.invoke(command.retention, ["dispose", "--kind", "story"])
    assert told.stdout == "Nothing is due.\n"
