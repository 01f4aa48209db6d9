"""What may tell who somebody is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.nlp.identifiers import find_identifiers, is_nhs_number


def _found(text: str, kind: str = "beneficiary_story") -> set[tuple[str, str]]:
    return {(one.text, one.type) for one in find_identifiers(text, kind)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ring me on 07700 900417 if you want.", ("07700 900417", "PHONE")),
        ("Or +44 7700 900417 then.", ("+44 7700 900417", "PHONE")),
        ("Write to abena.m@example.org.", ("abena.m@example.org", "EMAIL")),
        ("We are at NE89 4TB now.", ("NE89 4TB", "POSTCODE")),
        ("He (born 11/06/1951) is well.", ("11/06/1951", "DATE_OF_BIRTH")),
        ("I was born 3 May 1941 here.", ("3 May 1941", "DATE_OF_BIRTH")),
        ("NHS number 999 014 2270, please.", ("999 014 2270", "NHS_NUMBER")),
        ("It's QQ 12 34 56 C on the form.", ("QQ 12 34 56 C", "NI_NUMBER")),
        ("He lives at Flat 3, 22 Warren Steps.", ("Flat 3, 22 Warren Steps", "ADDRESS")),
        ("I was born in Hudson Street.", ("Hudson Street", "ADDRESS")),
        ("She is at Haldon View School now.", ("Haldon View School", "SCHOOL_OR_WORKPLACE")),
        ("My name's Shanice Rowbottom and I", ("Shanice Rowbottom", "PERSON")),
        ("Then Mrs Tregenza came.", ("Mrs Tregenza", "PERSON")),
        ("We met Folake at the door.", ("Folake", "PERSON")),
    ],
)
def test_find_identifiers_each_type_is_found(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mr D told the nurse on Monday in Oldham.",
        "They paid 1,200 pounds on 3 May 2024.",
        "In Bury on Tuesday the Council came, and Universal Credit.",
        "It took 31 tonnes and 140 hours.",
    ],
)
def test_find_identifiers_what_is_not_personal_is_let_be(text: str) -> None:
    assert _found(text) == set()


def test_find_identifiers_speaker_names_are_people_and_roles_are_not() -> None:
    body = "INT: So?\nYUSUF: I gave it back.\nRES: He did.\n"
    assert _found(body, "interview_transcript") == {("YUSUF", "PERSON")}


def test_is_nhs_number_wrong_check_digit_is_refused() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("94347")


@given(st.text(max_size=120))
def test_find_identifiers_any_text_offsets_are_right(text: str) -> None:
    position = 0
    for one in find_identifiers(text, "interview_transcript"):
        assert text[one.start : one.end] == one.text
        assert one.start >= position
        position = one.end
