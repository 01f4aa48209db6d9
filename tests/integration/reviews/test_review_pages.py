"""The pages of running a contract, as its people go through them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import url_for
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.app import Bank
from storybank.audit.models import AuditEvent
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.reviews.models import Effect, Pledge, Review, ReviewAction, Shortfall
from storybank.stories.models import Story
from storybank.web.auth import MARK
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
SAID = "Now I have friends I ring every day."
TODAY = clock.today()


@dataclass
class Desk:
    """A contract with one promise, one story linked to it, and its manager's browser."""

    manager: User
    contract: Contract
    promise: Commitment
    story: Story
    client: CheckingClient

    @property
    def base(self) -> str:
        return f"/reviews/contracts/{self.contract.public_id}"


@pytest.fixture
def desk(make: Factory, sign_in: SignIn) -> Desk:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract)
    story = make.story(
        manager, contract=contract, purposes=(Purpose.CONTRACT_MANAGEMENT,), title="A Tuesday"
    )
    make.link(manager, story, promise, words=SAID)
    return Desk(manager, contract, promise, story, sign_in(manager))


def day(name: str, value: date) -> dict[str, list[str]]:
    return {name: [str(value.day), str(value.month), str(value.year)]}


def kept(client: CheckingClient, url: str, data: dict[str, Any]) -> str:
    """Send a form that is kept; gives where it leads."""
    answer = client.submit(url, data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def test_a_review_is_planned_spoken_about_recorded_and_followed_up(desk: Desk) -> None:
    client, base = desk.client, desk.base
    assert "No review is planned" in client.text(base)
    kept(client, f"{base}/calendar", {"every_months": "3", **day("first_on", TODAY - timedelta(3))})
    page = client.page("/reviews")
    assert "Overdue" in words(page)
    (agenda_url,) = client.page(base).xpath("//a[text()='See the agenda']/@href")
    agenda = client.page(agenda_url)
    assert "Record this review" in words(agenda)
    box = client.page(f"{agenda_url}/hold").xpath("//textarea[starts-with(@name, 'note:')]/@name")[
        0
    ]

    # Something is missing: nothing typed is lost.
    answer = client.submit(
        f"{agenda_url}/hold", {"attended": "", box: "Sam explained.", "notes": "Tea was had."}
    )
    assert answer.status_code == 422
    assert "Sam explained." in answer.get_data(as_text=True)
    assert "Tea was had." in answer.get_data(as_text=True)

    kept(
        client,
        f"{agenda_url}/hold",
        {"attended": "Ann and Sam", box: "Sam explained.", **day("held_on", TODAY)},
    )
    record = client.page(agenda_url)
    assert "Sam explained." in words(record)
    (agree_url,) = record.xpath(
        "//a[contains(@class, 'govuk-button') and text()='Add what was agreed']/@href"
    )
    kept(
        client,
        agree_url,
        {
            "text": "Ring the bus company.",
            "side": "supplier",
            "owner": "Sam Field",
            "commitment": str(desk.promise.public_id),
            **day("due_on", TODAY - timedelta(1)),
        },
    )
    assert "Sam Field" in client.text(agenda_url)
    assert "Agreed, and late" in client.text("/reviews")
    (done_url,) = client.page(f"{base}/actions").xpath("//a[contains(@href, '/done')]/@href")
    kept(client, done_url, {"outcome": "They run again.", **day("done_on", TODAY)})
    assert "They run again." in client.text(f"{base}/actions")
    kept(
        client,
        f"{base}/check-ins/new",
        {"spoke_to": "Sam Field", "note": "All quiet.", **day("held_on", TODAY)},
    )
    assert "All quiet." in client.text(base)


def test_ratings_quote_footnotes_only_to_whom_they_are_open(
    desk: Desk, make: Factory, sign_in: SignIn
) -> None:
    url = f"{desk.base}/ratings/new?commitment={desk.promise.public_id}"
    (passage,) = desk.client.page(url).xpath("//input[@name='footnotes']/@value")
    period = {**day("from_on", date(2026, 1, 1)), **day("to_on", date(2026, 3, 31))}
    answer = desk.client.submit(url, {**period, "word": "good", "reason": ""})
    assert answer.status_code == 422
    kept(
        desk.client,
        url,
        {**period, "word": "good", "reason": "She says so herself.", "footnotes": passage},
    )
    page = f"{desk.base}/ratings"
    assert SAID in desk.client.text(page)
    board = sign_in(make.user("board_reader", organisation=desk.manager.organisation))
    read = board.text(page)
    assert "She says so herself." in read
    assert SAID not in read
    assert "not yours to read" in read
    sign_in(make.user("contract_manager")).page(page, status=404)
    board.page(url, status=403)


def test_a_promise_that_nobody_spoke_of_is_rated_without_words(desk: Desk, make: Factory) -> None:
    silent = make.commitment(desk.contract)
    url = f"{desk.base}/ratings/new?commitment={silent.public_id}"
    period = {**day("from_on", date(2026, 1, 1)), **day("to_on", date(2026, 3, 31))}
    kept(desk.client, url, {**period, "word": "inadequate", "reason": "Nothing was done."})
    assert "Nothing was done." in desk.client.text(f"{desk.base}/ratings")


def test_shortfall_from_notice_to_remedy(desk: Desk, make: Factory, sign_in: SignIn) -> None:
    start = f"/reviews/commitments/{desk.promise.public_id}/shortfalls/new"
    url = kept(desk.client, start, {"notice": "Half are missing.", **day("noticed_on", TODAY)})
    again = desk.client.submit(start, {"notice": "Again.", **day("noticed_on", TODAY)})
    assert again.status_code == 422
    board = sign_in(make.user("board_reader", organisation=desk.manager.organisation))
    assert "Promises not kept" in board.text("/reviews")
    assert "1 promise is not kept" in board.text("/")
    promise = f"/contracts/commitments/{desk.promise.public_id}"
    assert "Notice was given that this is not kept" in board.text(promise)
    assert "Give notice" not in board.text(promise)
    kept(
        desk.client,
        f"{url}/plan",
        {"plan": "Sam hires two.", **day("plan_due_on", TODAY - timedelta(2))},
    )
    assert "overdue" in desk.client.text(url)
    settled = {"remedy": "Ten weeks’ fee kept back.", "status": "remedy_taken"}
    kept(desk.client, f"{url}/settle", {**settled, **day("settled_on", TODAY)})
    told = desk.client.text(url)
    assert "Remedy of the contract used" in told
    assert told.count("Person ") >= 3  # who did what
    assert (
        desk.client.submit(f"{url}/settle", {**settled, **day("settled_on", TODAY)}).status_code
        == 422
    )


def test_pledge_followed_up_after_twelve_months_with_its_barrier(
    desk: Desk, make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    made = {"made_by": "Ann", "text": "I will visit twice.", "contract": ""}
    url = kept(desk.client, "/reviews/pledges/new", {**made, **day("made_on", date(2025, 1, 31))})
    with make.session() as session:
        pledge = session.get_one(Pledge, 1)
        assert pledge.follow_up_on == date(2026, 1, 31)
    assert "Ask now" in desk.client.text(url)
    follow = f"/reviews/pledges/{pledge.public_id}/follow-up"
    answer = desk.client.submit(follow, {"result": "not_kept", "note": "I meant to."})
    assert answer.status_code == 422
    assert "I meant to." in answer.get_data(as_text=True)
    kept(desk.client, follow, {"result": "not_kept", "barrier": "No car to get there."})
    assert "No car to get there." in desk.client.text("/reviews/pledges")
    assert "No car" not in sign_in(make.user("contract_manager")).text("/reviews/pledges")


def test_impact_screen_flags_harm_with_nothing_done_and_is_held_against_stories(
    desk: Desk, make: Factory
) -> None:
    effect = {"is_positive": "worse", "group": "People without cars", "pillar": "social"}
    kept(desk.client, f"{desk.base}/screen/new", {**effect, "text": "They cannot get there."})
    screen = desk.client.page(f"{desk.base}/screen")
    assert "Nothing is done about it" in words(screen)
    (check_url,) = screen.xpath("//a[contains(@href, '/check')]/@href")
    answer = desk.client.submit(check_url, {"finding": "happened", "story": "", "note": ""})
    assert answer.status_code == 422
    kept(
        desk.client,
        check_url,
        {"finding": "happened", "story": str(desk.story.public_id), "note": ""},
    )
    kept(desk.client, check_url.replace("/check", "/mitigation"), {"mitigation": "A minibus."})
    told = desk.client.text(f"{desk.base}/screen")
    assert "It happened" in told
    assert "A Tuesday" in told
    assert "Nothing is done about it" not in told


def test_handover_tells_a_newcomer_with_the_newest_note_first(desk: Desk) -> None:
    for note in ("Ring Sam, never write.", "Sam has left; ring Kim."):
        kept(desk.client, f"{desk.base}/handover/note", {"note": note})
    page = desk.client.page(f"{desk.base}/handover")
    told = words(page)
    assert told.index("Sam has left") < told.index("Ring Sam, never write.")
    assert "A Tuesday" in told
    assert "Some Supplier Ltd" in told


def test_pages_statements_do_not_grow_with_the_contract(
    desk: Desk, make: Factory, bank: Bank
) -> None:
    pages = ["/reviews", desk.base, f"{desk.base}/handover", f"{desk.base}/ratings"]

    def count() -> list[int]:
        found = []
        for url in pages:
            with counted(bank.database) as statements:
                desk.client.page(url)
            found.append(len(statements))
        return found

    count()
    few = count()
    for number in range(6):
        promise = make.commitment(desk.contract, text=f"Promise {number}.")
        make.link(desk.manager, make.story(desk.manager, contract=desk.contract), promise)
        make.contract(desk.manager.organisation)
    assert count() == few


def test_pages_are_shut_to_other_bodies_and_acts_to_readers(
    desk: Desk, make: Factory, sign_in: SignIn
) -> None:
    """Every address of the blueprint, with the ids of things of this body."""
    kept(desk.client, f"{desk.base}/calendar", {"every_months": "3", **day("first_on", TODAY)})
    start = f"/reviews/commitments/{desk.promise.public_id}/shortfalls/new"
    kept(desk.client, start, {"notice": "Half are missing.", **day("noticed_on", TODAY)})
    said = {"text": "Ring them.", "side": "buyer", "owner": "Ann", "commitment": ""}
    kept(desk.client, f"{desk.base}/actions/new", {**said, **day("due_on", TODAY)})
    effect = {"is_positive": "worse", "group": "Carers", "pillar": "social", "text": "Less rest."}
    kept(desk.client, f"{desk.base}/screen/new", effect)
    pledge = {"made_by": "Ann", "text": "I will visit.", "contract": ""}
    kept(desk.client, "/reviews/pledges/new", {**pledge, **day("made_on", TODAY)})
    with make.session() as session:
        ids = {
            name: session.get_one(model, 1).public_id
            for name, model in (
                ("review_id", Review),
                ("shortfall_id", Shortfall),
                ("action_id", ReviewAction),
                ("effect_id", Effect),
                ("pledge_id", Pledge),
            )
        }
        details = str([event.detail for event in session.exec(select(AuditEvent)).all()])
    ids |= {"contract_id": desk.contract.public_id, "commitment_id": desk.promise.public_id}
    stranger = sign_in(make.user("contract_manager"))
    board = sign_in(make.user("board_reader", organisation=desk.manager.organisation))
    app = desk.client.application
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("reviews.")]
    assert len(rules) > 25
    for rule in rules:
        with app.test_request_context():
            url = url_for(rule.endpoint, **{name: ids[name] for name in rule.arguments})
        assert desk.client.get(url).status_code == 200, url
        if rule.arguments:
            assert stranger.get(url).status_code == 404, url
        acts = getattr(app.view_functions[rule.endpoint], MARK) is Action.RUN_REVIEW
        assert board.get(url).status_code == (403 if acts else 200), url
    # The record holds ids and counts, and no words.
    for words_typed in ("Half are missing", "Ring them", "Ann", "Carers", "Less rest", "visit"):
        assert words_typed not in details
