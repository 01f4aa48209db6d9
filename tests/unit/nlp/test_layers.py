from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from storybank.nlp.encoder import WIDTH
from storybank.nlp.layers import FEWEST, THRESHOLD, UNSAID, Decided, Layer, learn
from storybank.nlp.meanings import Ordinary, pack, unpack

RANDOM = np.random.default_rng(3)
ORDINARY = Ordinary(
    vectors=np.zeros((1, WIDTH), np.float32),
    mean=np.zeros(WIDTH, np.float32),
    change_weights=np.zeros((1, WIDTH), np.float32),
    change_bases=np.zeros(1, np.float32),
    changes=(),
)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def decisions(
    positives: int, negatives: int, *, pull: float, found: float, false: float
) -> Decided:
    """Sentences that lean one way by ``pull`` if right; the reader finds some, falsely others."""
    right = np.array([True] * positives + [False] * negatives)
    lean = unit(RANDOM.normal(size=(1, WIDTH)))
    vectors = unit(unit(RANDOM.normal(size=(len(right), WIDTH))) + pull * right[:, None] * lean)
    suggested = RANDOM.random(len(right)) < np.where(right, found, false)
    return Decided(
        vectors=vectors,
        said=np.where(suggested, 0.7, UNSAID),
        suggested=suggested,
        right=right,
        story=RANDOM.permutation(len(right)) // 4,
    )


def test_a_theme_the_reader_misses_is_learnt_from_meaning() -> None:
    told = learn(decisions(40, 160, pull=1.2, found=0.2, false=0.02), ORDINARY)

    assert told is not None
    assert told.is_gain
    assert told.before < 0.5
    assert told.after > 0.8


def test_nothing_is_gained_where_decisions_follow_no_meaning() -> None:
    told = learn(decisions(30, 120, pull=0.0, found=0.9, false=0.05), ORDINARY)

    assert told is not None
    assert not told.is_gain
    assert told.after > 0.7  # the prior keeps to the reader


@pytest.mark.parametrize(("positives", "negatives"), [(0, 50), (50, 0), (FEWEST - 1, 50)])
def test_too_little_decided_teaches_nothing(positives: int, negatives: int) -> None:
    assert learn(decisions(positives, negatives, pull=1, found=0.5, false=0.1), ORDINARY) is None


def test_decisions_in_one_story_alone_teach_nothing() -> None:
    many = decisions(40, 160, pull=1.2, found=0.2, false=0.02)
    one_story = Decided(many.vectors, many.said, many.suggested, many.right, many.story * 0)

    assert learn(one_story, ORDINARY) is None


def test_a_kept_layer_judges_as_before() -> None:
    told = learn(decisions(40, 160, pull=1.2, found=0.2, false=0.02), ORDINARY)
    assert told is not None
    rows = unit(RANDOM.normal(size=(5, WIDTH)))

    again = Layer.unpack(told.layer.pack(), THRESHOLD)

    assert np.allclose(
        again.judge(rows, [0.5] * 5, ORDINARY),
        told.layer.judge(rows, [0.5] * 5, ORDINARY),
        atol=1e-4,
    )


def test_a_kept_meaning_is_the_same_to_three_figures() -> None:
    rows = unit(RANDOM.normal(size=(3, WIDTH)))

    assert np.allclose(unpack([pack(row) for row in rows]), rows, atol=1e-3)


def test_a_gain_of_a_sentence_or_two_is_chance() -> None:
    told = learn(decisions(40, 160, pull=1.2, found=0.2, false=0.02), ORDINARY)
    assert told is not None

    assert not replace(told, before=0.8, after=0.9, mended=2, spoiled=0).is_gain
    assert replace(told, before=0.8, after=0.9, mended=3, spoiled=0).is_gain
    assert not replace(told, before=0.8, after=0.9, mended=9, spoiled=5).is_gain
    assert not replace(told, before=0.80, after=0.82, mended=30, spoiled=5).is_gain
