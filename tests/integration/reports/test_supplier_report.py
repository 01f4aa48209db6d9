"""The supplier report: all its contracts, good and bad, and who speaks told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from storybank.accounts.models import Organisation, User
from storybank.commitments.models import Commitment, Contract
from storybank.core import clock
from storybank.intake.models import Purpose
from storybank.linking.models import Stance
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Pack, Section, Table, figures_of, plain_text
from storybank.reports.pack.kinds import build_pack
from storybank.reports.pack.material import Material
from storybank.reports.rules import Asked, Show, Wanted
from storybank.reviews import service as reviews
from storybank.reviews.models import RatingWord
from storybank.stories.rules import reading_scope
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.sql_statements import counted

SUPPLIER = "Kindly Links Trust"
CLUB = "Now I have friends I ring every day."
BUS = "They have cut the bus and I cannot get to the club."


@dataclass(frozen=True)
class Supply:
    make: Factory
    manager: User
    trust: Organisation
    contracts: tuple[Contract, ...]
    promises: tuple[Commitment, ...]

    def tell(self, number: int = 0, sender: User | None = None, *, against: bool = False) -> None:
        """A story of one of its contracts, with a theme and a claim."""
        own = f"This is story {len(self.claims())}."
        contract = self.contracts[number]
        story = cut_story(
            self.make, self.manager, [CLUB, BUS, own], contract=contract, sender=sender
        )
        change = "worse" if against else "better"
        self.make.coding(self.manager, story, int(against), "connection", change)
        self.make.link(
            self.manager,
            story,
            self.promises[number],
            words=BUS if against else CLUB,
            stance="contradicts" if against else "supports",
        )

    def claims(self) -> list[Any]:
        with self.make.session() as session:
            asked = Asked(supplier=SUPPLIER)
            material = Material(session, self.make.actor(self.manager), asked, smallest=1)
            return list(material.linked.link)

    def pack(self, purpose: Purpose = Purpose.BOARD, **more: Any) -> Pack:
        with self.make.session() as session:
            asked = Asked(ReportKind.SUPPLIER, purpose, supplier=SUPPLIER)
            more.setdefault("smallest", 1)
            return build_pack(session, self.make.actor(self.manager), asked, **more)


@pytest.fixture
def supply(make: Factory) -> Supply:
    council = make.organisation("authority", "Town Council")
    trust = make.organisation("supplier", SUPPLIER)
    contracts = tuple(
        make.contract(council, title=title, supplier=SUPPLIER)
        for title in ("Befriending", "Transport")
    )
    make.contract(council, title="Kerbs", supplier="Somebody Else Ltd")
    text = "Employ four apprentices from local schools for at least one year each"
    return Supply(
        make,
        make.user("contract_manager", organisation=council),
        trust,
        contracts,
        tuple(make.commitment(one, "connection", text=f"{text}.") for one in contracts),
    )


def section(pack: Pack, key: str) -> Section:
    return next(one for one in pack.every_section() if one.key == key)


def test_all_its_contracts_are_in_it_with_good_and_bad(supply: Supply) -> None:
    supply.tell(0)
    supply.tell(1, against=True)
    with supply.make.bank.database.transaction() as session:
        reviews.rate(
            session,
            actor := supply.make.actor(supply.manager),
            reading_scope(actor),
            contract=session.get_one(Contract, supply.contracts[0].key),
            from_on=clock.today().replace(month=1, day=1),
            to_on=clock.today(),
            word=RatingWord.REQUIRES_IMPROVEMENT,
            reason="Half of it came late.",
        )

    pack = supply.pack()

    table = next(one for one in section(pack, "contracts").blocks if isinstance(one, Table))
    told = {
        plain_text(row[0].line): [plain_text(cell.line) for cell in row[1:]] for row in table.rows
    }
    assert told == {
        "Befriending": ["1", "0", "1", "0", "0", "0", "Requires improvement"],
        "Transport": ["1", "0", "0", "0", "1", "0", "Not rated as a whole"],
    }
    quoted = {one.words for one in pack.told}
    assert {CLUB, BUS} <= quoted
    for one in figures_of(pack):
        assert one.number is not None


def test_what_the_supplier_sent_in_itself_says_so(supply: Supply) -> None:
    supply.tell(0)
    supply.tell(0, sender=supply.make.user("contributor", organisation=supply.trust), against=True)

    pack = supply.pack()

    whose = {one.words: one.facts["whose"] for one in pack.told}
    assert whose[BUS].endswith("(sent in by the supplier itself)")
    assert "supplier" not in whose[CLUB]
    said = " ".join(
        plain_text(one.line) for one in section(pack, "who").blocks if one.block == "paragraph"
    )
    assert said.startswith("The supplier itself sent in 1 story of these, from 1 person.")
    with supply.make.session() as session:
        actor = supply.make.actor(supply.manager)
        material = Material(session, actor, Asked(supplier=SUPPLIER), smallest=1)
        own = Wanted(show=Show.LINKED, sender=supply.trust.public_id)
        assert material.count(own).passages == 1
        against = Wanted(show=Show.LINKED, sender=supply.trust.public_id, stance=Stance.SUPPORTS)
        assert material.count(against).passages == 0


def test_a_promise_offered_twice_is_said_to_be(supply: Supply) -> None:
    supply.make.run_pipeline()

    alike = section(supply.pack(), "alike").model_dump_json()

    assert "1 pair of promises" in alike
    assert "in Befriending" in alike
    assert "in Transport" in alike


def test_why_it_was_rated_so_is_not_for_the_public(supply: Supply) -> None:
    with supply.make.bank.database.transaction() as session:
        reviews.notice_shortfall(
            session,
            supply.make.actor(supply.manager),
            commitment=session.get_one(Commitment, supply.promises[0].key),
            noticed_on=clock.today(),
            notice="Two of four began.",
        )

    assert "Two of four began." in section(supply.pack(), "record").model_dump_json()
    public = section(supply.pack(Purpose.PUBLIC), "record").model_dump_json()
    assert "Two of four began." not in public
    assert "Notice given" in public


def test_of_few_people_words_come_before_numbers(supply: Supply) -> None:
    supply.tell(0)
    supply.tell(1, against=True)

    answer = section(supply.pack(smallest=5), "answer").model_dump_json()

    assert "Only a few people told us. They say that something got better" in answer


def test_the_number_of_statements_does_not_grow(supply: Supply) -> None:
    supply.tell(0)
    supply.tell(1, against=True)
    supply.pack()
    with counted(supply.make.bank.database) as few:
        supply.pack()
    supply.tell(0)
    supply.tell(1)
    with counted(supply.make.bank.database) as many:
        supply.pack()

    assert len(many) == len(few)
