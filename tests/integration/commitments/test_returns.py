"""A supplier's return, taken in from a table."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from storybank.accounts.queries import actor_of
from storybank.cli import storybank
from storybank.commitments import queries, service
from storybank.commitments.models import Contract
from storybank.commitments.readers.returns import read_return

SPIRE = Path(__file__).parents[2] / "samples" / "northern_spire.csv"
COVER = service.ReturnCover(date(2015, 5, 1), date(2018, 8, 29), "The council's own table")
WILD = {
    "Work Placement (16 – 19 years)": "about 19 times",
    "Work Placement (14 – 16 years)": "7 times",
    "Graduates - persons": "9 times",
    "Site Visits": "9.7 times",
    "Careers in Construction – persons": "78 times",
    "Employability Skills Workshop - persons": "about 3.6 times",
}


@pytest.fixture
def manager(make):
    return make.user("contract_manager")


@pytest.fixture
def contract(make, manager):
    return make.contract(
        manager.organisation, starts_on=date(2015, 5, 1), ends_on=date(2018, 8, 29)
    )


def take(bank, manager, contract, path: Path) -> list[service.ReturnLine]:
    with bank.database.transaction() as session:
        return service.take_return(
            session,
            actor_of(manager),
            contract=session.get_one(Contract, contract.key),
            read=read_return(path, name=path.name),
            cover=COVER,
        )


def test_take_return_of_the_northern_spire_shows_every_line_and_questions_the_wild(
    bank, manager, contract
):
    lines = take(bank, manager, contract, SPIRE)

    assert [line.outcome for line in lines] == ["added"] * 17
    assert {
        line.promise: line.question.split(" what was ")[0] for line in lines if line.question
    } == {name: f"Delivered {times}" for name, times in WILD.items()}
    with bank.database.reading() as session:
        promises = queries.list_commitments(session, contract.key)
        delivered = queries.delivered_of(session, [one.key for one in promises])
    assert [(one.text, one.quantity, one.unit) for one in promises][14:] == [
        ("Careers in Construction – persons", 20, "persons"),
        ("Employability Skills Workshop - persons", 25, "persons"),
        (
            "Pupils reached during School Visits (additional statistic)",
            None,
            "Pupils reached during School Visits",
        ),
    ]
    assert [delivered[one.key] for one in promises][13:] == [6, 1560, 91, 1992]


def test_take_return_again_adds_nothing(bank, manager, contract):
    take(bank, manager, contract, SPIRE)

    again = take(bank, manager, contract, SPIRE)

    assert {line.outcome for line in again} == {"held"}
    assert {line.notes for line in again} == {("This figure was here already.",)}


def test_take_return_by_reference_never_changes_a_promise(bank, make, manager, contract, tmp_path):
    counted = make.commitment(contract, ref="A")
    scaled = make.commitment(contract, ref="B", quantity=None, unit="")
    table = tmp_path / "return.csv"
    table.write_text(
        "Commitment ref,Proposed,Achieved,Points,From on,To on,Source\n"
        "A,4,6,,01/04/2026,30/06/2026,Return for June\n"
        "B,,,3,01/04/2026,30/06/2026,Site visit\n"
        "A,,2,,01/06/2026,31/07/2026,\n"
        "A,,,3,,,\n"
        "Z,,1,,,,\n"
        "A,,lots,,,,\n"
        "B,,,9,,,\n"
    )

    lines = take(bank, manager, contract, table)

    assert [(line.outcome.value, *line.notes) for line in lines] == [
        ("added", "The table proposes another figure. The promise was left as it stands."),
        ("added",),
        ("added", "Another figure covers some of the same days. Is anything counted twice?"),
        ("failed", "This promise is counted. Give the number delivered."),
        ("failed", "This contract has no promise of that reference."),
        ("failed", "“lots” is not a number.", "Write only the number, like 1500 or 2500000."),
        ("failed", "“9” is not 0 to 5.", "Write 0, 1, 2, 3, 4 or 5."),
    ]
    with bank.database.reading() as session:
        promises = queries.list_commitments(session, contract.key)
        assert [one.quantity for one in promises] == [10, None]
        assert queries.delivered_of(session, [counted.key]) == {counted.key: 8}
        assert queries.points_of(session, [scaled.key]) == {scaled.key: 3}


def test_take_return_finds_a_promise_by_its_reference_where_its_words_are_asked(
    bank, make, manager, contract, tmp_path
):
    make.commitment(contract, ref="KPI-3", text="Give to groups that tenants choose.")
    table = tmp_path / "return.csv"
    table.write_text("promise,achieved\nkpi-3,4\n")

    (line,) = take(bank, manager, contract, table)

    assert (line.promise, line.outcome) == ("Give to groups that tenants choose.", "added")
    with bank.database.reading() as session:
        assert len(queries.list_commitments(session, contract.key)) == 1


def test_the_command_tells_every_row_with_what_it_asks(home, monkeypatch, contract):
    monkeypatch.setenv("STORYBANK_HOME", str(home))
    monkeypatch.setenv("STORYBANK_SECRET_KEY", "only for tests")
    words = ["commitments", "deliveries", "import", str(SPIRE), "--contract", contract.reference]
    words += ["--from", "2015-05-01", "--to", "29/08/2018", "--source", "The council's own table"]

    result = CliRunner().invoke(storybank, words)

    assert result.exit_code == 0, result.output
    assert "17 rows, 6 with a question." in result.output
    assert result.output.count("  added\n") == 17
    assert "Careers in Construction – persons: Delivered 78 times" in result.output
    unknown = CliRunner().invoke(storybank, [*words[:5], "nobody's", *words[6:]])
    assert unknown.exit_code == 1
    assert "There is no contract" in unknown.output


def test_delivered_shares_are_not_added_up_and_amounts_are(bank, make, manager, contract):
    share = make.commitment(contract, quantity=Decimal(35), unit="% of spend")
    hours = make.commitment(contract, quantity=Decimal(35), unit="hours")
    with bank.database.transaction() as session:
        for commitment in (share, hours):
            for month, quantity in ((5, 36), (4, 30)):
                service.record_delivery(
                    session,
                    actor_of(manager),
                    commitment=commitment,
                    from_on=date(2026, month, 1),
                    to_on=date(2026, month, 30),
                    quantity=Decimal(quantity),
                    source="Return",
                )
        delivered = queries.delivered_of(session, [share.key, hours.key])
    assert delivered == {share.key: 36, hours.key: 66}
