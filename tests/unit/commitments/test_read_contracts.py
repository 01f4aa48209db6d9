"""Contracts and their commitments out of files."""

import contextlib
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storybank.commitments.readers import ReadLimits, Unreadable, read_contracts


@pytest.fixture
def send(tmp_path):
    def _send(data: bytes | str, name: str):
        path = tmp_path / "upload"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return read_contracts(path, name=name)

    return _send


HEADING = (
    "Contract reference,Contract title,Buyer,Supplier,Starts on,Ends on,Value,"
    "Commitment ref,Commitment text,Quantity,Unit,Due on,Themes\n"
)
SHEET = HEADING + (
    'K1,Repairs,Homes,Builders,1/4/2025,31/3/2029,"£2,500,000",C1,'
    "Recruit 12 trade apprentices by 31 March 2027.,,,,Employment; skills\n"
    "K1,,,,,,,C2,Give good advice.,20,visits,2026-05-01,good_work\n"
    "K2,Care,,,,,,C1,Make 80 weekly calls.,,,,\n"
)


def test_read_sheet_gathers_commitments_under_contracts(send):
    result = send(SHEET, "a.csv")
    assert not result.problems
    first, second = result.contracts
    assert (first.reference, first.title, first.value) == ("K1", "Repairs", Decimal(2500000))
    assert (first.starts_on, first.ends_on) == (date(2025, 4, 1), date(2029, 3, 31))
    c1, c2 = first.commitments
    assert (c1.quantity, c1.unit, c1.due_on) == (
        Decimal(12),
        "trade apprentices",
        date(2027, 3, 31),
    )
    assert c1.themes == ("employment", "skills")
    assert (c2.quantity, c2.unit, c2.due_on) == (Decimal(20), "visits", date(2026, 5, 1))
    assert c2.themes == ("good-work",)
    assert second.commitments[0].row == 4


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("K2,,,,,,,C1,Words.,,,,", "Row 3, column contract_title"),
        (",T,,,,,,C1,Words.,,,,", "Row 3, column contract_reference"),
        ("K1,,,,,,,C1,Words.,,,,", "Row 3, column commitment_ref"),
        ("K1,,,,,,,C2,,,,,", "Row 3, column commitment_text"),
        ("K1,,,,,,,C2,Words.,many,,,", "Row 3, column quantity"),
        ("K1,,,,,,,C2,Words.,,,soon,", "Row 3, column due_on"),
        ("K1,Other,,,,,,C2,Words.,,,,", "Row 3, column contract_title"),
        ("K1,,,,2/1/2026,1/1/2026,,C2,Words.,,,,", "Row 3, column ends_on"),
        ("K1,,,,,,NaN,C2,Words.,,,,", "Row 3, column value"),
    ],
)
def test_read_sheet_row_that_fails_names_its_column(send, row, where):
    result = send(HEADING + "K1,T,,,,,,C1,Words.,,,,\n" + row, "a.csv")
    assert [p.where for p in result.problems] == [where]
    assert len(result.contracts) == 1


def test_read_jsonl_keeps_what_it_can(send):
    good = {
        "id": "K1",
        "title": "Repairs",
        "commitments": [
            {"ref": "C1", "text": "Plant 40 trees.", "themes": ["nature"]},
            {"ref": "C1", "text": "Again."},
            {"ref": "C2"},
            7,
        ],
    }
    lines = [json.dumps(good), "nonsense", json.dumps(good), '{"id": "K2"}']
    result = send("\n".join(lines), "a.jsonl")
    (contract,) = result.contracts
    assert [(c.ref, c.quantity, c.unit) for c in contract.commitments] == [
        ("C1", Decimal(40), "trees")
    ]
    assert [p.where for p in result.problems] == [
        "Line 1, commitment 2, column ref",
        "Line 1, commitment 3, column text",
        "Line 1, commitment 4, column commitments",
        "Line 2",
        "Line 3, commitment 2, column ref",
        "Line 3, commitment 3, column text",
        "Line 3, commitment 4, column commitments",
        "Line 3, column id",
        "Line 4, column title",
    ]


def test_read_contracts_of_another_kind_is_told(send):
    with pytest.raises(Unreadable, match=r"from \.csv"):
        send("x", "a.xlsx")
    with pytest.raises(Unreadable, match="“contract_reference”"):
        send("a,b\n1,2\n", "a.csv")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(["a.csv", "a.jsonl"]), st.binary(max_size=200), st.integers(0, 300))
def test_read_contracts_raises_nothing_but_unreadable(send, name, garbage, cut):
    with contextlib.suppress(Unreadable):
        send(SHEET.encode()[:cut] + garbage, name)


def test_read_jsonl_with_too_many_lines_says_which_were_left_out(tmp_path):
    path = tmp_path / "upload"
    path.write_text("\n".join(json.dumps({"id": f"K{n}", "title": "Care"}) for n in range(1, 4)))

    read = read_contracts(path, name="k.jsonl", limits=ReadLimits(max_rows=2))

    assert [contract.reference for contract in read.contracts] == ["K1", "K2"]
    assert [problem.where for problem in read.problems] == ["Line 3 and after"]
