"""A place's own themes: found by their likeness to a few example sentences, with no training.

A sentence is held against the examples (the nearest, and all of them) and the definition, in a
space from which what all sentences of stories have in common was taken out. How like is like
enough is set by ordinary sentences of stories: of a hundred, four may pass. Some of those four
do tell of the theme; what people reject teaches the rest (``layers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storybank.nlp.encoder import Encoder
from storybank.nlp.meanings import Ordinary, Vectors, load_ordinary

_PASS = 96.0
_SURELY = 99.8
_MOST_PER_SENTENCE = 2
_WEIGHT_OF_DEFINITION = 0.5


@dataclass(frozen=True, slots=True)
class LocalTheme:
    """A theme as a person wrote it down."""

    slug: str
    definition: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a local theme a sentence is: at 0.5 and above it is like enough."""

    theme: str
    score: float
    example: int  # number of the nearest example


class LocalThemes:
    """The themes of a place, ready to be held against sentences."""

    def __init__(
        self,
        themes: Sequence[LocalTheme],
        examples: Sequence[Vectors],
        definitions: Vectors,
        ordinary: Ordinary,
    ) -> None:
        """Hold the themes with the meanings of their examples and definitions."""
        self._themes = tuple(themes)
        self._ordinary = ordinary
        self._examples = [ordinary.centre(rows) for rows in examples]
        self._definitions = ordinary.centre(definitions) if len(themes) else definitions
        usual = ordinary.centre(ordinary.vectors)
        self._bounds = []
        for number in range(len(self._themes)):
            least, sure = np.percentile(self._compare(number, usual)[0], (_PASS, _SURELY))
            self._bounds.append((float(least), max(float(sure), float(least) + 0.05)))

    @property
    def slugs(self) -> tuple[str, ...]:
        """Which themes these are."""
        return tuple(theme.slug for theme in self._themes)

    def likenesses(self, vectors: Vectors) -> list[list[Likeness]]:
        """Return, for each sentence, how like each theme it is, the likest first."""
        found: list[list[Likeness]] = [[] for _ in vectors]
        rows = self._ordinary.centre(vectors) if len(vectors) else vectors
        for number, theme in enumerate(self._themes):
            scores, nearest = self._compare(number, rows)
            least, sure = self._bounds[number]
            # 0.5 at the least that will do, about 0.9 where hardly any ordinary sentence comes.
            chances = 1 / (1 + np.exp(-2.2 * (scores - least) / (sure - least)))
            for row, chance in enumerate(chances):
                found[row].append(Likeness(theme.slug, float(chance), int(nearest[row])))
        for many in found:
            many.sort(key=lambda one: (-one.score, one.theme))
        return found

    def suggest(self, vectors: Vectors) -> list[list[Likeness]]:
        """Return, for each sentence, the themes it is like enough to be suggested for."""
        return [
            [one for one in many[:_MOST_PER_SENTENCE] if one.score >= 0.5]
            for many in self.likenesses(vectors)
        ]

    def _compare(
        self, number: int, rows: Vectors
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        to_examples = rows @ self._examples[number].T
        scores = to_examples.max(axis=1) + to_examples.mean(axis=1)
        scores += _WEIGHT_OF_DEFINITION * (rows @ self._definitions[number])
        return scores, to_examples.argmax(axis=1)


@lru_cache(maxsize=8)
def fit_local_themes(models_dir: Path, themes: tuple[LocalTheme, ...]) -> LocalThemes:
    """Make themes ready: reads their examples once, however often they are used."""
    encoder = Encoder(models_dir)
    texts = [text for theme in themes for text in (theme.definition, *theme.examples)]
    rows = encoder.embed(texts)
    examples, definitions, at = [], [], 0
    for theme in themes:
        definitions.append(rows[at])
        examples.append(rows[at + 1 : at + 1 + len(theme.examples)])
        at += 1 + len(theme.examples)
    return LocalThemes(
        themes,
        examples,
        np.array(definitions).reshape(-1, rows.shape[1]),
        load_ordinary(models_dir),
    )
