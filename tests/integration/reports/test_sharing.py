"""Addresses at which an issued report is read without an account."""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake.models import Consent, Purpose, Submission
from storybank.reports.models import Report, ReportKind, ReportRecall, ReportShare
from storybank.reports.pack.blocks import Pack
from storybank.reports.renderers.html import Show
from storybank.reports.rules import Asked
from storybank.reports.service import settle_recall
from storybank.reports.service.sharing import share_report
from storybank.rights.service import withdraw_story
from storybank.stories.models import Story
from storybank.web import shared as shared_pages
from storybank.web import shared_page
from storybank.web.limits import Limit
from tests.crawl import enter
from tests.factories.bank import Factory
from tests.factories.issuing import issue
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
WORDS = "Now I have friends I ring every day."
TITLE = "Lives changed by the leisure contract"
READER = "Zebedee Quill, clerk"


@dataclass(frozen=True)
class Planted:
    """A home with a story in it, and the report that quotes it."""

    home: Path
    manager: User
    contract: Contract
    story: Story
    report: Report


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """A manager with an issued report that quotes one story."""
    home = tmp_path_factory.mktemp("shared") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 2, "connection")
    report = issue_one(make, manager, contract)
    bank.close()
    return Planted(home, manager, contract, story, report)


def issue_one(
    make: Factory,
    manager: User,
    contract: Contract,
    kind: ReportKind = ReportKind.BOARD_PACK,
    purpose: Purpose = Purpose.BOARD,
) -> Report:
    with make.bank.database.transaction() as session:
        about = session.get_one(Contract, contract.key)
        asked = Asked(kind=kind, purpose=purpose, contract=about, title=TITLE)
        return issue(session, make.actor(manager), asked=asked)


@pytest.fixture
def home(planted: Planted, tmp_path: Path) -> Path:
    """A copy of the planted installation for each test."""
    shutil.copytree(planted.home, tmp_path / "home")
    return tmp_path / "home"


class Desk:
    """Where the manager works."""

    def __init__(self, bank: Bank, planted: Planted) -> None:
        self.make, self.manager = Factory(bank, first=1000), planted.manager
        self.actor = self.make.actor(planted.manager)
        self.contract, self.story, self.report = planted.contract, planted.story, planted.report

    def share(self) -> str:
        with self.make.bank.database.transaction() as session:
            report = session.get_one(Report, self.report.key)
            return share_report(session, self.actor, report=report, told_to=READER)[1]

    def take_back(self) -> None:
        with self.make.bank.database.transaction() as session:
            submission = session.get_one(Submission, self.story.submission_id)
            withdraw_story(session, Actor.teller(submission.key), submission=submission)

    def let_permission_end(self) -> None:
        """Permission was given until yesterday; it may be renewed, so nothing is called back."""
        with self.make.bank.database.transaction() as session:
            for consent in session.exec(select(Consent)):
                consent.expires_on = clock.today() - timedelta(days=1)

    def settle(self) -> None:
        with self.make.bank.database.transaction() as session:
            for recall in session.exec(select(ReportRecall)):
                settle_recall(session, self.actor, recall=recall, words="The clerk was asked.")

    def kept(self) -> ReportShare:
        with self.make.session() as session:
            return session.exec(select(ReportShare)).one()


@pytest.fixture
def desk(bank: Bank, planted: Planted) -> Desk:
    return Desk(bank, planted)


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    """A browser without an account."""
    return enter(app, None)


def test_an_address_is_shown_once_and_only_its_hash_is_kept(
    desk: Desk, sign_in: SignIn, nobody: FlaskClient
) -> None:
    client, page = sign_in(desk.manager), f"/issued/{desk.report.public_id}/shares"
    assert "members of the board alone" in client.text(page)
    sent = client.submit(page, {"told_to": READER})
    address = re.search(r"<code>\S*(/shared/\S+)</code>", sent.text)
    assert address
    token = address[1].rpartition("/")[2]
    assert len(token) >= 43, "256 bits"
    assert nobody.get(address[1]).status_code == 200
    listed = client.text(page)
    assert READER in listed
    assert "Opened 1 time" in listed
    assert token not in listed
    share = desk.kept()
    assert share.expires_on == clock.today() + timedelta(days=30)
    assert token not in str(share.model_dump())
    with desk.make.session() as session:
        record = str([one.model_dump() for one in session.exec(select(AuditEvent))])
    assert "share_report" in record
    assert token not in record
    assert "Zebedee" not in record


def test_a_shared_report_is_read_whole_and_leads_nowhere(
    desk: Desk, nobody: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = desk.share()
    page = nobody.get(f"/shared/{token}")
    assert WORDS in page.text
    assert TITLE in page.text
    assert READER not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="no-referrer">' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    links = re.findall(r'(?:href|action|src)="([^"]+)"', page.text)
    assert links
    assert [
        one for one in links if not one.startswith(("#", "/static/", f"/shared/{token}/"))
    ] == []
    assert WORDS in " ".join(nobody.get(f"/shared/{token}/report.txt").text.split())
    assert "In easy words" in nobody.get(f"/shared/{token}/easy-read").text
    nobody.head(f"/shared/{token}")
    assert desk.kept().times_opened == 1, "only who reads the page is counted"
    assert token not in caplog.text


def test_an_address_opens_nothing_once_its_report_is_called_back_or_it_is_over(
    desk: Desk, nobody: FlaskClient, sign_in: SignIn
) -> None:
    token = desk.share()
    pages = [f"/shared/{token}{one}" for one in ("", "/report.txt", "/report.pdf", "/easy-read")]

    def shut() -> str:
        answers = [nobody.get(one) for one in pages]
        assert {one.status_code for one in answers} == {410}
        assert not [one for one in answers if TITLE in one.text or WORDS in one.text]
        return answers[0].text

    desk.take_back()
    assert "put it away" in shut()
    desk.settle()
    again = nobody.get(pages[0])
    assert again.status_code == 200
    assert "taken back" in again.text
    assert WORDS not in again.text
    with desk.make.bank.database.transaction() as session:
        share = session.exec(select(ReportShare)).one()
        share.expires_on = clock.today() - timedelta(days=1)
    assert "these are over" in shut()
    with desk.make.bank.database.transaction() as session:
        session.exec(select(ReportShare)).one().expires_on = clock.today()
    assert nobody.get(pages[0]).status_code == 200, "its last day is a day on which it opens"
    client = sign_in(desk.manager)
    end = f"/issued/shares/{desk.kept().public_id}/end"
    assert "End this address?" in client.text(end)
    assert client.submit(end, {}).status_code == 303
    assert "has ended it" in shut()
    assert client.submit(end, {}).status_code == 409
    unknown = nobody.get(f"/shared/{token[:-1]}")
    assert unknown.status_code == 404
    assert TITLE not in unknown.text


def test_what_is_taken_back_while_a_pdf_is_made_is_not_in_it(
    desk: Desk, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, set_so_far = desk.share(), []

    def press(pack: Pack, show: Show) -> bytes:
        """Stands in for the process that sets pages: meanwhile permission ends."""
        set_so_far.append(WORDS in pack.model_dump_json())
        if len(set_so_far) == 1:
            desk.let_permission_end()
        return b"%PDF"

    monkeypatch.setattr(shared_page, "pdf", press)
    assert nobody.get(f"/shared/{token}/report.pdf").status_code == 200
    assert set_so_far == [True, False], "it is made again of what may still be shown"
    desk.take_back()
    assert nobody.get(f"/shared/{token}/report.pdf").status_code == 410


def test_a_pdf_of_words_taken_back_meanwhile_is_not_given_out(
    desk: Desk, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(pack: Pack, show: Show) -> bytes:
        desk.take_back()
        return b"%PDF"

    token = desk.share()
    monkeypatch.setattr(shared_page, "pdf", press)
    assert nobody.get(f"/shared/{token}/report.pdf").status_code == 410


def test_what_was_changed_outside_opens_nothing(desk: Desk, nobody: FlaskClient) -> None:
    token = desk.share()
    with desk.make.bank.database.transaction() as session:
        report = session.get_one(Report, desk.report.key)
        report.frozen = {"pack": {**report.frozen["pack"], "title": "All is well"}}
    assert nobody.get(f"/shared/{token}").status_code == 410


def test_only_what_is_for_readers_outside_can_be_shared(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    kind, purpose = ReportKind.EVIDENCE_PACK, Purpose.CONTRACT_MANAGEMENT
    inside = issue_one(desk.make, desk.manager, desk.contract, kind, purpose)
    page, hidden = (f"/issued/{one.public_id}/shares" for one in (desk.report, inside))
    assert "cannot be read without an account" in client.text(hidden)
    assert client.submit(page, {"told_to": READER}, to=hidden).status_code == 422
    for until, told_to in (("", ""), (clock.today() + timedelta(days=91), READER)):
        sent = client.submit(page, {"told_to": told_to, "until": str(until)})
        assert sent.status_code == 422
        assert told_to in sent.text
    with desk.make.session() as session:
        assert session.exec(select(ReportShare)).all() == []
    desk.share()
    end = f"/issued/shares/{desk.kept().public_id}/end"
    other = sign_in(desk.make.user("contract_manager"))
    assert {other.get(one).status_code for one in (page, end)} == {404}


def test_too_many_readers_wait(
    app: Flask, desk: Desk, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(shared_pages, "SHARED_READS", Limit.of("shared-reads", "2 per minute"))
    token = desk.share()
    answers = [nobody.get(f"/shared/{token}") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert TITLE not in answers[-1].text
