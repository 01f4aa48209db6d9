"""From what was seen to what is suggested: two voices weighed, then a threshold a theme.

The network and the patterns each give a sentence log-odds for every theme. They are weighed
together, beside the sentences around it and the rest of the story (a story stays with its
subject, though a theme is never carried over), and made a probability. How much each sign
counts was fitted on stories that neither voice had seen (``nlp_models/calibrate.py``), and so
were the thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from storybank.nlp.encoder import Vectors
from storybank.nlp.reading import Change

# The order of the signs that are weighed for each sentence and theme.
SIGNS = ("network", "patterns", "before", "after", "story", "rival")
# The signs weighed for each change: both voices on each of the four changes, what the sentences
# before and after tell of, where in the story this is, and how much help was told of before it
# and after it (a loss before any help is a need; once help has begun it is a change for the worse).
CHANGE_SIGNS = (
    *(f"network {change}" for change in Change),
    *(f"patterns {change}" for change in Change),
    *(f"before {change}" for change in Change),
    *(f"after {change}" for change in Change),
    "place",
    "help before",
    "help after",
)
_NEAR = 3  # sentences
_HELP = (tuple(Change).index(Change.BETTER), tuple(Change).index(Change.ACTIVITY))
_FLOOR = 0.01


@dataclass(frozen=True, slots=True)
class Judge:
    """The fitted weights: of signs and bases for themes, of both voices for changes."""

    name: str
    version: str
    themes: tuple[str, ...]
    signs: Vectors
    bases: Vectors
    thresholds: Vectors
    change_weights: Vectors
    change_bases: Vectors

    def judge_themes(self, network: Vectors, patterns: Vectors) -> Vectors:
        """Return probabilities (sentences, themes) from both voices' log-odds for a whole story."""
        weighed = theme_signs(network, patterns) @ self.signs + self.bases
        return logistic(weighed)

    def judge_changes(self, chances: Vectors, network: Vectors, patterns: Vectors) -> Vectors:
        """Return probabilities (sentences, themes, 4) from both voices' scores.

        ``chances`` are the probabilities of the themes, for the whole story.
        """
        signs = change_signs(chances, network, patterns)
        return softmax(signs @ self.change_weights + self.change_bases)


def logistic(values: Vectors) -> Vectors:
    """Return 1 / (1 + exp(-value)) without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)), dtype=np.float32)


def softmax(values: Vectors) -> Vectors:
    """Return shares that add up to one along the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def theme_signs(network: Vectors, patterns: Vectors) -> Vectors:
    """Return the signs of one story, shape (sentences, themes, 6), in the order of ``SIGNS``."""
    chances = logistic(network)
    none = np.zeros((1, network.shape[1]), dtype=np.float32)
    before = np.concatenate([none, chances[:-1]])
    after = np.concatenate([chances[1:], none])
    others = max(len(network) - 1, 1)
    story = np.log(np.maximum(chances.sum(axis=0) - chances, 0) / others + _FLOOR)
    ordered = np.sort(chances, axis=1)
    best, second = ordered[:, -1:], ordered[:, -2:-1]
    rival = np.where(chances == best, second, best)
    return np.stack([network, patterns, before, after, story, rival], axis=-1).astype(np.float32)


def change_signs(chances: Vectors, network: Vectors, patterns: Vectors) -> Vectors:
    """Return the signs of one story, shape (sentences, themes, 19), as in ``CHANGE_SIGNS``."""
    shares = softmax(network)
    told = (chances[:, :, None] * shares).sum(axis=1)  # how much of each change a sentence tells
    count = len(told)
    before, after = np.zeros_like(told), np.zeros_like(told)
    for number in range(count):
        before[number] = told[max(number - _NEAR, 0) : number].sum(axis=0)
        after[number] = told[number + 1 : number + 1 + _NEAR].sum(axis=0)
    help_told = told[:, _HELP].sum(axis=1)
    so_far = np.cumsum(help_told) - help_told
    ahead = help_told.sum() - so_far - help_told
    place = np.arange(count, dtype=np.float32) / max(count - 1, 1)
    around = np.column_stack([before, after, place, np.log1p(so_far), np.log1p(ahead)])
    return np.concatenate(
        [
            *(np.log(softmax(voice) + 1e-3) for voice in (network, patterns)),
            np.repeat(around[:, None, :], network.shape[1], axis=1),
        ],
        axis=-1,
    ).astype(np.float32)


def load_judge(models_dir: Path) -> Judge:
    """Read the fitted weights of a models folder.

    Raises FileNotFoundError if there are none.
    """
    facts = read_facts(models_dir)
    themes = tuple(facts["themes"])

    def row(name: str, keys: Sequence[str]) -> Vectors:
        return np.array([facts[name][key] for key in keys], dtype=np.float32)

    return Judge(
        name=facts["name"],
        version=facts["version"],
        themes=themes,
        signs=row("signs", SIGNS),
        bases=row("bases", themes),
        thresholds=row("thresholds", themes),
        change_weights=np.array(
            [[facts["change_weights"][sign][change] for change in Change] for sign in CHANGE_SIGNS],
            dtype=np.float32,
        ),
        change_bases=row("change_bases", tuple(Change)),
    )


def read_facts(models_dir: Path) -> dict[str, Any]:
    """Return what ``calibrate`` wrote beside the networks: name, version, weights, thresholds."""
    text = (models_dir / "encoder" / "reading.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts
