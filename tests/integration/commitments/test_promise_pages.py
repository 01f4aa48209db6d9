"""The pages of a promise: what is asked of it, how it is lowered, and what was delivered."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from lxml.html import fromstring
from sqlmodel import select

from storybank.commitments.models import Commitment, CommitmentKind, Delivery
from tests.sql_statements import counted
from tests.web_client import words

SPIRE = Path(__file__).parents[2] / "samples" / "northern_spire.csv"
PERIOD = {"from_on": ["1", "4", "2026"], "to_on": ["30", "6", "2026"]}


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def browser(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def colleague(make, sign_in, manager):
    return sign_in(make.user("contract_manager", organisation=manager.organisation))


@pytest.fixture
def contract(make, manager):
    return make.contract(manager.organisation)


@pytest.fixture
def promise(make, contract):
    return make.commitment(contract, quantity=Decimal(40), unit="apprentices")


def page(promise, *rest) -> str:
    return "/".join(["/contracts/commitments", str(promise.public_id), *rest])


def typed(browser, promise, **changed) -> dict:
    """What the form of a promise holds as it is shown, with some of it changed."""
    form = browser.page(page(promise, "edit")).xpath("//form[@class='sb-form']")[0]
    return {**dict(form.form_values()), "due_on": ["", "", ""], **changed}


def kept(make, promise) -> Commitment:
    with make.session() as session:
        return session.get_one(Commitment, promise.key)


def test_add_commitment_keeps_all_that_is_told_and_asks_for_the_rest(browser, make, contract):
    url = f"/contracts/{contract.public_id}/commitments/new"
    response = browser.submit(
        url,
        {
            "ref": "C1",
            "text": "Treat people kindly, where possible.",
            "kind": "outcome",
            "beneficiaries": "Tenants",
            "baseline": "12 complaints a month",
            "story_question": "How were you spoken to?",
            "verifiable_by": "The tenants' panel",
            "verifiable_from": "Its minutes",
            **{f"descriptors-{point}": "" for point in range(1, 5)},
            "descriptors-0": "Nobody says so",
            "descriptors-5": "Everybody does",
            "owner": "",
            "offered": "yes",
        },
    )
    assert response.status_code == 303
    with make.session() as session:
        promise = session.exec(select(Commitment)).one()
    assert promise.kind is CommitmentKind.OUTCOME
    assert promise.descriptors == ["Nobody says so", "", "", "", "", "Everybody does"]
    assert promise.additionality == "additional"
    shown = words(browser.page(response.location).xpath("//section[@id='checked']")[0])
    assert "“where possible” lets the promise go" in shown
    assert "4 of the points 0 to 5 have no words" in shown
    assert "Without a day it is never late." in shown
    assert "Who would know that" not in shown


def test_a_lowering_waits_for_a_colleague_and_shows_ever_after(browser, colleague, make, promise):
    response = browser.submit(
        page(promise, "edit"), typed(browser, promise, quantity="25", reason="Fewer starters")
    )
    assert response.status_code == 303, response.text[response.text.find("error-summary") :][:900]
    assert kept(make, promise).quantity == 40
    own = browser.page(response.location)
    assert "A lowering waits for a second person." in words(own)
    change = own.xpath("//a[starts-with(@href, '/changes/')]/@href")[0]
    assert "somebody else has to agree" in words(browser.page(change))
    refused = browser.submit(change, {"decision": "approve", "note": ""})
    assert refused.status_code == 403
    assert kept(make, promise).quantity == 40

    home = words(colleague.page("/"))
    assert "proposed lowering waits for a second person" in home
    assert "Less is promised. How much: 40, as proposed 25." in words(colleague.page("/changes"))
    shown = words(colleague.page(change))
    assert "How much 4025 Decide" in shown
    assert (
        colleague.submit(change, {"decision": "approve", "note": "Seen the letter"}).status_code
        == 303
    )
    assert kept(make, promise).quantity == 25
    after = words(browser.page(page(promise)))
    assert "Lowered from 40 to 25 on" in after
    assert "Fewer starters. Two persons agreed to it." in after
    assert "Said on deciding: Seen the letter." in after
    again = colleague.submit(change, {"decision": "refuse", "note": "No"})
    assert "Somebody has decided on this change already." in again.text


def test_a_refused_lowering_leaves_the_promise_and_stays_on_record(
    browser, colleague, make, promise
):
    browser.submit(
        page(promise, "withdraw"), {"on": ["1", "5", "2026"], "reason": "No longer wanted"}
    )
    change = browser.page(page(promise)).xpath("//a[starts-with(@href, '/changes/')]/@href")[0]
    assert "Say why not" in colleague.submit(change, {"decision": "refuse", "note": ""}).text
    assert colleague.submit(change, {"decision": "refuse", "note": "It is"}).status_code == 303
    assert kept(make, promise).withdrawn_on is None
    history = words(browser.page(page(promise)).xpath("//section[@id='history']")[0])
    assert "A proposed lowering was refused" in history
    assert "taken out" not in words(
        browser.page(page(promise)).xpath("//section[@id='promise']")[0]
    )


def test_another_organisation_sees_and_decides_nothing(browser, make, sign_in, promise):
    browser.submit(page(promise, "edit"), typed(browser, promise, quantity="1", reason="Why not"))
    change = browser.page(page(promise)).xpath("//a[starts-with(@href, '/changes/')]/@href")[0]
    stranger = sign_in(
        make.user("contract_manager", organisation=make.organisation("authority", "Elsewhere"))
    )
    assert stranger.get(change).status_code == 404
    assert stranger.submit("/changes", {"decision": "approve"}, to=change).status_code == 404
    assert "Nothing waits" in words(stranger.page("/changes"))


def test_only_another_unit_may_be_said_to_lower_nothing(browser, colleague, make, promise):
    browser.submit(
        page(promise, "edit"),
        typed(browser, promise, quantity="6000", unit="hours of training", reason="As agreed"),
    )
    change = browser.page(page(promise)).xpath("//a[starts-with(@href, '/changes/')]/@href")[0]
    agreed = {"decision": "approve", "is_no_lowering": "y"}
    assert "Say how the same is promised" in colleague.submit(change, agreed).text
    assert colleague.submit(change, {**agreed, "note": "150 hours each"}).status_code == 303
    assert (kept(make, promise).quantity, kept(make, promise).unit) == (6000, "hours of training")
    assert "Lowered" not in words(browser.page(page(promise)))


def test_a_delivery_far_over_its_promise_asks_and_overlaps_are_questioned_once(
    browser, make, promise
):
    told = {**PERIOD, "quantity": "3120", "source": "Return"}
    assert browser.submit(page(promise, "deliveries/new"), told).status_code == 303
    twice = browser.submit(page(promise, "deliveries/new"), told)
    assert twice.status_code == 422
    assert "Not saved yet." in twice.text
    assert 'value="3120"' in twice.text
    again = browser.submit(page(promise, "deliveries/new"), {**told, "overlap_seen": "yes"})
    assert again.status_code == 303
    shown = words(browser.page(page(promise)).xpath("//section[@id='look-twice']")[0])
    assert "Delivered 156 times what was promised." in shown
    assert "Two figures cover some of the same days" in shown


def test_correct_delivery_keeps_the_old_figure_with_the_reason(browser, make, promise):
    browser.submit(
        page(promise, "deliveries/new"), {**PERIOD, "quantity": "12", "source": "Return"}
    )
    url = browser.page(page(promise)).xpath("//a[text()='Put it right']/@href")[0]
    told = {**PERIOD, "quantity": "21", "source": "Return"}
    assert "Say what was wrong" in browser.submit(url, {**told, "reason": ""}).text
    assert browser.submit(url, {**told, "reason": "Figures turned round"}).status_code == 303
    with make.session() as session:
        assert session.exec(select(Delivery)).one().quantity == 21
    history = words(browser.page(page(promise)).xpath("//section[@id='history']")[0])
    assert "Because: Figures turned round. How much: was 12, became 21." in history


def test_points_are_given_where_a_promise_is_not_counted(browser, make, contract):
    promise = make.commitment(
        contract, quantity=None, unit="", descriptors=["Never", "", "", "Mostly"]
    )
    url = page(promise, "deliveries/new")
    assert "3: Mostly" in words(browser.page(url))
    told = {**PERIOD, "points": "3", "quantity": "", "source": "Visit"}
    assert browser.submit(url, told).status_code == 303
    shown = words(browser.page(page(promise)))
    assert "3 out of 5: Mostly, as the supplier reports it" in shown
    assert "30 June 2026 3 of 5Visit" in shown


def test_a_return_is_taken_in_and_told_row_by_row(browser, make, contract):
    url = f"/contracts/{contract.public_id}/deliveries/import"
    empty = browser.submit(url, {}, content_type="multipart/form-data")
    assert "Choose a file to take in." in empty.text
    response = browser.submit(
        url,
        {
            "from_on": ["1", "5", "2015"],
            "to_on": ["29", "8", "2018"],
            "source": "The council's table",
            "file": (io.BytesIO(SPIRE.read_bytes()), "northern_spire.csv"),
        },
        content_type="multipart/form-data",
    )
    assert response.status_code == 200
    shown = words(fromstring(response.text))
    assert "17 added, 0 here already, 0 not added." in shown
    assert "6 figures ask a question." in shown
    assert "17 lines are numbers with no story: nobody has told us about them." in shown
    assert "Careers in Construction – persons 201,560AddedDelivered 78 times" in shown


def test_pages_of_promises_take_a_fixed_number_of_statements(browser, make, bank, contract):
    promises = [make.commitment(contract, text="Give advice to many people.") for _ in range(2)]
    url = page(promises[0])

    def grow(number: int) -> None:
        make.commitment(contract, text="Give advice to many people.")
        day = ["1", str(number), "2026"]
        told = {"from_on": day, "to_on": day, "quantity": "2", "source": "Return"}
        browser.submit(url + "/deliveries/new", told)
        changed = typed(browser, promises[0], quantity=str(10 + number), reason="More")
        browser.submit(url + "/edit", changed)

    grow(1)
    with counted(bank.database) as few:
        browser.page(url)
    for number in range(2, 4):
        grow(number)
    with counted(bank.database) as many:
        browser.page(url)
    assert len(many) == len(few)
