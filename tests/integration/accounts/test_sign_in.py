"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from storybank.accounts import service
from storybank.accounts.rules import Actor
from storybank.app import Bank, create_app
from storybank.audit.queries import list_events
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
GENERIC = "That e-mail address and password do not go together."


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def test_sign_in_page_says_what_storybank_is(client: CheckingClient) -> None:
    page = client.text("/sign-in")
    assert "keeps what people told us" in page
    assert "Demonstration accounts" not in page


def test_sign_in_right_password_opens_home_and_is_recorded(
    make: Factory, bank: Bank, client: CheckingClient
) -> None:
    user = make.user("analyst")
    client.sign_in(f"  {user.email.upper()} ", make.password)
    assert user.name in client.text("/")
    with bank.database.reading() as session:
        event = list_events(session, per_page=1)[0]
    assert (event.act, event.actor_id) == ("sign_in", user.id)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("person2@example.org", "another password"),
        ("nobody@example.org", "another password"),
        ("not an address", "another password"),
        ("person2@example.org", ""),
        ("", "another password"),
        ("", ""),
    ],
)
def test_sign_in_wrong_gives_one_generic_error(
    make: Factory, client: CheckingClient, email: str, password: str
) -> None:
    assert make.user("analyst").email == "person2@example.org"
    response = client.submit("/sign-in", {"email": email, "password": password})
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert text.count(GENERIC) == 1
    assert "<title>Error: Sign in" in text
    assert f'value="{email}"' in text or not email
    assert "another password" not in text


def test_sign_in_closed_account_same_generic_error(
    make: Factory, bank: Bank, client: CheckingClient
) -> None:
    user = make.user("analyst")
    with bank.database.transaction() as session:
        service.set_active(session, Actor.operator(), user=session.merge(user), active=False)
    response = client.submit("/sign-in", {"email": user.email, "password": make.password})
    assert response.status_code == 200
    assert GENERIC in response.get_data(as_text=True)


def test_sign_in_goes_on_to_the_page_asked_for(make: Factory, client: CheckingClient) -> None:
    asked = client.get("/search?q=bus&theme=x")
    assert asked.location == "/sign-in?next=/search?q%3Dbus%26theme%3Dx"
    user = make.user("analyst")
    page = client.page(asked.location)
    wanted = page.xpath("//input[@name='next']/@value")[0]
    response = client.submit(
        asked.location,
        {"email": user.email, "password": make.password, "next": wanted},
        to="/sign-in",
    )
    assert response.location == "/search?q=bus&theme=x"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "////evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("where", ["form", "address"])
def test_sign_in_never_leads_elsewhere(
    make: Factory, client: CheckingClient, elsewhere: str, where: str
) -> None:
    user = make.user("analyst")
    data = {"email": user.email, "password": make.password}
    if where == "form":
        response = client.submit("/sign-in", {**data, "next": elsewhere})
    else:
        data["csrf_token"] = client.token("/sign-in")
        response = client.post("/sign-in", data=data, query_string={"next": elsewhere})
    assert response.status_code == 302
    goes_to = urlsplit(urljoin("http://localhost/sign-in", response.location))
    assert (goes_to.scheme, goes_to.netloc) == ("http", "localhost")
    assert "\\" not in response.location  # browsers read it as a slash


def test_sign_in_without_token_refused(make: Factory, client: CheckingClient) -> None:
    user = make.user("analyst")
    response = client.post("/sign-in", data={"email": user.email, "password": make.password})
    assert response.status_code == 400
    assert client.get("/").status_code == 302


def test_sign_in_too_many_tries_pauses(bank: Bank) -> None:
    app = create_app(bank.settings, bank)  # type: ignore[arg-type]
    app.testing = True
    app.test_client_class = CheckingClient
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    data = {"email": "a@example.org", "password": "x", "csrf_token": client.token("/sign-in")}
    codes = [client.post("/sign-in", data=data).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]
    assert client.get("/sign-in").status_code == 200


def test_sign_out_ends_the_session(make: Factory, sign_in: SignIn) -> None:
    client = sign_in(make.user("analyst"))
    response = client.submit("/", {}, to="/sign-out")
    assert response.status_code == 302
    assert client.get("/").status_code == 302


def test_sign_in_demonstration_names_accounts_without_password(
    make: Factory, bank: Bank, client: CheckingClient
) -> None:
    open_, closed = make.user("verifier"), make.user("analyst")
    with bank.database.transaction() as session:
        service.mark_demonstration(session, Actor.operator())
        service.set_active(session, Actor.operator(), user=session.merge(closed), active=False)
    page = client.page("/sign-in")
    text = words(page)
    assert "Demonstration accounts" in text
    assert f"{open_.email} Independent verifier" in text
    assert closed.email not in text
    assert make.password not in text
