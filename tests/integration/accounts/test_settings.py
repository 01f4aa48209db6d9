"""People and organisations, and one's own account."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from storybank.accounts.queries import find_organisation, find_user
from storybank.app import Bank
from storybank.audit.queries import list_events
from tests.factories.bank import Factory
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
NEW = "a quite different password"
PAGES = (
    "/settings",
    "/settings/people/new",
    "/settings/organisations/new",
    f"/settings/people/{uuid4()}",
    f"/settings/people/{uuid4()}/password",
    f"/settings/people/{uuid4()}/close",
)


@pytest.fixture
def admin(make: Factory, sign_in: SignIn) -> CheckingClient:
    return sign_in(make.user("administrator"))


@pytest.mark.parametrize(
    "role",
    ["contract_manager", "contributor", "verifier", "board_reader", "safeguarding_lead", "analyst"],
)
def test_settings_others_refused(make: Factory, sign_in: SignIn, role: str) -> None:
    client = sign_in(make.user(role))
    assert [client.get(url).status_code for url in PAGES] == [403] * len(PAGES)


def test_settings_lists_people_in_fixed_statements(
    make: Factory, bank: Bank, admin: CheckingClient
) -> None:
    make.user("verifier")
    admin.get("/settings")
    with counted(bank.database) as few:
        admin.get("/settings")
    for _ in range(5):
        user = make.user("analyst", "board_reader")
    with counted(bank.database) as many:
        page = admin.text("/settings")
    assert len(many) == len(few)
    assert user.email in page
    assert "Board reader, Analyst" in page or "Analyst, Board reader" in page


def test_settings_new_person_can_sign_in(
    make: Factory, bank: Bank, admin: CheckingClient, app: object
) -> None:
    organisation = make.organisation("vcse", "Helping Hands")
    response = admin.submit(
        "/settings/people/new",
        {
            "name": "Åsa Lund",
            "email": "Asa@Example.org",
            "organisation": str(organisation.public_id),
            "roles": ["contributor", "analyst"],
            "password": "pässwörd with marks",
        },
    )
    assert response.status_code == 303
    with bank.database.reading() as session:
        user = find_user(session, "asa@example.org")
        assert user is not None
        assert {role.name for role in user.roles} == {"contributor", "analyst"}
        assert (user.password or "").startswith("$argon2")
    client = app.test_client()  # type: ignore[attr-defined]
    client.sign_in("asa@example.org", "pässwörd with marks")
    assert "Åsa Lund" in client.text("/")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Enter the person’s name."),
        ({"email": "nobody"}, "Enter an e-mail address, such as"),
        ({"email": "PERSON2@example.org"}, "Somebody already signs in"),
        ({"password": "elevenchars"}, "Use 12 characters or more."),
        ({"password": "x" * 201}, "Use 200 characters or fewer."),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["verifier", "contributor"]}, "Choose one or the other."),
        ({"roles": ["king"]}, "Choose one of the things listed"),
        ({"organisation": str(uuid4())}, "Choose an organisation."),
        ({"organisation": "x"}, "Choose an organisation."),
    ],
)
def test_settings_new_person_broken_rule_keeps_what_was_typed(
    make: Factory, bank: Bank, admin: CheckingClient, change: dict[str, object], says: str
) -> None:
    organisation = make.organisation()
    data = {
        "name": "Ann Other",
        "email": "ann@example.org",
        "organisation": str(organisation.public_id),
        "roles": ["analyst"],
        "password": NEW,
        **change,
    }
    response = admin.submit("/settings/people/new", data)
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert says in text
    assert "<title>Error: Add a person" in text
    assert NEW not in text
    assert change.get("name", 'value="Ann Other"') in text
    with bank.database.reading() as session:
        assert find_user(session, "ann@example.org") is None


def test_settings_changes_roles(make: Factory, bank: Bank, admin: CheckingClient) -> None:
    user = make.user("contributor")
    url = f"/settings/people/{user.public_id}"
    assert admin.submit(url, {"roles": ["analyst"]}).status_code == 303
    with bank.database.reading() as session:
        found = find_user(session, user.email)
        assert found is not None
        assert [role.name for role in found.roles] == ["analyst"]
    wrong = admin.submit(url, {"roles": ["verifier", "contract_manager"]})
    assert wrong.status_code == 422
    assert "Choose one or the other." in wrong.get_data(as_text=True)


def test_settings_closing_signs_out_and_opening_lets_in_again(
    make: Factory, admin: CheckingClient, sign_in: SignIn
) -> None:
    user = make.user("analyst")
    theirs = sign_in(user)
    url = f"/settings/people/{user.public_id}"
    assert "signed out everywhere" in admin.text(f"{url}/close")
    assert theirs.get("/").status_code == 200
    assert admin.submit(f"{url}/close", {}).status_code == 303
    assert theirs.get("/").status_code == 302
    assert "This account is closed" in admin.text(url)
    assert admin.submit(url, {}, to=f"{url}/open").status_code == 303
    sign_in(user)


def test_settings_closing_own_account_refused(make: Factory, sign_in: SignIn) -> None:
    user = make.user("administrator")
    client = sign_in(user)
    response = client.submit(f"/settings/people/{user.public_id}/close", {})
    assert response.status_code == 409
    assert "You cannot close your own account." in response.get_data(as_text=True)
    assert client.get("/").status_code == 200


def test_settings_sets_a_password(make: Factory, admin: CheckingClient, sign_in: SignIn) -> None:
    user = make.user("analyst")
    theirs = sign_in(user)
    url = f"/settings/people/{user.public_id}/password"
    assert admin.submit(url, {"password": "short"}).status_code == 422
    assert theirs.get("/").status_code == 200
    assert admin.submit(url, {"password": NEW}).status_code == 303
    assert theirs.get("/").status_code == 302
    theirs.sign_in(user.email, NEW)


def test_settings_new_organisation(make: Factory, bank: Bank, admin: CheckingClient) -> None:
    url = "/settings/organisations/new"
    assert admin.submit(url, {"name": "Old  Town Hall", "kind": "authority"}).status_code == 303
    with bank.database.reading() as session:
        assert find_organisation(session, "old town hall") is not None
    again = admin.submit(url, {"name": "old town HALL", "kind": "vcse"})
    assert again.status_code == 422
    assert "already an organisation of that name" in again.get_data(as_text=True)
    for data in ({"name": "", "kind": "vcse"}, {"name": "X"}, {"name": "X", "kind": "club"}):
        assert admin.submit(url, data).status_code == 422


def test_settings_unknown_person_not_found(admin: CheckingClient) -> None:
    assert admin.get(f"/settings/people/{uuid4()}").status_code == 404


def test_own_account_changes_password_and_stays_signed_in(
    make: Factory, bank: Bank, sign_in: SignIn
) -> None:
    user = make.user("contributor")
    here, elsewhere = sign_in(user), sign_in(user)
    assert "Contributor" in here.text("/account")
    changed = here.submit("/account", {"old": make.password, "password": NEW})
    assert changed.status_code == 303
    assert "Your password is changed." in here.text("/account")
    assert elsewhere.get("/").status_code == 302
    elsewhere.sign_in(user.email, NEW)
    with bank.database.reading() as session:
        assert "set_password" in {event.act for event in list_events(session)}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("not my password", NEW, "This is not the password you sign in with."),
        ("", NEW, "Enter your password of now."),
        (None, "short", "Use 12 characters or more."),
    ],
)
def test_own_account_wrong_changes_nothing(
    make: Factory, sign_in: SignIn, old: str | None, new: str, says: str
) -> None:
    user = make.user("board_reader")
    client = sign_in(user)
    data = {"old": make.password if old is None else old, "password": new}
    response = client.submit("/account", data)
    assert response.status_code == 422
    assert says in response.get_data(as_text=True)
    sign_in(user)
