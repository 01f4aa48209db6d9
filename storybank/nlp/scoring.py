"""From phrases to scores: the weighted patterns, read from their files and added up.

A sentence's own score for a theme is the sum of the weights of the phrases it holds. That
sum is then judged beside the sentences around it and the rest of the story, because a story
stays with its subject, and made a probability. Change is chosen in the same way, for
each theme found, with the sentence's place in the story as one more sign.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storybank.nlp.phrases import Phrase
from storybank.nlp.reading import Change

CHANGES = tuple(Change)
# The order of the weights that judge a sentence beside its neighbours.
CONTEXT_SIGNS = ("own", "before", "after", "story", "rival")
PLACES = 5
_FLOOR = 0.01


def logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)) without overflow."""
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    power = math.exp(value)
    return power / (1.0 + power)


def place_of(index: int, count: int) -> int:
    """Return which fifth of its story (0 to 4) sentence ``index`` of ``count`` stands in."""
    return min(PLACES * index // max(count, 1), PLACES - 1)


@dataclass(frozen=True, slots=True)
class PatternTable:
    """All patterns in memory: a phrase gives (number of the theme or change, weight) pairs."""

    name: str
    version: str
    themes: tuple[str, ...]
    theme_weights: dict[str, tuple[tuple[int, float], ...]]
    theme_bases: tuple[float, ...]
    context: tuple[float, ...]
    context_bases: tuple[float, ...]
    threshold: float
    change_weights: dict[str, tuple[float, ...]]
    change_base: tuple[float, ...]

    def sum_themes(self, phrases: Sequence[Phrase]) -> list[float]:
        """Return the sentence's own score for each theme: base plus weights, each phrase once."""
        scores = list(self.theme_bases)
        for key in {phrase.key for phrase in phrases}:
            for theme, weight in self.theme_weights.get(key, ()):
                scores[theme] += weight
        return scores

    def judge(self, own: Sequence[Sequence[float]]) -> list[list[float]]:
        """Return probabilities, a row a sentence, from the own scores of a whole story."""
        if not own:
            return []
        chances = [[logistic(score) for score in row] for row in own]
        totals = [sum(column) for column in zip(*chances, strict=True)]
        return [self._judge_one(own, chances, totals, index) for index in range(len(own))]

    def _judge_one(
        self,
        own: Sequence[Sequence[float]],
        chances: Sequence[Sequence[float]],
        totals: Sequence[float],
        index: int,
    ) -> list[float]:
        none = [0.0] * len(self.themes)
        before = chances[index - 1] if index else none
        after = chances[index + 1] if index + 1 < len(own) else none
        others = max(len(own) - 1, 1)
        best, second = _two_highest(chances[index])
        judged = []
        for theme, chance in enumerate(chances[index]):
            story = math.log(max(totals[theme] - chance, 0.0) / others + _FLOOR)
            rival = second if chance == best else best
            signs = (own[index][theme], before[theme], after[theme], story, rival)
            weighed = sum(w * sign for w, sign in zip(self.context, signs, strict=True))
            judged.append(logistic(weighed + self.context_bases[theme]))
        return judged

    def choose_change(self, phrases: Sequence[Phrase], theme: str, place: int) -> Change:
        """Return the change a sentence most likely tells of for one of its themes."""
        scores = list(self.change_base)
        keys = {phrase.key for phrase in phrases} | {theme_sign(theme), place_sign(place)}
        for key in keys:
            for number, weight in enumerate(self.change_weights.get(key, ())):
                scores[number] += weight
        return CHANGES[max(range(len(scores)), key=scores.__getitem__)]

    def strongest(self, phrases: Sequence[Phrase], theme: int, most: int) -> list[Phrase]:
        """Return the phrases that spoke loudest for a theme: at most ``most``, none overlapping."""
        weighed = [
            (weight, phrase)
            for phrase in phrases
            for number, weight in self.theme_weights.get(phrase.key, ())
            if number == theme and weight > 0
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


def _two_highest(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values, reverse=True)
    return ordered[0], ordered[1] if len(ordered) > 1 else 0.0


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
        context=tuple(facts["context"][sign] for sign in CONTEXT_SIGNS),
        context_bases=tuple(facts["context_bases"][theme] for theme in themes),
        threshold=facts["threshold"],
        change_weights=change_weights,
        change_base=tuple(facts["change_base"][change] for change in CHANGES),
    )
