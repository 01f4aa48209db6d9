from __future__ import annotations

import pytest

from storybank.accounts.rules import Actor
from storybank.codebook import queries, service
from tests.factories.bank import Factory
from tests.integration.codebook.test_local_themes import BODY, THEME
from tests.sql_statements import counted

TYPED = {**THEME, "examples": "\n".join(THEME["examples"])}


@pytest.fixture
def analyst(make: Factory):
    return make.user("analyst")


def add(make: Factory, **values: object) -> None:
    with make.bank.database.transaction() as session:
        service.add_theme(session, Actor.operator(), **{**THEME, **values})


def test_a_theme_is_added_by_form_and_shown(sign_in, analyst) -> None:
    client = sign_in(analyst)

    answer = client.submit("/codebook/new", TYPED)

    assert (answer.status_code, answer.location) == (303, "/codebook/animals")
    page = client.get("/codebook/animals").text
    assert "Grooming the ponies calms me down." in page
    assert "Animals" in client.get("/codebook").text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Give the theme a name."),
        ({"examples": "Only one sentence here."}, "Here are 1"),
        ({"examples": "Dog.\nI had a cat once."}, "Example 1 is too short"),
        ({"name": "A secure and decent home"}, "There is a theme of this name"),
        ({"group": "nowhere"}, "Choose the group"),
    ],
)
def test_what_will_not_do_is_said_and_kept_in_the_form(sign_in, analyst, values, words) -> None:
    answer = sign_in(analyst).submit("/codebook/new", {**TYPED, **values})

    assert answer.status_code == 422
    assert words in answer.text
    assert "Living with and looking after animals" in answer.text


def test_a_theme_is_changed_retired_and_used_again(sign_in, analyst, make: Factory) -> None:
    add(make)
    client = sign_in(analyst)

    answer = client.submit("/codebook/animals/edit", {**TYPED, "name": "Pets"})
    assert answer.location == "/codebook/animals"
    assert "Pets" in client.get("/codebook/animals").text
    assert client.submit("/codebook/animals/retire", {}).status_code == 303
    assert "Retired" in client.get("/codebook").text
    answer = client.submit("/codebook/animals", {}, to="/codebook/animals/restore")
    assert answer.status_code == 303
    assert "Retired" not in client.get("/codebook").text


def test_a_local_theme_stands_in_every_list_and_a_retired_one_in_none(
    sign_in, make: Factory
) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    story = make.story(manager, body=BODY, contract=contract)
    add(make)
    make.run_pipeline()
    client = sign_in(manager)
    pages = (
        f"/tagging/stories/{story.public_id}/add",
        f"/contracts/{contract.public_id}/commitments/new",
    )

    assert all("Animals" in client.get(page).text for page in pages)
    assert "like your example “My dog gets me" in client.get(f"/stories/{story.public_id}").text
    client.submit("/codebook/animals/retire", {})
    make.run_pipeline()
    client.get("/codebook")  # says that it is retired
    assert not any("Animals" in client.get(page).text for page in pages)


def test_a_confirmed_local_theme_is_found_counted_and_reported(sign_in, make: Factory) -> None:
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation)
    add(make)
    story = make.story(manager, body=BODY, contract=contract)
    make.run_pipeline()
    make.coding(manager, story, 1, "animals")
    make.run_pipeline()
    client = sign_in(manager)

    assert "Animals" in client.get("/search?theme=animals").text
    assert "1 sentence" in client.get("/codebook/animals").text
    assert "Animals" in client.get(f"/reports/preview?contract={contract.public_id}").text


def test_the_hubs_themes_cannot_be_changed_by_address(sign_in, analyst) -> None:
    client = sign_in(analyst)

    assert client.get("/codebook/home").status_code == 200
    answer = client.submit("/codebook/home/retire", {})
    assert answer.status_code in (409, 422)
    assert "the same everywhere" in answer.text
    assert client.get("/codebook/nothing-of-that-name").status_code == 404


def test_learning_says_when_too_little_is_decided(sign_in, analyst) -> None:
    client = sign_in(analyst)

    assert client.submit("/codebook", {}, to="/codebook/learn").status_code == 303
    assert "decided too little yet" in client.get("/codebook").text


@pytest.mark.parametrize("role", ["board_reader", "verifier", "contributor", "administrator"])
def test_other_roles_are_refused(sign_in, make: Factory, role: str) -> None:
    client = sign_in(make.user(role))

    assert client.get("/codebook").status_code == 403
    assert client.get("/codebook/new").status_code == 403


def test_the_list_costs_the_same_for_many_themes(sign_in, analyst, make: Factory, bank) -> None:
    client = sign_in(analyst)
    client.get("/codebook")
    with counted(bank.database) as few:
        client.get("/codebook")
    for number in range(5):
        add(make, name=f"Theme {number}")
    with counted(bank.database) as many:
        client.get("/codebook")

    assert len(many) == len(few)
    with make.session() as session:
        assert len(queries.list_local_codes(session)) == 5
