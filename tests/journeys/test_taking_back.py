"""A word found nowhere else is planted in a story that is used in every way, then taken back.

Whole, for one purpose, or held: the word is looked for on every page as everybody, by search, in
every export and in every file of the installation.
"""

from __future__ import annotations

import logging
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlmodel import Session, select

from config import Settings
from storybank import pipeline
from storybank.accounts.models import User
from storybank.accounts.permissions import RoleName
from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.answering.service import AnswerGiven, answer_story
from storybank.app import Bank, create_app, open_bank
from storybank.audit.queries import check_chain
from storybank.commitments.models import Contract
from storybank.core.errors import RuleBroken
from storybank.core.jobs.outbox import OutboxEvent
from storybank.intake.models import Purpose, Submission
from storybank.linking import service as linking
from storybank.linking.models import EvidenceLink
from storybank.linking.rules import Telling
from storybank.notices.models import Notice
from storybank.publishing import rules as sharing
from storybank.publishing.service import publish_story, record_identity_check
from storybank.reports import queries as reports
from storybank.reports import service as reporting
from storybank.reports.models import ChoiceMade, FileForm, Report, ReportStatus
from storybank.reports.rules import Asked
from storybank.reports.service import bids
from storybank.reports.service.sharing import share_report
from storybank.rights.models import Withdrawal
from storybank.rights.queries import list_kept_counts
from storybank.rights.service import withdraw_purpose, withdraw_story
from storybank.safeguarding.models import Concern
from storybank.safeguarding.service import clear, raise_concern
from storybank.stories.models import Story
from storybank.stories.queries import get_version
from storybank.telling.models import Contact
from storybank.verification.models import AskedHow, MemberAnswer
from storybank.verification.service import record_member_check
from tests.crawl import addresses, answers, enter, files_with, ids_of, read_out
from tests.factories.bank import Factory
from tests.factories.issuing import issue

WORD = "quibblewort"
BODY = (
    f"I was lonely before the {WORD} club. Now I have friends I ring every day about {WORD}. "
    f"The {WORD} bus does not come any more, and that is worse for me."
)
EVERY_PURPOSE = tuple(Purpose)
# What was published is public to them too, and shown to whoever publishes.
PUBLIC = ("/told", "/publishing")
ALL_ROLES = tuple(role.value for role in RoleName)
# Whoever claims may not verify, so nobody plays every part.
CLAIMING = tuple(role for role in ALL_ROLES if role != "verifier")


@dataclass(frozen=True)
class Planted:
    """The installation with the planted story, and who is in it."""

    home: Path
    people: dict[str, User]
    story: int
    submission: int
    contract: int


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """A story with the word that is coded, linked, found on, answered, reported and published."""
    home = tmp_path_factory.mktemp("taken-back") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    council = make.organisation("authority")
    people = {role: make.user(role, organisation=council) for role in ALL_ROLES}
    people["verifier"] = make.user("verifier", organisation=make.organisation("verifier"))
    people["everything"] = make.user(*CLAIMING, organisation=council)
    people["no lead"] = make.user(
        *(role for role in CLAIMING if role != "safeguarding_lead"), organisation=council
    )
    people["running"] = make.user("contract_manager", "analyst", organisation=council)
    manager = people["contract_manager"]
    contract = make.contract(council)
    promise = make.commitment(contract, "connection")
    file = bank.files.put(BODY.encode())
    story = make.story(
        manager,
        sender=people["contributor"],
        contract=contract,
        title=f"The {WORD} club",
        body=BODY,
        place=f"{WORD.title()} Town",
        purposes=EVERY_PURPOSE,
        counts_may_stay=True,
        told_on=date(2026, 6, 3),
        file_name=f"{WORD}.txt",
        file_sha256=file,
    )
    make.story(manager, contract=contract, body="Somebody else says that all is well here.")
    make.run_pipeline()
    make.coding(manager, story, 1, "connection")
    make.coding(manager, story, 2, "independence", "worse")
    link = make.link(
        manager, story, promise, words=f"Now I have friends I ring every day about {WORD}."
    )
    make.suggestion(story, make.commitment(contract, "independence"))
    make.finding(people["verifier"], link, reason=f"They showed me the {WORD}.")
    make.run_pipeline()
    _use(make, people, story, link, contract)
    make.run_pipeline()
    bank.close()
    return Planted(home, people, story.key, story.submission_id, contract.key)


def _use(
    make: Factory, people: dict[str, User], story: Story, link: EvidenceLink, contract: Contract
) -> None:
    """Whatever else can be made of a story."""
    manager = actor_of(people["contract_manager"])
    with make.bank.database.transaction() as session:
        story = session.get_one(Story, story.key)
        link = session.get_one(EvidenceLink, link.key)
        linking.describe_link(
            session,
            manager,
            story=story,
            link=link,
            telling=Telling(f"{WORD} people", f"{WORD} came", f"the {WORD}"),
            note=f"About {WORD}.",
            is_settled=False,
        )
        record_member_check(
            session,
            manager,
            link=link,
            answer=MemberAnswer.RIGHT,
            how=AskedHow.PHONE,
            asked_on=date(2026, 7, 1),
            note=f"It is about {WORD}.",
        )
        answer_story(
            session, manager, story=story, given=AnswerGiven(words=f"We read of the {WORD}.")
        )
        version = get_version(session, story, story.current_version)
        for purpose in (Purpose.PUBLIC, Purpose.RESEARCH_EXPORT):
            record_identity_check(
                session,
                manager,
                story=story,
                version=version,
                purpose=purpose,
                answers={one.key: sharing.Found.NO for one in sharing.QUESTIONS},
                note=f"Nobody knows the {WORD}.",
            )
        publish_story(session, manager, story=story, version=version)
        session.add(Contact(submission_id=story.submission_id, email=f"{WORD}@example.org"))
        _report_on(session, manager, story, session.get_one(Contract, contract.key))


def _report_on(session: Session, manager: Actor, story: Story, contract: Contract) -> None:
    """A draft with its choice, an issued report that is shared and made a file of, and a bid."""
    asked = Asked(title="To the board", contract=contract)
    draft = reporting.keep_draft(session, manager, asked=asked)
    reporting.choose(
        session,
        manager,
        draft=draft,
        choice=ChoiceMade.TELL_WHOLE,
        story=story.public_id,
        reason=f"It tells of the {WORD}.",
    )
    issued = issue(session, manager, asked=asked)
    share_report(session, manager, report=issued, told_to="The clerk")
    reporting.ask_for_file(session, manager, form=FileForm.TEXT, report=issued)
    terms = bids.AnswerTerms(title="A bid", question="How will people meet?")
    answer = bids.begin_answer(session, manager, terms=terms)
    start = BODY.index("Now I have")
    bids.pick_passage(
        session,
        manager,
        draft=answer,
        story=story.public_id,
        start=start,
        end=BODY.index(" The ", start),
        reason=f"They say it of the {WORD}.",
    )


@pytest.fixture(scope="module")
def before(planted: Planted, compiled: FileSystemBytecodeCache) -> dict[str | None, set[str]]:
    """Where the word shows before anything is taken back, to somebody and to nobody known."""
    bank = open_bank(Settings(home=planted.home, secret_key="only for tests"))
    app = create_app(bank.settings, bank)  # type: ignore[arg-type]
    app.testing = True
    app.jinja_env.bytecode_cache = compiled
    app.config["RATELIMIT_ENABLED"] = False
    shown = {who: seen(app, bank, planted.people.get(who or "")) for who in ("everything", None)}
    bank.close()
    return shown


@pytest.fixture
def home(planted: Planted, tmp_path: Path) -> Path:
    """A copy of the planted installation for each test."""
    shutil.copytree(planted.home, tmp_path / "home")
    return tmp_path / "home"


def act(bank: Bank, planted: Planted, what: str) -> None:
    """Take the story back, whole or in part, or raise a concern about it; let the machine work."""
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, planted.submission)
        teller = Actor.teller(submission.key)
        if what == "whole":
            withdraw_story(session, teller, submission=submission, keep_counts=True)
        elif what == "hold":
            worried = actor_of(planted.people["contributor"])
            raise_concern(session, worried, submission=submission, because="I am worried.")
        else:
            withdraw_purpose(session, teller, submission=submission, purpose=Purpose(what))
    pipeline.drain(bank.tools)


def seen(app: Flask, bank: Bank, user: User | None) -> set[str]:
    """The addresses at which somebody sees the word."""
    with bank.database.reading() as session:
        ids = ids_of(session, ("report", "commitment", "evidence_link"))
    client = enter(app, user)
    # By its beginning, which is no more than what was typed where nothing is found.
    also = [
        f"/search?q={WORD[:-1]}*",
        *(f"/reports/preview?kind=evidence_pack&contract={one}" for one in ids["contract_id"]),
        f"/reports/files/now/xlsx?report={issued_id(bank)}",
    ]
    shown = {address for address, text in answers(app, client, ids, also) if WORD in text.lower()}
    return shown | {f"export {kind}" for kind in research_kinds(app, client, user)}


def issued_id(bank: Bank) -> UUID:
    """What the world calls the issued report."""
    with bank.database.reading() as session:
        found = select(Report.public_id).where(Report.status == ReportStatus.ISSUED)
        return session.exec(found).one()


def seen_again(app: Flask, bank: Bank, user: User | None, where: set[str]) -> set[str]:
    """Of these addresses, and of files for researchers, where somebody sees the word now."""
    client = enter(app, user)
    shown = set()
    for address in sorted(one for one in where if one.startswith("/")):
        with client.get(address) as response:
            if WORD in read_out(response.get_data()).lower():
                shown.add(address)
    return shown | {f"export {kind}" for kind in research_kinds(app, client, user)}


def research_kinds(app: Flask, client: FlaskClient, user: User | None) -> list[str]:
    """The kinds of file for researchers that hold the word."""
    if user is None:
        return []
    with app.test_request_context():
        address = app.url_for("publishing.export", _external=False)
    page = client.get(address).text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        return []
    kinds = re.findall(r'name="kind" type="radio" value="([^"]+)"', page)
    sent = [client.post(address, data={"kind": kind, "csrf_token": token[1]}) for kind in kinds]
    return [kind for kind, file in zip(kinds, sent, strict=True) if WORD in file.text]


def recalled(bank: Bank, user: User) -> list[int]:
    with bank.database.reading() as session:
        return [one.recall.quotations for one in reports.list_recalls(session, actor_of(user))]


def test_before_anything_is_taken_back_the_word_is_everywhere(
    planted: Planted, before: dict[str | None, set[str]]
) -> None:
    shown = before["everything"]
    rooms = {address.split("/")[1].partition("?")[0] for address in shown if "/" in address}
    assert {"stories", "linking", "reports", "issued", "told", "search", "contracts"} <= rooms
    assert any(address.startswith("export") for address in shown)
    assert before[None], "the public page shows it to anybody"
    assert any(name.startswith("index") for name in files_with(planted.home, WORD))


def test_a_whole_story_taken_back_is_nowhere(
    app: Flask, bank: Bank, planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    act(bank, planted, "whole")
    assert seen(app, bank, planted.people["everything"]) == set()
    with bank.database.reading() as session:
        pages = {one for _, one in addresses(app, ids_of(session)) if "verification" in one}
    assert seen_again(app, bank, planted.people["verifier"], pages) == set()
    assert seen(app, bank, None) == set()
    assert recalled(bank, planted.people["contract_manager"]) == [3]
    with bank.database.reading() as session:
        (withdrawal,) = session.exec(select(Withdrawal)).all()
        kept = list_kept_counts(session, [planted.contract])
        assert {(one.change.value, one.year, one.passages) for one in kept} == {
            ("better", 2026, 1),
            ("worse", 2026, 1),
        }
        assert {"claims": 1, "pages": 1, "reports": 1, "answers": 1}.items() <= (
            withdrawal.reached.items()
        )
        assert check_chain(session).whole
        told = [*session.exec(select(Notice)), *session.exec(select(OutboxEvent))]
        assert WORD not in str([one.model_dump() for one in told])
    assert WORD not in caplog.text
    bank.close()  # so that SQLite's own log is put away
    assert files_with(bank.settings.home, WORD) == []


@pytest.mark.parametrize(
    ("purpose", "who", "left", "is_recalled"),
    [
        # (what is taken back, who must not see it any more, where they still may, recalled)
        (
            "contract_management",
            "running",
            (*PUBLIC, "/reports", "/issued", "/bids", "export"),
            False,
        ),
        ("board", "board_reader", PUBLIC, True),
        ("public", None, (), False),
        ("research_export", "running", ("/",), False),
    ],
)
def test_what_one_purpose_opened_is_shut(
    app: Flask,
    bank: Bank,
    planted: Planted,
    purpose: str,
    who: str | None,
    before: dict[str | None, set[str]],
    left: tuple[str, ...],
    is_recalled: bool,
) -> None:
    act(bank, planted, purpose)
    user = planted.people[who] if who else None
    shown = seen_again(app, bank, user, before["everything" if who else None])
    wrongly = {one for one in shown if not one.startswith(left or ("-",))}
    assert wrongly == set()
    assert bool(recalled(bank, planted.people["contract_manager"])) is is_recalled


def test_a_held_story_is_seen_by_the_lead_alone_and_erased_once_it_is_cleared(
    app: Flask, bank: Bank, planted: Planted, before: dict[str | None, set[str]]
) -> None:
    act(bank, planted, "hold")
    assert seen_again(app, bank, planted.people["no lead"], before["everything"]) == set()
    assert seen_again(app, bank, None, before[None]) == set()
    assert files_with(bank.settings.home / "index", WORD) == []
    act(bank, planted, "whole")
    with bank.database.transaction() as session:
        assert session.get_one(Submission, planted.submission).body, "a hold keeps the words"
        lead = actor_of(planted.people["safeguarding_lead"])
        concern = session.exec(select(Concern)).one()
        clear(session, lead, concern=concern, reason="They are safe.")
    pipeline.catch_up(bank.tools)
    with bank.database.reading() as session:
        assert session.get_one(Submission, planted.submission).erased_at is not None
    bank.close()
    assert files_with(bank.settings.home, WORD) == []


def test_a_story_is_taken_back_once(bank: Bank, planted: Planted) -> None:
    act(bank, planted, "whole")
    with pytest.raises(RuleBroken, match="taken back already"):
        act(bank, planted, "board")
