"""Scores on set A, which nothing is trained on, have floors: a worse model may not pass."""

from pathlib import Path

import pytest

from nlp_models.measure import Measured, measure, summarise
from storybank.nlp.reader import Reader
from storybank.nlp.scores import Scores, load_scores, read_scores

MODELS = Path(__file__).resolve().parents[2] / "nlp_models"
POINT = 0.01


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(Reader(MODELS))


def shares(scores: Scores) -> dict[str, float | None]:
    """The figures that people are told first."""
    return {
        "precision": scores.themes.precision,
        "recall": scores.themes.recall,
        "f1": scores.themes.f1,
        "macro_f1": scores.macro_f1,
        "whole_stories": scores.whole_stories.f1,
        "top_three": scores.top_three.share,
        "change": scores.change.share,
        "identifiers_precision": scores.identifiers.precision,
        "identifiers_recall": scores.identifiers.recall,
        "concern_precision": scores.concern.precision,
        "concern_recall": scores.concern.recall,
    }


def test_what_is_shipped_scores_what_scores_json_says_within_a_point(measured: Measured) -> None:
    told = load_scores(MODELS)
    assert told is not None
    assert told.reader == Reader(MODELS).name, "run: python -m nlp_models.measure --write"
    found = read_scores(summarise(measured, told.reader))

    assert shares(found) == pytest.approx(shares(told), abs=POINT)
    assert (found.stories, found.sentences) == (told.stories, told.sentences)


def test_measure_sentences_bounds_stay_exact(measured: Measured) -> None:
    assert measured.exact_sentences / measured.sentences >= 0.98


def test_measure_themes_stay_above_floors(measured: Measured) -> None:
    told = read_scores(summarise(measured, "measured"))
    floors = {
        "f1": (told.themes.f1, 0.62),
        "macro": (told.macro_f1, 0.58),
        "whole stories": (told.whole_stories.f1, 0.77),
        "top three": (told.top_three.share, 0.84),
        "change": (told.change.share, 0.72),
    }
    assert not {name: found for name, (found, floor) in floors.items() if (found or 0) < floor}


def test_measure_themes_with_change_f1_stays_above_floor(measured: Measured) -> None:
    assert measured.themes_with_change.scores()[2] >= 0.45


def test_measure_identifiers_stay_above_floors(measured: Measured) -> None:
    precision, recall, _ = measured.identifiers.scores()
    assert recall >= 0.94
    assert precision >= 0.84


def test_measure_concerns_none_missed_two_false_alarms_at_most(measured: Measured) -> None:
    right, suggested, wanted = measured.concerns.counts()
    assert right == wanted
    assert suggested - right <= 2


def test_corpus_set_a_is_not_in_it() -> None:
    assert not list((MODELS / "corpus").rglob("A*.jsonl"))
