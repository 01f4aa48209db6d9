"""Who, what changed, what brought it about: taken from the text where it is sure."""

from __future__ import annotations

import pytest

from storybank.linking.rules import SentenceFacts, Telling, lacking_words, suggest_telling


def own(quote: str, *changes: str, within: bool = True) -> SentenceFacts:
    return SentenceFacts(quote, True, within, frozenset(changes))


@pytest.mark.parametrize(
    ("quote", "who"),
    [
        ("I sleep again.", "The storyteller"),
        ("My daughter sleeps again.", "The storyteller’s daughter"),
        ("My youngest daughter and I sleep again.", "The storyteller and their daughter"),
        ("It got quieter.", ""),
    ],
)
def test_suggest_who_where_the_storyteller_speaks(quote, who):
    assert suggest_telling([own(quote)]).who == who


def test_suggest_nobody_where_words_are_told_about_somebody():
    assert suggest_telling([SentenceFacts("I sleep again.", is_own=False)]).who == ""


def test_suggest_what_changed_and_what_brought_it_about_word_for_word():
    told = suggest_telling(
        [
            own("They put a ramp in.", "activity", within=False),
            own("I was stuck.", "need"),
            own("I get  out\nnow.", "better"),
        ]
    )
    assert told == Telling("The storyteller", "I get out now.", "They put a ramp in.")


def test_suggest_a_phrase_of_cause_before_an_activity():
    told = suggest_telling([own("We met.", "activity"), own("It helped me.", "better")])
    assert told.brought_about == "It helped me."


def test_lacking_is_said_in_words():
    assert lacking_words(Telling()) == "who, what changed and what brought it about"
    assert lacking_words(Telling("She", "", "The ramp")) == "what changed"
    assert lacking_words(Telling("She", "Out again", "The ramp")) == ""
