"""The rubric of strength: each of the five has its reason, and no grade is a lone number."""

from __future__ import annotations

import pytest

from storybank.core.errors import RuleBroken
from storybank.linking.models import Strength
from storybank.linking.rules import (
    PassageFacts,
    check_strengths,
    grade_words,
    suggest_strengths,
)


def found(quote: str, **facts: object) -> dict[str, tuple[bool, str]]:
    suggested = suggest_strengths(PassageFacts(quote, **facts))  # type: ignore[arg-type]
    return {one.strength.value: (one.is_there, one.reason) for one in suggested}


def test_suggest_all_five_each_with_a_reason():
    every = found(
        "Thanks to the club in Walsall I still go out on Tuesdays.",
        is_own=True,
        others=2,
    )
    assert [name for name, (there, _) in every.items() if there] == [s.value for s in Strength]
    assert every["specific"][1] == "names “Walsall”, “Tuesdays”"
    assert every["attributed"][1] == "says what brought it about: “thanks to”"
    assert every["corroborated"][1] == "2 other people say the same of this promise"
    assert every["sustained"][1] == "says that it lasts: “still”"


def test_suggest_nothing_of_plain_words_told_about_somebody():
    plain = found("He is happier.")
    assert not any(there for there, _ in plain.values())
    assert all(reason for _, reason in plain.values())


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("I waited three weeks.", True),
        ("They came on the 4th.", True),
        ("It was in March.", True),
        ("It cost £40.", True),
        ("My worker was Farida.", True),
        ("I may go again.", False),
        ("I said that I'd go. Then I went.", False),
        ("Before, I was low.\nNow I am not.", False),
    ],
)
def test_suggest_specific_where_it_names_what_could_be_looked_up(quote, there):
    assert found(quote)["specific"][0] is there


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("It was the course that got me the job.", True),
        ("Since they closed the hub I see nobody.", True),
        ("My sister got me the job, it was her own bat.", False),
        ("I have a job now.", False),
    ],
)
def test_suggest_attributed_unless_it_credits_somebody_else(quote, there):
    assert found(quote)["attributed"][0] is there


def test_suggest_attributed_from_the_sentence_beside():
    there, reason = found("I have a job now.", around="The tutor helped me.")["attributed"]
    assert there
    assert reason.endswith("in the sentence beside it")


def test_suggest_sustained_where_the_same_person_told_it_again():
    assert found("I go out.", days_apart=59)["sustained"][0] is False
    assert found("I go out.", days_apart=60)["sustained"] == (
        True,
        "the same person told it again 60 days apart",
    )
    assert found("It was six months before they came.")["sustained"][0] is True


def test_grade_names_what_is_there_in_the_rubrics_order():
    assert grade_words(["attributed", "first_hand"]) == "2 of 5: first-hand, attributed"
    assert grade_words([]) == "none of the five"


def test_strengths_outside_the_rubric_are_refused():
    assert check_strengths(["sustained", "specific"]) == ["specific", "sustained"]
    with pytest.raises(RuleBroken):
        check_strengths(["shiny"])
