"""The pages of places: the tree, one place, its golden thread, what landed there."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from storybank.accounts.queries import actor_of
from storybank.accounts.rules import Actor
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, CommitmentItem
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.intake.models import Purpose
from storybank.places import service
from storybank.places.models import PlaceLevel
from storybank.places.service import PlaceTerms
from tests.sql_statements import counted

OPERATOR = Actor.operator()
PARTS = ((), ("thread",), ("stories",), ("landed",))
NAMED = "I ring Doreen Whittaker every day and she rings me. We never used to talk at all."
AGAINST = "But they have cut the bus and I cannot get to the doctor."


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def town(bank):
    """Gateshead with the wards Bridge and Felling; Sunderland with another Bridge."""
    with bank.database.transaction() as session:

        def add(level, name, parent=None, also=""):
            terms = PlaceTerms(PlaceLevel(level), name, also_called=also)
            return service.add_place(session, OPERATOR, terms=terms, parent=parent)

        gateshead, sunderland = add("authority", "Gateshead"), add("authority", "Sunderland")
        add("ward", "Bridge", sunderland)
        return {
            "Gateshead": gateshead,
            "Bridge": add("ward", "Bridge", gateshead),
            "Felling": add("ward", "Felling", gateshead, "The Felling"),
        }


@pytest.fixture
def told(make, manager, town):
    """A contract in Gateshead, five stories of the town and one elsewhere; two are linked."""
    contract = make.contract(manager.organisation, place=town["Gateshead"])
    promise, silent = make.commitment(contract), make.commitment(contract, text="Plant a wood.")

    def story(place, year=None, **values):
        told_on = date(year, 5, 1) if year else None
        return make.story(manager, contract=contract, place=place, told_on=told_on, **values)

    felling, bridge = story("The Felling", 2025), story("Bridge, Gateshead", 2026)
    private = story("Felling", 2026, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    flats = story("the flats", body=NAMED)
    story("Bridge", title="Could be either")
    story("Bridge, Sunderland", title="Elsewhere")
    link = make.link(manager, felling, promise)
    make.link(manager, bridge, promise, words=AGAINST, stance="contradicts")
    return {
        "promise": promise,
        "silent": silent,
        "link": link,
        "felling": felling,
        "bridge": bridge,
        "private": private,
        "flats": flats,
    }


@pytest.fixture
def coded(make, manager, told):
    """What the stories say, confirmed by a person."""
    make.run_pipeline()
    make.coding(manager, told["felling"], 2, "connection", "better")
    make.coding(manager, told["bridge"], 3, "inclusion", "worse")
    make.coding(manager, told["private"], 0, "connection", "need")
    make.coding(manager, told["flats"], 0, "connection", "better")


def url(place, *rest: str) -> str:
    return "/".join((f"/places/{place.public_id}", *rest))


def test_a_place_shows_what_was_told_and_promised_there_and_below_to_those_who_may_read_it(
    sign_in, make, manager, town, told, coded
) -> None:
    client = sign_in(manager)

    whole = client.text(url(town["Gateshead"]))
    # by their own words felling, bridge and private; by the contract's place the flats, and Bridge
    assert "5 people told us about life in Gateshead, in 5 stories" in whole
    assert "1 contract makes 2 promises here; people speak of 1" in whole
    assert "Now I have friends I ring every day." in whole
    assert "I ring Doreen Whittaker every day" in whole
    assert "Somebody has told us of each of the 2 places" in whole
    ward = client.text(url(town["Felling"]))
    assert "in 2 stories" in ward
    assert "cut the bus" not in ward
    assert "No promise on record is for Felling" in ward
    rows = client.page(url(town["Gateshead"])).xpath("//section[@id='years']//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == ["2025", "2026", "No day written down"]

    check_figures(client, town)
    board = sign_in(make.user("board_reader", organisation=manager.organisation))
    text = board.text(url(town["Gateshead"]))
    assert "in 4 stories" in text
    assert "I ring [a name] every day" in text
    assert "Doreen" not in text
    assert "nobody to talk to" not in text  # the need is told in the story boards may not read
    text = sign_in(make.user("contract_manager")).text(url(town["Gateshead"]))
    assert "Nobody has told us about Gateshead" in text
    assert "No promise on record" in text
    assert "friends I ring" not in text


def check_figures(client, town) -> None:
    """Each figure of the page opens its stories."""

    def opened(query: str) -> int:
        page = client.page(url(town["Gateshead"], f"stories?{query}"))
        return len(page.xpath("//ol[@class='sb-stories']/li"))

    assert opened("change=worse&theme=inclusion") == 1
    assert opened("year=2026") == 2
    assert opened("year=none") == 2
    assert "Elsewhere" not in client.text(url(town["Gateshead"], "stories"))
    assert client.get(url(town["Gateshead"], "stories?change=sideways")).status_code == 404


def test_a_priority_is_followed_to_what_was_found_and_where_it_breaks(
    sign_in, bank, make, manager, town, told
) -> None:
    with bank.database.transaction() as session:
        charter = Framework(
            organisation_id=manager.organisation_id,
            place_id=town["Gateshead"].key,
            kind=FrameworkKind.CHARTER,
            slug="charter",
            edition="2026",
            title="The Gateshead charter",
        )
        session.add(charter)
        session.flush()
        items = [
            FrameworkItem(
                framework_id=charter.key, position=at, level="priority", code=f"P{at}", name=name
            )
            for at, name in enumerate(("Company for everybody", "Trees", "Warm homes"))
        ]
        session.add_all(items)
        session.flush()
        for item, promise in zip(items, ("promise", "silent"), strict=False):
            session.add(CommitmentItem(commitment_id=told[promise].key, item_id=item.key))
        first = items[0].public_id
    client = sign_in(manager)

    thread = client.text(url(town["Gateshead"], "thread"))
    assert "The thread breaks at 3 of 3 items." in thread
    for words in ("Told, and nobody independent has looked", "Promised, and nobody has told us"):
        assert words in thread
    assert "No promise answers this" in thread
    one = client.text(url(town["Gateshead"], "thread", str(first)))
    assert "Run a weekly lunch club." in one
    assert "Now I have friends I ring every day." in one
    make.finding(make.user("verifier"), told["link"])
    thread = client.text(url(town["Gateshead"], "thread"))
    assert "The thread breaks at 2 of 3 items." in thread
    assert "Promised, told, and upheld" in thread
    # the charter holds for a ward too, but the contract lies in the whole town
    assert "The thread breaks at 3 of 3 items." in client.text(url(town["Felling"], "thread"))


def test_what_landed_is_followed_from_the_promise_to_the_place(
    sign_in, bank, manager, town, told
) -> None:
    with bank.database.transaction() as session:
        commitments.record_delivery(
            session,
            actor_of(manager),
            commitment=session.get_one(Commitment, told["promise"].key),
            from_on=date(2025, 4, 1),
            to_on=date(2025, 6, 30),
            quantity=Decimal(12),
            source="the supplier's return",
        )

    text = sign_in(manager).text(url(town["Gateshead"], "landed"))

    assert "12 sessions" in text
    assert "1 April 2025 to 30 June 2025" in text
    assert "Of 1 nothing has been reported" in text


def test_the_tree_is_shown_and_searched(sign_in, manager, town, told) -> None:
    client = sign_in(manager)

    page = client.page("/places")
    assert len(page.xpath("//ul[@class='sb-places']//a")) == 5
    assert "authority, 5 stories" in client.text("/places")
    found = client.text("/places?q=felling")
    assert "Felling, Gateshead" in found
    assert "Sunderland" not in found
    assert "No place is called so" in client.text("/places?q=zzz")


def test_words_nobody_knows_become_a_name_of_a_place(sign_in, manager, town, told) -> None:
    client = sign_in(manager)
    assert "the flats 1 story" in client.text("/places/unplaced")

    wrong = client.submit("/places/unplaced", {"text": "the flats", "place": "Nowhere"})
    assert wrong.status_code == 422
    assert "No place is called “Nowhere”" in wrong.text
    done = client.submit("/places/unplaced", {"text": "the flats", "place": "Felling"})
    assert done.status_code == 303
    assert "the flats" not in client.page("/places/unplaced").xpath("string(//main)")
    assert "in 3 stories" in client.text(url(town["Felling"]))


def test_a_place_is_added_changed_and_merged_by_form(sign_in, manager, town) -> None:
    client = sign_in(manager)

    wrong = client.submit("/places/new", {"name": "Low Fell", "level": "ward", "parent": "Nowhere"})
    assert (wrong.status_code, "Low Fell" in wrong.text) == (422, True)
    values = {"name": "Low Fell", "level": "ward", "parent": "Gateshead", "also_called": "Lowfell"}
    added = client.submit("/places/new", values)
    assert added.status_code == 303
    page = client.page(f"{added.location}/edit")
    assert page.xpath("//input[@name='parent']/@value") == ["Gateshead"]
    changed = client.submit(f"{added.location}/edit", {**values, "name": "Low  Fell ward"})
    assert changed.status_code == 303
    merged = client.submit(f"{added.location}/merge", {"into": "Felling, Gateshead"})
    assert merged.location == url(town["Felling"])
    assert client.get(added.location).location == url(town["Felling"])


def test_a_file_is_imported_and_told_row_by_row(sign_in, manager) -> None:
    client = sign_in(manager)
    file = b"level,name,parent\nauthority,Fife,\nward,Methil,Fife\nward,Lost,Nowhere\n"

    answer = client.submit("/places/import", {"file": (io.BytesIO(file), "places.csv")})

    assert "2 added" in answer.text
    assert "There is no place “Nowhere”" in answer.text
    assert "Methil, Fife" in client.text("/places?q=methil")
    broken = client.submit("/places/import", {"file": (io.BytesIO(b"\x00\x01"), "x.png")})
    assert broken.status_code == 422


def test_those_who_may_not_keep_places_only_read_them(sign_in, make, town) -> None:
    client = sign_in(make.user("board_reader"))

    assert client.get(url(town["Felling"])).status_code == 200
    assert client.get("/places/new").status_code == 403
    assert client.get(url(town["Felling"], "merge")).status_code == 403


def test_pages_of_places_cost_the_same_however_much_is_told(
    sign_in, bank, make, manager, town, told
) -> None:
    client = sign_in(manager)
    pages = ["/places", *(url(town["Gateshead"], *rest) for rest in PARTS)]

    def cost() -> list[int]:
        numbers = []
        for address in pages:
            with counted(bank.database) as sent:
                assert client.get(address).status_code == 200
            numbers.append(len(sent))
        return numbers

    cost()  # the first answers load what is kept for the next ones
    few = cost()
    for number in range(3):
        contract = make.contract(manager.organisation, place=town["Felling"])
        make.commitment(contract)
        make.story(manager, contract=contract, place="Felling", told_on=date(2020 + number, 1, 1))

    assert cost() == few
