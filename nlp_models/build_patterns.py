"""Build the weighted patterns from the coded corpus and the hand-written seed phrases.

Run ``python -m nlp_models.build_patterns``. It reads ``corpus/`` and ``themes/`` beside this
file and writes ``patterns/``; the same input gives the same output. Set A is not here and
takes no part: it is kept to measure with.

How: every phrase that occurs often enough, or that somebody wrote down as a seed, gets one
weight a theme by logistic regression (many small weights held near their prior: zero, or
for a seed a little above). Change is learnt likewise, as a choice of one in four. What is held out
(``coded_text``) is not read: on it ``calibrate`` weighs the patterns beside the network.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

import numpy as np
import numpy.typing as npt
import spacy

from nlp_models.coded_text import (
    HERE,
    CodedText,
    read_runs,
    read_stories,
    read_themes,
    read_written_sets,
)
from storybank.nlp.phrases import find_change_phrases, find_theme_phrases, make_words
from storybank.nlp.scoring import CHANGES, place_of, place_sign, theme_sign

NAME = "storybank-patterns"
VERSION = "0.2.0"

FEWEST_SENTENCES = 3  # a phrase seen in fewer is not learnt, unless it is a seed
SEED_WEIGHT = 2.0
NO_THEME_WEIGHT = -0.5  # of a phrase that speaks against every theme: a plan, a wish, small talk
HOLD = 1.0  # how strongly a weight is held to its prior
CHANGE_HOLD = 3.0
ROUNDS = 60
SMALLEST_WEIGHT = 0.35  # a pattern weaker than this is not written
SMALLEST_CHANGE_WEIGHT = 0.2
WORSE_SHARE_OF_EARLY_RUNS = 0.5

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Line:
    """A coded sentence of the training text."""

    theme_phrases: frozenset[str]
    change_phrases: frozenset[str]
    codes: tuple[tuple[str, str], ...]
    place: int


@dataclass(frozen=True)
class Run:
    """Sentences that follow each other: a run of the corpus, or a whole story."""

    worse_share: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """Which phrases (by number) each row holds: rows end to end, with where each begins."""

    phrases: Ints
    begins: Ints
    width: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return len(self.begins)


# -- reading ------------------------------------------------------------------------------


class _LineMaker:
    def __init__(self) -> None:
        self._nlp = spacy.blank("en")

    def __call__(self, text: str, codes: Iterable[tuple[str, str]], index: int, count: int) -> Line:
        words = make_words((token.text, token.idx) for token in self._nlp.make_doc(text))
        return Line(
            frozenset(phrase.key for phrase in find_theme_phrases(words)),
            frozenset(phrase.key for phrase in find_change_phrases(words)),
            tuple(codes),
            place_of(index, count),
        )

    def phrase_of(self, text: str, *, as_spelt: bool) -> str:
        """Return the key of a seed phrase, or an empty string if it is longer than any key."""
        words = make_words((token.text, token.idx) for token in self._nlp.make_doc(text))
        find = find_change_phrases if as_spelt else find_theme_phrases
        whole = [p.key for p in find(words) if p.first == 0 and p.last == len(words) - 1]
        return max(whole, key=len) if whole else ""


def read_corpus(make_line: _LineMaker) -> Iterator[Run]:
    """Yield the runs and then the stories that are not held out, without what interviewers say."""
    for text in (*read_runs(), *read_stories(), *read_written_sets()):
        if not text.is_held_out:
            yield make_run(text, make_line)


def make_run(text: CodedText, make_line: _LineMaker) -> Run:
    """Return a coded text as phrases."""
    told = [sentence for sentence in text.sentences if not sentence.is_question]
    lines = tuple(
        make_line(sentence.text, sentence.codes, index, len(told))
        for index, sentence in enumerate(told)
    )
    return Run(WORSE_SHARE_OF_EARLY_RUNS if text.has_more_worse else 1.0, lines)


def read_seeds(file_name: str, make_line: _LineMaker, *, as_spelt: bool) -> dict[str, list[str]]:
    """Return the seed phrases of each theme or change as keys; too long ones are left out."""
    with (HERE / "themes" / file_name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {
        label: [
            key
            for text in phrases.split(";")
            if (key := make_line.phrase_of(text.strip(), as_spelt=as_spelt))
        ]
        for label, phrases in rows
    }


# -- learning -----------------------------------------------------------------------------


def number_phrases(rows: Iterable[Iterable[str]], seeds: Iterable[str]) -> dict[str, int]:
    """Return a number for each phrase worth a weight, in an order that does not vary."""
    counts = Counter(phrase for row in rows for phrase in row)
    kept = {phrase for phrase, count in counts.items() if count >= FEWEST_SENTENCES}
    return {phrase: number for number, phrase in enumerate(sorted(kept | set(seeds)))}


def make_table(rows: Sequence[Iterable[str]], numbers: dict[str, int]) -> Table:
    """Return the rows as numbers; the last number of all is the base, held by every row."""
    phrases: list[int] = []
    begins: list[int] = []
    for row in rows:
        begins.append(len(phrases))
        phrases += sorted(numbers[phrase] for phrase in row if phrase in numbers)
        phrases.append(len(numbers))
    return Table(np.array(phrases), np.array(begins), len(numbers) + 1)


def add_up(table: Table, weights: Floats) -> Floats:
    """Return the sum of the weights of each row's phrases."""
    sums = np.empty((table.rows, weights.shape[1]), dtype=np.float32)
    ends = np.append(table.begins[1:], len(table.phrases))
    for first in range(0, table.rows, 4000):  # in parts, to keep the gathered rows small
        last = min(first + 4000, table.rows)
        begin, end = table.begins[first], ends[last - 1]
        gathered = weights[table.phrases[begin:end]]
        sums[first:last] = np.add.reduceat(gathered, table.begins[first:last] - begin, axis=0)
    return sums


class _Transposed:
    """The same table by phrase, to add up what each phrase's rows ask of its weight."""

    def __init__(self, table: Table) -> None:
        lengths = np.diff(np.append(table.begins, len(table.phrases)))
        order = np.argsort(table.phrases, kind="stable")
        self._rows = np.repeat(np.arange(table.rows), lengths)[order]
        ordered = table.phrases[order]
        self._present, self._begins = np.unique(ordered, return_index=True)
        self._width = table.width

    def add_up(self, asked: Floats) -> Floats:
        sums = np.zeros((self._width, asked.shape[1]), dtype=np.float32)
        ends = np.append(self._begins[1:], len(self._rows))
        for first in range(0, len(self._present), 20000):
            last = min(first + 20000, len(self._present))
            begin, end = self._begins[first], ends[last - 1]
            gathered = asked[self._rows[begin:end]]
            sums[self._present[first:last]] = np.add.reduceat(
                gathered, self._begins[first:last] - begin, axis=0
            )
        return sums


def learn(
    table: Table,
    wanted: Floats,
    prior: Floats,
    *,
    hold: float,
    one_of: bool,
    shares: Floats | None = None,
) -> Floats:
    """Return weights (phrases and base by labels) by gradient steps with a running scale.

    ``one_of`` makes the labels a choice of one; otherwise each is a yes or no of its own.
    """
    weights = prior.copy()
    weights[-1] = 0.0 if one_of else -3.5
    by_phrase = _Transposed(table)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        sums = add_up(table, weights)
        chances = _choice(sums) if one_of else 1.0 / (1.0 + np.exp(-sums))
        missed = (chances - wanted).astype(np.float32)
        if shares is not None:
            missed *= shares[:, None]
        slope = by_phrase.add_up(missed)
        slope[:-1] += hold * (weights[:-1] - prior[:-1])
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        pace = 0.1 if step < 0.6 * ROUNDS else 0.03
        weights -= (
            pace * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
        ).astype(np.float32)
    return weights


def _choice(sums: Floats) -> Floats:
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def make_prior(
    labels: Sequence[str], seeds: dict[str, list[str]], numbers: dict[str, int]
) -> Floats:
    """Return the prior of every weight: the seed's for its label, else nothing."""
    prior = np.zeros((len(numbers) + 1, len(labels)), dtype=np.float32)
    for column, label in enumerate(labels):
        for phrase in seeds[label]:
            prior[numbers[phrase], column] = SEED_WEIGHT
    for label in seeds.keys() - set(labels):  # what speaks against every theme
        for phrase in seeds[label]:
            prior[numbers[phrase]] += NO_THEME_WEIGHT
    return prior


def prune(weights: Floats, smallest: float) -> Floats:
    """Return the weights with the weak ones at nothing; the base stays."""
    pruned = np.where(np.abs(weights) >= smallest, weights, 0).astype(np.float32)
    pruned[-1] = weights[-1]
    return np.asarray(pruned, dtype=np.float32)


# -- putting it together ------------------------------------------------------------------


def build() -> None:
    """Read, learn, and write ``patterns/``; say what came of it."""
    make_line = _LineMaker()
    runs = list(read_corpus(make_line))
    themes = read_themes()
    theme_seeds = read_seeds("seed_phrases.csv", make_line, as_spelt=False)
    theme_seeds |= read_seeds("no_theme_seeds.csv", make_line, as_spelt=False)
    change_seeds = read_seeds("change_seeds.csv", make_line, as_spelt=True)
    _say(f"{len(runs)} runs, {sum(len(run.lines) for run in runs)} sentences")
    facts = _build_themes(runs, themes, theme_seeds)
    facts |= _build_change(runs, change_seeds)
    _write_json("reading.json", {"name": NAME, "version": VERSION, "themes": themes} | facts)


def _wanted(lines: Sequence[Line], themes: Sequence[str]) -> Floats:
    numbers = {theme: number for number, theme in enumerate(themes)}
    wanted = np.zeros((len(lines), len(themes)), dtype=np.float32)
    for row, line in enumerate(lines):
        for theme, _ in line.codes:
            wanted[row, numbers[theme]] = 1
    return wanted


def _learn_themes(
    runs: Sequence[Run], themes: Sequence[str], seeds: dict[str, list[str]]
) -> tuple[dict[str, int], Floats]:
    lines = [line for run in runs for line in run.lines]
    rows = [line.theme_phrases for line in lines]
    numbers = number_phrases(rows, (key for keys in seeds.values() for key in keys))
    table = make_table(rows, numbers)
    prior = make_prior(themes, seeds, numbers)
    weights = learn(table, _wanted(lines, themes), prior, hold=HOLD, one_of=False)
    return numbers, prune(weights, SMALLEST_WEIGHT)


def _build_themes(
    runs: Sequence[Run], themes: Sequence[str], seeds: dict[str, list[str]]
) -> dict[str, object]:
    numbers, weights = _learn_themes(runs, themes, seeds)
    for column, theme in enumerate(themes):
        _write_theme(theme, column, numbers, weights, set(seeds[theme]))
    return {"theme_bases": _named(themes, weights[-1])}


def _change_rows(runs: Sequence[Run]) -> tuple[list[frozenset[str]], Floats, Floats]:
    rows, wanted, shares = [], [], []
    for run in runs:
        for line in run.lines:
            for theme, change in line.codes:
                signs = {theme_sign(theme), place_sign(line.place)}
                rows.append(line.change_phrases | signs)
                wanted.append([float(change == other) for other in CHANGES])
                shares.append(run.worse_share if change == "worse" else 1.0)
    return rows, np.array(wanted, dtype=np.float32), np.array(shares, dtype=np.float32)


def _build_change(runs: Sequence[Run], seeds: dict[str, list[str]]) -> dict[str, object]:
    numbers, weights = _learn_change(runs, seeds)
    seeded = {key for keys in seeds.values() for key in keys}
    with (HERE / "patterns" / "change.jsonl").open("w", encoding="utf-8") as file:
        for phrase, number in numbers.items():
            if weights[number].any():
                row: dict[str, object] = {"phrase": phrase}
                row |= {str(c): _short(w) for c, w in zip(CHANGES, weights[number], strict=True)}
                _write_line(file, row | ({"seed": True} if phrase in seeded else {}))
    return {"change_base": _named(CHANGES, weights[-1])}


def _learn_change(
    runs: Sequence[Run], seeds: dict[str, list[str]]
) -> tuple[dict[str, int], Floats]:
    rows, wanted, shares = _change_rows(runs)
    numbers = number_phrases(rows, (key for keys in seeds.values() for key in keys))
    prior = make_prior([str(change) for change in CHANGES], seeds, numbers)
    table = make_table(rows, numbers)
    weights = learn(table, wanted, prior, hold=CHANGE_HOLD, one_of=True, shares=shares)
    return numbers, prune(weights, SMALLEST_CHANGE_WEIGHT)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


# -- writing ------------------------------------------------------------------------------


def _write_theme(
    theme: str, column: int, numbers: dict[str, int], weights: Floats, seeds: set[str]
) -> None:
    kept = [(p, _short(weights[n, column])) for p, n in numbers.items() if weights[n, column]]
    kept.sort(key=lambda pair: (-pair[1], pair[0]))
    with (HERE / "patterns" / f"{theme}.jsonl").open("w", encoding="utf-8") as file:
        for phrase, weight in kept:
            row: dict[str, object] = {"phrase": phrase, "weight": weight}
            _write_line(file, row | ({"seed": True} if phrase in seeds else {}))


def _short(value: float) -> float:
    return round(float(value), 3)


def _named(names: Sequence[str], values: Floats) -> dict[str, float]:
    return {str(name): _short(value) for name, value in zip(names, values, strict=True)}


def _write_line(file: TextIO, row: dict[str, object]) -> None:
    file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_json(name: str, facts: dict[str, object]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    (HERE / "patterns" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    build()
