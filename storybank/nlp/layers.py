"""A light layer on what sentences mean: it learns one theme from people's decisions.

It starts from what the reader says itself (``said``, a chance) and learns from what sentences
mean where people decide otherwise. A layer is a logistic regression with a prior that trusts
the reader, fitted in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from storybank.nlp.meanings import Ordinary, Vectors

THRESHOLD = 0.4
UNSAID = 0.02  # the chance of a theme that the reader does not name at all
FEWEST = 8  # decisions of each kind below which nothing is learnt
LEAST_GAIN = 0.03
_SURELY = 1.64  # standard deviations that one judgement in twenty would pass by chance
_FOLDS = 5
_KEPT = np.dtype("<f4")
_TRUST = 4.0  # how firmly the prior holds to the reader's own chance
_DOUBT = 0.35  # how dear it is to lean on a sentence's meaning
_SCALE = 4.0


@dataclass(frozen=True)
class Layer:
    """A fitted layer: weights of the reader's chance, of the meaning, and a base."""

    weights: npt.NDArray[np.float64]
    threshold: float = THRESHOLD

    def judge(self, vectors: Vectors, said: Sequence[float], ordinary: Ordinary) -> Vectors:
        """Return the theme's chance for each sentence."""
        return _chances(_columns(vectors, said, ordinary), self.weights)

    def pack(self) -> bytes:
        """Return the weights as they are kept."""
        return self.weights.astype(_KEPT).tobytes()

    @classmethod
    def unpack(cls, kept: bytes, threshold: float) -> Layer:
        """Return a layer from its kept weights."""
        return cls(np.frombuffer(kept, dtype=_KEPT).astype(np.float64), threshold)


@dataclass(frozen=True)
class Decided:
    """What people decided of one theme: a row a sentence.

    ``said`` is the reader's chance, ``suggested`` whether it suggested the theme, ``right``
    whether a person holds with it. Sentences of one ``story`` are never learnt from and checked
    by at once.
    """

    vectors: Vectors
    said: npt.NDArray[np.float64]
    suggested: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]
    story: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Learnt:
    """A layer with F1 before and after, both on sentences it had not seen.

    ``mended`` sentences were judged wrongly before and rightly after, ``spoiled`` ones the other
    way round.
    """

    layer: Layer
    positives: int
    negatives: int
    before: float
    after: float
    mended: int
    spoiled: int

    @property
    def is_gain(self) -> bool:
        """Whether it is better, and by more than chance would have it (a one-sided sign test)."""
        surely = self.mended - self.spoiled >= _SURELY * (self.mended + self.spoiled) ** 0.5
        return surely and self.after >= self.before + LEAST_GAIN


def learn(decided: Decided, ordinary: Ordinary) -> Learnt | None:
    """Fit a layer and measure its gain by cross-validation; None where too little was decided."""
    positives, stories = int(decided.right.sum()), np.unique(decided.story)
    negatives = len(decided.right) - positives
    if min(positives, negatives) < FEWEST or len(stories) < 3:
        return None
    columns = _columns(decided.vectors, decided.said, ordinary)
    told = np.zeros(len(columns), dtype=bool)
    folds = np.searchsorted(stories, decided.story) % min(_FOLDS, len(stories))
    for fold in np.unique(folds):
        held = folds == fold
        weights = _fit(columns[~held], decided.right[~held])
        told[held] = _chances(columns[held], weights) >= THRESHOLD
    return Learnt(
        layer=Layer(_fit(columns, decided.right)),
        positives=positives,
        negatives=negatives,
        before=_f1(decided.suggested, decided.right),
        after=_f1(told, decided.right),
        mended=int(((told == decided.right) & (decided.suggested != decided.right)).sum()),
        spoiled=int(((told != decided.right) & (decided.suggested == decided.right)).sum()),
    )


def _columns(
    vectors: Vectors, said: Sequence[float] | npt.NDArray[Any], ordinary: Ordinary
) -> npt.NDArray[np.float64]:
    chance = np.clip(np.asarray(said, dtype=np.float64), 0.01, 0.99)
    reader = np.log(chance / (1 - chance))
    meaning = ordinary.centre(vectors).astype(np.float64) * _SCALE
    return np.column_stack([np.ones(len(reader)), reader, meaning])


def _fit(columns: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """The likeliest weights under the prior."""
    from scipy.optimize import minimize

    prior = np.zeros(columns.shape[1])
    prior[1] = 1.0
    firmness = np.full(columns.shape[1], _DOUBT * 2)
    firmness[0], firmness[1] = 0.01, _TRUST
    wanted = right.astype(np.float64)

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = columns @ weights
        away = weights - prior
        unlikely = np.logaddexp(0, scores).sum() - scores @ wanted
        slope = columns.T @ (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - wanted)
        return unlikely + 0.5 * (firmness * away) @ away, slope + firmness * away

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights: npt.NDArray[np.float64] = found.x
    return weights


def _chances(
    columns: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    made: npt.NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
    return made


def _f1(told: npt.NDArray[np.bool_], right: npt.NDArray[np.bool_]) -> float:
    both = int((told & right).sum())
    return 2 * both / max(int(told.sum()) + int(right.sum()), 1)
