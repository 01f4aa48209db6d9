"""What was learnt from stories coded by hand: plain numbers in one file of the models folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weighing:
    """A bias and a weight a feature; features it does not name count for nothing."""

    bias: float
    weights: Mapping[str, float]

    def weigh(self, features: Mapping[str, Numbers]) -> Numbers:
        """Return the log odds, in the shape of the features."""
        total: Numbers = sum(
            (features[name] * weight for name, weight in self.weights.items()),
            start=np.full(np.shape(next(iter(features.values()))), self.bias),
        )
        return total


@dataclass(frozen=True)
class Sense:
    """Tells from what a sentence and its neighbours mean whether it says a certain thing."""

    bias: float
    own: Numbers
    around: Numbers

    def weigh(self, vectors: npt.NDArray[np.floating[Any]], around: Numbers) -> Numbers:
        """Return the log odds of each row."""
        odds: Numbers = vectors @ self.own + around @ self.around + self.bias
        return odds


@dataclass(frozen=True)
class Thresholds:
    """Where the matcher stops being silent; chosen by cross-validation."""

    story: float  # the least chance that a story is evidence of anything
    link: float  # the least chance of a link
    contradicts: float  # the least chance that a promise was broken, to say so
    contradicts_share: float  # and the least part of it beside the chance that it was kept


@dataclass(frozen=True)
class LinkWeights:
    """Everything in ``links.json``."""

    sentence_mean: Numbers  # the middle of all stories' vectors, and of all promises'
    promise_mean: Numbers
    told_as: tuple[Numbers, Numbers]  # what turns a story's way of telling into a promise's
    delivery: Sense  # does a sentence tell of something delivered?
    failure: Sense  # or of something that was not?
    supports: Weighing  # a sentence and a promise
    contradicts: Weighing
    kept: Weighing  # a story and a promise, beside "neither"
    broken: Weighing
    story: Weighing  # a story: is it evidence of anything?
    thresholds: Thresholds


def read_version(models_dir: Path) -> str:
    """The version of the weights, without opening the rest of them."""
    return (models_dir / "links" / "VERSION").read_text(encoding="ascii").strip()


@cache
def load_weights(models_dir: Path) -> LinkWeights:
    """Load the weights of a models folder, once in a process."""
    kept = json.loads((models_dir / "links" / "links.json").read_text(encoding="utf-8"))
    return make_weights(kept)


def make_weights(kept: Mapping[str, Any]) -> LinkWeights:
    """Make weights of what ``links.json`` holds."""
    into, back = (np.array(part) for part in kept["told_as"])
    return LinkWeights(
        sentence_mean=np.array(kept["sentence_mean"]),
        promise_mean=np.array(kept["promise_mean"]),
        told_as=(into, back),
        delivery=_make_sense(kept["delivery"]),
        failure=_make_sense(kept["failure"]),
        supports=_make_weighing(kept["supports"]),
        contradicts=_make_weighing(kept["contradicts"]),
        kept=_make_weighing(kept["kept"]),
        broken=_make_weighing(kept["broken"]),
        story=_make_weighing(kept["story"]),
        thresholds=Thresholds(**kept["thresholds"]),
    )


def _make_weighing(kept: Mapping[str, Any]) -> Weighing:
    return Weighing(kept["bias"], kept["weights"])


def _make_sense(kept: Mapping[str, Any]) -> Sense:
    return Sense(kept["bias"], np.array(kept["own"]), np.array(kept["around"]))
