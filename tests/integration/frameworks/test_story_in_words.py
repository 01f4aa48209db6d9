"""A story's confirmed codes, shown in the words of a framework."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.commitments.models import CommitmentItem, Contract
from storybank.frameworks import queries
from storybank.frameworks.models import Framework
from storybank.stories.models import Story
from tests.factories.bank import Factory

FRIENDS = "Now I have friends I ring every day."


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def story(make: Factory, manager: User) -> Story:
    story = make.story(manager, contract=make.contract(manager.organisation))
    make.run_pipeline()
    make.coding(manager, story, 2, "connection")
    make.coding(manager, story, 3, "home", "worse")
    return story


def framework(make: Factory, slug: str) -> Framework:
    with make.session() as session:
        return session.exec(select(Framework).where(Framework.slug == slug)).one()


def test_passages_stand_under_items_and_the_rest_is_said_to_be_outside(
    sign_in, make, manager, story
) -> None:
    client = sign_in(manager)
    there = f"/stories/{story.public_id}/frameworks"
    assert there in client.get(f"/stories/{story.public_id}").text

    told = client.text(f"{there}?framework={framework(make, 'svm-2020').public_id}")

    assert told.index("Improve community integration") < told.index("8.2 Influence staff")
    assert "Social connection and belonging (1 passage)" in told
    assert "Under 1.2, 8.2" in told, "both criteria speak of connection"
    assert told.index("8.2 Influence staff") < told.index(FRIENDS)
    assert told.index(FRIENDS) < told.index("Outside this framework")
    assert told.index("1 theme of this story has no item") < told.index("cut the bus")
    assert told.count(FRIENDS) == 1, "each passage is read once"
    asked = client.text(there)
    assert "Choose a framework to read this story’s 2 coded passages" in asked


def test_the_edition_of_the_contract_is_shown_first(sign_in, make, manager, story) -> None:
    five = framework(make, "five-ways")
    with make.bank.database.transaction() as session:
        contract = session.get_one(Contract, story.contract_id)
        contract.framework_id = five.id
        connect = queries.list_items(session, five.key)[0]
    promise = make.commitment(contract)
    with make.bank.database.transaction() as session:
        session.add(CommitmentItem(commitment_id=promise.key, item_id=connect.key))

    address = f"/stories/{story.public_id}/frameworks"
    client = sign_in(manager)

    told = client.text(address)

    assert "This story’s contract was let under this edition." in told
    assert "connect Connect" in told
    assert "Promised here as" in told
    assert re.search(rf"\(1 passage\)\s*{promise.ref}\b", told)
    pillars = f"{address}?framework={framework(make, 'sv-act-2012').public_id}"
    assert client.text(pillars).count("“") == 2, "what is only suggested is left out"
    assert sign_in(make.user("contract_manager")).get(pillars).status_code == 404
    for asked in ("nonsense", "00000000-0000-4000-8000-000000000000"):
        assert client.get(f"{address}?framework={asked}").status_code == 404


def test_boards_read_names_covered(sign_in, make, manager) -> None:
    body = "Before this I was alone. Then Marjorie Braithwaite took me to the lunch club."
    story = make.story(manager, body=body, contract=make.contract(manager.organisation))
    make.run_pipeline()
    make.coding(manager, story, 1, "connection")
    five = framework(make, "five-ways").public_id
    address = f"/stories/{story.public_id}/frameworks?framework={five}"

    board = sign_in(make.user("board_reader", organisation=manager.organisation))

    assert "Braithwaite" in sign_in(manager).text(address)
    told = board.text(address)
    assert "Braithwaite" not in told
    assert "took me to the lunch club" in told
