"""Invented names: one for each person, the same all through a story."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storybank.stories.invented_names import stocks
from storybank.stories.masking import MASKS
from storybank.stories.pseudonymise import (
    Detail,
    propose,
    replace_details,
    replace_in_title,
)

BODY = (
    "I'm Maureen Hartley, Mo to my friends. Norman Hartley is my husband, and he is no use."
    " Mrs Hartley they call me at St Bede's Primary. Maureen's cat is at the Bluebell."
    " Ifeoma Okafor rang from 14 Larch Road. Ifeoma's a star."
)
WORDS = {
    "Maureen Hartley": "PERSON",
    "Norman Hartley": "PERSON",
    "Mrs Hartley": "PERSON",
    "Maureen": "PERSON",
    "Mo": "PERSON",
    "Ifeoma Okafor": "PERSON",
    "Ifeoma": "PERSON",
    "St Bede's Primary": "SCHOOL_OR_WORKPLACE",
    "the Bluebell": "SCHOOL_OR_WORKPLACE",
    "14 Larch Road": "ADDRESS",
}


def details(body: str, words: dict[str, str]) -> list[Detail]:
    """Where words stand in a body, the longest first."""
    taken: list[Detail] = []
    for one in sorted(words, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(one)}(?!\w)", body):
            if all(match.end() <= held.start or match.start() >= held.end for held in taken):
                taken.append(Detail(match.start(), match.end(), words[one]))
    return taken


def proposed(body: str, words: dict[str, str]) -> dict[str, str]:
    found = propose(body, details(body, words), MASKS)
    return {one.words: one.replacement for one in found}


def test_propose_one_person_in_all_forms_shares_one_invented_name() -> None:
    names = proposed(BODY, WORDS)
    first, last = names["Maureen Hartley"].split()
    assert names["Maureen"] == names["Mo"] == first
    assert names["Mrs Hartley"] == f"Mrs {last}"
    assert names["Norman Hartley"].split()[1] == last
    assert names["Norman Hartley"].split()[0] != first
    assert names["Ifeoma Okafor"].split()[0] == names["Ifeoma"]


def test_propose_names_keep_their_culture_and_are_of_a_woman_or_a_man() -> None:
    names = proposed(BODY, WORDS)
    assert names["Maureen"] in stocks()["English"].woman
    assert names["Norman Hartley"].split()[0] in stocks()["English"].man
    assert names["Ifeoma"] in stocks()["West African"].woman


def test_propose_no_name_of_the_story_is_given_to_another() -> None:
    body = " ".join(stocks()["English"].woman[:40]) + " and Brenda Hartley went."
    names = proposed(body, {"Brenda Hartley": "PERSON"})
    assert not set(names["Brenda Hartley"].split()) & set(re.findall(r"\w+", body))


def test_propose_places_become_general_and_numbers_are_masked() -> None:
    names = proposed(BODY, WORDS)
    assert names["St Bede's Primary"] == "a school"
    assert names["the Bluebell"] == "a local business"
    assert names["14 Larch Road"] == "[an address]"


def test_propose_capitals_titles_initials_and_endings_are_kept() -> None:
    body = "MAUREEN: Yes. Mr Cleave's van, Big Col, Ligia P. and M. Sahota. Mr and Mrs Cleave."
    names = proposed(
        body,
        dict.fromkeys(
            ["MAUREEN", "Mr Cleave's", "Big Col", "Ligia P.", "M. Sahota", "Mr and Mrs Cleave"],
            "PERSON",
        ),
    )
    assert names["MAUREEN"].isupper()
    assert re.fullmatch(r"Mr [A-Z]\S+'s", names["Mr Cleave's"])
    assert names["Mr and Mrs Cleave"] == "Mr and Mrs " + names["Mr Cleave's"][3:-2]
    assert names["Big Col"].startswith("Big ")
    assert re.fullmatch(r"\w+ [A-Z]\.", names["Ligia P."])
    assert re.fullmatch(r"[A-Z]\. \w+", names["M. Sahota"])
    assert not {"MAUREEN", "Mr Cleave's", "Big Col"} & set(names.values())


def test_propose_two_people_of_like_names_stay_two() -> None:
    body = "Maureen and Mohammed and Moira came."
    names = proposed(body, dict.fromkeys(["Maureen", "Mohammed", "Moira"], "PERSON"))
    assert len(set(names.values())) == 3


def test_propose_an_unknown_name_goes_by_what_the_story_calls_the_person() -> None:
    body = "Zuzkwe came. She said she was cold and her coat was wet."
    assert proposed(body, {"Zuzkwe": "PERSON"})["Zuzkwe"] in stocks()["English"].woman


def test_propose_same_story_same_proposals_and_another_story_others() -> None:
    assert proposed(BODY, WORDS) == proposed(BODY, WORDS)
    other = {proposed(f"{BODY} {n}", WORDS)["Maureen"] for n in range(8)}
    assert len(other) > 1


def test_replace_details_text_is_whole_and_reads_well() -> None:
    body = "She is at the Harton Dock. Hill Primary rang. I like Hill Primary, Mo does too."
    words = {
        "Harton Dock": "SCHOOL_OR_WORKPLACE",
        "Hill Primary": "SCHOOL_OR_WORKPLACE",
        "Mo": "PERSON",
    }
    made = replace_details(body, propose(body, details(body, words), MASKS))
    assert re.fullmatch(
        r"She is at the local business\. A school rang\. I like a school, \w+ does too\.", made
    )


def test_replace_details_only_chosen_ones_are_replaced() -> None:
    found = propose(BODY, details(BODY, WORDS), MASKS)
    made = replace_details(BODY, [one for one in found if one.words == "14 Larch Road"])
    assert made == BODY.replace("14 Larch Road", "[an address]")


def test_replace_in_title_whole_words_only_longest_first() -> None:
    found = [one for one in propose(BODY, details(BODY, WORDS), MASKS) if one.type == "PERSON"]
    names = {one.words: one.replacement for one in found}
    title = replace_in_title("Maureen Hartley and Mo: a Moment", found)
    assert title == f"{names['Maureen Hartley']} and {names['Mo']}: a Moment"


@pytest.mark.parametrize("type_", ["PERSON", "SCHOOL_OR_WORKPLACE", "ADDRESS", "ODD"])
@given(
    body=st.text(alphabet=st.characters(codec="utf-8"), max_size=80),
    marks=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6),
)
def test_replace_details_any_text_keeps_all_that_is_no_detail(
    type_: str, body: str, marks: list[tuple[int, int]]
) -> None:
    noticed = [Detail(start, end, type_) for start, end in marks]
    found = propose(body, noticed, MASKS)
    places = sorted(place for one in found for place in one.places)
    kept, at = [], 0
    for start, end in places:
        assert at <= start < end <= len(body)
        kept.append(body[at:start])
        at = end
    made = replace_details(body, found)
    position = 0
    for words in [*kept, body[at:]]:
        position = made.index(words, position) + len(words)
    assert replace_details(body, []) == body
