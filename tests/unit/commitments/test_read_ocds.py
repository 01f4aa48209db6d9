"""Contracts out of published data, whole and broken."""

import copy
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storybank.commitments.models import ContractCategory, Regime
from storybank.commitments.readers import ReadLimits, Unreadable, ocds, read_contracts

SAMPLES = Path(__file__).parents[2] / "samples" / "ocds"
RECORD = json.loads((SAMPLES / "find_a_tender_record.json").read_text(encoding="utf-8"))
LIMITS = ReadLimits()


def read(found):
    data = found if isinstance(found, bytes) else json.dumps(found).encode()
    return ocds.read(data, limits=LIMITS)


def sample(name):
    return ocds.read((SAMPLES / name).read_bytes(), limits=LIMITS)


def test_read_record_takes_the_compiled_release_with_its_metrics():
    result = sample("find_a_tender_record.json")
    assert not result.problems
    [contract] = result.contracts
    assert contract.supplier == "Oak Lane Care Ltd; Elm Tree Trust"
    assert contract.supplier_identifier == "GB-COH:01234567"
    assert (contract.value, contract.regime) == (Decimal("3900000.5"), Regime.LIGHT_TOUCH)
    assert (contract.ends_on, contract.may_extend_to) == (date(2028, 5, 31), date(2030, 5, 31))
    assert contract.framework == "svm-2025"
    assert contract.ask.startswith("Social value, 10% of the score: What the service will change")
    first, year_one, year_two, fund = contract.commitments
    assert (first.quantity, first.unit, first.tender_quantity) == (40, "apprentices", 60)
    assert [one.quantity for one in first.deliveries] == [11]
    assert (year_one.due_on, year_two.due_on) == (date(2026, 5, 31), date(2027, 5, 31))
    assert [one.quantity for one in year_one.deliveries] == [58]
    assert year_two.deliveries == ()
    assert (fund.quantity, fund.unit) == (20000, "pounds")
    assert "Hendon ward" in fund.text


def test_read_record_names_what_is_not_kept_and_keeps_no_contact():
    result = sample("find_a_tender_record.json")
    told = " ".join(result.notices)
    for field in ("parties.contactPoint", "contracts.milestones", "measureClassification", "KPI-9"):
        assert field in told
    assert "bloggs" not in f"{result}".casefold()


def test_read_releases_merges_changes_by_date_and_keeps_each_buyer():
    first, second = sample("find_a_tender_releases.json").contracts
    assert (first.buyer, first.supplier) == ("Wearside Borough Council", "Oak Lane Care Ltd")
    assert (first.starts_on, first.ends_on) == (date(2024, 3, 1), date(2028, 2, 29))
    assert (first.regime, first.framework) == (Regime.PCR_2015, "svm-2020")
    assert (second.buyer, second.value) == ("Parkshire Council", None)
    assert second.ends_on == date(2025, 6, 30)


def test_read_award_alone_makes_the_contract():
    [contract] = sample("contracts_finder_award.json").contracts
    assert (contract.buyer, contract.supplier) == ("Eastport Council", "Harbour Builders")
    assert (contract.value, contract.category) == (Decimal(120000), ContractCategory.WORKS)
    assert contract.supplier_identifier == ""
    assert contract.ends_on == date(2025, 6, 30)


def test_read_bare_release_and_lines_of_releases(tmp_path):
    release = RECORD["records"][0]["compiledRelease"]
    assert len(read(release).contracts) == 1
    other = {**release, "ocid": "ocds-h6vhtk-other"}
    lines = f"{json.dumps(release)}\n{json.dumps(other)}\n".encode()
    assert len(read(lines).contracts) == 2
    path = tmp_path / "upload"
    path.write_bytes(lines)
    assert len(read_contracts(path, name="all.jsonl").contracts) == 2
    with pytest.raises(Unreadable, match="only its compiledRelease"):
        read_contracts(path, name="all.jsonl", limits=ReadLimits(max_bytes=1000))


def test_read_broken_release_says_one_line_a_part_and_reads_the_rest():
    result = sample("nasty_release.json")
    assert [one.title for one in result.contracts] == ["Odd one", "No id", "Odd one"]
    places = [one.where.partition(".")[2] for one in result.problems]
    assert len(places) == len(set(places))
    for place in (
        "contracts[0]",
        "contracts[0].title",
        "contracts[0].value.amount",
        "contracts[0].period.startDate",
        "contracts[1]",
        "tender.lots",
        "parties[2]",
        "contracts[0].agreedMetrics[3]",
    ):
        assert place in places, place


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("not_a_number.json", "says NaN where a number should be"),
        ("answer_of_a_website.json", "says “Not Found”"),
        ("web_page.json", "a web page or XML"),
        ("tender_only.json", "Nothing is awarded in this file yet"),
    ],
)
def test_read_what_is_no_contract_is_told_in_one_line(name, words):
    with pytest.raises(Unreadable, match=words):
        sample(name)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"releases": [' + b"[" * 100_000, "objects within objects"),
        (b'{"releases":' + b'{"a":' * 300 + b"1" + b"}" * 301, "objects within objects"),
        (b'{"releases": [{"ocid": "x', "stops making sense near line 1"),
        (b'{"releases": ' + b"9" * 5000 + b"}", "no releases and no records"),
    ],
)
def test_read_what_no_publisher_writes_is_told_in_one_line(data, words):
    with pytest.raises(Unreadable, match=words):
        ocds.read(data, limits=LIMITS)


def test_read_linked_record_says_what_to_download():
    result = sample("record_of_links.json")
    assert "neither a compiledRelease nor whole releases" in result.problems[0].reason


def test_read_text_that_is_not_utf8():
    release = copy.deepcopy(RECORD["records"][0]["compiledRelease"])
    release["contracts"][0]["title"] = "Caf\u00e9"
    data = json.dumps(release, ensure_ascii=False).encode("cp1252")
    assert read(data).contracts[0].title == "Caf\u00e9"


ODD = st.sampled_from(
    [None, True, -1, 10**30, "", "words", "2026-99-99", [], {}, [None], [{}], [[]], {"id": {}}]
)


def places(value, path=()):
    """Every place in nested data."""
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in items:
        yield (*path, key)
        yield from places(one, (*path, key))


PLACES = sorted(places(RECORD), key=str)


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.booleans(), ODD), min_size=1, max_size=6))
def test_read_mutated_record_raises_nothing_but_unreadable(changes):
    found = copy.deepcopy(RECORD)
    for path, drop, odd in changes:
        holder = found
        try:
            for key in path[:-1]:
                holder = holder[key]
            if drop:
                del holder[path[-1]]
            else:
                holder[path[-1]] = odd
        except (KeyError, IndexError, TypeError):
            continue
    try:
        result = ocds.read(json.dumps(found).encode(), limits=LIMITS)
    except Unreadable:
        return
    for contract in result.contracts:
        assert contract.reference or not contract.ocid
        assert all(one.text for one in contract.commitments)
