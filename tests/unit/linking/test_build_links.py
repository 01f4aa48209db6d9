"""The fitting of the matcher's weights: softmax by Newton, and what is measured."""

from types import SimpleNamespace

import numpy as np
import pytest

from nlp_models import build_links


def test_fit_softmax_finds_the_weights_that_made_the_labels():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(4000, 2))
    odds = np.stack([np.zeros(4000), 1 + 2 * x[:, 0], -1 + 1.5 * x[:, 1]], axis=1)
    chance = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    y = np.array([rng.choice(3, p=row) for row in chance])

    beta = build_links.fit_softmax(x, y, np.ones(4000), 0.1, 3)

    assert beta == pytest.approx(np.array([[1, 2, 0], [-1, 0, 1.5]]), abs=0.3)


def test_fit_softmax_holds_weights_near_zero_where_told_to():
    x = np.array([[0.0], [1.0]] * 50)
    y = np.array([0, 1] * 50)

    free = build_links.fit_softmax(x, y, np.ones(100), 1.0, 2)
    held = build_links.fit_softmax(x, y, np.ones(100), 1000.0, 2)

    assert 0 < held[0, 1] < free[0, 1]


def example(kept: list[float], broken: list[float], labels: list[int], evidence: float):
    return SimpleNamespace(
        weighed=SimpleNamespace(kept=np.array(kept), broken=np.array(broken), evidence=evidence),
        labels=np.array(labels),
        promises=[
            SimpleNamespace(commitment=SimpleNamespace(ref=f"C{number}"))
            for number in range(len(kept))
        ],
    )


LIMITS = {"story": 0.5, "link": 0.3, "contradicts": 0.2, "contradicts_share": 0.5}


def test_measure_counts_ranks_stances_and_silence():
    shown = example([0.8, 0.1, 0.1], [0.1, 0.5, 0.0], [0, 2, 0], evidence=0.9)
    silent = example([0.2, 0.2], [0.0, 0.0], [0, 0], evidence=0.1)

    got = build_links.measure([shown, silent], LIMITS)

    assert got["mrr"] == 0.5
    assert got["recall@3"] == got["contradicted"] == got["silent"] == 1
    assert got["precision"] == 0.5
    assert got["links a story"] == 1
