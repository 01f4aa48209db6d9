"""Plan on a page, place report, councillor's view: what holds in a place, and who is not heard."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from config import Settings
from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.app import Bank, open_bank
from storybank.commitments.models import CommitmentItem, Contract
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.frameworks.service import CharterTerms, add_item, make_charter
from storybank.linking.models import EvidenceLink
from storybank.places.models import Place, PlaceLevel
from storybank.places.service import PlaceTerms, add_place
from storybank.reports.models import ReportKind
from storybank.reports.pack.blocks import Pack, Section, figures_of, plain_text
from storybank.reports.pack.kinds import build_of, build_pack
from storybank.reports.pack.kinds.councillor_view import QUESTIONS
from storybank.reports.pack.material import Material
from storybank.reports.renderers.text import text
from storybank.reports.rules import OF_A_PLACE, Asked, Show, Wanted
from storybank.stories.models import StoryVersion
from storybank.telling.service import CallTerms, close_call, open_call
from tests.factories.bank import Factory
from tests.factories.cut_stories import cut_story
from tests.reading_age import reading_age
from tests.sql_statements import counted

SMALLEST = 3


@dataclass(frozen=True)
class World:
    """A borough with two wards and a charter, and a contract for all of it."""

    bank: Bank
    make: Factory
    manager: User
    borough: Place
    quay: Place
    moor: Place
    contract: Contract

    @property
    def actor(self) -> Actor:
        return self.make.actor(self.manager)

    def pack(self, kind: ReportKind, place: Place | None, smallest: int = SMALLEST) -> Pack:
        with self.bank.database.reading() as session:
            return build_pack(
                session,
                self.actor,
                Asked(kind=kind, place=place),
                smallest=smallest,
                public_url="https://stories.example.org",
            )


@pytest.fixture(scope="module")
def world(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("place") / "home"
    shutil.copytree(empty_home, home)
    with closing(open_bank(Settings(home=home, secret_key="only for tests"))) as bank:
        yield fill(bank)


def fill(bank: Bank) -> World:
    make = Factory(bank)
    council = make.organisation("authority", "Town Council")
    manager = make.user("contract_manager", organisation=council)
    verifier = make.user("verifier", organisation=make.organisation("verifier", "Assurance"))
    operator = Actor.operator()
    with bank.database.transaction() as session:
        borough = add_place(session, operator, terms=PlaceTerms(PlaceLevel.AUTHORITY, "Seaton"))
        quay, moor = (
            add_place(session, operator, terms=PlaceTerms(PlaceLevel.WARD, name), parent=borough)
            for name in ("Quay", "Moor")
        )
        charter = make_charter(
            session,
            make.actor(manager),
            terms=CharterTerms(
                "Seaton Charter",
                "2025",
                borough.id,
                date(2025, 2, 1),
                "sixty residents",
                "The library, on Mondays.",
            ),
        )
        work, _ = (
            add_item(session, make.actor(manager), framework=charter, name=name)
            for name in ("A second chance at work", "Green where we live")
        )
    contract = make.contract(
        council,
        title="Grounds",
        supplier="Verdant Ltd",
        place=borough,
        ask="Work for people others pass over.",
    )
    jobs = make.commitment(
        contract,
        "employment",
        text="Employ eight people.",
        beneficiaries="People leaving prison",
        story_question="What was the work like?",
    )
    make.commitment(contract, "nature", text="Plant trees.")
    with bank.database.transaction() as session:
        session.add(CommitmentItem(commitment_id=jobs.key, item_id=work.key))
    for number, (place, change) in enumerate(
        [
            ("Quay", "better"),
            ("Quay", "worse"),
            ("Quay", "better"),
            ("Seaton", "need"),
            ("", "need"),
        ]
    ):
        sentences = [
            f"Plover {number} was what I called my first job there.",
            f"Plover {number} is a word of mine and nobody else’s.",
        ]
        story = cut_story(make, manager, sentences, contract=contract, place=place)
        make.coding(manager, story, 0, "employment", change)
        if number == 0:
            link = make.link(manager, story, jobs, words=sentences[0])
            make.finding(verifier, link, reason="I saw the plover myself.")
    with bank.database.transaction() as session:
        terms = CallTerms(
            title="What changed in Seaton?",
            ask="What changed?",
            about="We ask.",
            readers="The council.",
            opens_on=date(2025, 1, 1),
            place=borough,
        )
        actor = make.actor(manager)
        open_call(session, actor, terms=terms, organisation_id=council.key, slug="seaton")
        over = open_call(session, actor, terms=terms, organisation_id=council.key, slug="over")
        close_call(session, actor, call=over)
    return World(bank, make, manager, borough, quay, moor, contract)


def said(section: Section) -> str:
    """The words of one part, without those of stories."""
    return json.dumps(section.model_dump(mode="json"), ensure_ascii=False)


def part(pack: Pack, key: str) -> Section:
    return next(one for one in pack.every_section() if one.key == key)


@pytest.mark.parametrize("kind", sorted(OF_A_PLACE))
def test_whatever_tells_of_a_story_stands_in_told_alone(world: World, kind: ReportKind) -> None:
    for place in (world.borough, world.quay, world.moor):
        pack = world.pack(kind, place, smallest=1)
        rest = pack.model_dump_json(exclude={"told"}).casefold()

        assert "plover" not in rest
        assert all("Plover" in one.words for one in pack.told if one.words)
    assert world.pack(kind, world.borough, smallest=1).told


@pytest.mark.parametrize("kind", sorted(OF_A_PLACE))
def test_easy_words_are_for_readers_of_nine(world: World, kind: ReportKind) -> None:
    for smallest in (1, 5):
        lines = world.pack(kind, world.borough, smallest).easy
        assert len(lines) >= 5
        assert reading_age(" ".join(plain_text(one.line) for one in lines)) <= 9


# Plan on a page


def test_a_plan_says_what_matters_what_is_asked_who_gains_and_where_to_be_heard(
    world: World,
) -> None:
    pack = world.pack(ReportKind.PLAN_ON_A_PAGE, world.borough)
    plain = text(pack, first_page=False)

    assert pack.sections == (), "a plan is one page"
    assert "A second chance at work" in said(part(pack, "priorities"))
    assert "sixty residents" in said(part(pack, "priorities"))
    assert "Work for people others pass over." in said(part(pack, "asks"))
    assert "What was the work like?" in said(part(pack, "asks"))
    assert "People leaving prison." in said(part(pack, "for-whom"))
    assert "What changed in Seaton? stories.example.org/tell/seaton" in plain
    assert "The library, on Mondays." in said(part(pack, "heard"))
    assert "tell/over" not in plain
    assert "5 people" in plain


def test_a_plan_of_everything_needs_no_place(world: World) -> None:
    plain = text(world.pack(ReportKind.PLAN_ON_A_PAGE, None), first_page=False)

    assert "A second chance at work" in plain, "half of all promises answer the charter"
    assert "Work for people others pass over." in plain


# Councillor's view


def test_five_questions_are_answered_in_their_order(world: World) -> None:
    pack = world.pack(ReportKind.COUNCILLOR_VIEW, world.quay, smallest=1)

    assert [(one.key, one.title) for one in pack.front] == list(QUESTIONS)
    plain = {one.key: said(one) for one in pack.front}
    assert "They are for Seaton as a whole, so for people here too." in plain["promised"]
    assert "Assurance" in plain["checked"]
    assert "Nobody has answered those who told us yet." in plain["doing"]
    assert {one.words for one in pack.told} > {"Plover 1 was what I called my first job there."}
    counts = {
        (one.of, one.behind.get("change")): one.number
        for one in figures_of(pack)
        if one.behind.get("change")
    }
    assert counts[("passages", "better")] == 2
    assert counts[("passages", "worse")] == 1


def test_a_ward_that_nobody_told_of_says_so(world: World) -> None:
    plain = text(world.pack(ReportKind.COUNCILLOR_VIEW, world.moor), first_page=False)

    assert "Nobody knows. Nobody from Moor has told us" in plain
    assert "2 promises hold here" in plain


def test_words_come_before_numbers_where_only_a_few_told(world: World) -> None:
    pack = world.pack(ReportKind.COUNCILLOR_VIEW, world.quay, smallest=5)

    assert "Only a few people told us. They say that something got better" in text(
        pack, first_page=False
    )
    assert not any(one.number for one in figures_of(pack) if one.of == "passages")


def test_a_view_is_of_a_place_and_for_whoever_reads_reports(world: World) -> None:
    with pytest.raises(RuleBroken) as broken:
        world.pack(ReportKind.COUNCILLOR_VIEW, None)
    assert broken.value.field == "place"
    contributor = world.make.actor(world.make.user("contributor"))
    with world.bank.database.reading() as session, pytest.raises(NotAllowed):
        build_pack(session, contributor, Asked(kind=ReportKind.COUNCILLOR_VIEW, place=world.quay))


# Place report


def test_a_place_tells_where_the_thread_from_its_priorities_breaks(world: World) -> None:
    pack = world.pack(ReportKind.PLACE, world.borough, smallest=1)
    (table,) = (one for one in part(pack, "thread").blocks if one.block == "table")
    breaks = {plain_text(row[0].line): plain_text(row[-1].line) for row in table.rows}

    assert breaks == {
        "A second chance at work": "Promised, told, and upheld at least in part",
        "Green where we live": "No promise answers this",
    }


def test_small_numbers_of_wards_go_with_what_would_give_them_away(world: World) -> None:
    pack = world.pack(ReportKind.PLACE, world.borough)
    (table,) = part(pack, "wards").blocks
    assert table.block == "table"
    people = {plain_text(row[0].line): plain_text(row[1].line) for row in table.rows}

    # Two people name no ward: too few to be told, and five less three would tell it.
    assert people == {"Quay": "a few", "Moor": "0", "Seaton, no nearer place named": "a few"}
    assert "5 people" in text(pack)


def test_a_place_says_who_is_missing_and_what_it_is(world: World) -> None:
    pack = world.pack(ReportKind.PLACE, world.borough)

    assert "Nobody has told us anything from Moor." in said(part(pack, "missing"))
    profile = said(part(pack, "profile"))
    assert all(one in profile for one in ("Authority", "Moor, Quay", "Seaton Charter", "Grounds"))
    assert "Verdant Ltd" in said(part(pack, "years"))


def test_however_many_stories_a_place_has_the_record_is_asked_as_often(world: World) -> None:
    def statements() -> list[int]:
        found = []
        for kind in sorted(OF_A_PLACE):
            with counted(world.bank.database) as sent:
                world.pack(kind, world.borough)
            found.append(len(sent))
        return found

    few = statements()
    for number in range(8):
        sentences = [f"Number {number} is what they called me before I had a name."]
        story = cut_story(world.make, world.manager, sentences, contract=world.contract)
        world.make.coding(world.manager, story, 0, "employment", "worse")
    many = statements()

    assert all(abs(before - after) <= 6 for before, after in zip(few, many, strict=True))
    assert max(many) < 80


def test_what_was_found_is_told_in_no_words_that_its_figures_leave_out(world: World) -> None:
    """Of many who speak, one claim was checked: the sentence beside it names no number either."""
    with world.bank.database.writing() as session:
        [link] = session.exec(select(EvidenceLink)).all()
        others = session.exec(select(StoryVersion).where(StoryVersion.story_id != link.story_id))
        for version in others:
            one = link.model_dump(exclude={"id", "public_id"})
            also = {"story_id": version.story_id, "story_version_id": version.key}
            session.add(EvidenceLink(**{**one, **also}))
        session.flush()
        asked = Asked(ReportKind.COUNCILLOR_VIEW, place=world.borough)
        material = Material(session, world.actor, asked, smallest=2)
        pack = build_of(material)
        assert material.figure("claims", finding="upheld").number is None
        assert material.count(Wanted(show=Show.LINKED)).people > 2
        session.rollback()
    checked = next(one for one in pack.every_section() if one.key == "checked")
    assert checked.basis is not None
    assert "too few people to be told" in checked.basis.verified
