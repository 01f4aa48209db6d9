"""The ledger of promises counts what people confirmed, within the reader's scope."""

from datetime import date
from decimal import Decimal

import pytest

from storybank.accounts.queries import actor_of
from storybank.commitments import service as commitments
from storybank.commitments.models import Commitment
from storybank.intake.models import Purpose
from storybank.reviews.ledger import contract_ledger, count_people_heard
from storybank.stories.rules import board_scope, reading_scope
from storybank.verification.models import Finding
from tests.sql_statements import counted

WORDS = "Now I have friends I ring every day."
OTHER = "But they have cut the bus and I cannot get to the doctor."


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def contract(make, manager):
    return make.contract(manager.organisation)


def read(make, user, *contracts):
    with make.session() as session:
        ids = [contract.key for contract in contracts]
        return contract_ledger(session, reading_scope(actor_of(user)), ids)


def test_contract_ledger_without_evidence_is_silent(make, manager, contract):
    promise = make.commitment(contract, "connection", "money", quantity=Decimal("12.5"))
    (row,) = read(make, manager, contract)[contract.key]
    assert row.commitment.id == promise.id
    assert [theme.slug for theme in row.themes] == ["connection", "money"]
    assert (row.promised, row.unit) == (Decimal("12.5"), "sessions")
    assert row.delivered is None
    assert row.silent
    assert (row.passages, row.people, row.contradicting, row.suggested, row.waiting) == (0,) * 5


def test_contract_ledger_counts_passages_people_findings_and_deliveries(
    make, bank, manager, contract
):
    promise = make.commitment(contract)
    other = make.commitment(contract)
    one, two = make.story(manager, contract=contract), make.story(manager, contract=contract)
    links = [
        make.link(manager, one, promise),
        make.link(manager, one, promise, words="I started at the Tuesday lunch club in March."),
        make.link(manager, two, promise),
        make.link(manager, two, promise, words=OTHER, stance="contradicts"),
    ]
    verifier = make.user("verifier")
    for link, finding in zip(links[1:], list(Finding)[:3], strict=True):
        make.finding(verifier, link, finding)
    with bank.database.transaction() as session:
        for quantity in ("1.5", "2"):
            commitments.record_delivery(
                session,
                actor_of(manager),
                commitment=session.get_one(Commitment, promise.key),
                from_on=contract.starts_on,
                to_on=contract.ends_on,
                quantity=Decimal(quantity),
                source="return",
            )
    row, silent = read(make, manager, contract)[contract.key]
    assert (row.passages, row.people, row.contradicting) == (3, 2, 1)
    assert (row.upheld, row.partly, row.not_upheld, row.waiting) == (1, 1, 1, 1)
    assert row.delivered == Decimal("3.5")
    assert not row.silent
    assert silent.commitment.id == other.id
    assert silent.silent


def test_contract_ledger_promise_only_contradicted_is_not_silent(make, manager, contract):
    promise = make.commitment(contract)
    story = make.story(manager, contract=contract)
    link = make.link(manager, story, promise, words=OTHER, stance="contradicts")
    make.finding(make.user("verifier"), link)
    (row,) = read(make, manager, contract)[contract.key]
    assert (row.people, row.contradicting, row.silent) == (0, 1, False)
    # Upheld are the words against it: that verifies no promise.
    assert (row.upheld, row.standing.evidence.upheld_against) == (1, 1)
    assert row.standing.evidence.verified == 0


def test_contract_ledger_suggested_links_are_not_counted(make, bank, manager, contract):
    promise = make.commitment(contract)
    story = make.story(manager, contract=contract)
    make.suggestion(story, promise)
    (row,) = read(make, manager, contract)[contract.key]
    assert (row.suggested, row.passages, row.people, row.waiting) == (1, 0, 0, 0)
    assert row.silent
    with make.session() as session:
        scope = reading_scope(actor_of(manager))
        assert count_people_heard(session, scope, [contract.key])[contract.key] == 0


def test_contract_ledger_shares_and_points_are_not_added_up(make, bank, manager, contract):
    share = make.commitment(contract, unit="% of spend", quantity=Decimal(60))
    scaled = make.commitment(contract, quantity=None, unit="", descriptors=["Nothing", "All"])
    with bank.database.transaction() as session:
        for promise, figures in (
            (share, [{"quantity": Decimal(40)}, {"quantity": Decimal(55)}]),
            (scaled, [{"quantity": None, "points": 4}, {"quantity": None, "points": 1}]),
        ):
            for month, figure in enumerate(figures, 4):
                commitments.record_delivery(
                    session,
                    actor_of(manager),
                    commitment=session.get_one(Commitment, promise.key),
                    from_on=date(2025, month, 1),
                    to_on=date(2025, month, 28),
                    source="return",
                    **figure,
                )
    first, second = read(make, manager, contract)[contract.key]
    assert (first.delivered, second.delivered, second.points) == (Decimal(55), None, 1)


def test_contract_ledger_keeps_to_the_readers_scope(make, manager, contract):
    promise = make.commitment(contract)
    board = make.user("board_reader", organisation=manager.organisation)
    stranger = make.user("contract_manager")
    private = make.story(
        manager,
        contract=contract,
        purposes=(Purpose.CONTRACT_MANAGEMENT,),
    )
    make.link(manager, private, promise)
    (mine,) = read(make, manager, contract)[contract.key]
    (boards,) = read(make, board, contract)[contract.key]
    (strangers,) = read(make, stranger, contract)[contract.key]
    assert (mine.people, boards.people, strangers.people) == (1, 0, 0)
    with make.session() as session:
        ids = [contract.key]
        (report,) = contract_ledger(session, board_scope(actor_of(manager)), ids)[contract.key]
    assert report.silent


def test_contract_ledger_of_several_contracts_answers_for_each(make, manager, contract):
    empty = make.contract(manager.organisation)
    make.commitment(contract)
    ledger = read(make, manager, contract, empty)
    assert [len(ledger[one.key]) for one in (contract, empty)] == [1, 0]


def test_count_people_heard_counts_one_person_once(make, manager, contract):
    first, second = make.commitment(contract), make.commitment(contract)
    story = make.story(manager, contract=contract)
    make.link(manager, story, first)
    make.link(manager, story, second, words=OTHER, stance="contradicts")
    with make.session() as session:
        heard = count_people_heard(session, reading_scope(actor_of(manager)), [contract.key])
    assert heard[contract.key] == 1


def test_contract_ledger_statements_do_not_grow(make, bank, manager, contract):
    small = make.contract(manager.organisation)
    make.commitment(small, "connection")
    contracts = [contract, small]
    for number in range(12):
        promise = make.commitment(contract, "connection", text=f"Promise {number}.")
        make.link(manager, make.story(manager, contract=contract), promise)
    with counted(bank.database) as few:
        read(make, manager, small)
    with counted(bank.database) as many:
        read(make, manager, *contracts)
    assert len(few) == len(many)
