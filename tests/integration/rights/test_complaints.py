"""Complaints: the 30-day clock, who reads them, and what goes out of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.intake.models import Submission
from storybank.notices.models import Notice
from storybank.rights import service
from storybank.rights.models import Complaint
from storybank.stories.models import Story
from storybank.telling.models import Contact
from storybank.telling.service import issue_return_code
from tests.factories.bank import BODY, Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[[User], CheckingClient]
WORDS = "=Nobody ever rang me back about the bus."


@pytest.fixture
def officer(make: Factory) -> User:
    return make.user("data_protection_officer", organisation=make.organisation(name="Council"))


def complaint(bank: Bank, officer: User, make: Factory, days_ago: int = 0) -> Complaint:
    with bank.database.transaction() as session:
        return service.log_complaint(
            session,
            make.actor(officer),
            words=WORDS,
            how="letter",
            received_on=date.today() - timedelta(days=days_ago),
        )


def test_the_clock_runs_from_the_day_it_came(
    make: Factory, bank: Bank, officer: User, sign_in: SignIn
) -> None:
    for days in (3, 31, 10):
        complaint(bank, officer, make, days)
    client = sign_in(officer)
    page = client.text("/complaints")

    assert "3 complaints are open; 1 should have been acknowledged by now." in page
    assert WORDS not in page
    urls = client.page("/complaints").xpath("//a[@class='sb-lines__link']/@href")
    assert "Overdue" in client.text(urls[0])
    assert WORDS in client.text(urls[0])
    ahead = (date.today() + timedelta(days=1)).isoformat()
    to = f"{urls[0]}/acknowledge"
    assert client.submit(urls[0], {"acknowledged_on": ahead}, to=to).status_code == 422
    today = date.today().isoformat()
    assert client.submit(urls[0], {"acknowledged_on": today}, to=to).status_code == 303
    assert client.page("/complaints").xpath("//a[@class='sb-lines__link']/@href")[-1] == urls[0]

    answer = {"outcome": "upheld", "answer": "We rang on Monday."}
    to = f"{urls[0]}/answer"
    assert client.submit(urls[0], {"answer": "We rang."}, to=to).status_code == 422
    assert client.submit(urls[0], answer, to=to).status_code == 303
    assert "We got it wrong" in client.text(urls[0])
    assert "We rang on Monday." in client.text(urls[0])
    again = client.post(to, data={"csrf_token": client.token("/complaints/new"), **answer})
    assert again.status_code == 422
    assert len(client.page("/complaints").xpath("//a[@class='sb-lines__link']")) == 2


def test_a_complaint_is_its_officers_alone(
    make: Factory, bank: Bank, officer: User, sign_in: SignIn
) -> None:
    url = f"/complaints/{complaint(bank, officer, make).public_id}"
    council = officer.organisation

    assert sign_in(make.user("data_protection_officer")).get(url).status_code == 404
    for role in ("administrator", "contract_manager", "safeguarding_lead"):
        assert sign_in(make.user(role, organisation=council)).get(url).status_code == 403


def test_the_table_holds_no_words_and_the_list_asks_no_more_as_it_grows(
    make: Factory, bank: Bank, officer: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    complaint(bank, officer, make)
    client.get("/complaints")
    with counted(bank.database) as first:
        client.get("/complaints")
    for _ in range(5):
        complaint(bank, officer, make, 40)
    with counted(bank.database) as then:
        client.get("/complaints")
    table = client.get("/complaints/list.csv").get_data(as_text=True)

    assert len(then) == len(first)
    assert len(table.splitlines()) == 7
    assert "bus" not in table
    assert "overdue" in table


def test_a_complaint_is_written_down(make: Factory, officer: User, sign_in: SignIn) -> None:
    client = sign_in(officer)
    given = {"how": "phone", "received_on": ["1", "1", "2026"], "words": WORDS}
    for wrong in ({"words": ""}, {"how": "pigeon"}, {"received_on": ["1", "1", "2999"]}):
        assert client.submit("/complaints/new", {**given, **wrong}).status_code == 422, wrong
    unknown = client.submit("/complaints/new", {**given, "about": "1234 1234 1234 1234"})
    assert unknown.status_code == 422
    assert WORDS[1:] in unknown.get_data(as_text=True)
    assert client.submit("/complaints/new", given).status_code == 303
    with make.session() as session:
        acts = session.exec(select(AuditEvent).where(AuditEvent.act == "take_complaint")).one()
        assert acts.detail == {"door": "staff"}


def test_those_who_must_hear_of_it_are_told_without_words(
    make: Factory, bank: Bank, officer: User
) -> None:
    story = make.story(make.user("contract_manager", organisation=officer.organisation))
    with bank.database.transaction() as session:
        submission = session.get_one(Submission, story.submission_id)
        session.add(
            Contact(submission_id=submission.key, email="me@example.org", may_tell_answers=True)
        )
        teller = Actor.teller(submission.key)
        one = service.complain(session, teller, submission=submission, words=WORDS)
        actor = make.actor(officer)
        service.answer_complaint(session, actor, complaint=one, answer="We rang.", outcome="upheld")
        told = session.exec(select(Notice).order_by(Notice.id)).all()  # type: ignore[arg-type]

        assert one.organisation_id == officer.organisation_id
        assert [(notice.template, notice.email) for notice in told] == [
            ("complaint_received", officer.email),
            ("complaint_answered", "me@example.org"),
        ]
        assert "bus" not in str([notice.values for notice in told])


def test_a_copy_is_given_to_whoever_asks_by_letter(
    make: Factory, bank: Bank, officer: User, sign_in: SignIn
) -> None:
    story = make.story(make.user("contract_manager", organisation=officer.organisation))
    foreign: Story = make.story(make.user("contract_manager"))
    with bank.database.transaction() as session:
        own, other = (session.get_one(Submission, one.submission_id) for one in (story, foreign))
        code = issue_return_code(session, submission=own, key=bank.return_key)
        numbers = [str(own.public_id), str(other.public_id)]
    client = sign_in(officer)
    page = "/complaints/copies"

    for about, known in (("", "code"), (numbers[1], "code"), (code, ""), (code, "a friend")):
        assert client.submit(page, {"about": about, "known": known}).status_code == 422
    for about in (code, numbers[0]):
        saved = client.submit(page, {"about": about, "known": "papers"})
        with zipfile.ZipFile(io.BytesIO(saved.data)) as archive:
            assert BODY[:40] in archive.read("read-me-first.html").decode()
        saved.close()
