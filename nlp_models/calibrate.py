"""Weigh the network and the patterns together, and set a threshold for each theme.

``python -m nlp_models.calibrate`` reads what is held out (``coded_text``), which neither voice
has seen, and writes ``encoder/reading.json``. Signs and thresholds are fitted by logistic
regression, the weights shared by all themes, with a base for each. The scores printed are
cross-validated: fitted on four fifths of the held-out texts, measured on the fifth.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from nlp_models.coded_text import (
    CHANGES,
    HERE,
    CodedText,
    read_runs,
    read_stories,
    read_themes,
    read_written_sets,
)
from storybank.nlp.coding import hear_patterns
from storybank.nlp.judging import CHANGE_SIGNS, SIGNS, change_signs, theme_signs
from storybank.nlp.network import ReadingNetwork
from storybank.nlp.scoring import load_patterns

NAME = "storybank-reader"
VERSION = "1.0.0"
FOLDS = 5
RUN_WEIGHT = 0.5  # a sentence of a short run counts half: stories are what is read
CHANGE_HOLD = 0.03  # how freely the weights of changes may move
FAMILIAR = 40.0  # so many examples weigh as much as what all themes have in common

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One held-out text: signs of its told sentences, and what people coded."""

    weight: float
    signs: npt.NDArray[np.float32]
    wanted: npt.NDArray[np.float32]
    told: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]
    changes: npt.NDArray[np.int64]


def read_examples(models_dir: Path = HERE) -> Iterator[Example]:
    """Yield every held-out text as signs, seen by both voices."""
    import spacy

    blank = spacy.blank("en")
    network, patterns = ReadingNetwork(models_dir), load_patterns(models_dir)
    for text in (*read_runs(), *read_stories(), *read_written_sets()):
        if text.is_held_out:
            yield make_example(text, blank, network, patterns)


def make_example(text: CodedText, blank, network: ReadingNetwork, patterns) -> Example:
    """Return one text as signs, seen by both voices."""
    told = [n for n, one in enumerate(text.sentences) if not one.is_question]
    seen = network.see([s.text for s in text.sentences], [s.is_question for s in text.sentences])
    themes, changes = hear_patterns(
        patterns,
        [[(t.text, t.idx) for t in blank.make_doc(text.sentences[n].text)] for n in told],
    )
    order = {theme: column for column, theme in enumerate(read_themes())}
    wanted = np.zeros((len(told), len(order)), dtype=np.float32)
    right = np.full((len(told), len(order)), -1)
    for row, number in enumerate(told):
        for theme, change in text.sentences[number].codes:
            wanted[row, order[theme]], right[row, order[theme]] = 1, CHANGES.index(change)
    return Example(
        1.0 if text.kind == "story" else RUN_WEIGHT,
        theme_signs(seen.themes[told], themes),
        wanted,
        (seen.changes[told], changes),
        right,
    )


def fit_themes(examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """Return the weight of each sign, the same for all themes, and a base for each theme."""
    signs = np.concatenate([one.signs for one in examples]).astype(float)
    wanted = np.concatenate([one.wanted for one in examples]).astype(float)
    share = np.concatenate([np.full(len(one.wanted), one.weight) for one in examples])[:, None]
    weights, bases = np.zeros(len(SIGNS)), np.zeros(wanted.shape[1])
    weights[0] = 1.0
    for _ in range(60):
        chances = 1.0 / (1.0 + np.exp(-(signs @ weights + bases)))
        missed, bend = share * (chances - wanted), share * chances * (1 - chances)
        slope = (signs * missed[..., None]).sum(axis=(0, 1))
        bends = np.einsum("nti,ntj,nt->ij", signs, signs, bend, optimize=True)
        weights -= np.linalg.solve(bends + 0.05 * np.eye(len(weights)), slope)
        bases -= (missed.sum(axis=0) + 5 * bases) / (bend.sum(axis=0) + 5)
    return weights, bases


def fit_thresholds(chances: Floats, wanted: Floats, share: Floats) -> Floats:
    """Return a threshold for each theme with a high F1, held near the one best for all.

    A theme with few examples tells little about its own threshold.
    """
    grid = np.arange(0.15, 0.7, 0.01)
    common = max(grid, key=lambda t: _f1(chances >= t, wanted, share))
    found = []
    for column in range(chances.shape[1]):
        own, right = chances[:, column], wanted[:, column]
        scores = np.array([_f1(own >= t, right, share[:, 0]) for t in grid])
        smooth = np.convolve(scores, np.ones(9) / 9, mode="same")  # a lone peak is luck
        best = grid[4:-4][smooth[4:-4].argmax()]
        trust = right.sum() / (right.sum() + FAMILIAR)
        found.append(trust * best + (1 - trust) * common)
    return np.array(found)


def fit_changes(examples: Sequence[Example], chances: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return the weights of the signs for each change (signs, 4), and a base for each."""
    signs, right = _coded_changes(examples, chances)
    share = np.concatenate([np.full((one.changes >= 0).sum(), one.weight) for one in examples])
    spread = signs.std(axis=0) + 1e-6
    model = LogisticRegression(C=CHANGE_HOLD, max_iter=2000)
    model.fit(signs / spread, right, sample_weight=share)
    return (model.coef_ / spread).T, model.intercept_


def _coded_changes(
    examples: Sequence[Example], chances: Sequence[Floats]
) -> tuple[Floats, npt.NDArray[np.int64]]:
    signs, right = [], []
    for one, likely in zip(examples, chances, strict=True):
        rows, columns = np.nonzero(one.changes >= 0)
        all_signs = change_signs(likely.astype(np.float32), *one.told)
        signs.append(all_signs[rows, columns])
        right.append(one.changes[rows, columns])
    return np.concatenate(signs).astype(float), np.concatenate(right)


def _f1(taken: npt.NDArray[np.bool_], wanted: Floats, share: Floats) -> float:
    total = (share * taken).sum() + (share * wanted).sum()
    return float(2 * (share * taken * wanted).sum() / total) if total else 0.0


@dataclass(frozen=True)
class Fitted:
    """Everything that is fitted on held-out texts."""

    signs: Floats
    bases: Floats
    thresholds: Floats
    change_weights: Floats
    change_bases: Floats

    def chances(self, example: Example) -> Floats:
        """Return the probabilities of one text's sentences."""
        return 1.0 / (1.0 + np.exp(-(example.signs @ self.signs + self.bases)))


def fit(examples: Sequence[Example]) -> Fitted:
    """Fit weights, thresholds and changes."""
    signs, bases = fit_themes(examples)
    chances = [1.0 / (1.0 + np.exp(-(one.signs @ signs + bases))) for one in examples]
    share = np.concatenate([np.full((len(one.wanted), 1), one.weight) for one in examples])
    wanted = np.concatenate([one.wanted for one in examples]).astype(float)
    thresholds = fit_thresholds(np.concatenate(chances), wanted, share)
    return Fitted(signs, bases, thresholds, *fit_changes(examples, chances))


def cross_validate(examples: Sequence[Example]) -> dict[str, float]:
    """Return scores on whole stories, each fitted without the texts it is measured on."""
    tally = {"right": 0.0, "suggested": 0.0, "wanted": 0.0, "changes": 0.0, "told": 0.0}
    for fold in range(FOLDS):
        fitted = fit([one for n, one in enumerate(examples) if n % FOLDS != fold])
        for one in (one for n, one in enumerate(examples) if n % FOLDS == fold):
            if one.weight < 1:
                continue
            taken = fitted.chances(one) >= fitted.thresholds
            tally["right"] += float((taken * one.wanted).sum())
            tally["suggested"] += float(taken.sum())
            tally["wanted"] += float(one.wanted.sum())
            signs, right = _coded_changes([one], [fitted.chances(one)])
            sums = signs @ fitted.change_weights + fitted.change_bases
            tally["changes"] += float((sums.argmax(axis=1) == right).sum())
            tally["told"] += len(right)
    return {
        "sentence_f1": 2 * tally["right"] / (tally["suggested"] + tally["wanted"]),
        "precision": tally["right"] / tally["suggested"],
        "recall": tally["right"] / tally["wanted"],
        "change": tally["changes"] / tally["told"],
    }


def main() -> None:
    """Fit, say what came of it, and write ``encoder/reading.json``."""
    examples = list(read_examples())
    scores = {name: round(value, 4) for name, value in cross_validate(examples).items()}
    sys.stdout.write(f"held-out stories, cross-validated: {scores}\n")
    fitted, themes = fit(examples), read_themes()
    facts = {
        "name": NAME,
        "version": VERSION,
        "themes": list(themes),
        "signs": _named(SIGNS, fitted.signs),
        "bases": _named(themes, fitted.bases),
        "thresholds": _named(themes, fitted.thresholds),
        "change_weights": {
            sign: _named(CHANGES, row)
            for sign, row in zip(CHANGE_SIGNS, fitted.change_weights, strict=True)
        },
        "change_bases": _named(CHANGES, fitted.change_bases),
        "held_out": scores,
    }
    text = json.dumps(facts, indent=2) + "\n"
    (HERE / "encoder" / "reading.json").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main()
