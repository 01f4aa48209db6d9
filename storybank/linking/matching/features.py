"""What can be said of every sentence beside every promise, as numbers.

Three sizes: of a sentence and a promise (``fit``), of the whole story and a promise
(``gather``), of the whole story (``sum_up``). The weights of ``links.json`` name them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from storybank.linking.matching import words
from storybank.linking.matching.concepts import CONCEPTS
from storybank.linking.matching.weights import LinkWeights, Numbers
from storybank.nlp.reading import Change, ReadSegment, SuggestedCode

Features = dict[str, Numbers]
_CHANGES = (Change.BETTER, Change.ACTIVITY, Change.WORSE, Change.NEED)
_LEAST_ODDS = -8.0


@dataclass(frozen=True, slots=True)
class CommitmentText:
    """A commitment as the matcher reads it; ``themes`` are hub slugs."""

    ref: str
    text: str
    themes: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of the storyteller, made ready for comparing."""

    segment: ReadSegment
    stems: frozenset[str]
    concepts: frozenset[int]
    themes: Mapping[Change, Mapping[str, float]]
    days: tuple[float, ...]
    broken: bool
    negated: bool
    planned: bool
    counts: bool
    by_others: bool
    by_them: float


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment made ready, with how rare each of its words is in its contract."""

    commitment: CommitmentText
    stems: dict[str, float]
    said: dict[str, str]
    concepts: dict[int, float]
    themes: dict[str, float]
    numbers: frozenset[str]
    days: float | None


def read_told(segment: ReadSegment) -> Told:
    """Make a sentence ready."""
    text = words.lower(segment.quote)
    return Told(
        segment=segment,
        stems=frozenset(words.stem(word) for word in words.content_words(text)),
        concepts=frozenset(i for i, c in enumerate(CONCEPTS) if c.told.search(text)),
        themes=read_themes(segment.codes),
        days=tuple(words.days_told(text)),
        broken=words.BROKEN.search(text) is not None,
        negated=words.NEGATED.search(text) is not None,
        planned=words.PLANNED.search(text) is not None,
        counts=words.names_a_number(text),
        by_others=words.BY_OTHERS.search(text) is not None,
        by_them=min(len(words.BY_THEM.findall(text)), 3) / 3,
    )


def read_themes(codes: Sequence[SuggestedCode]) -> Mapping[Change, Mapping[str, float]]:
    """The themes of a sentence by what it says happened, each with its score."""
    themes: dict[Change, dict[str, float]] = {change: {} for change in Change}
    for code in codes:
        themes[code.change][code.theme] = max(code.score, themes[code.change].get(code.theme, 0.0))
    return themes


def read_promises(commitments: Sequence[CommitmentText]) -> list[Promise]:
    """Make a contract's commitments ready."""
    texts = [words.lower(commitment.text) for commitment in commitments]
    stems_of = [{words.stem(w): w for w in words.content_words(text)} for text in texts]
    concepts_of = [{i for i, c in enumerate(CONCEPTS) if c.promised.search(t)} for t in texts]
    stem_count = Counter(stem for stems in stems_of for stem in stems)
    concept_count = Counter(i for concepts in concepts_of for i in concepts)
    theme_count = Counter(theme for c in commitments for theme in set(c.themes))
    total = len(commitments)
    return [
        Promise(
            commitment=commitment,
            stems={stem: _rarity(stem_count[stem], total) for stem in stems},
            said=stems,
            concepts={i: _rarity(concept_count[i], total) for i in concepts},
            themes={theme: 1 / theme_count[theme] for theme in commitment.themes},
            numbers=frozenset(stem for stem in stems if stem[0].isdigit()),
            days=words.days_allowed(text),
        )
        for commitment, stems, concepts, text in zip(
            commitments, stems_of, concepts_of, texts, strict=True
        )
    ]


def fit(
    told: Sequence[Told],
    promises: Sequence[Promise],
    vectors: npt.NDArray[np.float32],
    promised: npt.NDArray[np.float32],
    weights: LinkWeights,
) -> Features:
    """Return how each sentence fits each promise: arrays of (sentences, promises)."""
    size = (len(told), len(promises))
    found = _fit_meaning(vectors, promised, weights)
    found |= _fit_codes(told, promises)
    found |= _fit_words(told, promises)
    for name, row in _sentence_rows(told, vectors, weights).items():
        found[name] = np.broadcast_to(row[:, None], size)
    for name, reach in _NEAR.items():
        found[f"near_{name}"] = _near(found[name], reach)
    for one, other in _TOGETHER:
        found[f"{one}*{other}"] = found[one] * found[other]
    return found


def gather(fits: Features, supports: Numbers, contradicts: Numbers) -> Features:
    """Return how the whole story fits each promise: arrays of (promises,)."""
    found: Features = {}
    supports = np.maximum(supports, _LEAST_ODDS)
    contradicts = np.maximum(contradicts, _LEAST_ODDS)
    for name, odds in (("supports", supports), ("contradicts", contradicts)):
        found |= _gather_odds(name, odds)
    found["supports_less_contradicts"] = found["supports_1"] - found["contradicts_1"]
    for name in ("meaning", "raw_meaning", "window", "told_as"):
        best = _best(fits[name], 2)
        found[f"{name}_1"], found[f"{name}_2"] = best[0], best[1]
    found["meaning_rank"] = _rank(found["meaning_1"])
    found["told_as_rank"] = _rank(found["told_as_1"])
    found["meaning_lead"] = _lead(found["meaning_1"])
    found["whole"] = fits["whole"][0]
    for change in _CHANGES:
        found[f"{change}_1"] = fits[f"rare_{change}"].max(axis=0)
        found[f"{change}_sum"] = np.minimum(fits[f"rare_{change}"].sum(axis=0), 3)
    for name in ("all_themes", "concept", "word"):
        found[f"{name}_1"] = fits[name].max(axis=0)
    found["words_sum"] = np.minimum(fits["words"].sum(axis=0), 2)
    for name in ("too_late", "in_time", "number"):
        found[f"{name}_1"] = (fits[name] * (fits["meaning"] + 0.1)).max(axis=0)
    share = _chance(supports) + _chance(contradicts) + 1e-4
    share = share / share.sum(axis=0)
    for name in _THERE:
        found[f"there_{name}"] = (share * fits[name]).sum(axis=0)
    good = found["better_sum"] + found["activity_sum"]
    found["worse_share"] = found["worse_sum"] / (found["worse_sum"] + good + 0.5)
    size = (supports.shape[1],)
    for name, total in _story_rows(fits).items():
        found[name] = np.broadcast_to(total, size)
    return found


def sum_up(story: Features, chances: Numbers) -> Features:
    """Return what the whole story looks like: arrays of (1,), for its best promises."""
    ranked = np.sort(chances)[::-1]
    best = int(chances.argmax())
    found: Features = {}
    for number in range(3):
        # A contract of few promises is no sign of anything.
        chance = ranked[number] if number < len(ranked) else 0.0
        found[f"best_{number + 1}"] = np.array([math.log((chance + 0.02) / (1 - chance + 0.02))])
    found["sum"] = np.array([chances.sum()])
    for name in STORY_TOLD:
        found[name] = story[name][best : best + 1]
    return found


# What is also looked at in the sentences around, and how many on each side.
_NEAR = {
    "meaning": 1, "concept": 1, "words": 1, "broken": 2, "long": 2, "rare_worse": 1,
    "rare_better": 1, "rare_need": 1, "rare_activity": 1, "too_late": 2, "negated": 1,
    "failure": 1, "by_others": 1, "by_them": 1,
}  # fmt: skip
_TOGETHER = (
    ("meaning", "rare_worse"), ("meaning", "rare_need"), ("meaning", "near_broken"),
    ("meaning", "concept"), ("meaning", "rare_better"), ("meaning", "rare_activity"),
    ("near_rare_worse", "near_broken"), ("rare_worse", "near_broken"),
    ("near_meaning", "rare_worse"), ("near_concept", "rare_worse"), ("meaning", "negated"),
    ("meaning", "too_late"), ("told_as", "near_failure"), ("told_as", "delivery"),
)  # fmt: skip
_THERE = (
    "near_broken", "near_long", "negated", "planned", "is_better", "is_worse", "is_need",
    "is_activity", "place", "delivery", "failure", "near_failure", "near_by_others",
    "near_by_them",
)  # fmt: skip
STORY_TOLD = (
    "there_near_by_others", "there_near_by_them", "there_delivery", "there_failure",
    "by_others_sum", "by_them_mean", "delivery_most", "failure_most", "better_mean",
    "activity_mean", "worse_mean", "told_as_1", "meaning_1", "concept_1", "word_1",
    "supports_lead", "supports_1", "contradicts_1", "whole",
)  # fmt: skip


def _fit_meaning(
    vectors: npt.NDArray[np.float32], promised: npt.NDArray[np.float32], weights: LinkWeights
) -> Features:
    centred = _unit(vectors - weights.sentence_mean)
    wanted = _unit(promised - weights.promise_mean)
    meaning = centred @ wanted.T
    window = _unit(centred + 2 * _around(centred)) @ wanted.T
    into, back = weights.told_as
    turned = _unit(centred + (centred @ into) @ back) @ wanted.T
    sharp = np.exp(meaning * 12)
    return {
        "raw_meaning": vectors @ promised.T,
        "meaning": meaning,
        "meaning_lead": _lead(meaning),
        "meaning_below_best": meaning - meaning.max(axis=0, keepdims=True),
        "meaning_above_mean": meaning - meaning.mean(axis=1, keepdims=True),
        "meaning_share": sharp / sharp.sum(axis=1, keepdims=True),
        "window": window,
        "whole": np.broadcast_to(
            _unit(centred.mean(axis=0, keepdims=True)) @ wanted.T, meaning.shape
        ),
        "told_as": turned,
        "told_as_lead": _lead(turned),
        "told_as_below_best": turned - turned.max(axis=0, keepdims=True),
    }


def _fit_codes(told: Sequence[Told], promises: Sequence[Promise]) -> Features:
    size = (len(told), len(promises))
    found: Features = {"all_themes": np.zeros(size)}
    for change in _CHANGES:
        same, rare = np.zeros(size), np.zeros(size)
        for i, one in enumerate(told):
            for theme, score in one.themes[change].items():
                for k, promise in enumerate(promises):
                    if theme in promise.themes:
                        same[i, k] = max(same[i, k], score)
                        rare[i, k] = max(rare[i, k], score * promise.themes[theme])
        found[f"same_{change}"], found[f"rare_{change}"] = same, rare
    for i, one in enumerate(told):
        themes = {theme for many in one.themes.values() for theme in many}
        for k, promise in enumerate(promises):
            found["all_themes"][i, k] = len(promise.themes) > 1 and promise.themes.keys() <= themes
    return found


def _fit_words(told: Sequence[Told], promises: Sequence[Promise]) -> Features:
    size = (len(told), len(promises))
    found = {
        name: np.zeros(size)
        for name in ("words", "word", "concept", "number", "too_late", "in_time")
    }
    for i, one in enumerate(told):
        for k, promise in enumerate(promises):
            shared = one.stems & promise.stems.keys()
            rare = [promise.stems[stem] for stem in shared]
            found["words"][i, k] = min(sum(rare), 3) / 3
            found["word"][i, k] = max(
                (promise.stems[stem] for stem in shared - promise.numbers), default=0.0
            )
            found["concept"][i, k] = max(
                (promise.concepts[c] for c in one.concepts & promise.concepts.keys()), default=0.0
            )
            found["number"][i, k] = not promise.numbers.isdisjoint(shared)
            if promise.days is not None and one.days:
                found["too_late"][i, k] = max(one.days) > promise.days * 1.5
                found["in_time"][i, k] = min(one.days) <= promise.days * 1.1
    return found


def _sentence_rows(
    told: Sequence[Told], vectors: npt.NDArray[np.float32], weights: LinkWeights
) -> Features:
    """What is true of a sentence whatever the promise: arrays of (sentences,)."""
    around = _around(vectors)

    def each(said: Callable[[Told], float]) -> Numbers:
        return np.array([float(said(one)) for one in told])

    rows = {
        "broken": each(lambda one: one.broken),
        "long": each(lambda one: bool(one.days)),
        "negated": each(lambda one: one.negated),
        "planned": each(lambda one: one.planned),
        "counts": each(lambda one: one.counts),
        "by_others": each(lambda one: one.by_others),
        "by_them": each(lambda one: one.by_them),
        "coded": each(lambda one: any(one.themes.values())),
        "place": (np.arange(len(told)) + 0.5) / max(len(told), 1),
        "delivery": weights.delivery.weigh(vectors, around),
        "failure": weights.failure.weigh(vectors, around),
    }
    for change in _CHANGES:
        rows[f"is_{change}"] = np.array([float(bool(one.themes[change])) for one in told])
    return rows


def _gather_odds(name: str, odds: Numbers) -> Features:
    best = _best(odds, 3)
    chance = _chance(odds)
    wins = np.bincount(odds.argmax(axis=1), weights=chance.max(axis=1), minlength=odds.shape[1])
    return {
        f"{name}_1": best[0],
        f"{name}_2": best[1],
        f"{name}_3": best[2],
        f"{name}_sum": np.log(chance.sum(axis=0) + 1e-4),
        f"{name}_lead": _lead(best[0]),
        f"{name}_rank": _rank(best[0]),
        f"{name}_top": np.full(odds.shape[1], best[0].max()),
        f"{name}_wins": wins,
    }


def _story_rows(fits: Features) -> dict[str, float]:
    """What is true of a story whatever the promise."""
    return {
        "better_mean": fits["is_better"][:, 0].mean(),
        "activity_mean": fits["is_activity"][:, 0].mean(),
        "worse_mean": fits["is_worse"][:, 0].mean(),
        "by_others_sum": min(fits["by_others"][:, 0].sum(), 4) / 4,
        "by_them_mean": fits["by_them"][:, 0].mean(),
        "delivery_most": fits["delivery"][:, 0].max(),
        "failure_most": fits["failure"][:, 0].max(),
    }


def _rarity(count: int, total: int) -> float:
    """1 for what only one commitment says, towards 0 for what all of them say."""
    return math.log((total + 1) / count) / math.log(total + 1)


def _unit(rows: npt.NDArray[np.floating[Any]]) -> Numbers:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    units: Numbers = rows / np.maximum(length, 1e-6)
    return units


def _around(rows: npt.NDArray[np.floating[Any]]) -> Numbers:
    """Half the sum of each row's two neighbours."""
    padded = np.pad(rows, ((1, 1), (0, 0)))
    middle: Numbers = 0.5 * (padded[:-2] + padded[2:])
    return middle


def _near(rows: Numbers, reach: int) -> Numbers:
    """The most that a row or one of its neighbours has."""
    found = np.array(rows)
    for step in range(1, min(reach, len(rows) - 1) + 1):
        found[step:] = np.maximum(found[step:], rows[:-step])
        found[:-step] = np.maximum(found[:-step], rows[step:])
    return found


def _lead(rows: Numbers) -> Numbers:
    """How far each is ahead of the best of the others, along the last axis."""
    if rows.shape[-1] < 2:
        return np.zeros_like(rows)
    ranked = np.sort(rows, axis=-1)
    first, second = ranked[..., -1:], ranked[..., -2:-1]
    ahead: Numbers = rows - np.where(rows == first, second, first)
    return ahead


def _rank(row: Numbers) -> Numbers:
    ranks: Numbers = np.argsort(np.argsort(-row, kind="stable")) / 10
    return ranks


def _best(rows: Numbers, most: int) -> Numbers:
    """The highest of each column, highest first; a column's lowest where there are too few."""
    ranked = np.sort(rows, axis=0)[::-1][:most]
    return np.pad(ranked, ((0, most - len(ranked)), (0, 0)), mode="edge")


def _chance(odds: Numbers) -> Numbers:
    chance: Numbers = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return chance
