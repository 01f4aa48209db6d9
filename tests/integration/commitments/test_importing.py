"""Contracts out of a file, each line with its outcome."""

import json
from decimal import Decimal

import pytest
from sqlmodel import select

from storybank.accounts.queries import actor_of
from storybank.commitments.importing import Outcome, import_contracts
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import list_commitments, themes_of
from storybank.commitments.readers import read_contracts
from storybank.core.errors import NotAllowed

HEADING = "contract_reference,contract_title,buyer,supplier,commitment_ref,commitment_text,themes\n"
SHEET = (
    HEADING
    + "K1,Repairs,Homes,Builders,C1,Recruit 12 trade apprentices by 31 March 2027.,employment\n"
    + "K1,,,,C2,Give good advice.,mystery;money\n"
)


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def run(bank, manager, tmp_path):
    def _run(text: str, name: str = "a.csv", user=manager):
        path = tmp_path / "upload"
        path.write_text(text, encoding="utf-8")
        read = read_contracts(path, name=name)
        with bank.database.transaction() as session:
            return import_contracts(
                session, actor_of(user), read=read, organisation=user.organisation
            )

    return _run


def told(lines):
    return [(line.where, line.reference, line.outcome) for line in lines]


def test_import_contracts_adds_contracts_and_promises(run, make, manager):
    lines = run(SHEET)
    assert told(lines) == [
        ("Row 2", "K1", Outcome.ADDED),
        ("Row 2", "K1, C1", Outcome.ADDED),
        ("Row 3", "K1, C2", Outcome.ADDED),
    ]
    assert "“mystery”" in lines[2].reason
    with make.session() as session:
        contract = session.exec(select(Contract)).one()
        assert contract.organisation_id == manager.organisation_id
        first, second = list_commitments(session, contract.key)
        assert (first.quantity, first.unit) == (Decimal(12), "trade apprentices")
        themes = themes_of(session, [first.key, second.key])
        assert [code.slug for code in themes[first.key]] == ["employment"]
        assert [code.slug for code in themes[second.key]] == ["money"]


def test_import_contracts_second_run_adds_nothing(run, make):
    run(SHEET)
    again = run(SHEET)
    assert {line.outcome for line in again} == {Outcome.HELD}
    assert {line.reason for line in again} == {""}
    with make.session() as session:
        assert len(session.exec(select(Commitment)).all()) == 2


def test_import_contracts_adds_what_is_missing_and_leaves_what_differs(run, make):
    run(SHEET)
    lines = run(
        HEADING
        + "k1,Repairs anew,Homes,Other Builders,C1,Recruit nobody.,\n"
        + "k1,,,,C3,Paint the doors.,\n"
    )
    assert [line.outcome for line in lines] == [Outcome.HELD, Outcome.HELD, Outcome.ADDED]
    assert "another title and supplier" in lines[0].reason
    assert "words it differently" in lines[1].reason
    with make.session() as session:
        contract = session.exec(select(Contract)).one()
        assert contract.title == "Repairs"
        assert [one.ref for one in list_commitments(session, contract.key)] == ["C1", "C2", "C3"]


def test_import_contracts_failure_keeps_the_rest(run, make):
    lines = run(
        SHEET + "K2,No buyer,,Builders,C1,Words.,\n" + "K3,T,Homes,Builders,,Words without ref.,\n"
    )
    assert told(lines[3:]) == [
        ("Row 4", "K2", Outcome.FAILED),
        ("Row 4", "K2, C1", Outcome.FAILED),
        ("Row 5, column commitment_ref", "", Outcome.FAILED),
    ]
    with make.session() as session:
        assert session.exec(select(Contract.reference)).all() == ["K1"]


def test_import_contracts_jsonl_without_rows(run):
    line = {"id": "K9", "title": "T", "buyer": "B", "supplier": "S"}
    commitments = [{"ref": "C1", "text": "Plant 40 trees."}]
    lines = run(json.dumps({**line, "commitments": commitments}), "a.jsonl")
    assert told(lines) == [("", "K9", Outcome.ADDED), ("", "K9, C1", Outcome.ADDED)]


def test_import_contracts_of_another_organisation_is_not_held(run, make):
    run(SHEET)
    lines = run(SHEET, user=make.user("contract_manager"))
    assert {line.outcome for line in lines} == {Outcome.ADDED}


def test_import_contracts_by_reader_is_refused(run, make):
    with pytest.raises(NotAllowed):
        run(SHEET, user=make.user("board_reader"))
