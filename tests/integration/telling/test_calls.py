"""Calls for stories, their posters, and the numbers to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from storybank.accounts.models import Organisation, User
from storybank.app import Bank
from storybank.core import clock
from storybank.core.errors import NotAllowed
from storybank.telling import queries, service
from storybank.telling.models import Call
from tests.factories.bank import Factory
from tests.factories.telling import open_call, send, told
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]
FORM = {
    "title": "Lunch clubs",
    "ask": "What changed for you?",
    "about": "We pay for them.",
    "readers": "Staff of the council.",
    "opens_on": ["1", "1", "2026"],
    "purposes": ["board"],
}


def test_a_call_is_opened_by_form_and_tells_what_came_of_it(
    make: Factory, sign_in: SignIn, client: CheckingClient
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    staff = sign_in(manager)

    opened = staff.submit("/calls/new", {**FORM, "contract": str(contract.public_id)})
    where = opened.headers["Location"]
    send(client, "lunch-clubs")
    told(client, "lunch-clubs", before={"before": "Begun, and never sent."})
    page = staff.page(where)

    facts = [words(one) for one in page.xpath("//div[@class='sb-facts__fact']")]
    assert facts == ["Begun 2", "Sent 1", "Time a story took (median) 1 minute"]
    assert "127.0.0.1:8000/tell/lunch-clubs" in words(page)
    poster = staff.text(f"{where}/poster")
    assert "What changed for you?" in poster
    assert "999" in poster
    picture = staff.get(f"{where}/code.svg")
    assert (picture.mimetype, picture.data[:4]) == ("image/svg+xml", b"<svg")


def test_a_call_that_will_not_do_says_why_at_its_field(make: Factory, sign_in: SignIn) -> None:
    staff = sign_in(make.user("contributor"))
    wrong = {
        "title": "",
        "ask": "x" * 201,
        "about": "",
        "readers": "",
        "place": "Nowhere at all",
        "contract": "no-such-contract",
        "slug": "Two Words",
        "closes_on": ["1", "1", "2020"],
        "opens_on": ["31", "2", "2026"],
    }
    for field, value in wrong.items():
        page = staff.submit("/calls/new", {**FORM, "basis_note": "Typed already.", field: value})

        assert page.status_code == 422, field
        assert "govuk-error-message" in page.get_data(as_text=True), field
        assert "Typed already." in page.get_data(as_text=True), field


def test_a_taken_address_is_refused_and_a_made_one_is_counted_on(make: Factory) -> None:
    first, second = open_call(make), open_call(make)

    assert (first.slug, second.slug) == ("lunch-clubs", "lunch-clubs-2")


def test_only_the_organisation_that_asks_changes_its_call(
    make: Factory, sign_in: SignIn, bank: Bank
) -> None:
    charity = make.user("contributor", organisation=make.organisation("vcse"))
    manager = make.user("contract_manager")
    of_contract = open_call(make, charity, contract=make.contract(manager.organisation))
    of_nobody = open_call(make, charity)

    staff, other = sign_in(manager), sign_in(make.user("contributor"))
    assert staff.get(f"/calls/{of_contract.public_id}").status_code == 200
    assert staff.submit(
        f"/calls/{of_contract.public_id}/edit", {**FORM, "title": "Mine"}
    ).status_code in (403, 422)
    for client in (staff, other):
        assert client.get(f"/calls/{of_nobody.public_id}").status_code == 404
    with bank.database.transaction() as session, pytest.raises(NotAllowed):
        service.close_call(
            session, make.actor(manager), call=session.get_one(Call, of_contract.key)
        )


def test_a_closed_call_takes_what_was_begun_and_nothing_new(
    make: Factory, sign_in: SignIn, client: CheckingClient
) -> None:
    manager = make.user("contract_manager")
    call = open_call(make, manager)
    staff, where = sign_in(manager), f"/calls/{call.public_id}"
    check = told(client, call.slug)
    newcomer = client.application.test_client()
    assert isinstance(newcomer, CheckingClient)

    staff.submit(f"{where}/close", {})

    assert "No more stories are taken here" in newcomer.text(f"/tell/{call.slug}")
    assert client.submit(check, {"act": "send"}).status_code == 200
    staff.submit(where, {}, to=f"{where}/open-again")
    assert "Read on and start" in newcomer.text(f"/tell/{call.slug}")


def test_the_list_of_calls_asks_no_more_for_many_than_for_one(
    make: Factory, sign_in: SignIn, bank: Bank
) -> None:
    manager = make.user("contract_manager")
    staff = sign_in(manager)
    open_call(make, manager, contract=make.contract(manager.organisation))
    staff.get("/calls")
    with counted(bank.database) as one:
        staff.get("/calls")
    for number in range(4):
        open_call(make, manager, title=f"Call {number}", opens_on=clock.today() - timedelta(number))
    with counted(bank.database) as many:
        staff.get("/calls")

    assert len(many) == len(one)


def test_numbers_to_call_are_kept_by_an_administrator(
    make: Factory, sign_in: SignIn, client: CheckingClient, bank: Bank
) -> None:
    call = open_call(make)
    admin, home = sign_in(make.user("administrator")), "/statements/help-numbers"
    with bank.database.reading() as session:
        ours = str(session.get_one(Organisation, call.organisation_id).public_id)
        shipped = list(queries.list_help_numbers(session))

    bad = admin.submit(f"{home}/new", {"who": "A neighbour", "number": "ring me"})
    admin.submit(f"{home}/new", {"who": "Our own team", "number": "01632 960 001", "whose": ours})
    admin.submit(home, {}, to=f"{home}/{shipped[1].public_id}/up")
    for one in shipped[2:]:
        admin.submit(f"{home}/{one.public_id}/remove", {})
    admin.submit(f"{home}/{shipped[0].public_id}/remove", {})
    kept = admin.submit(f"{home}/{shipped[1].public_id}/remove", {}, follow_redirects=True)

    assert bad.status_code == 422
    assert "the only number that everybody is shown" in kept.get_data(as_text=True)
    page = client.page(f"/tell/{call.slug}")
    shown = page.xpath("//*[@class='sb-numbers__number']/text()")
    assert shown == [shipped[1].number, "01632 960 001"]
    other = client.page(f"/tell/{open_call(make, title='Another').slug}")
    assert other.xpath("//*[@class='sb-numbers__number']/text()") == [shipped[1].number]
