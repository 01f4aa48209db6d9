"""What is behind a figure, and the pages on which a report is asked for and previewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from storybank.app import Bank
from storybank.intake.models import Purpose
from storybank.nlp.reading import Change
from storybank.reports.models import ReportKind
from storybank.reports.pack.behind import promises_behind, words_behind
from storybank.reports.pack.blocks import figures_of
from storybank.reports.pack.kinds import build_of
from storybank.reports.pack.material import Material
from storybank.reports.rules import Asked, Show, Wanted
from tests.factories.bank import EVERY_PURPOSE, Factory
from tests.factories.planted import NEXT_NUMBER, Planted, copy_of, plant
from tests.sql_statements import counted
from tests.web_client import CheckingClient

SignIn = Callable[..., CheckingClient]
SHORT = "I go on Thursdays."


def plant_world(make: Factory) -> SimpleNamespace:
    """Two contracts, one of which nobody speaks of; three people."""
    manager = make.user("contract_manager")
    contract = make.contract(manager.organisation, title="Lunch clubs", department="Adults")
    silent = make.contract(manager.organisation, title="Street lights", supplier="Lamp Ltd")
    promise = make.commitment(contract, "connection")
    make.commitment(silent, "connection", text="Light every street.")
    stories = [make.story(manager, contract=contract, purposes=EVERY_PURPOSE) for _ in range(3)]
    make.run_pipeline()
    for story in stories:
        make.coding(manager, story, 0, "connection")
        make.coding(manager, story, 0, "confidence")
    make.coding(manager, stories[0], 1, "connection", "worse")
    make.link(manager, stories[0], promise)
    return SimpleNamespace(
        manager=manager,
        actor=make.actor(manager),
        board=make.user("board_reader", organisation=manager.organisation),
        contract=contract,
        silent=silent,
        promise=promise,
        stories=stories,
    )


@pytest.fixture(scope="module")
def planted(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted[SimpleNamespace]:
    return plant(empty_home, tmp_path_factory.mktemp("behind"), plant_world)


@pytest.fixture
def home(planted: Planted[SimpleNamespace], tmp_path: Path) -> Path:
    return copy_of(planted, tmp_path)


@pytest.fixture
def make(bank: Bank) -> Factory:
    return Factory(bank, NEXT_NUMBER)


@pytest.fixture
def world(planted: Planted[SimpleNamespace]) -> SimpleNamespace:
    return planted.world


def test_every_figure_opens_as_many_words_or_promises_as_it_says(
    make: Factory, world: SimpleNamespace
) -> None:
    with make.session() as session:
        material = Material(session, world.actor, Asked(), smallest=1)
        figures = [one for one in figures_of(build_of(material)) if one.behind]
        assert len({one.of for one in figures}) >= 4
        for one in figures:
            wanted = Wanted.of(one.behind)
            if one.of in ("promises", "contracts"):
                promises = promises_behind(material, wanted, per_page=100)
                assert (
                    one.number
                    == {"promises": promises.total, "contracts": promises.contracts}[one.of]
                )
                assert len(promises.promises) == promises.total
                continue
            words = words_behind(material, wanted, per_page=100)
            found = {"people": words.people, "stories": len({t.story for t in words.told})}
            assert one.number == found.get(one.of, words.total), one
            assert len(words.told) == words.total


def test_a_page_of_words_is_a_page_and_passages_coded_twice_stand_once(
    make: Factory, world: SimpleNamespace
) -> None:
    with make.session() as session:
        material = Material(session, world.actor, Asked(), smallest=1)
        every = words_behind(material, Wanted())
        pages = [words_behind(material, Wanted(), page=page, per_page=3).told for page in (1, 2, 3)]
        claims = words_behind(material, Wanted(show=Show.LINKED))
        better = words_behind(material, Wanted(change=Change.BETTER, theme="confidence"))
    assert every.total == 4
    assert [len(page) for page in pages] == [3, 1, 0]
    assert [*pages[0], *pages[1]] == list(every.told)
    assert [one.facts["promise"] for one in claims.told] == [world.promise.text]
    assert better.total == 3


def test_words_of_few_people_are_not_listed_where_they_could_be_counted(
    make: Factory, world: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(world.board).text("/reports/passages?change=worse")
    assert "Words of a few people." in page
    assert "1 passage" not in page
    assert "sb-voice" not in page
    with make.session() as session:
        own = Asked(
            kind=ReportKind.EVIDENCE_PACK,
            purpose=Purpose.CONTRACT_MANAGEMENT,
            contract=world.contract,
        )
        material = Material(session, world.actor, own)
        assert not words_behind(material, Wanted(change=Change.WORSE)).is_small


def test_promises_behind_a_figure_lead_to_their_pages(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(world.board).text("/reports/promises?stage=silent")
    assert "Promises nobody has told us of" in page
    assert "1 promise of 1 contract" in page
    assert "Light every street." in page
    assert world.promise.text not in page


def test_a_report_is_asked_for_on_two_pages_and_keeps_what_was_typed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    kinds = client.text("/reports")
    for name in ("Board pack", "Contract evidence pack", "Councillor’s view", "Learning log"):
        assert name in kinds
    asked = f"kind=board_pack&contract={world.contract.public_id}&purpose=board"
    moved = client.get(f"/reports/preview?{asked}&when=last_year&from=&from=&from=&to=&to=&to=")
    assert moved.status_code == 303
    assert f"contract={world.contract.public_id}" in moved.location
    assert "from=20" in moved.location
    assert "when" not in moved.location, "the address of a report says its days"
    for wrong, says in (
        ("when=own&from=31&from=2&from=2026&to=&to=&to=", "Write a day, a month and a year"),
        ("when=own&from=2&from=2&from=2026&to=1&to=2&to=2026", "before the first day"),
        ("when=this_year&from=2&from=2&from=2026&to=&to=&to=", "chose a span and wrote days"),
    ):
        answer = client.get(f"/reports/preview?{asked}&{wrong}")
        assert (answer.status_code, says in answer.text) == (422, True), wrong
        assert 'value="2026"' in answer.text, "nothing typed is lost"
    needs = client.get("/reports/preview?kind=evidence_pack")
    assert needs.status_code == 422
    assert "Choose the contract." in needs.text
    assert client.get("/reports/preview?kind=nonsense").status_code == 404
    old = client.get(f"/reports/board?contract={world.contract.public_id}")
    assert old.location.endswith(f"/reports/preview?contract={world.contract.public_id}")


def test_a_preview_says_what_to_think_of_to_whoever_can_issue_it(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    page = f"/reports/preview?contract={world.contract.public_id}"
    own, board = sign_in(world.manager).text(page), sign_in(world.board).text(page)
    assert "A few stories stand in it" in own
    for words in ("Think of this before it goes out", "Keep it as a draft"):
        assert words in own
        assert words not in board
    private = (
        f"/reports/preview?kind=evidence_pack&purpose=contract_management&{page.split('?')[1]}"
    )
    assert sign_in(world.board).get(private).status_code == 403
    assert "Those who manage the contract" not in sign_in(world.board).text(
        "/reports/choose?kind=evidence_pack"
    )


def test_what_is_behind_a_figure_takes_as_many_statements_for_many_stories(
    make: Factory, world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.board)
    pages = ("/reports", "/reports/choose", "/reports/passages", "/reports/promises?stage=silent")

    def ask() -> list[int]:
        found = []
        for address in pages:
            with counted(make.bank.database) as sent:
                assert client.get(address).status_code == 200
            found.append(len(sent))
        return found

    def tell(stories: int) -> None:
        for _ in range(stories):
            story = make.story(world.manager, contract=world.silent)
            make.run_pipeline()
            make.coding(world.manager, story, 0, "connection")
            make.commitment(world.silent, "connection")

    tell(3)  # with those there already more than a few people, whose words are listed
    ask()
    few = ask()
    tell(3)
    assert ask() == few


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("kind=social_value_budget&from=0001-01-01", 422),
        ("kind=social_value_budget&from=9999-12-31&to=9999-12-31", 422),
        ("kind=supplier&supplier=%00", 404),
        ("kind=supplier&supplier=" + "x" * 5000, 404),
        ("kind=supplier&supplier=Ann %26 Sons/Co %F0%9F%98%80 %3Cb%3E", 200),
    ],
)
def test_an_absurd_address_is_answered_in_plain_words(
    world: SimpleNamespace, sign_in: SignIn, asked: str, status: int
) -> None:
    client = sign_in(world.board)
    answered = client.get(f"/reports/preview?{asked}")
    assert answered.status_code == status
    assert "<b>" not in answered.text.split("</title>")[0]
    if status != 422:
        assert client.get(f"/reports/passages?{asked}").status_code == status
