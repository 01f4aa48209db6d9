"""Scores on set A, which nothing is trained on, have floors: a worse model may not pass."""

from pathlib import Path

import pytest

from nlp_models.measure import Measured, measure
from storybank.nlp.reader import Reader

MODELS = Path(__file__).resolve().parents[2] / "nlp_models"


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(Reader(MODELS))


def test_measure_sentences_bounds_stay_exact(measured: Measured) -> None:
    assert measured.exact_sentences / measured.sentences >= 0.98


def test_measure_themes_f1_stays_above_floor(measured: Measured) -> None:
    assert measured.themes.scores()[2] >= 0.53


def test_measure_themes_with_change_f1_stays_above_floor(measured: Measured) -> None:
    assert measured.themes_with_change.scores()[2] >= 0.36


def test_measure_identifiers_stay_above_floors(measured: Measured) -> None:
    precision, recall, _ = measured.identifiers.scores()
    assert recall >= 0.90
    assert precision >= 0.80


def test_measure_concerns_all_found_none_invented(measured: Measured) -> None:
    assert measured.concerns.scores() == (1.0, 1.0, 1.0)


def test_corpus_set_a_is_not_in_it() -> None:
    assert not list((MODELS / "corpus").rglob("A*.jsonl"))
