"""The ledger over contracts, the passages behind its figures and the silence list: one bank,
counted by hand, and who may see what of it."""

import csv
import io
import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, update

from config import Settings
from storybank.accounts.queries import actor_of
from storybank.app import create_app, open_bank
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.linking.models import EvidenceLink
from storybank.places import service as places
from storybank.places.models import PlaceLevel
from storybank.reviews.ledger import (
    Shown,
    Stage,
    Wanted,
    by_contract,
    by_place,
    by_words,
    list_behind,
    list_standings,
    marks_of,
    tally,
)
from storybank.reviews.silence import SilenceKind, list_silence
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from storybank.verification.models import Finding
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

AGAINST = "But they have cut the bus and I cannot get to the doctor."
LUNCH = "I started at the Tuesday lunch club in March."


class Bank:
    """Two contracts: one of four promises with everything, one of a single silent promise."""

    def __init__(self, make):
        self.make = make
        self.manager = make.user("contract_manager")
        own = self.manager.organisation
        self.board = make.user("board_reader", organisation=own)
        self.stranger = make.user("contract_manager")
        with make.bank.database.transaction() as session:
            actor = actor_of(make.user("contract_manager", organisation=own))
            borough = places.add_place(
                session, actor, terms=places.PlaceTerms(PlaceLevel.AUTHORITY, "Borough")
            )
            ward = places.add_place(
                session, actor, terms=places.PlaceTerms(PlaceLevel.WARD, "Hill"), parent=borough
            )
        self.borough, self.ward = borough, ward
        self.first = make.contract(own, department="Adults", supplier="Acme", place=ward)
        self.second = make.contract(own, department="", supplier="Bright", place=borough)
        past = clock.today() - timedelta(days=5)
        self.upheld = make.commitment(self.first, tender_quantity=Decimal(12))
        self.contested = make.commitment(self.first)
        self.wild = make.commitment(self.first, quantity=Decimal(20))
        self.late = make.commitment(self.first, due_on=past)
        self.other = make.commitment(self.second)
        self._deliver(self.upheld, "9")
        self._deliver(self.wild, "1560")
        self._link()

    def _deliver(self, promise, amount):
        with self.make.bank.database.transaction() as session:
            commitments.record_delivery(
                session,
                actor_of(self.manager),
                commitment=session.get_one(Commitment, promise.key),
                from_on=date(2025, 4, 1),
                to_on=date(2025, 6, 30),
                quantity=Decimal(amount),
                source="return",
            )

    def _link(self):
        make, verifier = self.make, self.make.user("verifier")
        open_, private, learning, gone = (
            make.story(self.manager, contract=self.first, purposes=purposes)
            for purposes in (
                (Purpose.CONTRACT_MANAGEMENT, Purpose.BOARD),
                (Purpose.CONTRACT_MANAGEMENT,),
                (Purpose.CONTRACT_MANAGEMENT,),
                (Purpose.CONTRACT_MANAGEMENT,),
            )
        )
        self.open_link = make.link(self.manager, open_, self.upheld)
        old = make.link(self.manager, private, self.upheld)
        against = make.link(
            self.manager, private, self.contested, words=AGAINST, stance="contradicts"
        )
        make.finding(verifier, self.open_link, Finding.UPHELD)
        make.finding(verifier, against, Finding.NOT_UPHELD)
        self.old = old
        make.link(self.manager, learning, self.wild)
        make.link(self.manager, gone, self.upheld, words=LUNCH)
        with make.bank.database.transaction() as session:
            story = session.get_one(Story, learning.key)
            stories.mark_learning_only(session, actor_of(self.manager), story=story)
            intake.withdraw_consent(
                session,
                actor_of(self.manager),
                submission=session.get_one(Submission, gone.submission_id),
                purpose=Purpose.CONTRACT_MANAGEMENT,
            )
            session.exec(
                update(EvidenceLink)
                .where(col(EvidenceLink.id) == old.key)
                .values(made_at=clock.now() - timedelta(days=40))
            )
            for each in (open_, private):
                session.get_one(Story, each.key).prepared_version = 1
        make.run_pipeline()

    def standings(self, user, wanted=None):
        with self.make.session() as session:
            actor = actor_of(user)
            return list_standings(session, actor, reading_scope(actor), wanted)

    def silence(self, user, **asked):
        with self.make.session() as session:
            actor = actor_of(user)
            return list_silence(session, actor, reading_scope(actor), **asked)


@pytest.fixture(scope="module")
def told(empty_home, tmp_path_factory):
    """The bank, made once: no test here changes it."""
    home = tmp_path_factory.mktemp("ledger") / "home"
    shutil.copytree(empty_home, home)
    opened = open_bank(Settings(home=home, secret_key="only for tests"))
    yield Bank(Factory(opened))
    opened.close()


@pytest.fixture(scope="module")
def browse(told):
    """Gives a browser signed in as somebody of this bank."""
    app = create_app(told.make.bank.settings, told.make.bank)
    app.testing, app.test_client_class = True, CheckingClient

    def _browse(user):
        client = app.test_client()
        client.sign_in_directly(user)
        return client

    return _browse


def test_list_standings_counts_by_hand_what_each_reader_may_read(told):
    mine = {one.commitment_id: one for one in told.standings(told.manager)}
    assert len(mine) == 5
    upheld, contested = mine[told.upheld.key], mine[told.contested.key]
    evidence = upheld.evidence
    assert (evidence.passages, evidence.people, evidence.upheld, evidence.waiting) == (2, 2, 1, 1)
    assert (evidence.overdue, upheld.gone, upheld.delivered) == (1, 1, Decimal(9))
    assert (contested.contradicting, contested.evidence.not_upheld) == (1, 1)
    # Told for learning only: it breaks no silence. Reported without a story, and far over.
    wild = mine[told.wild.key]
    assert (wild.figure_only, wild.gone) == (True, 0)
    assert "78 times" in wild.question
    counts = tally(marks_of(mine.values()).values())
    assert (counts.promised, counts.at(Stage.FIGURE), counts.at(Stage.HEARD)) == (5, 2, 2)
    assert (counts.at(Stage.VERIFIED), counts.lowered, counts.gone) == (1, 1, 1)
    # A board reads what was allowed to boards; another body's manager reads nothing.
    boards = {one.commitment_id: one for one in told.standings(told.board)}
    assert boards[told.upheld.key].evidence.passages == 1
    assert boards[told.contested.key].silent
    assert told.standings(told.stranger) == []


def test_groups_add_up_to_the_promises_they_are_of(told):
    standings = told.standings(told.manager)
    marks = marks_of(standings)
    with told.make.session() as session:
        groups = by_contract(session, standings, marks)
        assert [group.tally.promised for group in groups] == [4, 1]
        suppliers = by_words(session, standings, marks, lambda contract: contract.supplier)
        assert [(one.name, one.tally.promised) for one in suppliers] == [("Acme", 4), ("Bright", 1)]
        departments = by_words(session, standings, marks, lambda contract: contract.department)
        assert [(one.value, one.tally.promised) for one in departments] == [("Adults", 4), ("", 1)]
        tree = by_place(session, standings, marks)
        assert [(one.name, one.depth, one.tally.promised) for one in tree] == [
            ("Borough", 0, 5),
            ("Hill", 1, 4),
        ]


def test_list_standings_narrowed_keeps_to_what_was_asked(told):
    for wanted, promises in (
        (Wanted(supplier="Acme"), 4),
        (Wanted(department=""), 1),
        (Wanted(place_id=told.borough.key), 5),
        (Wanted(place_id=told.ward.key), 4),
        (Wanted(place_id=0), 0),
        (Wanted(contract_id=told.second.key), 1),
        (Wanted(item_id=0), 5),
    ):
        assert len(told.standings(told.manager, wanted)) == promises, wanted


def test_list_behind_gives_the_words_each_reader_may_read(told):
    def behind(user, shown):
        with told.make.session() as session:
            actor = actor_of(user)
            found = list_behind(session, actor, reading_scope(actor), Wanted(), shown)
            return [one.link.id for one in found.passages], found.total, found.people

    assert behind(told.manager, Shown.HEARD)[1:] == (3, 2)
    assert behind(told.manager, Shown.UPHELD)[0] == [told.open_link.id]
    assert behind(told.manager, Shown.WAITING)[0] == [told.old.id]
    assert behind(told.board, Shown.HEARD)[0] == [told.open_link.id]
    assert behind(told.stranger, Shown.HEARD) == ([], 0, 0)


def test_list_silence_names_every_kind_once(told):
    found = told.silence(told.manager)
    lines = {(one.kind, one.commitment.id) for one in found.items}
    owners = {
        (SilenceKind.NO_OWNER, one.key)
        for one in (told.upheld, told.contested, told.wild, told.late, told.other)
    }
    assert lines == owners | {
        (SilenceKind.OVERDUE, told.late.key),
        (SilenceKind.FIGURE_ONLY, told.wild.key),
        (SilenceKind.NOBODY_SPOKE, told.late.key),
        (SilenceKind.NOBODY_SPOKE, told.other.key),
        (SilenceKind.NOT_VERIFIED, told.upheld.key),
    }
    assert found.total == len(found.items) == 10
    (waits,) = told.silence(told.manager, kinds=[SilenceKind.NOT_VERIFIED]).items
    assert (waits.passages, waits.since) == (1, clock.today() - timedelta(days=40))
    second = told.silence(told.manager, contract_id=told.second.key, per_page=1, page=2)
    assert (second.total, [one.kind for one in second.items]) == (2, [SilenceKind.NO_OWNER])
    assert told.silence(told.stranger).total == 0


def test_pages_of_the_ledger_show_and_open_every_figure(told, browse):
    client = browse(told.manager)
    for by in ("supplier", "department", "place", "item", "promise"):
        assert "5 promised" in client.text(f"/ledger?by={by}")
    page = client.page("/ledger")
    for href in set(page.xpath("//main//table//a[starts-with(@href, '/ledger')]/@href")):
        assert client.get(href).status_code == 200, href
    promise = client.text("/ledger?by=promise&stage=question")
    assert "Delivered 78 times what was promised" in promise
    assert "Numbers only" in promise
    assert "1 withdrawn" in client.text("/ledger?by=promise&stage=verified")
    words = client.text(f"/ledger/passages?promise={told.upheld.public_id}")
    assert "2 passages from 2 people" in words
    assert "friends I ring every day" in words
    (silent, *_) = client.page("/ledger/silence?kind=overdue").xpath("//h2[@id='overdue']")
    assert silent.text_content().strip() == "The day has gone, and nothing is delivered 1"
    for wrong in ("/ledger?by=luck", "/ledger/silence?kind=luck", "/ledger/passages?show=luck"):
        assert client.get(wrong).status_code == 404
    board = browse(told.board)
    assert "1 passage from 1 person" in board.text("/ledger/passages")
    assert "No promises here" in browse(told.stranger).text("/ledger")
    assert browse(told.stranger).get(f"/ledger?contract={told.first.public_id}").status_code == 404
    assert browse(told.make.user("verifier")).get("/ledger").status_code == 403


def test_download_gives_every_line_and_no_word_of_a_story(told, browse):
    client = browse(told.manager)

    def lines(by):
        answer = client.get(f"/ledger/download?by={by}")
        assert answer.mimetype == "text/csv"
        return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))

    first, *_ = rows = lines("promise")
    assert len(rows) == 5
    assert (first["at tender"], first["in contract"], first["delivered"]) == ("12", "10", "9")
    assert (first["people"], first["upheld"], first["withdrawn by storytellers"]) == ("2", "1", "1")
    assert [row["With a voice"] for row in lines("contract")] == ["2", "0"]
    assert "friends" not in str(rows)


def test_download_takes_no_formula_from_a_promise(make, sign_in):
    manager = make.user("contract_manager")
    make.commitment(make.contract(manager.organisation), text="=1+1 sessions for residents")
    answer = sign_in(manager).get("/ledger/download?by=promise").get_data(as_text=True)
    assert "'=1+1 sessions" in answer


def test_contract_page_is_a_desk(told, browse):
    page = browse(told.manager).text(f"/contracts/{told.first.public_id}")
    assert "4 promised" in page
    assert "1 promise is past its day with nothing delivered" in page
    assert "1 figure asks a question" in page
    assert "1 promise is contradicted" in page
    assert "Place Hill" in page
    assert "Taken out" not in page


def test_statements_do_not_grow(make, sign_in, bank):
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    client = sign_in(manager)
    urls = ["/ledger?by=place", "/ledger?by=promise", "/ledger/silence", "/ledger/passages"]
    urls.append(f"/contracts/{contract.public_id}")

    def statements():
        sent = []
        for url in urls:
            with counted(bank.database) as seen:
                assert client.get(url).status_code == 200
            sent.append(len(seen))
        return sent

    def promise_with_a_voice():
        promise = make.commitment(contract)
        make.link(manager, make.story(manager, contract=contract), promise)

    promise_with_a_voice()
    statements()
    before = statements()
    for number in range(4):
        promise_with_a_voice() if number % 2 else make.commitment(contract)
    assert statements() == before
