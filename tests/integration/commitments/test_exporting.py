"""Contracts written out, and taken in again as they were."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from storybank.accounts.queries import actor_of
from storybank.commitments import queries, service
from storybank.commitments.exporting import Counts, as_json_lines, as_ocds, as_table, gather
from storybank.commitments.importing import Outcome, import_contracts
from storybank.commitments.models import (
    Additionality,
    CommitmentKind,
    Contract,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.commitments.readers import read_contracts
from storybank.core.errors import NotFound
from storybank.frameworks.models import Framework, FrameworkItem, FrameworkKind
from storybank.places.models import Place, PlaceLevel
from tests.sql_statements import counted

AT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "samples" / "ocds"
STORYS_WORDS = "Now I have friends I ring every day."


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def full(bank, make, manager):
    """A contract with everything there is to say of one."""
    with bank.database.transaction() as session:
        place = Place(level=PlaceLevel.WARD, name="Hendon", code="E05001234")
        own = Framework(
            kind=FrameworkKind.IMPORTED,
            organisation_id=manager.organisation_id,
            slug="licensed",
            edition="1",
            title="Licensed measures",
            is_exportable=False,
        )
        session.add_all([place, own])
        session.flush()
        item = FrameworkItem(
            framework_id=own.key, position=1, level="measure", code="NT1", name="Secret measure"
        )
        session.add(item)
        session.flush()
        contract = service.add_contract(
            session,
            actor_of(manager),
            organisation=manager.organisation,
            owner=manager,
            terms=service.ContractTerms(
                reference="G/12",
                title="Lunch clubs",
                buyer="Homes",
                supplier="Builders; Elm Trust",
                starts_on=date(2025, 4, 1),
                ends_on=date(2028, 3, 31),
                may_extend_to=date(2030, 3, 31),
                signed_on=date(2025, 3, 3),
                value=Decimal("12345.67"),
                kind=ContractKind.GRANT,
                category=ContractCategory.SERVICES,
                regime=Regime.LIGHT_TOUCH,
                is_people_service=True,
                department="Adult care",
                place=place,
                framework=own,
                ask="Nobody eats alone.\nTell us how.",
                lots=[{"id": "1", "title": "North", "value": "200"}],
                supplier_identifier="GB-COH:01234567",
            ),
        )
        counted_one = service.add_commitment(
            session,
            actor_of(manager),
            contract=contract,
            terms=service.CommitmentTerms(
                ref="C1",
                text="=Run 40 lunches; by hand, " + "and well, " * 20 + "all year.",
                quantity=Decimal(40),
                unit="lunches",
                due_on=date(2027, 3, 31),
                tender_quantity=Decimal(60),
                kind=CommitmentKind.BOTH,
                additionality=Additionality.INHERENT,
                beneficiaries="People who live alone",
                baseline="None in 2024",
                story_question="Who did you eat with?",
                verifiable_by="The wardens",
                verifiable_from="The register",
                items=[item],
            ),
        )
        service.add_commitment(
            session,
            actor_of(manager),
            contract=contract,
            terms=service.CommitmentTerms(
                ref="C2", text="Be kind to the 9 of us.", descriptors=["No", "", "", "", "", "Yes"]
            ),
        )
        service.record_delivery(
            session,
            actor_of(manager),
            commitment=counted_one,
            from_on=date(2025, 4, 1),
            to_on=date(2025, 6, 30),
            quantity=Decimal(11),
            source="Return of July",
        )
        return contract.public_id


def written(bank, manager, public_id, kind, counts=None) -> str:
    with bank.database.reading() as session:
        contract = queries.get_contract(session, actor_of(manager), public_id)
        exported = gather(session, actor_of(manager), [contract])
        if kind == "csv":
            return as_table(exported)
        if kind == "jsonl":
            return "".join(as_json_lines(exported))
        package = as_ocds(
            exported, at=AT, publisher="Homes", uri="https://example.org/c", counts=counts
        )
        return json.dumps(package)


def taken_in(bank, manager, tmp_path, text, kind):
    path = tmp_path / "written"
    path.write_text(text, encoding="utf-8")
    read = read_contracts(path, name=f"a.{kind}")
    assert not read.problems
    with bank.database.transaction() as session:
        return import_contracts(
            session, actor_of(manager), read=read, organisation=manager.organisation
        )


@pytest.mark.parametrize("kind", ["json", "csv", "jsonl"])
def test_export_imports_again_without_difference_and_elsewhere_the_same(
    bank, make, manager, full, tmp_path, kind
):
    text = written(bank, manager, full, kind)
    again = taken_in(bank, manager, tmp_path, text, kind)
    assert {(one.outcome, one.differences) for one in again} == {(Outcome.HELD, ())}
    other = make.user("contract_manager")
    lines = taken_in(bank, other, tmp_path, text, kind)
    assert {one.outcome for one in lines} == {Outcome.ADDED}
    with make.session() as session:
        ours, theirs = session.exec(select(Contract).order_by(Contract.id)).all()
        wanted = replace(service.contract_terms_of(session, ours), framework=None)
        found = service.contract_terms_of(session, theirs)
        if kind == "csv":
            wanted = replace(wanted, lots=(), supplier_identifier="")
        assert found == wanted
        for one, same in zip(
            queries.list_commitments(session, ours.key),
            queries.list_commitments(session, theirs.key),
            strict=True,
        ):
            left, right = service.terms_of(session, one), service.terms_of(session, same)
            if kind == "json":
                left = replace(left, ocds_id=left.ref)
            assert replace(right, items=()) == replace(left, items=())
        delivered = queries.list_deliveries(
            session, queries.list_commitments(session, theirs.key)[0].key
        )
        assert [one.quantity for one in delivered] == ([] if kind == "csv" else [Decimal(11)])


def test_export_keeps_back_licensed_items_and_small_counts(bank, make, manager, full):
    with make.session() as session:
        promise = queries.list_promises(session, [queries.find_contract(session, "G/12").key])[0]
        exported = gather(session, actor_of(manager), [queries.find_contract(session, "G/12")])
    counts = {promise.key: Counts(passages=7, people=3, upheld=4, waiting=3)}
    text = written(bank, manager, full, "json", counts)
    assert "Secret measure" not in text
    assert "NT1" not in text
    assert manager.name not in text
    assert any("Licensed measures" in notice for notice in exported[0].notices)
    metrics = json.loads(text)["releases"][0]["contracts"][0]["implementation"]["metrics"]
    heard = {one["id"]: one["measure"] for one in metrics[-1]["observations"]}
    assert heard == {"people": "fewer than 5", "people-against": 0, "passages-against": 0}


def test_export_of_another_organisations_contract_is_refused(bank, make, full):
    other = actor_of(make.user("contract_manager"))
    with make.session() as session, pytest.raises(NotFound):
        gather(session, other, [queries.find_contract(session, "G/12")])


def test_gather_statements_do_not_grow(bank, make, manager):
    contracts = [make.contract(manager.organisation) for _ in range(6)]
    for contract in contracts:
        make.commitment(contract, "connection")

    def statements(some):
        with bank.database.reading() as session, counted(bank.database) as sent:
            gather(session, actor_of(manager), some)
        return len(sent)

    assert statements(contracts[:1]) == statements(contracts)


def test_contract_made_of_an_award_is_known_again_after_going_out(bank, make, manager, tmp_path):
    award = (SAMPLES / "contracts_finder_award.json").read_text(encoding="utf-8")
    taken_in(bank, manager, tmp_path, award, "json")
    with make.session() as session:
        contract = session.exec(select(Contract)).one()
    signed = json.loads(award)
    signed["releases"][0]["contracts"] = [
        {"id": "k", "awardID": signed["releases"][0]["awards"][0]["id"]}
    ]
    own = written(bank, manager, contract.public_id, "json")
    for text in (own, award, json.dumps(signed), award, json.dumps(signed)):
        [line] = taken_in(bank, manager, tmp_path, text, "json")
        assert (line.outcome, line.differences) == (Outcome.HELD, ())


def test_published_record_comes_in_whole_and_goes_out_the_same(bank, make, manager, tmp_path):
    record = (SAMPLES / "find_a_tender_record.json").read_text(encoding="utf-8")
    lines = taken_in(bank, manager, tmp_path, record, "json")
    assert {one.outcome for one in lines} == {Outcome.ADDED}
    with make.session() as session:
        contract = session.exec(select(Contract)).one()
        assert contract.framework_id is not None
        promises = queries.list_commitments(session, contract.key)
        assert [(one.ref, one.quantity, one.tender_quantity) for one in promises] == [
            ("KPI-1", Decimal(40), Decimal(60)),
            ("KPI-2-y1", Decimal(60), None),
            ("KPI-2-y2", Decimal(75), None),
            ("KPI-3", Decimal(20000), None),
        ]
        delivered = queries.list_deliveries_of(session, [one.key for one in promises])
        assert [(one.quantity, one.source) for one in delivered] == [
            (Decimal(58), "Published in the contract's OCDS data"),
            (Decimal(11), "Supplier's return, autumn"),
        ]
    again = taken_in(bank, manager, tmp_path, record, "json")
    assert {(one.outcome, one.differences) for one in again} == {(Outcome.HELD, ())}
    for kind in ("json", "jsonl", "csv"):
        own = written(bank, manager, contract.public_id, kind)
        back = taken_in(bank, manager, tmp_path, own, kind)
        assert {(one.outcome, one.differences) for one in back} == {(Outcome.HELD, ())}, kind
    again = taken_in(bank, manager, tmp_path, record, "json")
    assert {(one.outcome, one.differences) for one in again} == {(Outcome.HELD, ())}
