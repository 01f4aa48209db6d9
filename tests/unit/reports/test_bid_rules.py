"""Answers in bids: what is kept of one, what counts as a word, what our own words may not say."""

from __future__ import annotations

import pytest

from storybank.core.errors import RuleBroken
from storybank.reports.rules.bids import (
    BidAnswer,
    check_limit,
    check_own_words,
    check_question,
    check_tells_of_nobody,
    count_words,
    overlaps,
)

PASSAGE = "Interview was in a portakabin and the gaffer said can you start Monday."


def test_an_answer_is_read_as_it_was_kept() -> None:
    answer = BidAnswer("How will you know?", 250, "We ask.", "We ask again.", {"one": "She says:"})

    assert BidAnswer.of(answer.kept()) == answer
    assert BidAnswer.of({}) == BidAnswer("")


@pytest.mark.parametrize("question", ["", "  \n ", "a" * 2001])
def test_a_question_is_asked_for_and_not_endless(question: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_question(question)
    assert broken.value.field == "question"


@pytest.mark.parametrize("limit", [-5, 1, 19, 10_001])
def test_a_limit_that_means_nothing_is_refused(limit: int) -> None:
    with pytest.raises(RuleBroken):
        check_limit(limit)


def test_no_limit_is_any_number_of_words() -> None:
    assert (check_limit(None), check_limit(0), check_limit(250)) == (0, 0, 250)


def test_words_are_counted_as_bid_forms_count_them() -> None:
    assert count_words("Well-paid work, at £12.60 an hour – since May.") == 9
    assert count_words("  \n ") == 0


def test_own_words_keep_their_paragraphs_and_no_spaces_to_spare() -> None:
    assert check_own_words(" One.  Two. \n\n\n\nThree. ", "opening") == "One. Two.\n\nThree."
    with pytest.raises(RuleBroken):
        check_own_words("a" * 601, "lead-1", 600)


@pytest.mark.parametrize(
    "words",
    [
        "One man told us that the GAFFER said can you start, and he did.",
        "“Interview was in a portakabin, and the gaffer said yes.”",
    ],
)
def test_words_that_stay_may_not_repeat_a_passage(words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_tells_of_nobody(words, "closing", [PASSAGE], [])
    assert broken.value.field == "closing"


def test_words_that_stay_may_not_name_a_storyteller() -> None:
    with pytest.raises(RuleBroken):
        check_tells_of_nobody("As Mary-Ann O’Dell puts it:", "opening", [], ["Mary-Ann O'Dell"])


def test_words_of_ones_own_may_say_anything_else() -> None:
    check_tells_of_nobody(
        "An interview in a portakabin is how many begin; maryland is a place.",
        "opening",
        [PASSAGE],
        ["Mary", ""],
    )


def test_passages_overlap_where_they_share_a_letter() -> None:
    assert overlaps((0, 10), (9, 20))
    assert not overlaps((0, 10), (10, 20))
