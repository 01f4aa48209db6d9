"""The storyteller's own door: opened by the code alone, and what is done behind it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from lxml.html import HtmlElement
from sqlmodel import select

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.answering import service as answering
from storybank.answering.models import AnswerChange, FollowUp, Lasted
from storybank.answering.rules import AnswerGiven
from storybank.app import Bank, open_bank
from storybank.audit.models import AuditEvent
from storybank.intake.models import ConsentEvent, Purpose, Submission, SubmissionStatus
from storybank.intake.queries import choose_statement, purposes_of
from storybank.rights import service as rights
from storybank.rights.models import Complaint
from storybank.stories.models import Story, TellerCheck
from storybank.telling import service as telling
from storybank.telling.models import Contact
from storybank.telling.return_codes import show_code
from storybank.telling.service import issue_return_code
from storybank.verification.models import AskedHow, MemberCheck
from storybank.web import own_door
from storybank.web.limits import Limit
from storybank.web.own_door import KEPT, QUIET_SECONDS
from tests.factories.bank import BODY, Factory
from tests.factories.telling import open_call
from tests.reading_age import reading_age
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

HOME = "/your-story"
WRONG = "That code does not open anything."


@dataclass(frozen=True)
class Planted:
    """An installation with an accepted story in it, and the code that opens its door."""

    home: Path
    manager: User
    story: Story
    code: str


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    """Made once for this file; each test works on a copy."""
    home = tmp_path_factory.mktemp("own-story") / "home"
    shutil.copytree(empty_home, home)
    bank = open_bank(Settings(home=home, secret_key="only for tests"))
    make = Factory(bank)
    manager = make.user("contract_manager", organisation=make.organisation(name="Town Council"))
    contract = make.contract(manager.organisation, title="Lunch clubs")
    story = make.story(manager, contract=contract, wants_to_check=True, counts_may_stay=True)
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        code = issue_return_code(session, submission=submission, key=bank.return_key)
    bank.close()
    return Planted(home, manager, story, code)


@pytest.fixture
def home(planted: Planted, tmp_path: Path) -> Path:
    shutil.copytree(planted.home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def make(bank: Bank) -> Factory:
    return Factory(bank, first=100)


@pytest.fixture
def manager(planted: Planted) -> User:
    return planted.manager


@pytest.fixture
def story(planted: Planted) -> Story:
    return planted.story


@pytest.fixture
def code(planted: Planted) -> str:
    return planted.code


@pytest.fixture(autouse=True)
def _wrong_codes_wait_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_door, "WRONG_TAKES", 0.01)


@pytest.fixture
def teller(app: Flask, code: str) -> CheckingClient:
    """A browser in which the code was put in."""
    browser = app.test_client()
    assert isinstance(browser, CheckingClient)
    assert browser.submit(HOME, {"code": show_code(code)}).status_code == 303
    return browser


def kept(make: Factory, story: Story) -> Submission:
    with make.session() as session:
        return session.get_one(Submission, story.submission_id)


def test_the_door_opens_to_the_code_alone(client: CheckingClient, code: str, story: Story) -> None:
    assert BODY[:40] not in client.text(HOME)
    for typed in ("1234 5678 1234 5678", "12", "' OR 1=1", code[:-1]):
        answer = client.submit(HOME, {"code": typed})
        assert answer.status_code == 422
        assert WRONG in answer.get_data(as_text=True)
    assert client.submit(HOME, {"code": f" {code[:5]}-{code[5:]} "}).status_code == 303
    page = client.text(HOME)
    assert "Your story is in use" in page
    assert BODY[:40] in page
    assert code not in page

    with client.session_transaction() as cookie:
        assert str(story.submission_id) not in cookie[KEPT].values()
    client.submit(HOME, {}, to=f"{HOME}/leave")
    assert BODY[:40] not in client.text(HOME)


def test_the_door_shuts_after_quiet_and_keeps_what_was_typed(
    teller: CheckingClient, code: str, make: Factory
) -> None:
    token = teller.token(f"{HOME}/complain")
    with teller.session_transaction() as cookie:
        cookie[KEPT] = {**cookie[KEPT], "at": cookie[KEPT]["at"] - QUIET_SECONDS - 1}
    typed = {"csrf_token": token, "words": "Nobody ever rang me back."}

    shut = teller.post(f"{HOME}/complain", data=typed)
    assert shut.status_code == 401
    assert typed["words"] in shut.get_data(as_text=True)
    assert "We shut the page" in teller.text(HOME)
    inside = teller.post(HOME, data={**typed, "code": code})
    assert inside.status_code == 200
    assert typed["words"] in inside.get_data(as_text=True)
    with make.session() as session:
        assert session.exec(select(Complaint)).all() == []


def test_the_code_of_a_story_left_unfinished_leads_back_into_it(
    make: Factory, bank: Bank, client: CheckingClient
) -> None:
    call = open_call(make)
    code = "1234432112344321"
    with bank.database.transaction() as session:
        begun = telling.begin_telling(session, Actor.teller(), call=call, token="a browser")
        telling.keep_for_later(
            session, Actor.teller(), telling=begun, key=bank.return_key, code=code
        )

    answer = client.submit(HOME, {"code": show_code(code)})
    assert answer.status_code == 303
    assert answer.location.startswith(f"/tell/{call.slug}")
    assert "Your code" in client.text(HOME)


def test_a_storyteller_is_given_a_code_once(
    make: Factory, bank: Bank, manager: User, sign_in: Callable[[User], CheckingClient]
) -> None:
    submission = make.submission(manager)
    url = f"/intake/{submission.public_id}/code"
    staff = sign_in(manager)
    assert sign_in(make.user("contract_manager")).get(url).status_code == 200  # in no contract yet
    assert sign_in(make.user("contributor")).get(url).status_code == 404
    given = teller_page(staff.submit(url, {}))
    code = words(given.xpath("//p[@class='sb-own__code']")[0])
    again = staff.submit("/intake/new", {}, to=url)
    assert "no second one is made" in again.get_data(as_text=True)
    assert code not in again.get_data(as_text=True)
    assert staff.submit(HOME, {"code": code}).status_code == 303
    assert "We have your story" in staff.text(HOME)
    with make.session() as session:
        act = session.exec(select(AuditEvent).where(AuditEvent.act == "give_return_code")).one()
        assert act.actor_id == manager.id


def test_wrong_codes_are_answered_less_and_less(
    app: Flask, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(own_door, "GUESSES", Limit.of("wrong-codes", "2 per 10 minutes"))
    browser = app.test_client()
    assert isinstance(browser, CheckingClient)
    token = browser.token(HOME)
    tries = [
        browser.post(HOME, data={"csrf_token": token, "code": f"{n:016}", "words": "My words"})
        for n in range(3)
    ]

    assert [one.status_code for one in tries] == [422] * 2 + [429]
    assert "Try again in 10 minutes" in tries[-1].get_data(as_text=True)
    assert "My words" in tries[-1].get_data(as_text=True)
    right = browser.post(HOME, data={"csrf_token": token, "code": code})
    assert right.status_code == 429


def test_a_browser_that_kept_nothing_loses_no_words(teller: CheckingClient) -> None:
    answer = teller.post(f"{HOME}/complain", data={"words": "It took me an hour to write this."})

    assert answer.status_code == 400
    assert "It took me an hour to write this." in answer.get_data(as_text=True)
    assert "Your code" in answer.get_data(as_text=True)


def test_what_is_done_behind_a_door_has_a_limit_too(
    app: Flask, teller: CheckingClient, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    monkeypatch.setattr(own_door, "ACTS", Limit.of("own-story-acts", "2 per 10 minutes"))
    page = f"{HOME}/complain"
    answers = [teller.submit(page, {"words": f"Number {n}"}) for n in range(3)]

    assert [one.status_code for one in answers] == [303, 303, 429]
    assert "Number 2" in answers[-1].get_data(as_text=True)
    with make.session() as session:
        assert len(session.exec(select(Complaint)).all()) == 2


def test_a_code_that_ended_shuts_every_door_it_opened(
    teller: CheckingClient, bank: Bank, story: Story
) -> None:
    with bank.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE return_code SET code_hash = 'another'")

    assert BODY[:40] not in teller.text(HOME)
    assert teller.get(f"{HOME}/copy").status_code == 303


def test_what_came_of_it_is_told_back(
    make: Factory, bank: Bank, manager: User, story: Story, teller: CheckingClient
) -> None:
    promise = make.commitment(make_contract(make, story), "connection", text="Friday dinners.")
    link = make.link(manager, story, promise)
    make.finding(make.user("verifier"), link)
    with bank.database.transaction() as session:
        for given in (
            AnswerGiven("Thank you for this.", AnswerChange.PLANNED, "The bus comes back."),
            AnswerGiven("It is done.", AnswerChange.MADE, "A ramp is there.", "Photo of 3 May"),
        ):
            answering.answer_story(
                session,
                make.actor(manager),
                story=session.get_one(Story, story.key),
                given=given,
            )
    page = teller.text(HOME)
    for told in (
        "Town Council",
        "They plan to change this: The bus comes back.",
        "What shows it: Photo of 3 May",
        "Friday dinners.",
        "They found that this is right.",
    ):
        assert told in page, told

    meant = f"{HOME}/meant/{link.public_id}"
    assert teller.submit(meant, {}).status_code == 422
    assert teller.submit(meant, {"answer": "not_right", "words": "No."}).status_code == 303
    not_so = str(teller.page(HOME).xpath("//a[contains(@href, '/not-so/')]/@href")[0])
    assert teller.submit(not_so, {"words": " "}).status_code == 422
    assert teller.submit(not_so, {"words": "There is no ramp."}).status_code == 303
    page = teller.text(HOME)
    assert "You told us this is not what you meant." in page
    assert "There is no ramp." in page
    with make.session() as session:
        check = session.exec(select(MemberCheck)).one()
        assert (check.how, check.recorded_by_id) == (AskedHow.OWN_DOOR.value, None)


def test_nobody_elses_story_is_behind_the_door(
    make: Factory, bank: Bank, manager: User, story: Story, teller: CheckingClient
) -> None:
    contract = make_contract(make, story)
    promise = make.commitment(contract, "connection")
    other = make.story(manager, contract=contract, place="Elsewhere")
    link = make.link(manager, other, promise)
    with bank.database.transaction() as session:
        answer = answering.answer_story(
            session,
            make.actor(manager),
            story=session.get_one(Story, other.key),
            given=AnswerGiven("Said.", AnswerChange.MADE, "Done elsewhere.", "A photo"),
        ).public_id
    token = teller.token(f"{HOME}/complain")
    for url in (f"{HOME}/meant/{link.public_id}", f"{HOME}/not-so/{answer}"):
        assert teller.get(url).status_code == 404
        given = {"csrf_token": token, "answer": "right", "words": "It is mine."}
        assert teller.post(url, data=given).status_code == 404
    script = "<script>alert('mine')</script>"
    assert teller.submit(f"{HOME}/complain", {"words": script}).status_code == 303
    page = teller.get(HOME).get_data(as_text=True)
    assert script not in page
    assert "&lt;script&gt;alert" in page
    assert "Done elsewhere." not in page


def make_contract(make: Factory, story: Story):  # type: ignore[no-untyped-def]
    from storybank.commitments.models import Contract

    with make.session() as session:
        return session.get_one(Contract, story.contract_id)


def test_the_words_wait_for_a_yes(make: Factory, story: Story, teller: CheckingClient) -> None:
    assert "Are these words all right?" in teller.text(HOME)
    page = f"{HOME}/words"
    assert teller.submit(page, {"version": "1", "act": "change", "words": ""}).status_code == 422
    asked = {"version": "1", "act": "change", "words": "It was in April."}
    assert teller.submit(page, asked).status_code == 303
    assert "You asked for a change" in teller.text(HOME)
    assert teller.submit(page, {"version": "7", "act": "yes"}).status_code == 422
    assert teller.submit(page, {"version": "1", "act": "yes"}).status_code == 303
    assert "Are these words all right?" not in teller.text(HOME)
    with make.session() as session:
        said = session.exec(select(TellerCheck)).all()
        assert [(one.agrees, one.words) for one in said] == [
            (False, "It was in April."),
            (True, ""),
        ]
        assert session.get_one(Story, story.key).checked_version == 1


def test_a_yes_is_given_with_the_statement_that_was_shown(
    make: Factory, bank: Bank, story: Story, teller: CheckingClient
) -> None:
    stop = {"what": "part", "purposes": ["public"]}
    page = f"{HOME}/take-back"
    assert teller.submit(page, {"what": "part"}).status_code == 422
    sure = teller.submit(page, stop)
    assert sure.status_code == 200
    assert "Anybody may read it" in sure.get_data(as_text=True)
    with make.session() as session:
        assert Purpose.PUBLIC in purposes_of(session, story.submission_id)
    assert teller.submit(page, {**stop, "act": "confirm"}).status_code == 303
    with make.session() as session:
        assert Purpose.PUBLIC not in purposes_of(session, story.submission_id)
        assert Purpose.BOARD in purposes_of(session, story.submission_id)
    assert "You stopped this on" in teller.text(HOME)

    give = f"{HOME}/permissions/public?words=easy"
    assert teller.submit(give, {"lasts": "1"}).status_code == 303
    assert teller.get(f"{HOME}/permissions/nonsense").status_code == 404
    with make.session() as session:
        assert Purpose.PUBLIC in purposes_of(session, story.submission_id)
        event = session.exec(select(ConsentEvent).order_by(ConsentEvent.id.desc())).first()  # type: ignore[union-attr]
        easy = choose_statement(session, story.organisation_id, is_easy_read=True)
        assert event is not None
        assert (event.statement_sha256, event.door.value) == (easy.sha256, "own")
        assert event.expires_on == date.today() + timedelta(days=365)
    assert easy.title in teller.text(f"{HOME}/told")


def test_the_whole_is_taken_back_and_the_code_opens_only_that(
    make: Factory, story: Story, teller: CheckingClient, code: str
) -> None:
    page = f"{HOME}/take-back"
    whole = {"what": "whole", "counts": "yes"}
    assert teller.submit(page, whole).status_code == 200
    assert kept(make, story).status is SubmissionStatus.ACCEPTED
    token = teller.token(page)
    last = {"csrf_token": token, **whole, "act": "confirm"}
    assert teller.post(page, data=last).status_code == 303
    assert teller.post(page, data=last).status_code == 303  # pressed twice
    assert kept(make, story).status is SubmissionStatus.ERASED
    for url in (HOME, f"{HOME}/words", f"{HOME}/copy", f"{HOME}/told"):
        answer = teller.get(url, follow_redirects=True)
        assert "Taken back on" in answer.get_data(as_text=True)
        assert BODY[:30] not in answer.get_data(as_text=True)
    teller.submit(HOME, {}, to=f"{HOME}/leave")
    assert teller.submit(HOME, {"code": code}).status_code == 303
    assert "Your story was taken back" in teller.text(HOME)


def test_a_worry_holds_the_story_and_the_page_does_not_say_so(
    make: Factory, story: Story, teller: CheckingClient
) -> None:
    assert teller.submit(f"{HOME}/worried", {"words": ""}).status_code == 422
    heard = teller.submit(f"{HOME}/worried", {"words": "He is here again."})
    assert "Thank you for telling us" in heard.get_data(as_text=True)
    assert kept(make, story).status is SubmissionStatus.HELD
    page = teller.text(HOME)
    assert "Your story is being looked at" in page
    assert not any(hint in page for hint in ("safeguarding", "held", "He is here again"))
    whole = {"what": "whole", "act": "confirm"}
    assert teller.submit(f"{HOME}/take-back", whole).status_code == 303
    page = teller.text(HOME)
    assert "Nobody can read it any more but the person who looks after safety" in page
    assert kept(make, story).body != ""


def test_words_that_the_law_keeps_are_not_said_to_be_a_matter_of_safety(
    make: Factory, story: Story, teller: CheckingClient, manager: User
) -> None:
    officer = make.user("data_protection_officer", organisation=manager.organisation)
    with make.bank.database.transaction() as session:
        held = kept(make, story).public_id
        rights.place_hold(session, make.actor(officer), reference=held, why="A claim.")
    teller.submit(f"{HOME}/take-back", {"what": "whole", "act": "confirm"})

    page = teller.text(HOME)
    assert "The law makes us keep your words for a while" in page
    assert "looks after safety" not in page


def test_an_address_is_kept_changed_and_thrown_away(
    make: Factory, story: Story, teller: CheckingClient
) -> None:
    page = f"{HOME}/email"
    given = {"email": "me@example.org", "uses": ["answers", "again"]}
    assert teller.submit(page, {"email": "me@", "uses": ["answers"]}).status_code == 422
    assert teller.submit(page, {"email": "me@example.org"}).status_code == 422
    assert teller.submit(page, given).status_code == 303
    assert "me@example.org" in teller.text(HOME)
    with make.session() as session:
        contact = session.exec(select(Contact)).one()
        assert (contact.may_tell_answers, contact.may_ask_again, contact.may_remind) == (1, 1, 0)
        assert [one.months for one in session.exec(select(FollowUp))] == [6, 12]
    assert teller.submit(page, {"act": "remove"}).status_code == 303
    with make.session() as session:
        assert session.exec(select(Contact)).all() == []
        assert all(one.ended_at for one in session.exec(select(FollowUp)))


def test_a_name_goes_with_it_or_none(make: Factory, story: Story, teller: CheckingClient) -> None:
    page = f"{HOME}/name"
    for wrong in ({}, {"identifiability": "named"}, {"identifiability": "nobody"}):
        assert teller.submit(page, wrong).status_code == 422
    given = {"identifiability": "chosen_name", "display_name": "Rose", "hide_place": "y"}
    assert teller.submit(page, given).status_code == 303
    assert "The name that goes with it is Rose. We do not show where it was." in teller.text(HOME)
    assert teller.submit(page, {"identifiability": "unnamed"}).status_code == 303
    assert "No name goes with your story." in teller.text(HOME)
    with make.session() as session:
        said = [one.identifiability for one in session.exec(select(ConsentEvent))]
        assert said[1:] == ["chosen_name", "unnamed"]
        assert not kept(make, story).hide_place


def test_how_it_is_now_is_told_again(
    make: Factory, bank: Bank, story: Story, teller: CheckingClient
) -> None:
    with bank.database.transaction() as session:
        session.add(FollowUp(submission_id=story.submission_id, months=6, due_on=date.today()))
    page = f"{HOME}/now"
    assert "How is it now?" in teller.text(HOME)
    assert teller.submit(page, {"words": "Still good."}).status_code == 422
    told = teller.submit(page, {"lasted": "partly", "words": "Some of it is still so today."})
    assert told.status_code == 200
    new_code = words(teller_page(told).xpath("//p[@class='sb-own__code']")[0])
    assert teller.get(page).status_code == 303
    with make.session() as session:
        said = session.exec(select(FollowUp)).one()
        assert said.lasted is Lasted.PARTLY
        assert said.answered_by_submission_id is not None
    assert teller.submit(HOME, {"code": new_code}, to=HOME).status_code == 303
    assert "Some of it is still so today." in teller.text(HOME)


def teller_page(response):  # type: ignore[no-untyped-def]
    import lxml.html

    return lxml.html.fromstring(response.get_data(as_text=True))


def test_a_copy_and_a_complaint(make: Factory, story: Story, teller: CheckingClient) -> None:
    saved = teller.submit(f"{HOME}/copy", {})
    assert saved.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(saved.data)) as archive:
        assert BODY[:40] in archive.read("read-me-first.html").decode()
    saved.close()

    page = f"{HOME}/complain"
    assert teller.submit(page, {"words": " "}).status_code == 422
    for _ in range(2):  # pressed twice
        assert teller.submit(page, {"words": "Nobody rang me."}).status_code == 303
    assert "Nobody rang me." in teller.text(HOME)
    with make.session() as session:
        complaint = session.exec(select(Complaint)).one()
        assert complaint.submission_id == story.submission_id


def said_by_us(page: HtmlElement) -> str:
    """What we say on a page, each line a sentence; not what anybody told or answered."""
    lines = page.xpath(
        "//main//*[self::p or self::li or self::h1 or self::h2 or self::h3 or self::label"
        " or self::legend or self::dt or self::dd or self::button or contains(@class, 'hint')]"
        "[not(ancestor-or-self::*[contains(@class, 'sb-own__words') or self::blockquote])]"
        "[not(.//p or .//li)]"
    )
    said = (words(line) for line in lines)
    return " ".join(line if line[-1:] in ".?!" else f"{line}." for line in said if line)


def test_a_child_of_nine_can_read_every_page(
    make: Factory,
    bank: Bank,
    manager: User,
    story: Story,
    teller: CheckingClient,
    client: CheckingClient,
) -> None:
    contract = make_contract(make, story)
    promise = make.commitment(contract, "connection", text="Tea.", unit="cups")
    link = make.link(manager, story, promise)
    with bank.database.transaction() as session:
        session.add(FollowUp(submission_id=story.submission_id, months=6, due_on=date.today()))
    pages = {HOME: client.page(HOME), "left": client.page(f"{HOME}/left")}
    parts = ("", "/words", "/told", "/worried", "/complain", "/copy", "/email", "/name", "/now")
    more = (f"/meant/{link.public_id}", "/take-back", *(f"/permissions/{p}" for p in Purpose))
    for part in (*parts, *more):
        pages[part] = teller.page(HOME + part)
    whole = teller.submit(f"{HOME}/take-back", {"what": "whole"})
    pages["confirm"] = teller_page(whole)
    teller.submit(f"{HOME}/take-back", {"what": "whole", "act": "confirm"})
    pages["taken back"] = teller.page(HOME)

    ages = {name: reading_age(said_by_us(page)) for name, page in pages.items()}
    assert {name: age for name, age in ages.items() if age > 9} == {}


def test_the_page_asks_the_database_as_often_however_much_there_is(
    make: Factory, bank: Bank, manager: User, story: Story, teller: CheckingClient
) -> None:
    contract = make_contract(make, story)

    def promise() -> None:
        make.link(manager, story, make.commitment(contract, "connection"))
        with bank.database.transaction() as session:
            answering.answer_story(
                session,
                make.actor(manager),
                story=session.get_one(Story, story.key),
                given=AnswerGiven("Thank you."),
            )

    promise()
    teller.get(HOME)
    with counted(bank.database) as first:
        teller.get(HOME)
    promise()
    promise()
    teller.get(HOME)
    with counted(bank.database) as then:
        teller.get(HOME)
    assert len(then) == len(first) <= 20
