"""The pages of contracts and commitments."""

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from storybank.commitments.models import Commitment, Contract, Delivery
from storybank.commitments.queries import themes_of
from storybank.intake.models import Purpose, StoryKind
from storybank.verification.models import Finding
from tests.sql_statements import counted
from tests.web_client import words

OTHER = "But they have cut the bus and I cannot get to the doctor."
DAYS = {"starts_on": ["1", "4", "2026"], "ends_on": ["31", "3", "2029"]}
TERMS = {
    "reference": "R/7",
    "title": "Repairs",
    "buyer": "Homes",
    "supplier": "Builders",
    "value": "£2,500,000.50",
    "owner": "",
    **DAYS,
}
WELL = "Run a lunch club weekly, and well."
PROMISE = {"ref": "C1", "text": "Give good advice.", "quantity": "", "unit": "", "owner": ""}


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def browser(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def contract(make, manager):
    return make.contract(manager.organisation)


@pytest.fixture
def board(make, sign_in, manager):
    return sign_in(make.user("board_reader", organisation=manager.organisation))


def address(contract, *rest) -> str:
    return "/".join(["/contracts", str(contract.public_id), *rest])


def promise_address(commitment, *rest) -> str:
    return "/".join(["/contracts/commitments", str(commitment.public_id), *rest])


def verify(make, link, finding=Finding.UPHELD, reason="I saw the register.") -> None:
    verifier = make.user("verifier", organisation=make.organisation("verifier", "Assurers"))
    make.finding(verifier, link, finding, reason=reason)


def figures(page) -> list[str]:
    row = page.xpath("//tr[contains(@class, 'sb-ledger__row')]")[0]
    return [words(cell) for cell in row.xpath("./td")]


def errors(response) -> str:
    return " ".join(re.findall(r'id="[\w-]+-error"[^>]*>.*?</p>', response.text, re.DOTALL))


# Reading


def test_list_without_contracts_says_what_will_be_here(browser, board):
    page = browser.page("/contracts")
    assert "There are no contracts yet" in words(page)
    assert page.xpath("//a[@href='/contracts/new']")
    assert not board.page("/contracts").xpath("//a[@href='/contracts/new']")


def test_list_tells_what_stands_out_in_each_ledger(browser, make, bank, manager, contract):
    told, _silent = make.commitment(contract), make.commitment(contract)
    story = make.story(manager, contract=contract)
    make.link(manager, story, told)
    make.suggestion(story, told, length=31)
    text = browser.text("/contracts")
    assert contract.title in text
    assert "ends 31 March 2028" in text
    assert "2 promises 1 that nobody has told us about 1 person heard 1 suggestion waiting" in text


def test_show_links_every_figure_to_its_words(browser, make, bank, manager, contract):
    promise = make.commitment(contract, quantity=Decimal("1500"), unit="pounds of grants")
    story = make.story(manager, contract=contract)
    link = make.link(manager, story, promise)
    make.link(manager, story, promise, words=OTHER, stance="contradicts")
    verify(make, link)
    browser.submit(
        promise_address(promise, "deliveries/new"),
        {
            "from_on": ["1", "4", "2026"],
            "to_on": ["30", "6", "2026"],
            "quantity": "250.5",
            "source": "return",
        },
    )
    page = browser.page(address(contract))
    assert figures(page) == [
        "In contract£1,500 in contractof grants",
        "Delivered£250.5 delivered",
        "Evidenced1 person evidenced1 passage, 1 against",
        "Verified1 upheld verified1 waiting",
        "Not upheld–none",
    ]
    for href in page.xpath("//td[contains(@class, 'sb-ledger__figure')]//a/@href"):
        path, _, anchor = href.partition("#")
        assert browser.page(path).xpath(f"//*[@id='{anchor}']"), href


def test_show_silent_promise_says_so_and_offers_the_next_step(
    browser, make, bank, manager, contract
):
    promise = make.commitment(contract)
    page = browser.page(address(contract))
    silent = page.xpath("//td[contains(@class, 'sb-ledger__silent')]")[0]
    assert "Nobody has told us" in words(silent)
    assert silent.xpath(f".//a[@href='/stories?contract={contract.public_id}']")
    make.suggestion(make.story(manager, contract=contract), promise, length=31)
    silent = browser.page(address(contract)).xpath("//td[contains(@class, 'sb-ledger__silent')]")
    assert "Look at 1 suggestion" in words(silent[0])


def test_show_silent_promise_keeps_what_the_supplier_reports(browser, make, contract):
    promise = make.commitment(contract)
    browser.submit(
        promise_address(promise, "deliveries/new"),
        {
            "from_on": ["1", "4", "2026"],
            "to_on": ["30", "6", "2026"],
            "quantity": "7",
            "source": "return",
        },
    )
    _, delivered, evidenced = figures(browser.page(address(contract)))
    assert delivered == "Delivered7 delivered"
    assert "Nobody has told us" in evidenced


@pytest.mark.parametrize("page", ["show", "commitment", "list"])
def test_pages_statements_do_not_grow(browser, make, bank, manager, page):
    def fill(promises: int) -> str:
        contract = make.contract(manager.organisation)
        made = [make.commitment(contract, "connection") for _ in range(promises)]
        for promise in made:
            story = make.story(manager, contract=contract)
            link = make.link(manager, story, promise if page == "show" else made[0])
            make.link(manager, story, promise, words=OTHER, stance="contradicts")
            make.suggestion(story, promise, length=31)
            if promise is made[0]:
                make.finding(make.user("verifier"), link)
        if page == "list":
            return "/contracts"
        return address(contract) if page == "show" else promise_address(made[0])

    few = fill(2)
    browser.get(few)
    with counted(bank.database) as with_two:
        browser.get(few)
    many = fill(30)
    with counted(bank.database) as with_many:
        browser.get(many)
    assert len(with_many) == len(with_two)


def test_commitment_shows_both_stances_findings_and_what_is_not_counted(
    browser, make, bank, manager, contract
):
    promise = make.commitment(contract, "connection", due_on=date(2027, 3, 31))
    story = make.story(manager, contract=contract, place="Rochdale")
    link = make.link(manager, story, promise)
    make.link(manager, story, promise, words=OTHER, stance="contradicts")
    make.suggestion(story, promise, length=31)
    verify(make, link)
    page = browser.page(promise_address(promise))
    told = page.xpath("//section[@id='evidenced']//li[@class='sb-passages__item']")
    assert len(told) == 2
    texts = {words(item) for item in told}
    for stance, quote in (("Supports", "Now I have friends"), ("Contradicts", "cut the bus")):
        assert any(stance in text and quote in text for text in texts)
    assert any("Assurers" in text and "I saw the register." in text for text in texts)
    assert page.xpath(f"//section[@id='evidenced']//a[@href='/stories/{story.public_id}']")
    assert "Rochdale" in words(told[0])
    assert "1 upheld" in words(page.xpath("//section[@id='verified']")[0])
    suggested = words(page.xpath("//section[@id='suggested']")[0])
    assert "Suggested, not counted" in suggested
    assert "31 March 2027" in words(page.xpath("//section[@id='promise']")[0])


def test_commitment_words_out_of_scope_are_not_shown(board, make, manager, contract):
    promise = make.commitment(contract)
    story = make.story(manager, contract=contract, purposes=(Purpose.CONTRACT_MANAGEMENT,))
    make.link(manager, story, promise)
    text = board.text(promise_address(promise))
    assert "Now I have friends" not in text
    assert "Nobody has told us" in text


def test_board_reader_reads_of_a_promise_what_a_report_would_quote(
    board, browser, make, manager, contract
):
    promise = make.commitment(contract)
    body = (
        "Maureen Hartley had not left the house since the funeral. "
        "“I have friends to ring every day now,” Maureen Hartley said."
    )
    story = make.story(
        manager, contract=contract, body=body, kind=StoryKind.CASE_STUDY, title="Maureen Hartley"
    )
    make.run_pipeline()
    for words_linked in body.replace(". “", ".|“").split("|"):
        make.link(manager, story, promise, words=words_linked)
    make.suggestion(story, promise, length=20)

    page, whole = board.text(promise_address(promise)), browser.text(promise_address(promise))

    assert "I have friends to ring every day now" in page
    assert "told about the storyteller, not in their own words" in page
    assert "had not left the house" not in page
    assert "Suggested, not counted" not in page
    assert "Maureen" not in page
    assert "Maureen" not in board.text(address(contract))
    assert "Maureen Hartley had not left the house" in whole
    assert "Suggested, not counted" in whole


def test_board_reader_reads_and_changes_nothing(board, make, contract):
    promise = make.commitment(contract)
    for url in (address(contract), promise_address(promise), "/contracts"):
        page = board.page(url)
        hrefs = page.xpath("//main//a/@href")
        assert not [href for href in hrefs if re.search(r"/(new|edit|import)$", href)]
    for url in (
        "/contracts/new",
        "/contracts/import",
        "/contracts/import/template.csv",
        address(contract, "edit"),
        address(contract, "commitments/new"),
        promise_address(promise, "edit"),
        promise_address(promise, "deliveries/new"),
    ):
        assert board.get(url).status_code == 403, url


def test_contract_of_another_organisation_is_not_found(make, sign_in, contract):
    promise = make.commitment(contract)
    stranger = sign_in(make.user("contract_manager"))
    assert contract.title not in stranger.text("/contracts")
    for url in (
        address(contract),
        address(contract, "edit"),
        address(contract, "commitments/new"),
        promise_address(promise),
        promise_address(promise, "edit"),
        promise_address(promise, "deliveries/new"),
    ):
        assert stranger.get(url).status_code == 404, url


# Contracts


def test_add_contract_writes_it_down_for_the_own_organisation(browser, make, manager):
    colleague = make.user("analyst", organisation=manager.organisation)
    response = browser.submit("/contracts/new", {**TERMS, "owner": str(colleague.public_id)})
    assert response.status_code == 303
    with make.session() as session:
        kept = session.exec(select(Contract)).one()
    assert (kept.organisation_id, kept.owner_id) == (manager.organisation_id, colleague.id)
    assert (kept.starts_on, kept.ends_on) == (date(2026, 4, 1), date(2029, 3, 31))
    assert kept.value == Decimal("2500000.50")
    assert "£2,500,000.5" in browser.text(response.location)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"reference": " "}, "Give the contract&#39;s reference number."),
        ({"title": "x" * 301}, "Use 300 characters or fewer."),
        ({"value": "lots"}, "Write only the number"),
        ({"value": "-4"}, "Give a number that is nought or more."),
        ({"value": "NaN"}, "Write only the number"),
        ({"value": "9" * 30}, "This number is too large."),
        ({"starts_on": ["31", "2", "2026"]}, "Write a day, a month and a year"),
        ({"starts_on": ["", "4", "2026"]}, "Write a day, a month and a year"),
        ({"ends_on": ["1", "1", "2026"]}, "The contract ends before it begins."),
        ({"owner": "somebody"}, "Choose one of the people listed."),
    ],
)
def test_add_contract_that_will_not_do_keeps_what_was_typed(browser, make, changed, error):
    response = browser.submit("/contracts/new", {**TERMS, **changed})
    assert response.status_code == 422
    assert error in errors(response)
    assert 'value="Builders"' in response.text
    for name, typed in changed.items():
        for box in [typed] if isinstance(typed, str) else typed:
            assert name == "owner" or not box.strip() or f'value="{box}"' in response.text
    with make.session() as session:
        assert session.exec(select(Contract)).all() == []


def test_add_contract_of_a_held_reference_says_so_at_the_field(browser, contract):
    response = browser.submit("/contracts/new", {**TERMS, "reference": contract.reference.lower()})
    assert response.status_code == 422
    assert "You have a contract of that reference already." in errors(response)


def test_edit_contract_shows_what_is_kept_and_changes_it(browser, make, contract):
    page = browser.page(address(contract, "edit"))
    assert page.xpath("//input[@id='title']/@value") == [contract.title]
    assert page.xpath("//input[@name='ends_on']/@value") == ["31", "3", "2028"]
    response = browser.submit(address(contract, "edit"), {**TERMS, "starts_on": ["", "", ""]})
    assert response.status_code == 303
    with make.session() as session:
        kept = session.exec(select(Contract)).one()
    assert (kept.title, kept.starts_on) == ("Repairs", None)


# Promises


def test_add_commitment_writes_it_down_with_themes(browser, make, contract):
    url = address(contract, "commitments/new")
    page = browser.page(url)
    assert page.xpath("//input[@id='ref']/@value") == ["C1"]
    hint = page.xpath("//input[@value='money']/@aria-describedby")[0]
    assert words(page.xpath(f"//*[@id='{hint}']")[0])
    response = browser.submit(url, {**PROMISE, "themes": ["money", "voice"]})
    assert response.status_code == 303
    with make.session() as session:
        kept = session.exec(select(Commitment)).one()
        slugs = [code.slug for code in themes_of(session, [kept.key])[kept.key]]
    assert sorted(slugs) == ["money", "voice"]


def test_add_commitment_offers_figures_in_the_words_once(browser, make, contract):
    url = address(contract, "commitments/new")
    typed = {**PROMISE, "text": "Plant 400 street trees by December 2026.", "themes": ["nature"]}
    response = browser.submit(url, typed)
    assert response.status_code == 422
    assert "Not saved yet." in response.text
    for value in ("400", "street trees", "31", "12", "2026"):
        assert f'value="{value}"' in response.text
    assert re.search(r'value="nature"\s+checked', response.text)
    assert 'name="offered" type="hidden" value="yes"' in response.text
    with make.session() as session:
        assert session.exec(select(Commitment)).all() == []
    assert browser.submit(url, {**typed, "offered": "yes"}).status_code == 303
    with make.session() as session:
        assert session.exec(select(Commitment)).one().quantity is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"text": ""}, "Write what was promised"),
        ({"text": "x" * 4001}, "Use 4,000 characters or fewer."),
        ({"quantity": "12"}, "Say what is counted"),
        ({"quantity": "1.234", "unit": "hours"}, "Write only the number"),
        ({"themes": ["nonsense"]}, "Choose themes from the list."),
    ],
)
def test_add_commitment_that_will_not_do_keeps_what_was_typed(browser, contract, changed, error):
    response = browser.submit(
        address(contract, "commitments/new"),
        {**PROMISE, "unit": "", "ref": "typed", "offered": "yes", **changed},
    )
    assert response.status_code == 422
    assert error in errors(response)
    assert 'value="typed"' in response.text


def test_edit_commitment_needs_a_reason_and_keeps_history(browser, make, contract):
    promise = make.commitment(contract, "money", quantity=Decimal(10))
    url = promise_address(promise, "edit")
    page = browser.page(url)
    assert page.xpath("//input[@value='money' and @checked]")
    assert page.xpath("//input[@id='quantity']/@value") == ["10"]
    changed = {**PROMISE, "text": WELL, "quantity": "12", "unit": "Session", "reason": " "}
    refused = browser.submit(url, changed)
    assert refused.status_code == 422
    assert "Say why the promise is changed" in errors(refused)
    response = browser.submit(url, {**changed, "reason": "Variation 3"})
    assert response.status_code == 303
    history = words(browser.page(response.location).xpath("//section[@id='history']")[0])
    assert "Because: Variation 3." in history
    assert "How much: was 10, became 12." in history
    assert "What is counted: was “sessions”, became “Session”." in history
    assert f"Words: was “Run a weekly lunch club.”, became “{WELL}”." in history


def test_edit_commitment_to_a_held_reference_says_so_at_the_field(browser, make, contract):
    first, second = make.commitment(contract), make.commitment(contract)
    response = browser.submit(
        promise_address(second, "edit"), {**PROMISE, "ref": first.ref, "reason": "why"}
    )
    assert response.status_code == 422
    assert "This contract has a commitment of that reference." in errors(response)


def test_edit_commitment_keeps_an_owner_who_left(browser, make, bank, contract, manager):
    gone = make.user("analyst", organisation=manager.organisation)
    promise = make.commitment(contract, quantity=None, unit="")
    url = promise_address(promise, "edit")
    typed = {**PROMISE, "ref": promise.ref, "text": promise.text, "reason": "why"}
    assert browser.submit(url, {**typed, "owner": str(gone.public_id)}).status_code == 303
    with bank.database.transaction() as session:
        session.get_one(type(gone), gone.key).active = False
    page = browser.page(url)
    assert page.xpath("//select[@id='owner']/option[@selected]/@value") == [str(gone.public_id)]


# Deliveries


def test_add_delivery_is_listed_by_period(browser, make, contract):
    promise = make.commitment(contract)
    typed = {
        "from_on": ["1", "4", "2026"],
        "to_on": ["30", "6", "2026"],
        "quantity": "1,250.5",
        "source": "Return for June",
    }
    response = browser.submit(promise_address(promise, "deliveries/new"), typed)
    assert response.status_code == 303
    assert response.location.endswith("#delivered")
    with make.session() as session:
        assert session.exec(select(Delivery)).one().quantity == Decimal("1250.50")
    delivered = words(browser.page(promise_address(promise)).xpath("//section[@id='delivered']")[0])
    assert "1 April 2026 to 30 June 2026 1,250.5Return for June" in delivered


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"from_on": ["", "", ""]}, "Say when the period begins."),
        ({"to_on": ["1", "1", "2026"]}, "The period ends before it begins."),
        ({"quantity": " "}, "Give the number delivered in this period."),
        ({"quantity": "-1"}, "Give a number that is nought or more."),
        ({"source": ""}, "Say where the figure comes from"),
    ],
)
def test_add_delivery_that_will_not_do_says_why(browser, make, contract, changed, error):
    promise = make.commitment(contract)
    typed = {
        "from_on": ["1", "4", "2026"],
        "to_on": ["30", "6", "2026"],
        "quantity": "0",
        "source": "Return",
    }
    response = browser.submit(promise_address(promise, "deliveries/new"), {**typed, **changed})
    assert response.status_code == 422
    assert error in errors(response)
