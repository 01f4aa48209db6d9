"""Contracts out of a file, each line with its outcome."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from storybank.accounts.queries import actor_of
from storybank.commitments import service
from storybank.commitments.importing import Outcome, import_contracts
from storybank.commitments.models import Commitment, CommitmentChange, Contract
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
    def _run(text: str, name: str = "a.csv", user=manager, **how):
        path = tmp_path / "upload"
        path.write_text(text, encoding="utf-8")
        read = read_contracts(path, name=name)
        with bank.database.transaction() as session:
            return import_contracts(
                session, actor_of(user), read=read, organisation=user.organisation, **how
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
    assert [line.reason for line in again[:2]] == ["", ""]
    with make.session() as session:
        assert len(session.exec(select(Commitment)).all()) == 2


def differences(line):
    return [str(one) for one in line.differences]


def test_import_contracts_again_updates_what_came_from_a_file_and_says_so(run, make):
    run(SHEET)
    lines = run(
        HEADING
        + "k1,Repairs anew,Homes,Builders,C1,Recruit 15 trade apprentices by 31 March 2027.,\n"
        + "k1,,,,C3,Paint the doors.,\n"
    )
    assert [line.outcome for line in lines] == [
        Outcome.CHANGED,
        Outcome.CHANGED,
        Outcome.ADDED,
        Outcome.KEPT,
    ]
    assert differences(lines[0]) == ["title: was “Repairs”, is “Repairs anew”"]
    assert "quantity: was “12”, is “15”" in differences(lines[1])
    assert "no longer has this promise" in lines[3].reason
    with make.session() as session:
        contract = session.exec(select(Contract)).one()
        assert contract.title == "Repairs anew"
        held = list_commitments(session, contract.key)
        assert [(one.ref, one.quantity) for one in held] == [
            ("C1", Decimal(15)),
            ("C2", None),
            ("C3", None),
        ]


def test_import_contracts_keeps_what_a_person_changed_unless_the_file_is_to_count(
    run, bank, make, manager
):
    run(SHEET)
    with bank.database.transaction() as session:
        contract = session.exec(select(Contract)).one()
        terms = service.contract_terms_of(session, contract)
        service.change_contract(
            session,
            actor_of(manager),
            contract=contract,
            terms=replace(terms, supplier="By Hand Ltd"),
            owner=None,
        )
    other = SHEET.replace("Builders", "Other Builders")
    line = run(other)[0]
    assert line.outcome is Outcome.KEPT
    assert "kept as “By Hand Ltd”" in differences(line)[0]
    line = run(other, take_theirs=True)[0]
    assert differences(line) == ["supplier: was “By Hand Ltd”, is “Other Builders”"]
    assert {one.outcome for one in run(other)} == {Outcome.HELD}


def test_import_contracts_lowering_waits_for_a_second_person_and_is_not_asked_twice(
    run, bank, make, manager
):
    run(SHEET)
    lower = SHEET.replace("Recruit 12", "Recruit 6")
    line = run(lower)[1]
    assert line.outcome is Outcome.WAITING
    assert "second person" in line.reason
    assert run(lower)[1].outcome is Outcome.WAITING
    second = make.user("contract_manager", organisation=manager.organisation)
    with bank.database.transaction() as session:
        assert session.exec(select(Commitment).where(Commitment.ref == "C1")).one().quantity == 12
        change = session.exec(select(CommitmentChange)).one()
        service.refuse_change(session, actor_of(second), change=change, note="It was promised.")
    line = run(lower)[1]
    assert (line.outcome, "refused" in line.reason) == (Outcome.KEPT, True)
    assert run(lower, take_theirs=True)[1].outcome is Outcome.WAITING


def test_import_contracts_less_offered_at_tender_waits_and_a_first_figure_does_not(run, make):
    sheet = "contract_reference,contract_title,buyer,supplier,commitment_ref,commitment_text"
    row = "K1,Repairs,Homes,Builders,C1,Give good advice."
    outcomes = []
    for offered in (None, 60, 40, None):
        heading, told = (",tender_quantity", f",{offered}") if offered else ("", "")
        outcomes.append(run(f"{sheet}{heading}\n{row}{told}\n")[1].outcome)
    assert outcomes == [Outcome.ADDED, Outcome.CHANGED, Outcome.WAITING, Outcome.HELD]
    with make.session() as session:
        assert session.exec(select(Commitment)).one().tender_quantity == 60


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
