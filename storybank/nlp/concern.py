"""Whether a story may tell of somebody at risk now, and the sentences that say so.

It errs towards asking a person to look, and never acts. Rules know some shapes of harm; what
people tell in bland words is weighed by a small learnt layer (``nlp_models/concern``) over a few
sentences at a time, by their words and by what they mean (the encoder's vectors).
"""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storybank.core.paths import PROJECT_ROOT
from storybank.nlp.concern_rules import ENOUGH, weigh
from storybank.nlp.concern_words import WINDOW, cut_pieces, cut_windows, features_of
from storybank.nlp.encoder import Encoder
from storybank.nlp.reading import SuggestedConcern

Vectors = npt.NDArray[np.float32]
MODELS = PROJECT_ROOT / "nlp_models"
_MOST_REASONS = 5
_MOST_ENCODED = 4  # stretches of a story
_NEAR = 2.0  # how far below the worst stretch another one may lie and still be shown
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class ConcernWeights:
    """The learnt layer: a weight a feature, a weight a number of a vector, and when to flag.

    A stretch's score is ``bias`` + its words' weights + ``vector_share`` times its meaning's; a
    story's is its highest and ``others`` times its third highest. ``threshold`` flags; meaning has
    never added more than ``reach`` to a story's score.
    """

    columns: dict[str, int]
    rarity: Vectors
    weights: Vectors
    bias: float
    centre: Vectors
    direction: Vectors
    vector_share: float
    others: float
    threshold: float
    reach: float


def find_concern(
    sentences: Sequence[str], vectors: Vectors | None = None, *, models_dir: Path = MODELS
) -> SuggestedConcern:
    """Say whether a story's sentences, taken together, tell of somebody at risk, and which do.

    ``vectors`` are the encoder's rows of the sentences; without them they are made here, which
    takes most of the time.
    """
    ruled = [weigh(sentence) for sentence in sentences]
    weights = load_concern(models_dir)
    score, telling = (
        (-math.inf, set())
        if weights is None
        else _weigh_story(sentences, vectors, weights, models_dir)
    )
    enough = sum(ruled) >= ENOUGH
    if not enough and (weights is None or score < weights.threshold):
        return SuggestedConcern(flag=False, because=())
    shown = {number for number, weight in enumerate(ruled) if weight} if enough else set()
    if weights is not None and score >= weights.threshold:
        shown |= telling
    return SuggestedConcern(flag=True, because=tuple(sentences[number] for number in sorted(shown)))


def load_concern(models_dir: Path) -> ConcernWeights | None:
    """Return the learnt layer of a models folder, read once; None where there is none."""
    with _loading:
        return _load(models_dir)


@cache
def _load(models_dir: Path) -> ConcernWeights | None:
    folder = models_dir / "concern"
    if not (folder / "concern.json").exists():
        return None
    facts = json.loads((folder / "concern.json").read_text(encoding="utf-8"))
    with np.load(folder / "concern.npz") as kept:
        names = kept["names"].tobytes().decode("utf-8").split("\n")
        return ConcernWeights(
            columns={name: column for column, name in enumerate(names)},
            rarity=kept["rarity"].astype(np.float32),
            weights=kept["weights"].astype(np.float32),
            bias=facts["bias"],
            centre=kept["centre"].astype(np.float32),
            direction=kept["direction"].astype(np.float32),
            vector_share=facts["vector_share"],
            others=facts["others"],
            threshold=facts["threshold"],
            reach=facts["reach"],
        )


def score_story(scores: Sequence[float], others: float) -> float:
    """Return a story's score from those of its stretches."""
    ordered = sorted(scores, reverse=True)
    return ordered[0] + others * ordered[min(2, len(ordered) - 1)]


def _weigh_story(
    sentences: Sequence[str], vectors: Vectors | None, weights: ConcernWeights, models_dir: Path
) -> tuple[float, set[int]]:
    """Return a story's score and the numbers of the sentences that tell."""
    pieces = list(cut_pieces(sentences))
    windows = cut_windows(len(pieces))
    if not windows:
        return -math.inf, set()
    if len(pieces) < 2 * WINDOW:
        # In a short text the plain sentences around the telling ones weigh too much.
        windows += [one for one in cut_windows(len(pieces), WINDOW // 2) if one not in windows]
    counted = [_count(words, weights.columns) for _, words in pieces]
    scores, shares = [], []
    for first, end in windows:
        score, worth = _weigh_together(counted[first:end], weights)
        scores.append(score)
        shares.append([sum(worth(one) for one in counts) for counts in counted[first:end]])
    if score_story(scores, weights.others) + weights.reach < weights.threshold:
        return -math.inf, set()  # plain by its words, as most are: no meaning would change that
    if weights.vector_share:
        # Encoding a sentence takes long: only the stretches whose words say most are encoded.
        likeliest = sorted(range(len(windows)), key=lambda number: -scores[number])[:_MOST_ENCODED]
        chosen = [windows[number] for number in likeliest]
        rows = _encode(sentences, pieces, chosen, vectors, models_dir)
        windows, scores = chosen, [scores[number] for number in likeliest]
        shares = [shares[number] for number in likeliest]
        for number, (first, end) in enumerate(windows):
            meant = np.stack([rows[place] for place, _ in pieces[first:end]])
            scores[number] += weights.vector_share * _weigh_meaning(meant, weights)
    return score_story(scores, weights.others), _choose(pieces, windows, scores, shares)


def _encode(
    sentences: Sequence[str],
    pieces: Sequence[tuple[int, str]],
    windows: Sequence[tuple[int, int]],
    vectors: Vectors | None,
    models_dir: Path,
) -> dict[int, Vectors]:
    """Return what the sentences of some stretches mean, by their numbers."""
    wanted = sorted({number for first, end in windows for number, _ in pieces[first:end]})
    rows = (
        Encoder(models_dir).embed([sentences[number] for number in wanted])
        if vectors is None
        else np.asarray(vectors, dtype=np.float32)[wanted]
    )
    return dict(zip(wanted, rows, strict=True))


def _count(words: str, columns: dict[str, int]) -> Counter[int]:
    return Counter(columns[name] for name in features_of(words) if name in columns)


def _weigh_together(
    counted: Sequence[Counter[int]], weights: ConcernWeights
) -> tuple[float, Callable[[int], float]]:
    together: Counter[int] = Counter()
    for counts in counted:
        together.update(counts)
    return _weigh_words(together, weights)


def _weigh_words(
    counts: Counter[int], weights: ConcernWeights
) -> tuple[float, Callable[[int], float]]:
    """Return a stretch's score by its words, and what one feature adds to it."""
    if not counts:
        return weights.bias, lambda _: 0.0
    columns = np.fromiter(counts.keys(), dtype=np.int64)
    numbers = np.fromiter(counts.values(), dtype=np.float32)
    values = (1.0 + np.log(numbers)) * weights.rarity[columns]
    values /= np.linalg.norm(values)
    parts = values * weights.weights[columns]
    worth = dict(zip(columns.tolist(), parts.tolist(), strict=True))
    return weights.bias + float(parts.sum()), lambda column: worth.get(column, 0.0)


def _weigh_meaning(rows: Vectors, weights: ConcernWeights) -> float:
    middle = rows.mean(axis=0)
    length = float(np.linalg.norm(middle))
    if not length:
        return 0.0
    return float((middle / length - weights.centre) @ weights.direction)


def _choose(
    pieces: Sequence[tuple[int, str]],
    windows: Sequence[tuple[int, int]],
    scores: Sequence[float],
    shares: Sequence[Sequence[float]],
) -> set[int]:
    """Choose the sentences to show: those that weigh most in the worst stretches."""
    chosen: list[int] = []
    worst = max(scores)
    for number in sorted(range(len(windows)), key=lambda number: -scores[number]):
        if scores[number] < worst - _NEAR or len(chosen) >= _MOST_REASONS:
            break
        first, _ = windows[number]
        most = max(shares[number])
        for at, share in enumerate(shares[number]):
            sentence = pieces[first + at][0]
            if share >= 0.4 * most and share > 0 and sentence not in chosen:
                chosen.append(sentence)
    return set(chosen[:_MOST_REASONS]) or {pieces[windows[scores.index(worst)][0]][0]}
