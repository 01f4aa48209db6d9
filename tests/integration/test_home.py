"""Home: what needs whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storybank.app import Bank
from storybank.codebook.queries import codes_by_slug
from storybank.core.jobs.outbox import OutboxEvent
from storybank.intake import service as intake
from storybank.intake.models import Submission
from storybank.safeguarding import service as safeguarding
from storybank.verification.models import Finding
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]


def needs(client: CheckingClient) -> list[tuple[str, str]]:
    """Count with sentence, and where the button leads, line by line; every button works."""
    lines = []
    for item in client.page("/").xpath("//li[contains(@class, 'sb-needs__item')]"):
        count, sentence = (
            words(item.xpath(f".//*[@class='sb-needs__{part}']")[0])
            for part in ("count", "sentence")
        )
        (url,) = item.xpath(".//a/@href")
        assert client.get(url).status_code == 200, url
        lines.append((f"{count} {sentence}", url))
    return lines


def said(client: CheckingClient) -> list[str]:
    return [line for line, _ in needs(client)]


@pytest.mark.parametrize(
    "role",
    [
        "administrator",
        "contract_manager",
        "contributor",
        "verifier",
        "board_reader",
        "safeguarding_lead",
        "analyst",
    ],
)
def test_home_empty_installation_teaches_every_role(
    make: Factory, sign_in: SignIn, role: str
) -> None:
    client = sign_in(make.user(role))
    page = client.page("/")
    assert needs(client) == []
    teaches = words(page)
    assert "Nothing needs you just now" in teaches or page.xpath("//*[@class='sb-empty']")
    for url in page.xpath("//main//a/@href"):
        assert client.get(url).status_code == 200, url


def test_home_contract_manager_in_order_of_consequence(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    manager = make.user("contract_manager")
    sender = make.user("contributor")
    contract = make.contract(manager.organisation)
    with make.session() as session:
        themes = list(codes_by_slug(session))
    kept, silent = make.commitment(contract, themes[0]), make.commitment(contract, themes[1])
    assert silent
    story = make.story(manager, sender=sender, contract=contract)
    make.run_pipeline()
    make.submission(sender, contract=contract)
    make.submission(sender, contract=contract)
    client = sign_in(manager)
    lines = said(client)
    assert lines[0] == "2 stories wait to be accepted"
    assert lines[-2:] == ["2 promises are silent", "2 promises are nobody’s business"]
    words_against = "But they have cut the bus and I cannot get to the doctor."
    make.link(manager, story, kept, words=words_against, stance="contradicts")
    lines = said(client)
    assert lines[0] == "1 promise is contradicted"
    assert lines[-2] == "1 promise is silent"
    assert "1 story has suggested codes" in lines
    # Another body's contracts and stories are no business of theirs.
    assert said(sign_in(make.user("contract_manager"))) == []


def test_home_safeguarding_lead_first_what_is_raised(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    manager, lead = make.user("contract_manager"), make.user("safeguarding_lead", "analyst")
    first, second = make.story(manager), make.story(manager)
    for story in (first, second):
        with bank.database.transaction() as session:
            submission = session.get_one(Submission, story.submission_id)
            concern = safeguarding.raise_concern(
                session, make.actor(lead), submission=submission, because="She is afraid."
            )
    with bank.database.transaction() as session:
        concern = session.merge(concern)
        safeguarding.hold(session, make.actor(lead), concern=concern, reason="Told the police.")
    lines = said(sign_in(lead))
    assert lines[0] == "1 concern waits for you"
    assert "1 story is held back" in lines
    assert said(sign_in(manager)) == []


def test_home_verifier_counts_only_what_they_are_independent_of(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    manager, verifier = make.user("contract_manager"), make.user("verifier")
    own = make.user("verifier", organisation=manager.organisation)
    contract = make.contract(manager.organisation)
    with make.session() as session:
        theme = next(iter(codes_by_slug(session)))
    commitment = make.commitment(contract, theme)
    story = make.story(manager, sender=make.user("contributor"), contract=contract)
    make.run_pipeline()
    link = make.link(manager, story, commitment)
    client = sign_in(verifier)
    assert said(client) == ["1 claim waits to be checked"]
    assert said(sign_in(own)) == []
    make.finding(verifier, link, Finding.PARTLY_UPHELD, reason="The club met on half the Tuesdays.")
    assert said(client) == []
    page = sign_in(manager).text("/")
    assert "Newest findings" in page
    assert "Partly upheld" in page
    assert "Newest findings" not in sign_in(make.user("contract_manager")).text("/")


def test_home_contributor_sees_what_became_of_their_own(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    contributor, manager = make.user("contributor"), make.user("contract_manager")
    declined, _waiting = make.submission(contributor), make.submission(contributor)
    with bank.database.transaction() as session:
        intake.decline_submission(
            session,
            make.actor(manager),
            submission=session.get_one(Submission, declined.key),
            reason="It names a nurse.",
        )
    client = sign_in(contributor)
    assert said(client) == ["1 story of yours was declined", "1 story is on its way"]
    assert "The reason: It names a nurse." in client.text("/")
    assert said(sign_in(make.user("contributor"))) == []


def test_home_board_reader_promises_and_report(make: Factory, sign_in: SignIn) -> None:
    manager = make.user("contract_manager")
    with make.session() as session:
        theme = next(iter(codes_by_slug(session)))
    make.commitment(make.contract(manager.organisation), theme)
    page = sign_in(make.user("board_reader", organisation=manager.organisation)).page("/")
    assert "0 of 1 promise spoken of" in words(page)
    assert "/reports" in page.xpath("//main//a/@href")


def test_home_administrator_sees_work_that_fails(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    client = sign_in(make.user("administrator"))
    assert "How this Storybank stands" in client.text("/")
    with bank.database.transaction() as session:
        session.add(OutboxEvent(event="StorySaved", subject_id=1, attempts=2, error="ValueError"))
    assert said(client) == ["1 piece of work keeps failing"]
    assert "1 piece waiting, 1 of them failing" in client.text("/")


@pytest.mark.parametrize(
    "role", ["contract_manager", "contributor", "safeguarding_lead", "analyst"]
)
def test_home_statements_do_not_grow_with_stories(
    make: Factory, bank: Bank, sign_in: SignIn, role: str
) -> None:
    manager = make.user("contract_manager")
    reader = make.user(role, organisation=manager.organisation)
    sender = make.user("contributor", organisation=manager.organisation)
    contract = make.contract(manager.organisation)

    def add(many: int) -> None:
        for _ in range(many):
            make.story(manager, sender=sender, contract=contract)
            make.submission(sender, contract=contract)
        make.run_pipeline()

    add(3)
    client = sign_in(reader)
    client.get("/")
    with counted(bank.database) as few:
        client.get("/")
    add(27)
    with counted(bank.database) as many:
        client.get("/")
    assert len(many) == len(few)


def test_health_needs_no_account(client: CheckingClient) -> None:
    assert client.get("/health").get_json() == {"status": "ok"}
