"""The pages that write contracts down, narrow their list, take them in and write them out."""

import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from storybank.commitments.models import (
    Commitment,
    Contract,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.frameworks.models import Framework
from storybank.places.models import Place, PlaceLevel
from storybank.stories.models import Story
from tests.sql_statements import counted
from tests.web_client import words

SAMPLES = Path(__file__).parents[2] / "samples" / "ocds"
ROW = "K1,Repairs,Homes,Builders,,,,,,,,,,,,,,,,C1,Plant 40 trees.,,,,nature"


@pytest.fixture
def manager(make):
    return make.user("contract_manager", organisation=make.organisation(name="Homes"))


@pytest.fixture
def browser(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def places(bank):
    with bank.database.transaction() as session:
        town = Place(level=PlaceLevel.AUTHORITY, name="Sunderland")
        session.add(town)
        session.flush()
        session.add(Place(level=PlaceLevel.WARD, name="Hendon", parent_id=town.key))


def errors(response) -> str:
    return " ".join(re.findall(r'id="[\w-]+-error"[^>]*>.*?</p>', response.text, re.DOTALL))


# Writing down


def test_contract_form_keeps_everything_and_shows_it_again(browser, make, manager, places):
    deputy = make.user("contract_manager", organisation=manager.organisation)
    with make.session() as session:
        edition = session.exec(select(Framework).where(Framework.slug == "svm-2025")).one()
    typed = {
        "kind": "grant",
        "reference": "G/1",
        "title": "Lunch clubs",
        "category": "services",
        "is_people_service": "y",
        "buyer": "Homes",
        "department": "Adult care",
        "supplier": "Elm Trust",
        "place": "Hendon, Sunderland",
        "starts_on": ["1", "4", "2026"],
        "ends_on": ["31", "3", "2029"],
        "may_extend_to": ["31", "3", "2031"],
        "signed_on": ["14", "3", "2026"],
        "value": "1,000",
        "lots": "1: North\n2: South",
        "regime": "light_touch",
        "framework": str(edition.public_id),
        "ask": "Nobody eats alone.",
        "owner": str(manager.public_id),
        "deputy": str(deputy.public_id),
    }
    response = browser.submit("/contracts/new", typed)
    assert response.status_code == 303
    with make.session() as session:
        kept = session.exec(select(Contract)).one()
        assert (kept.kind, kept.category) == (ContractKind.GRANT, ContractCategory.SERVICES)
        assert (kept.regime, kept.is_people_service) == (Regime.LIGHT_TOUCH, True)
        assert (kept.may_extend_to, kept.signed_on) == (date(2031, 3, 31), date(2026, 3, 14))
        assert (kept.framework_id, kept.deputy_id) == (edition.id, deputy.id)
        assert kept.lots == [{"id": "1", "title": "North"}, {"id": "2", "title": "South"}]
        assert session.get_one(Place, kept.place_id).name == "Hendon"
    page = browser.page(f"/contracts/{kept.public_id}/edit")
    assert page.xpath("//input[@id='place']/@value") == ["Hendon, Sunderland"]
    assert page.xpath("//textarea[@id='lots']")[0].text.strip() == "1: North\n2: South"
    assert page.xpath("//input[@name='is_people_service']/@checked")
    assert page.xpath(f"//select[@id='framework']/option[@value='{edition.public_id}']/@selected")
    again = browser.submit(f"/contracts/{kept.public_id}/edit", {**typed, "title": "Lunches"})
    assert again.status_code == 303
    with make.session() as session:
        changed = session.exec(select(Contract)).one()
    assert changed.model_dump(exclude={"title"}) == kept.model_dump(exclude={"title"})


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"place": "Nowhere"}, "No one place is called so."),
        ({"lots": "1: A\n1: B"}, "Two lots have the same number."),
        ({"may_extend_to": ["1", "1", "2020"]}, "An extension cannot end before"),
        ({"framework": "other"}, "Choose a framework from the list."),
    ],
)
def test_contract_form_that_will_not_do_says_why_and_keeps_what_was_typed(browser, changed, error):
    typed = {
        "kind": "grant",
        "reference": "G/1",
        "title": "Lunch clubs",
        "buyer": "Homes",
        "supplier": "Elm Trust",
        "starts_on": ["1", "4", "2026"],
        "category": "works",
    }
    response = browser.submit("/contracts/new", {**typed, **changed})
    assert response.status_code == 422
    assert error in errors(response)
    assert 'value="grant" checked' in response.text
    assert '<option value="works" selected>' in response.text


def test_contract_form_owner_cannot_be_their_own_deputy(browser, manager):
    who = str(manager.public_id)
    terms = {"kind": "contract", "reference": "1", "title": "T", "buyer": "B", "supplier": "S"}
    response = browser.submit("/contracts/new", {**terms, "owner": who, "deputy": who})
    assert "Choose somebody else to stand in" in errors(response)


# The list


def test_list_is_narrowed_and_paged_with_a_fixed_number_of_statements(
    browser, bank, make, manager, places
):
    with make.session() as session:
        town, ward = session.exec(select(Place).order_by(Place.id)).all()

    def fill(number: int) -> None:
        for _ in range(number):
            contract = make.contract(
                manager.organisation,
                department="Adult care",
                place=ward,
                supplier="Elm Trust",
                kind=ContractKind.GRANT,
            )
            make.commitment(contract)

    make.contract(manager.organisation, title="The odd one", reference="Z9")
    fill(2)
    browser.get("/contracts?department=Adult+care")
    with counted(bank.database) as few:
        browser.get("/contracts?department=Adult+care")
    fill(28)
    with counted(bank.database) as many:
        page = browser.page("/contracts?department=Adult+care")
    assert len(many) == len(few)
    assert len(page.xpath("//li[@class='sb-contracts__item']")) == 25
    assert "Page 1 of 2, 30 contracts" in words(page)
    for asked in (f"place={town.public_id}", "kind=grant", "supplier=elm+trust"):
        assert "30 contracts" in browser.text(f"/contracts?{asked}&page=2"), asked
        assert "The odd one" not in browser.text(f"/contracts?{asked}")
    assert "The odd one" in browser.text("/contracts?q=odd")
    assert "The odd one" in browser.text("/contracts?q=z9")
    assert "No contract is like that" in browser.text("/contracts?kind=contract&supplier=elm+trust")
    assert "31 contracts" in browser.text("/contracts?kind=nonsense&place=x&page=y")


# Importing


def send(browser, data: bytes | str, name: str):
    data = data.encode() if isinstance(data, str) else data
    return browser.submit(
        "/contracts/import",
        {"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def choose(browser, looked_at, **choice):
    kept = re.search(r'name="kept"[^>]*value="([^"]+)"', looked_at.text)[1]
    return browser.submit(
        "/contracts/import", {"kept": kept, **choice}, to="/contracts/import/check"
    )


def test_import_is_looked_at_before_anything_is_kept(browser, make):
    template = browser.get("/contracts/import/template.csv")
    assert template.mimetype == "text/csv"
    failing = "K2,Other,,,,,,,,,,,,,,,,,,C1,Words.,,,,"
    looked = send(browser, template.text + f"{ROW}\r\n{failing}\r\n", "a.csv")
    assert looked.status_code == 200
    assert "2 to be added, 2 that cannot be added." in words_of(looked)
    assert "Say who buys: the public body." in looked.text
    with make.session() as session:
        assert session.exec(select(Contract)).all() == []
    done = choose(browser, looked, contracts=["K1", "K2"], do="keep")
    assert "2 added, 2 not added." in words_of(done)
    with make.session() as session:
        assert session.exec(select(Commitment)).one().quantity == Decimal(40)
    again = send(browser, template.text + ROW.replace("Repairs", "Repairs anew"), "a.csv")
    assert "was “Repairs”, is “Repairs anew”" in words_of(again)
    gone = choose(browser, looked, contracts=["K1"], do="keep")
    assert (gone.status_code, "for a day only" in gone.text) == (422, True)


def words_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_import_of_a_record_takes_only_what_was_chosen_and_names_what_is_not_kept(browser, make):
    looked = send(browser, (SAMPLES / "find_a_tender_releases.json").read_bytes(), "r.json")
    assert "is in EUR, so it was left out" in looked.text
    assert "It holds people" in looked.text
    assert "The file names Parkshire Council, Wearside Borough Council as the buyer" in words_of(
        looked
    )
    nothing = choose(browser, looked, do="keep")
    assert nothing.status_code == 422
    narrower = choose(browser, looked, contracts=["FRAME-9-c1"], do="look")
    assert "FRAME-9-c2," not in words_of(narrower).partition("Which contracts")[0]
    choose(browser, looked, contracts=["FRAME-9-c1"], do="keep")
    with make.session() as session:
        kept = session.exec(select(Contract)).one()
    assert (kept.reference, kept.ends_on) == ("FRAME-9-c1", date(2028, 2, 29))
    assert "bloggs" not in json.dumps(kept.model_dump(mode="json")).casefold()


def test_import_kept_for_one_person_is_not_anothers(browser, make, sign_in):
    looked = send(browser, (SAMPLES / "contracts_finder_award.json").read_bytes(), "r.json")
    stranger = sign_in(make.user("contract_manager"))
    assert choose(stranger, looked, do="keep").status_code == 422
    assert choose(browser, looked, do="keep").status_code == 200


@pytest.mark.parametrize(
    ("text", "name", "error"),
    [
        ("", "a.csv", "This file is empty."),
        ("words", "a.docx", "We read contracts from .csv and .jsonl files"),
        ("a,b\n1,2\n", "a.csv", "The first row does not name the column"),
        ("<html>", "a.json", "This is a web page or XML"),
        ("{}", "a.json", "This is JSON, but not of a contract"),
    ],
)
def test_import_of_an_unreadable_file_says_why(browser, text, name, error):
    response = send(browser, text, name)
    assert response.status_code == 422
    assert error in errors(response)


def test_import_without_a_file_asks_for_one(browser):
    response = browser.submit("/contracts/import", {}, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Choose a file to import." in errors(response)


# Exporting


def test_export_is_offered_and_given_to_those_who_may_read_the_contract(
    browser, bank, make, sign_in, manager
):
    contract = make.contract(manager.organisation)
    promise = make.commitment(contract, quantity=Decimal(12))
    story = make.story(manager, contract=contract)
    make.link(manager, story, promise, stance="contradicts")
    with bank.database.transaction() as session:
        session.get_one(Story, story.key).prepared_version = story.current_version
    page = browser.page(f"/contracts/{contract.public_id}/export")
    files = page.xpath("//main//a[contains(@href, '/export.')]/@href")
    assert len(files) == 3
    for address in (*files, "/contracts/export.csv", "/contracts/export.json"):
        response = browser.get(address)
        assert response.headers["Content-Disposition"].startswith("attachment"), address
        assert contract.title in response.text, address
    package = browser.get(f"/contracts/{contract.public_id}/export.json").json
    [heard] = package["releases"][0]["contracts"][0]["implementation"]["metrics"]
    told = {one["id"]: one["measure"] for one in heard["observations"]}
    assert told == {"people": 0, "passages": 0, "people-against": "fewer than 5"}
    assert browser.get("/contracts/export.xml").status_code == 404
    stranger = sign_in(make.user("contract_manager"))
    for address in files:
        assert stranger.get(address).status_code == 404
    assert contract.title not in stranger.get("/contracts/export.csv").text
