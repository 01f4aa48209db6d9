"""Pages of frameworks, as people and as browsers meet them."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from sqlmodel import select

from storybank.accounts.models import User
from storybank.accounts.queries import actor_of
from storybank.commitments.models import Contract
from storybank.frameworks import queries, service
from storybank.frameworks.models import Framework
from storybank.frameworks.service import CharterTerms
from tests.factories.bank import Factory
from tests.sql_statements import counted

SHEET = b"code,parent,name,themes\nNT1,,Local jobs,employment\nNT1a,NT1,People hired,\n"
BROKEN = SHEET + b"NT2,NT9,Lost,\n"
TOLD = {"title": "Licensed list", "edition": "2024", "licence": "CC BY-NC-ND 4.0"}
CHARTER = {"title": "Moor End charter", "edition": "2026", "agreed_with": "the ward forum"}


@pytest.fixture
def manager(make: Factory) -> User:
    return make.user("contract_manager")


@pytest.fixture
def client(sign_in, manager: User):
    return sign_in(manager)


def shipped(make: Factory, slug: str) -> Framework:
    with make.session() as session:
        return session.exec(select(Framework).where(Framework.slug == slug)).one()


def bring_in(client, sheet: bytes, **told: str):
    return client.submit(
        "/frameworks/import",
        {**TOLD, **told, "file": (io.BytesIO(sheet), "list.csv")},
        content_type="multipart/form-data",
    )


def test_list_shows_what_ships_and_its_gaps(client, make: Factory) -> None:
    told = client.text("/frameworks")

    assert "Social Value Model 2020 (PPN 06/20)" in told
    assert "Incomplete" in told
    detail = client.text(f"/frameworks/{shipped(make, 'svm-2025').public_id}")
    assert "This edition is incomplete" in detail
    assert "Left out: outcomes 2 to 8" in detail
    assert "Left out: the 52 reporting metrics" in client.text(
        f"/frameworks/{shipped(make, 'svm-2020').public_id}"
    )


def test_framework_is_brought_in_and_not_exported_by_anybody(client, make: Factory) -> None:
    answer = bring_in(client, SHEET)

    assert answer.status_code == 303
    told = client.text(answer.location)
    assert "2 items brought in" in told
    assert "so it is not exported" in told
    assert "Export as CSV" not in told
    refused = client.submit("/frameworks/import", {"ending": "csv"}, to=f"{answer.location}/export")
    assert refused.status_code == 409
    assert "NT1" not in refused.text


def test_broken_file_tells_each_row_and_keeps_what_was_typed(client, make: Factory) -> None:
    answer = bring_in(client, BROKEN)

    assert answer.status_code == 422
    assert "Row 4, column parent" in answer.text
    assert "It hangs on “NT9”, which is not in the file." in answer.text
    assert "CC BY-NC-ND 4.0" in answer.text
    with make.session() as session:
        assert session.exec(select(Framework).where(Framework.kind == "imported")).all() == []
    taken = bring_in(client, BROKEN, broken_rows_left_out="y")
    assert "This edition is incomplete" in client.text(taken.location)
    unread = bring_in(client, b"\x00" * 500)
    assert (unread.status_code, "This file is empty" in unread.text) == (422, True)


def test_exported_file_is_what_the_page_shows(client, make: Factory) -> None:
    there = f"/frameworks/{shipped(make, 'sdg').public_id}"

    for ending, first in (("csv", "\ufefflevel,code"), ("yaml", "slug: sdg")):
        answer = client.submit(there, {"ending": ending}, to=f"{there}/export")
        assert answer.status_code == 200
        assert answer.get_data(as_text=True).startswith(first)
        assert f"sdg-2015.{ending}" in answer.headers["Content-Disposition"]
    assert client.submit(there, {"ending": "exe"}, to=f"{there}/export").status_code == 409


def test_charter_is_opened_filled_printed_and_followed_by_an_edition(client, make, manager) -> None:
    there = client.submit("/frameworks/charters/new", CHARTER).location
    client.submit(f"{there}/items/new", {"name": "A bus that comes on Sundays"})
    item = re.search(r"items/new\?under=([0-9a-f-]+)", client.get(there).text)
    assert item
    client.submit(f"{there}/items/new?under={item[1]}", {"name": "Run the 14 all week"})

    plan = client.text(f"{there}/plan")

    assert "A bus that comes on Sundays" in plan
    assert "Run the 14 all week" in plan
    assert "Not agreed yet" in plan
    contract = make.contract(manager.organisation)
    with make.bank.database.transaction() as session:
        held = queries.get_framework(session, actor_of(manager), UUID(there.split("/")[-1]))
        session.get_one(Contract, contract.key).framework_id = held.id
    told = client.text(there)
    assert contract.title in told
    assert "Start the next edition" in told
    assert "Add an ask" not in told
    refused = client.submit(f"/frameworks/items/{item[1]}/edit", {"name": "Less", "code": "1"})
    assert (refused.status_code, "rest on this edition" in refused.text) == (422, True)
    following = client.submit(f"{there}/edition", {"edition": "2027"}).location
    changed = client.get(following).text
    new_item = re.search(r"/frameworks/items/([0-9a-f-]+)/edit", changed)
    assert new_item
    client.submit(f"/frameworks/items/{new_item[1]}/edit", {"name": "A night bus", "code": "1"})
    assert "Worded otherwise" in client.text(following)
    assert "A bus that comes on Sundays" in client.text(f"{there}/plan")


def test_forms_say_what_is_missing_and_lose_nothing(client, make: Factory) -> None:
    answer = client.submit("/frameworks/charters/new", {**CHARTER, "title": " "})
    assert (answer.status_code, "Write the title." in answer.text) == (422, True)
    assert "the ward forum" in answer.text
    wrong_day = {**CHARTER, "agreed_on": ["31", "2", "2026"]}
    assert client.submit("/frameworks/charters/new", wrong_day).status_code == 422
    there = f"/frameworks/{shipped(make, 'five-ways').public_id}"
    assert client.submit(f"{there}/variant", {"title": "", "edition": "1"}).status_code == 422
    made = client.submit(f"{there}/variant", {"title": "Ours", "edition": "1"})
    assert made.status_code == 303
    assert client.get(f"{made.location}/items/new?under=nonsense").status_code == 404


def test_variant_items_are_left_out_and_moved(client, make: Factory) -> None:
    five = f"/frameworks/{shipped(make, 'five-ways').public_id}"
    there = client.submit(f"{five}/variant", {"title": "Our ways", "edition": "1"}).location
    first, second = re.findall(r"/frameworks/items/([0-9a-f-]+)/edit", client.get(there).text)[:2]

    client.submit(there, {"way": "up"}, to=f"/frameworks/items/{second}/move")
    client.submit(f"/frameworks/items/{first}/leave-out", {})

    told = client.text(there)
    assert "Left out here" in told
    assert told.index("Be active") < told.index("Take notice")
    assert "Our ways (1)" in client.text(five)
    assert client.submit(f"{there}/retire", {}).status_code == 303
    assert client.submit(there, {}, to=f"{there}/restore").status_code == 303
    assert client.submit(f"{there}/remove", {}).location == "/frameworks"


def test_crosswalk_is_changed_item_by_item(client, make: Factory) -> None:
    five = shipped(make, "five-ways")
    there = f"/frameworks/{five.public_id}/crosswalk"
    edit = re.findall(r"/frameworks/items/[0-9a-f-]+/themes", client.get(there).text)[-1]

    answer = client.submit(edit, {"themes": ["purpose", "community"]})

    assert answer.status_code == 303
    told = client.text(there)
    assert "Purpose and giving back · Stronger communities and groups" in told
    assert "(changed here)" in told
    assert "A secure and decent home" in told, "a theme that no item speaks of"


def test_readers_read_and_change_nothing(sign_in, make: Factory) -> None:
    there = f"/frameworks/{shipped(make, 'five-ways').public_id}"
    for role in ("board_reader", "verifier", "contributor"):
        client = sign_in(make.user(role))

        told = client.text(there)

        assert "Make a local variant" not in told
        for address in ("/frameworks/import", "/frameworks/charters/new", f"{there}/variant"):
            assert client.get(address).status_code == 403
        assert "Change" not in client.text(f"{there}/crosswalk")


def test_forms_of_what_ships_are_not_shown_to_be_refused_later(client, make: Factory) -> None:
    there = f"/frameworks/{shipped(make, 'five-ways').public_id}"

    for part in ("/edit", "/items/new", "/edition", "/retire", "/remove"):
        assert client.get(f"{there}{part}").status_code == 403


def test_other_organisations_frameworks_are_not_found(client, sign_in, make: Factory) -> None:
    there = client.submit("/frameworks/charters/new", CHARTER).location
    other = sign_in(make.user("contract_manager"))

    for part in ("", "/plan", "/crosswalk", "/edit", "/remove"):
        assert other.get(f"{there}{part}").status_code == 404


def test_pages_ask_as_much_of_a_long_framework_as_of_a_short_one(
    client, make: Factory, manager: User
) -> None:
    rows = "".join(f"X{n},{f'X{n // 5}' if n else ''},Item {n},home\n" for n in range(60))
    short, long = (
        bring_in(client, SHEET).location,
        bring_in(client, f"code,parent,name,themes\n{rows}".encode(), title="Long").location,
    )
    numbers = []
    for there in (short, long):
        for part in ("", "/crosswalk"):
            client.get(f"{there}{part}")
            with counted(make.bank.database) as sent:
                assert client.get(f"{there}{part}").status_code == 200
            numbers.append(len(sent))
    with make.bank.database.transaction() as session:
        for number in range(5):
            terms = CharterTerms(title=f"Charter {number}", edition="1")
            service.make_charter(session, actor_of(manager), terms=terms)
    with counted(make.bank.database) as sent:
        client.get("/frameworks")

    assert numbers[:2] == numbers[2:]
    assert len(sent) < 12
