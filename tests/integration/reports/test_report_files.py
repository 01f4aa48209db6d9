"""Files of reports made in the background, and words that are taken back meanwhile or after."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from config import Settings
from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import NotFound, RuleBroken
from storybank.intake.models import Consent, Identifiability, Purpose, Submission
from storybank.reports import service
from storybank.reports.models import FileForm, FileStatus, Report, ReportFile, ReportFileStory
from storybank.reports.pack.afresh import collect_file, may_be_given, source_of
from storybank.reports.queries.files import asker_of
from storybank.reports.renderers.forms import put_into
from storybank.reports.rules import Asked
from storybank.rights.queries import list_kept_counts
from storybank.rights.service import change_naming, withdraw_purpose, withdraw_story
from storybank.safeguarding.service import raise_concern
from storybank.stories.models import Story
from tests.factories.bank import Factory
from tests.factories.issuing import issue
from tests.factories.reports import words_of_pdf
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
WORDS = "Now I have friends I ring every day."
OTHERS = "I learnt to mend my own bicycle this year."


@dataclass(frozen=True)
class Planted:
    """A manager, and a contract with two stories that boards may read; copied for each test."""

    home: Path
    manager: User
    contract: Contract
    stories: tuple[Story, ...]


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    home = tmp_path_factory.mktemp("files") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    stories = tuple(make.story(manager, contract=contract, body=words) for words in (WORDS, OTHERS))
    make.run_pipeline()
    for story in stories:
        make.coding(manager, story, 0, "connection")
    make.run_pipeline()
    bank.close()
    return Planted(home, manager, contract, stories)


@pytest.fixture
def home(planted: Planted, tmp_path: Path) -> Path:
    target = tmp_path / "home"
    shutil.copytree(planted.home, target)
    return target


class Desk:
    """What a manager does with files, and tellers with their words."""

    def __init__(self, make: Factory, planted: Planted) -> None:
        self.make, self.database = make, make.bank.database
        self.manager, self.contract = planted.manager, planted.contract
        self.stories = planted.stories
        self.actor = make.actor(self.manager)
        self.query = {"kind": "board_pack", "contract": str(self.contract.public_id)}

    def ask(self, form: FileForm = FileForm.TEXT, report: Report | None = None) -> int:
        query = None if report is not None else self.query
        with self.database.transaction() as session:
            if report is not None:
                report = session.get_one(Report, report.key)
            return service.ask_for_file(
                session, self.actor, form=form, report=report, query=query
            ).key

    def made(self, report: Report | None = None) -> int:
        file_id = self.ask(report=report)
        pipeline.drain(self.make.bank.tools)
        return file_id

    def file(self, file_id: int) -> ReportFile:
        with self.make.session() as session:
            return session.get_one(ReportFile, file_id)

    def words(self, file_id: int) -> str:
        return (self.file(file_id).content or b"").decode()

    def is_given(self, file_id: int) -> bool:
        with self.make.session() as session:
            file = session.get_one(ReportFile, file_id)
            actor = asker_of(session, file)
            return may_be_given(session, actor, source_of(session, actor, file), file)

    def submission(self, session: Session, at: int = 0) -> Submission:
        return session.get_one(Submission, self.stories[at].submission_id)

    def take_back(self, at: int = 0) -> None:
        with self.database.transaction() as session:
            submission = self.submission(session, at)
            withdraw_story(session, Actor.teller(submission.key), submission=submission)

    def leave(self, purpose: Purpose) -> None:
        with self.database.transaction() as session:
            submission = self.submission(session)
            actor = Actor.teller(submission.key)
            withdraw_purpose(session, actor, submission=submission, purpose=purpose)

    def hold(self) -> None:
        with self.database.transaction() as session:
            raise_concern(
                session, self.actor, submission=self.submission(session), because="Somebody fell."
            )

    def rename(self) -> None:
        with self.database.transaction() as session:
            change_naming(
                session,
                self.actor,
                submission=self.submission(session),
                identifiability=Identifiability.CHOSEN_NAME,
                display_name="Rosa",
                hide_place=True,
                method="by telephone",
            )

    def issue(self) -> Report:
        with self.database.transaction() as session:
            asked = Asked(contract=session.merge(self.contract, load=False), title="Lives changed")
            return issue(session, self.actor, asked=asked)


@pytest.fixture
def desk(bank: Bank, planted: Planted) -> Desk:
    return Desk(Factory(bank, first=1_000), planted)


def test_a_file_is_made_while_a_page_says_how_far_it_is(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    asked = client.submit(
        f"/reports/preview?kind=board_pack&contract={desk.contract.public_id}",
        {**desk.query, "form": "pdf"},
        to="/reports/files",
    )
    address = asked.location
    again = client.submit("/reports", {**desk.query, "form": "pdf"}, to="/reports/files")
    assert again.location == address, "asking twice gives the same file"

    waiting = client.get(address)
    assert "Your PDF is being made" in waiting.text
    assert "<progress" in waiting.text
    assert waiting.headers["Refresh"] == "3"
    assert client.get(f"{address}/file").location == address

    pipeline.drain(desk.make.bank.tools)
    ready = client.get(address)
    assert "Your PDF is ready" in ready.text
    assert "Refresh" not in ready.headers
    given = client.get(f"{address}/file")
    assert given.mimetype == "application/pdf"
    assert given.headers["Cache-Control"] == "no-store"
    assert given.headers["Content-Disposition"].startswith('attachment; filename="board-pack-')
    assert WORDS in words_of_pdf(given.data).replace("\n", " ")

    colleague = sign_in(desk.make.user("contract_manager", organisation=desk.manager.organisation))
    assert colleague.get(address).status_code == 404
    assert colleague.get(f"{address}/file").status_code == 404
    with desk.make.session() as session:
        acts = session.exec(select(AuditEvent.act).order_by(col(AuditEvent.id))).all()
    assert [one for one in acts if "report" in one or "file" in one] == [
        "ask_for_file",
        "take_report",
    ]


def test_other_forms_are_made_at_once(desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    query = f"kind=board_pack&contract={desk.contract.public_id}"

    for form, ending in (("txt", "txt"), ("csv", "csv"), ("xlsx", "xlsx"), ("easy", "html")):
        given = client.get(f"/reports/files/now/{form}?{query}")
        assert given.status_code == 200
        assert given.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert WORDS in client.get(f"/reports/files/now/txt?{query}").text
    assert client.get(f"/reports/files/now/pdf?{query}").status_code == 404
    assert client.get(f"/reports/files/now/gif?{query}").status_code == 404
    stranger = sign_in(desk.make.user("contract_manager"))
    assert stranger.get(f"/reports/files/now/txt?{query}").status_code == 404
    contributor = sign_in(desk.make.user("contributor"))
    assert contributor.get("/reports/files/now/txt?kind=board_pack").status_code == 403


def test_words_taken_back_while_a_file_is_made_do_not_get_into_it(desk: Desk) -> None:
    file_id = desk.ask()
    with desk.make.session() as session:
        form, made, parts = collect_file(
            session, file_id, smallest=5, kept=list_kept_counts, public_url=""
        )
    content = put_into(form, made.pack, **parts)
    assert WORDS in content.decode()

    desk.take_back()

    with desk.database.transaction() as session:
        assert not service.keep_file(session, file_id=file_id, made=made, content=content)
    assert desk.file(file_id).status is not FileStatus.DONE
    pipeline.drain(desk.make.bank.tools)  # which builds it again
    assert desk.file(file_id).status is FileStatus.DONE
    assert WORDS not in desk.words(file_id)
    assert "mend my own bicycle" in desk.words(file_id)


@pytest.mark.parametrize("change", [Desk.hold, Desk.rename, lambda desk: desk.leave(Purpose.BOARD)])
def test_what_else_may_be_shown_no_longer_is_not_kept_either(
    desk: Desk, change: Callable[[Desk], None]
) -> None:
    file_id = desk.ask()
    with desk.make.session() as session:
        _, made, _ = collect_file(
            session, file_id, smallest=5, kept=list_kept_counts, public_url=""
        )

    change(desk)

    with desk.database.transaction() as session:
        assert not service.keep_file(session, file_id=file_id, made=made, content=b"words")


def test_a_file_goes_in_the_transaction_in_which_words_are_taken_back(
    desk: Desk, sign_in: SignIn
) -> None:
    file_id = desk.made()
    assert WORDS in desk.words(file_id)
    client = sign_in(desk.manager)
    address = f"/reports/files/{desk.file(file_id).public_id}"

    desk.take_back()

    assert desk.file(file_id).content is None
    with desk.make.session() as session:
        assert not session.exec(select(ReportFileStory)).all()
    page = client.get(f"{address}/file", follow_redirects=True)
    assert "A story in it was changed, or may be shown no longer" in page.text
    anew = client.submit(address, {**desk.query, "form": "txt"}, to="/reports/files")
    pipeline.drain(desk.make.bank.tools)
    assert WORDS not in client.get(f"{anew.location}/file").text


def test_a_file_is_given_out_only_while_all_in_it_may_be_shown(desk: Desk, sign_in: SignIn) -> None:
    """Nothing tells reports of a hold at once: the file is held to the record when it is taken."""
    file_id = desk.made()
    assert desk.is_given(file_id)
    client = sign_in(desk.manager)
    address = f"/reports/files/{desk.file(file_id).public_id}"
    assert WORDS in client.get(f"{address}/file").text

    desk.hold()

    assert desk.file(file_id).content is not None, "nothing has run since"
    assert not desk.is_given(file_id)
    refused = client.get(f"{address}/file", follow_redirects=True)
    assert WORDS not in refused.text
    assert "Make it again" in refused.text
    assert desk.file(file_id).content is None


def test_what_was_told_whole_is_not_given_out_once_it_may_only_be_quoted(desk: Desk) -> None:
    """A permission runs out on its day, and nothing tells anybody then."""
    file_id = desk.made()
    with desk.database.transaction() as session:
        for consent in session.exec(select(Consent).where(Consent.purpose == Purpose.BOARD)):
            consent.expires_on = clock.today() - timedelta(days=1)

    assert not desk.is_given(file_id)
    assert WORDS in desk.words(desk.made()), "a passage may stand in it still"


def test_a_hold_throws_files_away_as_soon_as_the_pipeline_runs(desk: Desk) -> None:
    file_id = desk.made()
    desk.hold()
    pipeline.drain(desk.make.bank.tools)

    assert desk.file(file_id).content is None


def test_a_file_of_an_issued_report_goes_when_the_report_is_recalled(desk: Desk) -> None:
    report = desk.issue()
    file_id = desk.made(report)
    assert WORDS in desk.words(file_id)
    assert desk.is_given(file_id)

    desk.take_back()

    assert desk.file(file_id).content is None
    assert WORDS not in desk.words(desk.made(report))


def test_a_file_is_kept_for_a_day(desk: Desk) -> None:
    old, young = desk.made(), desk.made()
    with desk.database.transaction() as session:
        session.get_one(ReportFile, old).asked_at = clock.now() - timedelta(hours=25)

    pipeline.passes(desk.make.bank.tools)

    with desk.make.session() as session:
        assert [one.id for one in session.exec(select(ReportFile))] == [young]
        assert {one.file_id for one in session.exec(select(ReportFileStory))} == {young}


def test_nobody_has_more_than_three_files_in_the_making(desk: Desk) -> None:
    for form in (FileForm.TEXT, FileForm.CSV, FileForm.WORKBOOK):
        desk.ask(form)

    with pytest.raises(RuleBroken, match="3 files are being made"):
        desk.ask(FileForm.EASY_READ)


def test_what_cannot_be_made_says_what_to_do(desk: Desk) -> None:
    file_id = desk.ask()
    with desk.database.transaction() as session:  # whoever asked has left meanwhile
        session.get_one(User, desk.manager.id).active = False

    pipeline.drain(desk.make.bank.tools)

    file = desk.file(file_id)
    assert file.status is FileStatus.FAILED
    assert file.step == "This account is closed."


def test_of_a_report_changed_outside_storybank_no_file_is_made(desk: Desk, sign_in: SignIn) -> None:
    """A file would say other words beside the fingerprint of those that were issued."""
    report = desk.issue()
    now = f"/reports/files/now/txt?report={report.public_id}"
    client = sign_in(desk.manager)
    assert WORDS in client.text(now)
    with desk.database.transaction() as session:
        kept = session.get_one(Report, report.key)
        kept.frozen = json.loads(json.dumps(kept.frozen).replace("told us", "cheered us", 1))

    assert client.get(now).status_code == 404
    with pytest.raises(NotFound):
        desk.ask(FileForm.PDF, report)
    assert "is not what was issued" in client.text(f"/issued/{report.public_id}")
