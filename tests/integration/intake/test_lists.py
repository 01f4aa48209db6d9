"""Lists of stories: five hundred rows with twenty bad ones, put right and sent again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import lxml.html
import openpyxl
import pytest
from lxml.html import HtmlElement
from sqlmodel import Session, func, select

from storybank.accounts.models import User
from storybank.app import Bank
from storybank.core.sheets import book_bytes
from storybank.core.tables import csv_bytes
from storybank.intake.models import (
    Consent,
    ConsentEvent,
    Contributor,
    Door,
    GivenBy,
    Identifiability,
    LawfulBasis,
    Purpose,
    Submission,
)
from storybank.intake.queries import purposes_of
from storybank.intake.readers.sheet import COLUMNS, EXAMPLE_TITLE
from tests.factories.bank import Factory
from tests.web_client import CheckingClient, words

SignIn = Callable[[User], CheckingClient]


def cells(number: int, **other: str) -> dict[str, str]:
    return {
        "title": f"Story {number}",
        "words": f"They cut bus number {number} and I cannot get to the doctor.",
        "consent": "contract_management",
        "method": "paper form",
        **other,
    }


WRONG: list[dict[str, str]] = [
    {"kind": "poem", "told_on": "31/02/2026", "hide_place": "perhaps"},
    {"words": ""},
    {"contract": "NO-SUCH", "consent": "world peace"},
    {"method": "spoken and noted"},
    {"expires_on": "01/01/2020", "statement": "cy 99", "consent": "board"},
]


@pytest.fixture
def sender(make: Factory) -> User:
    return make.user("contributor", organisation=make.organisation("vcse"))


def table(kind: str, rows: list[dict[str, str]]) -> bytes:
    lines = [[row.get(name, "") for name in COLUMNS] for row in rows]
    return book_bytes(COLUMNS, lines) if kind == "xlsx" else csv_bytes(COLUMNS, lines)


def upload(client: CheckingClient, data: bytes, name: str, **other: Any) -> Any:
    form = {
        "csrf_token": client.token("/intake/upload"),
        "kind": "beneficiary_story",
        "teller": "self",
        "purposes": [],
        "files": (io.BytesIO(data), name),
        **other,
    }
    return client.post("/intake/upload", data=form, content_type="multipart/form-data")


def parsed(response: Any) -> HtmlElement:
    return lxml.html.fromstring(response.get_data(as_text=True))


def count(session: Session, model: Any = Submission) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


@pytest.mark.parametrize(("kind", "many"), [("csv", 500), ("xlsx", 125)])
def test_list_of_500_rows_takes_in_480_and_names_20_which_follow_corrected(
    bank: Bank, make: Factory, sign_in: SignIn, sender: User, kind: str, many: int
) -> None:
    bad = many // 25
    rows = [cells(n, **WRONG[n // 25 % len(WRONG)] if n % 25 == 0 else {}) for n in range(many)]
    client = sign_in(sender)
    response = upload(client, table(kind, rows), f"list.{kind}")
    page = response.get_data(as_text=True)
    assert f"{many - bad} stories were taken in, {bad} were not taken in" in page
    with make.session() as session:
        assert count(session) == many - bad

    # The report names every row, each of its columns, and what to do; and no word of a story.
    html = parsed(response)
    sealed = str(html.xpath("//input[@name='sealed']/@value")[0])
    token = str(html.xpath("//input[@name='csrf_token']/@value")[0])
    form = {"csrf_token": token, "sealed": sealed}
    asked = client.post("/intake/upload/corrections", data={**form, "act": "report"})
    report = list(csv.DictReader(io.StringIO(asked.get_data().decode("utf-8-sig"))))
    first = [line for line in report if line["row"] == "2"]
    assert {line["row"] for line in report} == {str(n + 2) for n in range(0, many, 25)}
    assert {line["column"] for line in first} == {"kind", "told_on", "hide_place"}
    assert all(line["what_is_wrong"] and line["what_to_do"] for line in report)
    assert {line["column"] for line in report if line["row"] == "102"} == {
        "expires_on",
        "statement",
        "consent",
    }
    assert "bus number" not in asked.get_data(as_text=True)

    # The rows to correct are a list again.
    act = "book" if kind == "xlsx" else "rows"
    kept = client.post("/intake/upload/corrections", data={**form, "act": act}).get_data()
    assert upload(client, kept, f"rows.{kind}").get_data(as_text=True).count("Not taken in") == bad

    # The whole list, put right, adds the twenty.
    right = table(kind, [cells(n) for n in range(many)])
    page = upload(client, right, f"list.{kind}").get_data(as_text=True)
    assert f"{bad} stories were taken in, {many - bad} were here already" in page
    with make.session() as session:
        assert count(session) == many
        assert not list(bank.settings.files_path.rglob("*/*"))  # of a list nothing is kept


def test_list_carries_what_is_known_of_consent(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    told = cells(
        1,
        told_by="Rose",
        told_for="her mother",
        relation="her daughter",
        reason_told_for="She cannot write any more.",
        identifiability="Chosen name",
        hide_place="yes",
        expires_on="2030-01-31",
        method="Spoken and noted",
        witness="A carer",
        given_by="guardian",
        given_by_words="her daughter",
        statement="en 1",
        lawful_basis="public task",
        counts_may_stay="yes",
        wants_to_check="no",
        consent="contract_management; quotation",
    )
    page = upload(sign_in(sender), table("csv", [told]), "list.csv").get_data(as_text=True)
    assert "1 story was taken in" in page
    with make.session() as session:
        kept = session.exec(select(Submission)).one()
        event = session.exec(select(ConsentEvent)).one()
        consent = session.exec(select(Consent)).first()
        assert (kept.relation, kept.identifiability) == (
            "her daughter",
            Identifiability.CHOSEN_NAME,
        )
        assert (kept.hide_place, kept.counts_may_stay, kept.wants_to_check) == (True, True, False)
        assert (kept.lawful_basis, kept.door) == (LawfulBasis.PUBLIC_TASK, Door.FILE)
        assert (event.given_by, event.witness, event.method) == (
            GivenBy.GUARDIAN,
            "A carer",
            "spoken and noted",
        )
        assert event.statement_sha256
        assert str(consent.expires_on) == "2030-01-31"
        assert purposes_of(session, kept.key) == {Purpose.CONTRACT_MANAGEMENT, Purpose.QUOTATION}
        assert session.exec(select(Contributor.display_name)).one() == "Rose"


def test_template_has_hints_choices_and_an_example_that_is_not_taken_in(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    contract = make.contract(make.organisation())
    client = sign_in(sender)
    data = client.get("/intake/template.xlsx").get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Stories"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert all(cell.comment for cell in sheet[1])
    offered = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert len(offered) >= 9
    listed = openpyxl.load_workbook(io.BytesIO(data))["Choices"]
    assert contract.reference in {cell.value for row in listed.iter_rows() for cell in row}
    for name, sent in (("a.xlsx", data), ("a.csv", client.get("/intake/template.csv").get_data())):
        page = upload(client, sent, name).get_data(as_text=True)
        assert "This is the example row" in page
        assert EXAMPLE_TITLE in page
    with make.session() as session:
        assert count(session) == 0


def test_list_with_formulas_names_the_cell_and_gives_none_back(
    make: Factory, sign_in: SignIn, sender: User
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["title", "words", "consent"])
    book.active.append(["One", "=HYPERLINK(A1)", "contract_management"])
    book.active.append(["=1+1", "We met again on Tuesday.", "none"])
    out = io.BytesIO()
    book.save(out)
    client = sign_in(sender)
    page = words(parsed(upload(client, out.getvalue(), "list.xlsx")))
    assert "There is a formula in B2" in page
    assert "There is a formula in A3" in page
    typed = [{"title": "=cmd|' /C calc'!A0", "words": "They cut the bus.", "consent": "none"}]
    html = parsed(upload(client, table("csv", typed), "list.csv"))
    kept = client.post(
        "/intake/upload/corrections",
        data={
            "csrf_token": str(html.xpath("//input[@name='csrf_token']/@value")[0]),
            "sealed": str(html.xpath("//input[@name='sealed']/@value")[0]),
            "act": "rows",
        },
    ).get_data(as_text=True)
    assert "'=cmd|" in kept
    spoilt = client.submit(
        "/intake/upload", {"sealed": "made.up", "act": "rows"}, to="/intake/upload/corrections"
    )
    assert spoilt.status_code == 422
