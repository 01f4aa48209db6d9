"""What was foreseen of a contract, held against stories, as reports tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from storybank.accounts.models import User
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.intake import service as intake
from storybank.intake.models import Purpose, Submission
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Pack, Section, Table, plain_text
from storybank.reports.pack.kinds import build_pack
from storybank.reports.rules import Asked, Period
from storybank.reviews import service as reviews
from storybank.reviews.models import Effect, EffectFinding, Pillar
from storybank.stories.models import Story
from storybank.stories.rules import reading_scope
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.sql_statements import counted

NOTE = "Marigold said so in other words."
NOT_HELD = "Not yet held against a story that may stand here."


@dataclass(frozen=True)
class Town:
    make: Factory
    manager: User
    board: User
    contract: Contract
    other: Contract

    def story(self, *purposes: Purpose) -> Story:
        purposes = (Purpose.CONTRACT_MANAGEMENT, *purposes)
        said = [f"The dust got worse on {len(purposes)} days."]
        return cut_story(self.make, self.manager, said, contract=self.contract, purposes=purposes)

    def foresee(self, text: str, **terms: Any) -> Effect:
        values = {
            "contract": self.contract,
            "group": "Neighbours",
            "pillar": Pillar.SOCIAL,
            "is_positive": False,
            **terms,
        }
        with self.make.bank.database.transaction() as session:
            actor = self.make.actor(self.manager)
            return reviews.foresee_effect(session, actor, text=text, **values)

    def check(
        self, effect: Effect, finding: EffectFinding, story: Story | None = None, note: str = NOTE
    ) -> None:
        with self.make.bank.database.transaction() as session:
            actor = self.make.actor(self.manager)
            scope = reading_scope(actor)
            reviews.check_effect(
                session, actor, scope, effect=effect, finding=finding, story=story, note=note
            )

    def pack(self, kind: ReportKind = ReportKind.BOARD_PACK, **more: Any) -> Pack:
        user = self.board if kind is ReportKind.BOARD_PACK else self.manager
        with self.make.session() as session:
            asked = Asked(kind, **more)
            return build_pack(session, self.make.actor(user), asked, smallest=1)


@pytest.fixture
def town(make: Factory) -> Town:
    council = make.organisation("authority", "Town Council")
    return Town(
        make,
        make.user("contract_manager", organisation=council),
        make.user("board_reader", organisation=council),
        make.contract(council, title="New homes"),
        make.contract(council, title="Street trees"),
    )


def part(pack: Pack) -> Section | None:
    return next((one for one in pack.sections if one.key == "foreseen"), None)


def rows(pack: Pack) -> dict[str, tuple[str, str]]:
    """What is done and what was found, by what was foreseen, as it is read."""
    section = part(pack)
    tables = [] if section is None else [one for one in section.blocks if isinstance(one, Table)]
    found = {}
    for head, said, *rest in (row for table in tables for row in table.rows):
        told = "" if said.told is None else pack.told[said.told].facts["foreseen"]
        done = plain_text(rest[0].line) if rest else ""
        found[plain_text(head.line)] = done, plain_text(said.line) or told
    return found


def test_what_was_foreseen_stands_beside_what_was_found_of_it(town: Town) -> None:
    story = town.story(Purpose.BOARD)
    dust = town.foresee("Dust.", mitigation="Water carts.")
    meadow = town.foresee("The meadow is built on.", pillar=Pillar.ENVIRONMENTAL)
    trade = town.foresee("A trade near home.", is_positive=True, group="Young people")
    shade = town.foresee("Shade.", is_positive=True, contract=town.other)
    town.check(dust, EffectFinding.DID_NOT)
    town.check(dust, EffectFinding.HAPPENED, story)
    town.check(meadow, EffectFinding.NOBODY_SAID, note="")
    town.check(trade, EffectFinding.PARTLY)

    found = rows(town.pack())
    assert set(found) == {f"{one.group}: {one.text}" for one in (dust, meadow, trade, shade)}
    assert set(list(found)[:2]) == {f"{one.group}: {one.text}" for one in (dust, meadow)}
    assert found["Neighbours: Dust."][0] == "Water carts."
    assert found["Neighbours: Dust."][1].startswith("It happened: a story says so.")
    assert found["Neighbours: The meadow is built on."][0] == "Nothing is written down."
    assert found["Neighbours: The meadow is built on."][1].startswith("Nobody has said anything")
    assert found["Young people: A trade near home."][1].startswith("It happened in part, as those")
    assert found["Neighbours: Shade."] == ("", NOT_HELD)
    one_contract = town.pack(ReportKind.EVIDENCE_PACK, contract=town.contract)
    assert "Neighbours: Shade." not in rows(one_contract)
    assert len(rows(one_contract)) == 3


def test_what_a_story_shows_goes_with_it_and_notes_stay_out(town: Town) -> None:
    town.story(Purpose.BOARD)
    story = town.story(Purpose.BOARD, Purpose.PUBLIC)
    dust = town.foresee("Dust.")
    town.check(dust, EffectFinding.HAPPENED, story)
    contract: dict[str, Any] = {"contract": town.contract, "purpose": Purpose.BOARD}

    before = town.pack(**contract)
    assert str(story.public_id) in {one.story for one in before.told}
    plain = before.model_dump_json(exclude={"told"})
    assert "a story says so" not in plain
    assert "Marigold" not in before.model_dump_json()
    with town.make.bank.database.transaction() as session:
        intake.withdraw_consent(
            session,
            town.make.actor(town.manager),
            submission=session.get_one(Submission, story.submission_id),
            purpose=Purpose.BOARD,
        )

    after = town.pack(**contract)
    assert rows(after) == {"Neighbours: Dust.": ("Nothing is written down.", NOT_HELD)}
    assert str(story.public_id) not in after.model_dump_json()
    managers = Purpose.CONTRACT_MANAGEMENT
    whole = town.pack(ReportKind.EVIDENCE_PACK, contract=town.contract, purpose=managers)
    assert rows(whole)["Neighbours: Dust."][1].startswith("It happened: a story says so.")


def test_where_nothing_was_foreseen_an_auditor_reads_so_and_a_board_nothing(town: Town) -> None:
    town.story(Purpose.BOARD)
    assert part(town.pack()) is None
    audited = part(town.pack(ReportKind.EVIDENCE_PACK, contract=town.contract))
    assert audited is not None
    assert len(audited.blocks) == 1
    town.foresee("Dust.", foreseen_on=clock.today())

    yesterday = Period(date(2026, 1, 1), clock.today() - timedelta(days=1))
    assert part(town.pack(period=yesterday)) is None
    assert part(town.pack()) is not None


def test_more_lines_take_no_more_statements_and_those_looked_into_come_first(town: Town) -> None:
    story = town.story(Purpose.BOARD)
    town.check(town.foresee("Dust."), EffectFinding.HAPPENED, story)
    town.pack()
    with counted(town.make.bank.database) as few:
        town.pack()
    for number in range(30):
        last = town.foresee(f"Noise {number}.", contract=town.other, group="Walkers")
    town.check(last, EffectFinding.DID_NOT)
    with counted(town.make.bank.database) as many:
        pack = town.pack()

    assert len(many) == len(few)
    found = rows(pack)
    assert len(found) == 24
    assert found["Walkers: Noise 29."][1].startswith("It did not happen")
    section = part(pack)
    assert section is not None
    assert "7 more stand on the impact screens" in section.model_dump_json()
