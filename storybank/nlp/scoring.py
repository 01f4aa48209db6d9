"""The weighted patterns: phrases that speak for or against a theme or a change, added up.

They are the reader's second voice, beside the network: plain text that can be read and argued
with. A sentence's score for a theme is the sum of the weights of the phrases it holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storybank.nlp.phrases import Phrase
from storybank.nlp.reading import Change

CHANGES = tuple(Change)
PLACES = 5
Row = npt.NDArray[np.float32]


def place_of(index: int, count: int) -> int:
    """Return which fifth of its story (0 to 4) sentence ``index`` of ``count`` stands in."""
    return min(PLACES * index // max(count, 1), PLACES - 1)


@dataclass(frozen=True, slots=True)
class PatternTable:
    """All patterns in memory: a phrase gives (number of the theme, weight) pairs, or 4 weights."""

    name: str
    version: str
    themes: tuple[str, ...]
    theme_weights: dict[str, tuple[tuple[int, float], ...]]
    theme_bases: tuple[float, ...]
    change_weights: dict[str, tuple[float, ...]]
    change_base: tuple[float, ...]

    def sum_themes(self, phrases: Iterable[Phrase]) -> Row:
        """Return a sentence's log-odds for each theme: base plus weights, each phrase once."""
        scores = list(self.theme_bases)
        for key in {phrase.key for phrase in phrases}:
            for theme, weight in self.theme_weights.get(key, ()):
                scores[theme] += weight
        return np.array(scores, dtype=np.float32)

    def sum_changes(self, phrases: Iterable[Phrase], place: int) -> Row:
        """Return a sentence's score for each change of each theme, shape (themes, 4)."""
        shared = np.array(self.change_base, dtype=np.float32)
        for key in {phrase.key for phrase in phrases} | {place_sign(place)}:
            weights = self.change_weights.get(key)
            if weights is not None:
                shared = shared + np.array(weights, dtype=np.float32)
        leanings = [self.change_weights.get(theme_sign(theme), (0.0,) * 4) for theme in self.themes]
        return np.asarray(shared + np.array(leanings, dtype=np.float32), dtype=np.float32)

    def strongest(
        self, phrases: Sequence[Phrase], theme: int, most: int, least: float = 0.0
    ) -> list[Phrase]:
        """Return the phrases that speak loudest for a theme, none overlapping.

        At most ``most`` of them, each with a weight above ``least``.
        """
        weighed = [
            (weight, phrase)
            for phrase in phrases
            for number, weight in self.theme_weights.get(phrase.key, ())
            if number == theme and weight > least
        ]
        weighed.sort(key=lambda pair: (-pair[0], pair[1].first, pair[1].last))
        chosen: list[Phrase] = []
        for _, phrase in weighed:
            if len(chosen) == most:
                break
            if all(phrase.last < kept.first or phrase.first > kept.last for kept in chosen):
                chosen.append(phrase)
        return sorted(chosen, key=lambda phrase: phrase.first)


def theme_sign(theme: str) -> str:
    """Return the key under which the change patterns keep a theme's own leaning."""
    return f"@theme {theme}"


def place_sign(place: int) -> str:
    """Return the key under which the change patterns keep what a place in the story tells."""
    return f"@place {place}"


def load_patterns(models_dir: Path) -> PatternTable:
    """Read the pattern files of a models folder.

    Raises FileNotFoundError if the folder holds no patterns, ValueError or KeyError if a file
    is not what the builder writes.
    """
    folder = models_dir / "patterns"
    facts = json.loads((folder / "reading.json").read_text(encoding="utf-8"))
    themes = tuple(facts["themes"])
    gathered: dict[str, list[tuple[int, float]]] = {}
    for number, theme in enumerate(themes):
        with (folder / f"{theme}.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                pattern = json.loads(line)
                gathered.setdefault(pattern["phrase"], []).append((number, pattern["weight"]))
    change_weights: dict[str, tuple[float, ...]] = {}
    with (folder / "change.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            pattern = json.loads(line)
            change_weights[pattern["phrase"]] = tuple(pattern[change] for change in CHANGES)
    return PatternTable(
        name=facts["name"],
        version=facts["version"],
        themes=themes,
        theme_weights={phrase: tuple(pairs) for phrase, pairs in gathered.items()},
        theme_bases=tuple(facts["theme_bases"][theme] for theme in themes),
        change_weights=change_weights,
        change_base=tuple(facts["change_base"][change] for change in CHANGES),
    )
