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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Lee Sturgess, 14/06/1988.", ("14/06/1988", "DATE_OF_BIRTH")),
        (
            "Your date of birth?\nWayne: 12th of March 1982.",
            ("12th of March 1982", "DATE_OF_BIRTH"),
        ),
        ("His birthday is 3 May 2021.", ("3 May 2021", "DATE_OF_BIRTH")),
        ("My number is 999 147 2203.", ("999 147 2203", "NHS_NUMBER")),
        ("NHS no. 9434765918", ("9434765918", "NHS_NUMBER")),
        ("Captain Rees wrote.", ("Captain Rees", "PERSON")),
        ("Northgate Bakery and I parted.", ("Northgate Bakery", "SCHOOL_OR_WORKPLACE")),
    ],
)
def test_find_identifiers_as_people_write_them(text: str, wanted: tuple[str, str]) -> None:
    assert wanted in _found(text, "interview_transcript")


def test_find_identifiers_recent_date_is_no_birth() -> None:
    assert _found("He started on 3 June 2025.") == set()


class Told:
    """Stands for the trained finder: says that these words are names, the first time they stand."""

    def __init__(self, **types: str) -> None:
        self._types = {words.replace("_", " "): type_ for words, type_ in types.items()}

    def find(self, body: str) -> list[tuple[int, int, str]]:
        return [
            (body.index(words), body.index(words) + len(words), type_)
            for words, type_ in self._types.items()
            if words in body
        ]


def _joined(text: str, **types: str) -> list[tuple[int, str, str]]:
    found = find_identifiers(text, "beneficiary_story", Told(**types))  # type: ignore[arg-type]
    return [(one.start, one.text, one.type) for one in found]


def test_find_identifiers_trained_finder_is_believed_and_every_place_returned() -> None:
    text = "We met Zuzkwe. Zuzkwe sang, and so did Zuzkwe's brother."
    assert [start for start, _, _ in _joined(text, Zuzkwe="PERSON")] == [7, 15, 39]


def test_find_identifiers_parts_of_a_name_are_found_again() -> None:
    text = "I am Ruvarashe Qwelane. They call me Ruvarashe at work."
    found = _joined(text, Ruvarashe_Qwelane="PERSON")
    assert [words for _, words, _ in found] == ["Ruvarashe Qwelane", "Ruvarashe"]


def test_find_identifiers_a_name_that_is_a_word_is_no_name_where_a_sentence_begins() -> None:
    text = "I asked our Will, who will. Will it rain? Then Will came, in Will Street."
    places = [start for start, words, _ in _joined(text, Will="PERSON") if words == "Will"]
    assert places == [12, 47]


def test_find_identifiers_what_no_name_looks_like_is_not_believed() -> None:
    assert _joined("My adhd and my ADHD.", adhd="PERSON", ADHD="PERSON") == []


def test_find_identifiers_longer_of_two_voices_wins() -> None:
    found = _joined("Then Mrs Qwelane came.", Qwelane="PERSON")
    assert [words for _, words, _ in found] == ["Mrs Qwelane"]


def test_find_identifiers_what_its_own_words_tell_decides_the_type() -> None:
    types = {
        "Zorn_Crescent": "SCHOOL_OR_WORKPLACE",
        "Zorn_Bank_High": "ADDRESS",
        "Maureen's": "SCHOOL_OR_WORKPLACE",
        "Mr_D": "PERSON",
    }
    text = "I am at Zorn Crescent. He was at Zorn Bank High, at Maureen's, with Mr D."
    assert [(words, type_) for _, words, type_ in _joined(text, **types)] == [
        ("Zorn Crescent", "ADDRESS"),
        ("Zorn Bank High", "SCHOOL_OR_WORKPLACE"),
        ("Maureen", "PERSON"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "my name is aaliyah and i live with my mum and nobody knows i am aaliyah at all.",
        "MY NAME IS AALIYAH AND I LIVE WITH MY MUM AND NOBODY KNOWS I AM AALIYAH AT ALL.",
    ],
)
def test_find_identifiers_in_one_case_only_names_are_still_found(text: str) -> None:
    found = find_identifiers(text, "beneficiary_story")
    assert [(one.text.lower(), one.type) for one in found] == [("aaliyah", "PERSON")] * 2
    assert all(text[one.start : one.end] == one.text for one in found)


def test_find_identifiers_in_capitals_postcodes_are_still_found() -> None:
    text = "WE LIVE AT NE89 4TB AND IT IS COLD AND DAMP AND NOBODY EVER COMES TO SEE."
    assert ("NE89 4TB", "POSTCODE") in _found(text)
