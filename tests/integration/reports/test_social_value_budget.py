"""The social value budget: figures beside words that cannot be blank, money as entered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment, Contract
from storybank.core.errors import NotAllowed, NotFound, RuleBroken
from storybank.reports.models import MoneyFigure, ReportKind
from storybank.reports.pack.blocks import Figure, Pack, Section, Table, plain_text
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.kinds.social_value_budget import missing_narratives
from storybank.reports.pack.material import Material
from storybank.reports.queries.budget import list_money, list_narratives
from storybank.reports.rules import Asked
from storybank.reports.rules.budget import days_of_year
from storybank.reports.service import budget
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.factories.issuing import issue
from tests.sql_statements import counted
from tests.web_client import CheckingClient, words

SignIn = Callable[..., CheckingClient]
SAID = "Carers got regular breaks, and what we did not manage was the same face twice a week."
MONEY: dict[str, Any] = {
    "says": "Wages of four apprentices",
    "method": "Added up from payroll",
    "author": "Jo Marsh, finance",
    "worked_out_on": date(2026, 4, 20),
    "caveat": "It says what was paid, and no more.",
}


@dataclass(frozen=True)
class Council:
    make: Factory
    manager: User
    board: User
    care: Contract
    roads: Contract
    breaks: Commitment

    @property
    def actor(self) -> Actor:
        return self.make.actor(self.manager)

    def write(self, department: str, said: str = SAID, year: int = 2025, **more: Any) -> None:
        with self.make.bank.database.transaction() as session:
            budget.write_narrative(
                session, self.actor, department=department, year=year, words=said, **more
            )

    def enter(self, amount: int, department: str = "Care", **more: Any) -> MoneyFigure:
        with self.make.bank.database.transaction() as session:
            terms = {**MONEY, **more}
            return budget.enter_money(
                session,
                self.actor,
                department=department,
                year=2025,
                amount=Decimal(amount),
                **terms,
            )

    def deliver(self, promise: Commitment, quantity: int, first: date, last: date) -> None:
        with self.make.bank.database.transaction() as session:
            commitments.record_delivery(
                session,
                self.actor,
                commitment=session.get_one(Commitment, promise.key),
                from_on=first,
                to_on=last,
                quantity=Decimal(quantity),
                source="the return",
            )

    def asked(self, **more: Any) -> Asked:
        more.setdefault("period", days_of_year(2025))
        return Asked(ReportKind.SOCIAL_VALUE_BUDGET, **more)

    def pack(self, **more: Any) -> Pack:
        with self.make.session() as session:
            return build_pack(session, self.actor, self.asked(**more), smallest=1)


@pytest.fixture
def council(make: Factory) -> Council:
    own = make.organisation("authority", "Town Council")
    care = make.contract(own, title="Day support", department="Care")
    return Council(
        make,
        make.user("contract_manager", organisation=own),
        make.user("board_reader", organisation=own),
        care,
        make.contract(own, title="Kerbs and lamps", department="Roads"),
        make.commitment(care, "connection", text="Give breaks.", quantity=Decimal(40), unit="days"),
    )


def section(pack: Pack, key: str) -> Section:
    return next(one for one in pack.every_section() if one.key == key)


def rows(pack: Pack, key: str) -> dict[str, list[str]]:
    table = next(one for one in section(pack, key).blocks if isinstance(one, Table))
    said = [[plain_text(cell.line) for cell in row] for row in table.rows]
    return {row[0]: row[1:] for row in said}


def test_each_department_stands_beside_what_it_says_of_its_year(council: Council) -> None:
    council.deliver(council.breaks, 10, date(2025, 4, 1), date(2025, 6, 30))
    council.deliver(council.breaks, 5, date(2026, 1, 1), date(2026, 3, 31))
    council.deliver(council.breaks, 90, date(2026, 4, 1), date(2026, 6, 30))
    council.make.contract(
        council.make.organisation("authority", "Elsewhere"), title="Theirs", department="Theirs"
    )
    story = cut_story(
        council.make,
        council.manager,
        ["Now I have a day to myself."],
        contract=council.care,
        told_on=date(2026, 3, 31),
    )
    council.make.link(council.manager, story, council.breaks, words="Now I have a day to myself.")
    council.write("Care", committed="2 officers, 14 days of a trainer.")

    pack = council.pack()

    assert rows(pack, "statement") == {
        "Care": ["1", "1", "1", "0", SAID],
        "Roads": ["0", "0", "0", "0", "Not written yet"],
    }
    promise = rows(pack, "department-1-promises")
    assert [one[:2] for one in promise.values()] == [["40 days", "15 days"]]
    assert "2 officers, 14 days of a trainer." in section(pack, "department-1").model_dump_json()
    assert (
        "No promise of this department" in section(pack, "department-2-promises").model_dump_json()
    )
    # A year in which nothing of it was delivered or told.
    other = council.pack(period=days_of_year(2026))
    assert rows(other, "statement")["Care"][:3] == ["1", "1", "0"]


def test_only_contracts_that_ran_in_the_year_are_in_it(council: Council) -> None:
    assert "Care" in rows(council.pack(period=days_of_year(2027)), "statement")
    assert rows(council.pack(period=days_of_year(2030)), "statement") == {}


def test_it_waits_for_every_department_and_for_a_whole_year(council: Council) -> None:
    council.write("Care")
    with council.make.session() as session:
        assert missing_narratives(Material(session, council.actor, council.asked())) == ["Roads"]
    blocks = {one.key: one.words for one in council.pack().warnings if "blocks:" in one.key}
    assert list(blocks) == ["blocks:narrative"]
    assert blocks["blocks:narrative"].startswith("Roads: ")

    council.write("Roads")

    assert not [one for one in council.pack().warnings if "blocks:" in one.key]
    keys = [one.key for one in council.pack(period=council.asked().period.__class__()).warnings]
    assert "blocks:year" in keys


def test_it_is_not_issued_while_a_department_is_silent(council: Council) -> None:
    council.write("Care")
    cut_story(
        council.make,
        council.manager,
        ["Now I am well."],
        contract=council.care,
        told_on=date(2025, 9, 1),
    )
    with pytest.raises(RuleBroken), council.make.bank.database.transaction() as session:
        issue(session, council.actor, "The year", asked=council.asked())

    council.write("Roads")

    with council.make.bank.database.transaction() as session:
        report = issue(session, council.actor, "The year", asked=council.asked())
        assert SAID in str(report.frozen)


def test_the_newest_narrative_counts_and_none_is_lost(council: Council) -> None:
    council.write("Care")
    council.write("Care", SAID.replace("Carers", "Nearly all carers"))

    assert "Nearly all carers" in rows(council.pack(), "statement")["Care"][-1]
    with council.make.session() as session:
        assert len(list_narratives(session, council.actor, 2025)) == 2


def test_amounts_stand_with_all_that_was_said_and_are_never_added_up(council: Council) -> None:
    council.enter(12_500)
    taken_out = council.enter(300, says="A mistake")
    council.enter(1_000, says="Hire of the hall")
    with council.make.bank.database.transaction() as session:
        money = session.get_one(MoneyFigure, taken_out.key)
        budget.take_out_money(session, council.actor, money=money)
        budget.take_out_money(session, council.actor, money=money)

    pack = council.pack()

    table = rows(pack, "department-1-money")
    assert list(table) == ["£12,500", "£1,000"]
    assert table["£12,500"] == [
        MONEY["says"],
        MONEY["method"],
        f"{MONEY['author']}, 20 April 2026",
        MONEY["caveat"],
    ]
    shown = pack.model_dump_json()
    assert set(re.findall(r"£[\d,.]+", shown)) == {"£12,500", "£1,000"}
    assert "A mistake" not in shown
    with council.make.session() as session:
        assert len(list_money(session, council.actor, 2025)) == 3


def test_amounts_of_one_unit_add_up_and_shares_and_money_do_not(council: Council) -> None:
    units = ("% of staff", "pounds to local charities", "£ spent here", "GBP")
    for number, unit in (
        (60, "days"),
        *((10, one) for one in units),
        *((20, one) for one in units),
    ):
        council.make.commitment(
            council.care, "connection", text=f"{number}", quantity=Decimal(number), unit=unit
        )
    council.deliver(council.breaks, 7, date(2025, 4, 1), date(2025, 6, 30))

    parts = section(council.pack(), "department-1-promises")

    adds_up = next(one for one in parts.blocks if isinstance(one, Table))
    [row] = adds_up.rows
    figure = row[1].line[0]
    assert isinstance(figure, Figure)
    assert figure.number == 2
    assert [plain_text(cell.line) for cell in row] == ["days", "2", "100", "7"]


def test_only_those_who_issue_reports_write_of_their_own_departments(council: Council) -> None:
    other = council.make.user("contract_manager", organisation=council.make.organisation())
    money = council.enter(5)
    with council.make.bank.database.transaction() as session:
        for user, error in ((council.board, NotAllowed), (other, RuleBroken)):
            with pytest.raises(error):
                budget.write_narrative(
                    session, council.make.actor(user), department="Care", year=2025, words=SAID
                )
        with pytest.raises(NotFound):
            budget.take_out_money(session, council.make.actor(other), money=money)
        with pytest.raises(RuleBroken):
            budget.write_narrative(
                session, council.actor, department="Nobody", year=2025, words=SAID
            )


def test_the_pages_keep_what_was_typed_and_show_what_stands(
    council: Council, sign_in: SignIn
) -> None:
    browser, board = sign_in(council.manager), sign_in(council.board)
    assert "April 2025 to March 2026" in words(browser.page("/budget"))
    blank = browser.submit(
        "/budget/2025/narrative?department=Care", {"words": "n/a", "committed": "2 officers"}
    )
    assert blank.status_code == 422
    assert "2 officers" in blank.get_data(as_text=True)
    assert "cannot go out with this left blank" in blank.get_data(as_text=True)
    data = {"words": SAID, "committed": "2 officers"}
    assert browser.submit("/budget/2025/narrative?department=Care", data).status_code == 303
    half = {"amount": "12,500", "says": MONEY["says"], "method": "", "author": "Jo"}
    missing = browser.submit("/budget/2025/money?department=Care", half)
    assert missing.status_code == 422
    assert "Say how it was worked out" in missing.get_data(as_text=True)
    whole = {**half, "method": "Payroll", "worked_out_on": ["20", "4", "2026"], "caveat": "Paid."}
    assert browser.submit("/budget/2025/money?department=Care", whole).status_code == 303

    page = board.page("/budget/2025")

    assert SAID in words(page)
    assert "£12,500" in words(page)
    assert "1 department has not said yet" in words(page)
    assert "Say what the year was" not in words(page)
    for address in ("/budget/2025/narrative?department=Nobody", "/budget/1066"):
        assert browser.get(address).status_code == 404
    assert board.get("/budget/2025/money?department=Care").status_code == 403


def test_the_number_of_statements_does_not_grow_with_departments(council: Council) -> None:
    def build() -> int:
        with counted(council.make.bank.database) as sent:
            council.pack()
        return len(sent)

    def tell(contract: Contract, number: int) -> None:
        sentences = [f"Now I am well, says number {number}."]
        story = cut_story(
            council.make,
            council.manager,
            sentences,
            contract=contract,
            told_on=date(2025, 9, 1),
        )
        council.make.coding(council.manager, story, 0, "connection")

    tell(council.care, 1)
    council.write("Care")
    council.enter(5)
    build()
    few = build()
    own = council.care.organisation_id
    for number in (2, 3):
        with council.make.session() as session:
            organisation = session.get_one(type(council.manager.organisation), own)
        more = council.make.contract(organisation, department=f"Part {number}")
        council.make.commitment(more, "connection")
        tell(more, number)
        council.write(f"Part {number}")
    assert build() == few
