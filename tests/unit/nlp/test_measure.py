"""What is measured of a reading, and that the file of scores says the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp_models.measure import Measured, summarise
from storybank.nlp.reading import (
    Change,
    Reading,
    ReadSegment,
    Speaker,
    SuggestedCode,
    SuggestedConcern,
    SuggestedIdentifier,
)
from storybank.nlp.scores import SCORES, Counted, Part, load_scores

BODY = "The flat was damp. Now it is warm. Ann rings me. Was it good?"
STORY: dict[str, Any] = {
    "body": BODY,
    "sentences": [
        {"text": "The flat was damp.", "codes": [{"theme": "home", "change": "need"}]},
        {
            "text": "Now it is warm.",
            "codes": [
                {"theme": "home", "change": "better"},
                {"theme": "climate", "change": "better"},
            ],
        },
        {"text": "Ann rings me.", "codes": [{"theme": "connection", "change": "better"}]},
        {"text": "Was it good?", "codes": []},
    ],
    "pii": [{"type": "PERSON", "text": "Ann"}, {"type": "PHONE", "text": "01"}],
    "wrote_about_safeguarding": False,
}


def segment(words: str, *codes: tuple[str, str], asked: bool = False) -> ReadSegment:
    start = BODY.index(words)
    return ReadSegment(
        start=start,
        end=start + len(words),
        quote=words,
        speaker=Speaker.INTERVIEWER if asked else Speaker.STORYTELLER,
        codes=tuple(SuggestedCode(theme, Change(change), 0.9, ()) for theme, change in codes),
    )


@pytest.fixture
def measured() -> Measured:
    reading = Reading(
        reader="test 1",
        segments=(
            segment("The flat was damp.", ("home", "better")),
            segment("Now it is warm.", ("money", "better"), ("home", "better")),
            segment("Ann rings me.", ("family", "better")),
            segment("Was it good?", ("home", "need"), asked=True),
        ),
        identifiers=(SuggestedIdentifier(49, 52, "Ann", "PERSON"),),
        concern=SuggestedConcern(True, ()),
    )
    measured = Measured()
    measured.add_story(STORY, reading)
    return measured


def test_sentences_and_whole_stories_are_counted_apart(measured: Measured) -> None:
    assert measured.themes.counts() == (2, 4, 4)  # an interviewer's words are never coded
    assert measured.themes.counts("home") == (2, 2, 2)
    assert measured.whole_stories.counts() == (1, 3, 3)
    assert measured.themes.macro() == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_a_coded_sentence_is_right_with_one_theme_among_the_three_likeliest(
    measured: Measured,
) -> None:
    assert (measured.top_three_right, measured.coded_sentences) == (2, 3)


def test_changes_are_compared_where_the_theme_is_right(measured: Measured) -> None:
    assert (measured.changes_right, measured.themes_right) == (1, 2)
    assert measured.changes == {"need": {"better": 1}, "better": {"better": 1}}


def test_a_missed_theme_is_set_against_the_wrong_one_in_its_sentence(measured: Measured) -> None:
    assert measured.confusion == {("climate", "money"): 1, ("connection", "family"): 1}


def test_the_file_of_scores_says_what_was_measured(measured: Measured, tmp_path: Path) -> None:
    (tmp_path / SCORES).write_text(json.dumps(summarise(measured, "test 1", "T")))

    scores = load_scores(tmp_path)

    assert scores is not None
    assert scores.reader == "test 1"
    assert (scores.stories, scores.sentences) == (1, 4)
    assert scores.themes == Counted(2, 4, 4)
    assert scores.themes.precision == scores.themes.recall == scores.themes.f1 == 0.5
    assert scores.change_by_theme["home"] == Part(1, 2)
    assert scores.changes["need"] == {"need": 0, "better": 1, "worse": 0, "activity": 0}
    assert scores.confusion[("connection", "family")] == 1
    assert scores.identifiers == Counted(1, 1, 2)
    assert scores.identifiers_by_type["PHONE"] == Counted(0, 0, 1)
    assert scores.concern == Counted(0, 1, 0)
    assert scores.concern.recall is None


def test_a_folder_without_scores_has_none(tmp_path: Path) -> None:
    assert load_scores(tmp_path) is None
