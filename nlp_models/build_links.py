"""Fit the matcher's weights on the coded stories, measure them, and write ``links/links.json``.

``python -m nlp_models.build_links`` takes a few minutes on one core. Everything is fitted in
stages, each on what the stage before says of contracts it has not seen: does a sentence tell of
something delivered or failed; does a sentence bear on a promise; does the story; is the story
evidence of anything. The scores printed are of contracts left out of all stages.

A reader of themes makes mistakes, and knows most training stories too well to show them here. So
each story is learnt from as coded by hand, as the reader codes it where the reader never saw it,
and in versions with mistakes such as a reader makes: themes of sentences that mean something
similar, themes missed, changes mistaken.

``--measure`` prints scores without writing.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language

from nlp_models.coded_text import HELD_OUT_CONTRACTS, HELD_OUT_STORIES
from nlp_models.written import read_written
from storybank.linking.matcher import Weighed, judge
from storybank.linking.matching import features
from storybank.linking.matching.features import CommitmentText, Features, Promise, Told
from storybank.linking.matching.weights import make_weights
from storybank.nlp.encoder import Encoder
from storybank.nlp.pipeline import build_pipeline, read_document, sentences_of
from storybank.nlp.reader import Reader
from storybank.nlp.reading import Change, ReadSegment, Speaker, SuggestedCode

HERE = Path(__file__).parent
OUT = HERE / "links"
VERSION = "2.0.0"
FOLDS = 6
SEED = 7
Array = npt.NDArray[np.float64]
SUPPORTS, CONTRADICTS = 1, 2
# What is asked for, with a little to spare; thresholds fall short of it as little as can be.
WANTED = {"mrr": 0.94, "recall@3": 0.9, "precision": 0.62, "contradicted": 0.67, "silent": 0.75}
WEIGHTS = {"mrr": 4.0, "recall@3": 4.0, "precision": 4.0, "contradicted": 2.0, "silent": 1.0}
# How much more a reader is drawn to right themes than to wrong ones: F1 about 0.67 and 0.55.
CAREFUL, HASTY = 2.1, 1.4
READ = "the reader, on stories new to it"
VERSIONS = ("by hand", "careful reader", "hasty reader", READ)


@dataclass
class Story:
    """One coded story: the storyteller's sentences, their codes, and what they are marked for."""

    id: str
    contract: str
    evidences: list[str]
    contradicts: list[str]
    segments: list[ReadSegment]
    codes: list[list[tuple[str, str]]]
    marks: list[list[str]] | None  # refs a sentence is marked for; None in sets without marks
    read: list[tuple[SuggestedCode, ...]] | None  # by the reader, where it never saw the story
    vectors: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 384), np.float32))

    @property
    def is_evidence(self) -> bool:
        """Whether it bears on any promise."""
        return bool(self.evidences or self.contradicts)


@dataclass
class Example:
    """One version of a story beside its contract."""

    story: Story
    version: str
    fold: int
    told: list[Told]
    promises: list[Promise]
    promised: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]  # (promises,)
    fits: Features = field(default_factory=dict)
    weighed: Weighed | None = None  # by weights that have not seen its contract
    parts: list[tuple[npt.NDArray[np.int64], Weighed]] = field(default_factory=list)


@dataclass
class Corpus:
    """All stories and contracts, with vectors."""

    stories: list[Story]
    contracts: dict[str, list[CommitmentText]]
    promised: dict[str, npt.NDArray[np.float32]]
    fold: dict[str, int]


# ---- reading the corpus


def read_corpus(encoder: Encoder, reader: Reader) -> Corpus:
    """Read every coded story but those of set A."""
    contracts: dict[str, list[CommitmentText]] = {}
    stories: list[Story] = []
    for path in sorted((HERE / "corpus" / "stories").glob("?.jsonl")):
        for line in path.with_name(f"{path.stem}_contracts.jsonl").read_text("utf-8").splitlines():
            told = json.loads(line)
            contracts[told["id"]] = [
                CommitmentText(c["ref"], c["text"], tuple(c["themes"])) for c in told["commitments"]
            ]
        unseen = path.stem in HELD_OUT_STORIES
        stories += [
            _from_set(json.loads(line), reader, unseen=unseen)
            for line in path.read_text("utf-8").splitlines()
        ]
    for path in sorted((HERE / "corpus" / "written").glob("?.txt")):
        found = read_written(path)
        for contract in found.contracts:
            contracts[contract.id] = [
                CommitmentText(ref, text, tuple(themes))
                for ref, text, themes in contract.commitments
            ]
        for story in found.stories:
            sentences = [(s.text, s.codes, s.refs) for s in story.sentences]
            row = {"id": story.id, "kind": story.kind, "contract": story.contract}
            row |= {"evidences": story.evidences, "contradicts": story.contradicts}
            number = [contract.id for contract in found.contracts].index(story.contract)
            unseen = number % HELD_OUT_CONTRACTS == HELD_OUT_CONTRACTS - 1
            stories.append(
                _make_story(row, story.body, sentences, reader, has_marks=True, unseen=unseen)
            )
    for story in stories:
        story.vectors = encoder.embed([segment.quote for segment in story.segments])
    promised = {key: encoder.embed([c.text for c in many]) for key, many in contracts.items()}
    names = sorted({story.contract for story in stories})
    random.Random(SEED).shuffle(names)  # noqa: S311
    fold = {name: number % FOLDS for number, name in enumerate(names)}
    return Corpus(stories, contracts, promised, fold)


def _from_set(row: dict[str, Any], reader: Reader, *, unseen: bool) -> Story:
    sentences = [
        (s["text"], [(code["theme"], code["change"]) for code in s["codes"]], [])
        for s in row["sentences"]
    ]
    return _make_story(row, row["body"], sentences, reader, has_marks=False, unseen=unseen)


def _make_story(
    row: dict[str, Any],
    body: str,
    sentences: Sequence[tuple[str, list[tuple[str, str]], list[str]]],
    reader: Reader,
    *,
    has_marks: bool,
    unseen: bool,
) -> Story:
    at, coded = 0, []
    for text, codes, refs in sentences:
        start = body.index(text, at)
        at = start + len(text)
        coded.append((start, at, codes, refs))
    kept = _read_unseen(body, row["kind"], reader) if unseen else _cut(body, row["kind"])
    matched = [_coded_at(segment, coded) for segment in kept]
    return Story(
        id=row["id"],
        contract=row["contract"],
        evidences=row["evidences"],
        contradicts=row["contradicts"],
        segments=[ReadSegment(s.start, s.end, s.quote, s.speaker) for s in kept],
        codes=[codes for codes, _ in matched],
        marks=[refs for _, refs in matched] if has_marks else None,
        read=[s.codes for s in kept] if unseen else None,
    )


def _read_unseen(body: str, kind: str, reader: Reader) -> list[ReadSegment]:
    segments = reader.read(body, kind, reasons=False).segments
    return [segment for segment in segments if segment.speaker is Speaker.STORYTELLER]


def _cut(body: str, kind: str) -> list[ReadSegment]:
    """The storyteller's sentences, without reading them."""
    sentences = sentences_of(read_document(_plain_pipeline(), body, kind))
    return [
        ReadSegment(one.start, one.end, body[one.start : one.end], Speaker.STORYTELLER)
        for one in sentences
        if not one.is_interviewer
    ]


@cache
def _plain_pipeline() -> Language:
    return build_pipeline()


def _coded_at(
    segment: ReadSegment, coded: Sequence[tuple[int, int, list[tuple[str, str]], list[str]]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """The hand-coded sentence that a read one overlaps by more than half."""
    for start, end, codes, refs in coded:
        if min(end, segment.end) - max(start, segment.start) > (segment.end - segment.start) / 2:
            return codes, refs
    return [], []


# ---- versions of a story: as coded, and as a reader might code it


class Slips:
    """Makes the mistakes of a reader: it takes a sentence for one that means something similar."""

    def __init__(self, corpus: Corpus) -> None:
        self._themes = sorted({t for s in corpus.stories for codes in s.codes for t, _ in codes})
        self._change_odds = {
            theme: Counter(
                c for s in corpus.stories for codes in s.codes for t, c in codes if t == theme
            )
            for theme in self._themes
        }
        self._drawn_to = _drawn_to(corpus, self._themes)
        self._stories = corpus.stories
        self._limits: dict[float, float] = {}

    def read(self, story: Story, sureness: float, right_change: float) -> list[list[SuggestedCode]]:
        """Return codes; the more ``sureness``, the more of them are right."""
        rng = np.random.default_rng(_seed(story))
        pull, limit = self._pull(story, sureness), self._limit(sureness)
        coded: list[list[SuggestedCode]] = []
        for row, codes in zip(pull, story.codes, strict=True):
            found = []
            for number in np.flatnonzero(row > limit):
                theme = self._themes[number]
                change = dict(codes).get(theme)
                if change is None or rng.random() > right_change:
                    change = self._some_change(theme, rng)
                score = round(float(1 / (1 + np.exp(-0.9 * (row[number] - limit) - 0.2))), 3)
                found.append(SuggestedCode(theme, Change(change), score, ()))
            coded.append(found)
        return coded

    def _some_change(self, theme: str, rng: np.random.Generator) -> str:
        odds = self._change_odds[theme]
        names = sorted(odds)
        counts = np.array([odds[name] for name in names], dtype=float)
        return str(rng.choice(names, p=counts / counts.sum()))

    def _pull(self, story: Story, sureness: float) -> Array:
        gold = np.array([[t in dict(codes) for t in self._themes] for codes in story.codes])
        luck = np.random.default_rng(_seed(story) + 1).normal(0, 1, gold.shape)
        pull: Array = self._drawn_to[story.id] + sureness * gold + luck
        return pull

    def _limit(self, sureness: float) -> float:
        """Where a reader suggests as many codes as people give."""
        if sureness not in self._limits:
            pulls = np.concatenate([self._pull(s, sureness).ravel() for s in self._stories])
            given = sum(len(dict(codes)) for s in self._stories for codes in s.codes)
            self._limits[sureness] = float(np.quantile(pulls, 1 - given / len(pulls)))
        return self._limits[sureness]


def _seed(story: Story) -> int:
    return int.from_bytes(story.id.encode(), "little") % 2**31


def _drawn_to(corpus: Corpus, themes: Sequence[str]) -> dict[str, Array]:
    """How much the meaning of each sentence speaks for each theme, learnt on other contracts."""
    rows = {s.id: _with_neighbours(s.vectors) for s in corpus.stories}
    wanted = {
        s.id: np.array([[float(t in dict(codes)) for t in themes] for codes in s.codes])
        for s in corpus.stories
    }
    found: dict[str, Array] = {}
    for fold in range(FOLDS):
        seen = [s.id for s in corpus.stories if corpus.fold[s.contract] != fold]
        x, y = np.concatenate([rows[i] for i in seen]), np.concatenate([wanted[i] for i in seen])
        weights = np.linalg.solve(x.T @ x + 8 * np.eye(x.shape[1]), x.T @ y)
        spread = (x @ weights).std(axis=0)
        for story in corpus.stories:
            if corpus.fold[story.contract] == fold:
                found[story.id] = (rows[story.id] @ weights) / spread
    return found


def _with_neighbours(vectors: npt.NDArray[np.float32]) -> Array:
    padded = np.pad(vectors, ((1, 1), (0, 0)))
    around = 0.5 * (padded[:-2] + padded[2:])
    return np.hstack([vectors, around, np.ones((len(vectors), 1))])


def make_examples(corpus: Corpus) -> list[Example]:
    """Return every version of every story."""
    slips = Slips(corpus)
    examples = []
    for story in corpus.stories:
        commitments = corpus.contracts[story.contract]
        promises = features.read_promises(commitments)
        labels = np.array(
            [
                SUPPORTS if c.ref in story.evidences
                else CONTRADICTS if c.ref in story.contradicts
                else 0
                for c in commitments
            ]
        )  # fmt: skip
        by_hand = [
            [SuggestedCode(t, Change(c), 1.0, ()) for t, c in codes] for codes in story.codes
        ]
        versions: dict[str, Sequence[Sequence[SuggestedCode]]] = {
            "by hand": by_hand,
            "careful reader": slips.read(story, CAREFUL, 0.65),
            "hasty reader": slips.read(story, HASTY, 0.55),
        }
        if story.read is not None:
            versions[READ] = story.read
        plain = [features.read_told(segment) for segment in story.segments]
        for version, codes in versions.items():
            told = [
                replace(one, themes=features.read_themes(coded))
                for one, coded in zip(plain, codes, strict=True)
            ]
            examples.append(
                Example(story, version, corpus.fold[story.contract], told, promises,
                        corpus.promised[story.contract], labels)
            )  # fmt: skip
    return examples


# ---- fitting


def fit_softmax(x: Array, y: npt.NDArray[np.int64], w: Array, hold: float, classes: int) -> Array:
    """Weights (classes - 1, 1 + features) of a softmax held near zero, by Newton's method.

    Features are evened out first, so that one hold suits all; class 0 has no weights.
    """
    middle, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    z = np.hstack([np.ones((len(x), 1)), (x - middle) / spread])
    size, others = z.shape[1], classes - 1
    beta = np.zeros((others, size))
    held = np.full(size, hold)
    held[0] = 1e-3
    targets = np.eye(classes)[y][:, 1:]
    for _ in range(25):
        odds = np.hstack([np.zeros((len(z), 1)), z @ beta.T])
        chance = np.exp(odds - odds.max(axis=1, keepdims=True))
        chance = (chance / chance.sum(axis=1, keepdims=True))[:, 1:]
        slope = ((targets - chance) * w[:, None]).T @ z - beta * held
        bend = np.zeros((others * size, others * size))
        for a in range(others):
            for b in range(others):
                part = w * chance[:, a] * ((a == b) - chance[:, b])
                block = z.T @ (z * part[:, None])
                if a == b:
                    block += np.diag(held)
                bend[a * size : (a + 1) * size, b * size : (b + 1) * size] = block
        step = np.linalg.solve(bend, slope.ravel()).reshape(others, size)
        beta += step
        if np.abs(step).max() < 1e-5:
            break
    weights = beta[:, 1:] / spread
    return np.hstack([(beta[:, :1] - (weights * middle).sum(axis=1, keepdims=True)), weights])


def fit_senses(corpus: Corpus, leave_out: int | None) -> dict[str, Any]:
    """Which sentences tell of something delivered, or failed: from marked sentences."""
    rows, delivered, failed = [], [], []
    for story in corpus.stories:
        if story.marks is None or corpus.fold[story.contract] == leave_out:
            continue
        rows.append(_with_neighbours(story.vectors)[:, :-1])
        delivered += [bool(set(refs) & set(story.evidences)) for refs in story.marks]
        failed += [bool(set(refs) & set(story.contradicts)) for refs in story.marks]
    x = np.concatenate(rows)
    found = {}
    for name, said in (("delivery", delivered), ("failure", failed)):
        (beta,) = fit_softmax(x, np.array(said, dtype=np.int64), np.ones(len(x)), 1500.0, 2)
        found[name] = {"bias": beta[0], "own": beta[1:385].tolist(), "around": beta[385:].tolist()}
    return found


def fit_telling(corpus: Corpus, means: dict[str, Array], leave_out: int | None) -> list[Any]:
    """How a story's way of telling is turned into a promise's: a small change of the vectors."""
    told, promised = [], []
    for story in corpus.stories:
        if story.marks is None or corpus.fold[story.contract] == leave_out:
            continue
        refs = [c.ref for c in corpus.contracts[story.contract]]
        wanted = _unit(corpus.promised[story.contract] - means["promise_mean"])
        for vector, marks in zip(
            _unit(story.vectors - means["sentence_mean"]), story.marks, strict=True
        ):
            for ref in marks:
                told.append(vector)
                promised.append(wanted[refs.index(ref)])
    x, y = np.array(told), np.array(promised)
    change = np.linalg.solve(x.T @ x + 8 * np.eye(x.shape[1]), x.T @ (y - 0.6 * x)) / 0.6
    left, size, right = np.linalg.svd(change)
    kept = 32
    return [(left[:, :kept] * size[:kept]).tolist(), right[:kept].tolist()]


def _unit(rows: Any) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6))


def _nothing() -> dict[str, Any]:
    return {"bias": 0.0, "weights": {}}


def _weighing(beta: Array, names: Sequence[str]) -> dict[str, Any]:
    return {"bias": float(beta[0]), "weights": dict(zip(names, beta[1:].tolist(), strict=True))}


class Builder:
    """Fits the stages one after the other, and keeps what each says of unseen contracts."""

    def __init__(self, corpus: Corpus, examples: list[Example]) -> None:
        self._corpus, self._examples = corpus, examples
        self._learnt = [e for e in examples if e.version in VERSIONS]
        self._means = {
            "sentence_mean": np.vstack([s.vectors for s in corpus.stories]).mean(axis=0),
            "promise_mean": np.vstack(list(corpus.promised.values())).mean(axis=0),
        }

    def build(self) -> dict[str, Any]:
        """Return what ``links.json`` holds, thresholds included."""
        folds: list[int | None] = [*range(FOLDS), None]
        kept = {fold: self._start(fold) for fold in folds}
        self._fit_sentences(kept)
        self._fit_promises(kept)
        self._fit_stories(kept)
        final = kept[None]
        final["thresholds"] = choose_thresholds(self._examples)
        return final

    def _start(self, fold: int | None) -> dict[str, Any]:
        kept: dict[str, Any] = {name: mean.tolist() for name, mean in self._means.items()}
        kept |= fit_senses(self._corpus, fold)
        kept["told_as"] = fit_telling(self._corpus, self._means, fold)
        for name in ("supports", "contradicts", "kept", "broken", "story"):
            kept[name] = _nothing()
        kept["thresholds"] = dict.fromkeys(
            ("story", "link", "contradicts", "contradicts_share"), 0.0
        )
        return kept

    def _fit_all(self, kept: dict[int | None, dict[str, Any]]) -> None:
        """Lay every sentence beside every promise, by senses that have not seen the contract."""
        weights = {fold: make_weights(kept[fold]) for fold in range(FOLDS)}
        for e in self._examples:
            e.fits = features.fit(e.told, e.promises, e.story.vectors, e.promised, weights[e.fold])

    def _weigh_all(
        self, kept: dict[int | None, dict[str, Any]], examples: Sequence[Example]
    ) -> None:
        """Weigh examples with weights that have not seen their contracts."""
        weights = {fold: make_weights(kept[fold]) for fold in range(FOLDS)}
        for example in examples:
            unseen = weights[example.fold]
            example.weighed = judge(example.fits, unseen)
            example.parts = [
                (
                    some,
                    judge({name: table[:, some] for name, table in example.fits.items()}, unseen),
                )
                for some in _parts(example)
            ]
            whole = np.arange(len(example.labels))
            example.parts.append((whole, judge(_unthemed(example.fits), unseen)))

    def _fit_sentences(self, kept: dict[int | None, dict[str, Any]]) -> None:
        self._fit_all(kept)
        rng = np.random.default_rng(SEED)
        rows: list[tuple[int, Array, npt.NDArray[np.int64]]] = []
        names: list[str] = []
        for example in self._learnt:
            names = list(example.fits)
            labels, known = _sentence_labels(example)
            rare = 0.05 if example.story.marks is None else 0.15
            used = known & ((labels > 0) | (rng.random(labels.shape) < rare))
            table = np.stack([example.fits[name][used] for name in names], axis=-1)
            rows.append((example.fold, table, labels[used]))
        for fold, weights in kept.items():
            x = np.concatenate([table for f, table, _ in rows if f != fold])
            y = np.concatenate([labels for f, _, labels in rows if f != fold])
            for name, label in (("supports", SUPPORTS), ("contradicts", CONTRADICTS)):
                (beta,) = fit_softmax(x, (y == label).astype(np.int64), np.ones(len(x)), 20.0, 2)
                weights[name] = _weighing(beta, names)

    def _fit_promises(self, kept: dict[int | None, dict[str, Any]]) -> None:
        self._weigh_all(kept, self._learnt)
        rows: list[tuple[int, Array, npt.NDArray[np.int64], Array]] = []
        names: list[str] = []
        for example in self._learnt:
            assert example.weighed is not None
            names = list(example.weighed.gathered)
            heavy = 1.0 if example.story.is_evidence else 2.0
            whole = (example.weighed, example.labels, heavy)
            parts = [(part, example.labels[some], 0.15) for some, part in example.parts]
            for weighed, labels, weight in (whole, *parts):
                table = np.stack([weighed.gathered[name] for name in names], axis=-1)
                rows.append((example.fold, table, labels, np.full(len(labels), weight)))
        for fold, weights in kept.items():
            x, y, w = (
                np.concatenate([row[part] for row in rows if row[0] != fold]) for part in (1, 2, 3)
            )
            beta = fit_softmax(x, y, w, 50.0, 3)
            weights["kept"] = _weighing(beta[0], names)
            weights["broken"] = _weighing(beta[1], names)

    def _fit_stories(self, kept: dict[int | None, dict[str, Any]]) -> None:
        self._weigh_all(kept, self._learnt)
        rows: list[tuple[int, Array, int, float]] = []
        names: list[str] = []
        for example in self._learnt:
            assert example.weighed is not None
            names = list(example.weighed.story)
            heavy = 1.0 if example.story.is_evidence else 3.0
            whole = (example.weighed, example.labels, heavy)
            parts = [(part, example.labels[some], 0.3) for some, part in example.parts]
            for weighed, labels, weight in (whole, *parts):
                told = np.array([weighed.story[name][0] for name in names])
                rows.append((example.fold, told, int(labels.any()), weight))
        for fold, weights in kept.items():
            used = [row for row in rows if row[0] != fold]
            x, y, w = (np.array([row[part] for row in used]) for part in (1, 2, 3))
            (beta,) = fit_softmax(x, y.astype(np.int64), w, 50.0, 2)
            weights["story"] = _weighing(beta, names)
        self._weigh_all(kept, self._examples)


def _unthemed(fits: Features) -> Features:
    """As if nobody had said which themes the promises are meant for."""
    return {
        name: np.zeros_like(table) if re.search("rare_|same_|all_themes", name) else table
        for name, table in fits.items()
    }


def _parts(example: Example) -> Iterator[npt.NDArray[np.int64]]:
    """Which promises of a contract make other, smaller ones to learn from.

    Those the story does not bear on: beside them it is evidence of nothing. And a few at random
    with one it bears on, since contracts are of all sizes.
    """
    rng = np.random.default_rng(_seed(example.story) + 2)
    others, own = np.flatnonzero(example.labels == 0), np.flatnonzero(example.labels)
    if not len(own):
        return
    if len(others) >= 4:
        yield others
        few = rng.permutation(others)[: rng.integers(0, 5)]
        yield np.sort(np.append(few, rng.choice(own)))


def _sentence_labels(example: Example) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """What each sentence does to each promise, and whether that is known.

    Of a promise the story bears on, only the marked sentences are known; of the rest, all.
    """
    size = (len(example.told), len(example.promises))
    labels = np.zeros(size, dtype=np.int64)
    for k, promise in enumerate(example.promises):
        for i, refs in enumerate(example.story.marks or []):
            if promise.commitment.ref in refs:
                labels[i, k] = example.labels[k]
    return labels, (labels > 0) | (example.labels == 0)[None, :]


# ---- measuring


def show(example: Example, limits: dict[str, float]) -> list[tuple[str, int]]:
    """The links as the matcher would show them: (ref, stance)."""
    weighed = example.weighed
    assert weighed is not None
    if weighed.evidence < limits["story"]:
        return []
    chances = weighed.kept + weighed.broken
    shown = []
    for place, k in enumerate(np.argsort(-chances, kind="stable")):
        if place and chances[k] < limits["link"]:
            break
        broken, kept = weighed.broken[k], weighed.kept[k]
        against = broken >= limits["contradicts"] and broken >= limits["contradicts_share"] * kept
        shown.append((example.promises[k].commitment.ref, CONTRADICTS if against else SUPPORTS))
    return shown


def measure(examples: Sequence[Example], limits: dict[str, float]) -> dict[str, float]:
    """Score what would be shown; recall@3 and MRR over stories that bear on a promise."""
    ranks, recalls, silent = [], [], []
    links = right = right_stance = against = against_found = 0
    for example in examples:
        said = show(example, limits)
        true = {
            promise.commitment.ref: int(label)
            for promise, label in zip(example.promises, example.labels, strict=True)
            if label
        }
        links += len(said)
        right += sum(ref in true for ref, _ in said)
        right_stance += sum(true.get(ref) == stance for ref, stance in said)
        against += sum(label == CONTRADICTS for label in true.values())
        against_found += sum(true.get(ref) == stance == CONTRADICTS for ref, stance in said)
        if not true:
            silent.append(not said)
            continue
        ranks.append(next((1 / n for n, (ref, _) in enumerate(said, 1) if ref in true), 0.0))
        recalls.append(len({ref for ref, _ in said[:3]} & true.keys()) / min(3, len(true)))
    return {
        "mrr": float(np.mean(ranks)),
        "recall@3": float(np.mean(recalls)),
        "precision": right_stance / max(links, 1),
        "right promise": right / max(links, 1),
        "contradicted": against_found / max(against, 1),
        "silent": float(np.mean(silent)) if silent else 1.0,
        "links a story": links / max(len(examples), 1),
    }


def choose_thresholds(examples: Sequence[Example]) -> dict[str, float]:
    """The thresholds that fall least short of what is wanted.

    Ranks, recall and precision are those of stories as the reader reads them. Silence is bought
    with evidence passed over, and stories of nothing are few: it is measured on all that read
    like the reader, and weighs a quarter.
    """
    read = [e for e in examples if e.version == READ]
    nothing = np.array(
        [
            e.weighed.evidence
            for e in examples
            if e.version in (READ, "careful reader")
            and e.weighed is not None
            and not e.story.is_evidence
        ]
    )
    best: tuple[float, dict[str, float]] | None = None
    for story, link, contradicts, share in product(
        np.arange(0.0, 0.62, 0.02),
        (0.1, 0.12, 0.14, 0.16, 0.2, 0.25),
        (0.08, 0.1, 0.12),
        (0.25, 0.3, 0.35, 0.45, 0.6),
    ):
        limits = {
            "story": round(float(story), 2),
            "link": link,
            "contradicts": contradicts,
            "contradicts_share": share,
        }
        got = measure(read, limits) | {"silent": float(np.mean(nothing < story))}
        value = sum(
            min(0.0, got[name] - wanted) * WEIGHTS[name] for name, wanted in WANTED.items()
        ) + 0.02 * (got["recall@3"] + got["precision"])
        if best is None or value > best[0]:
            best = value, limits
    assert best is not None
    return best[1]


def report(examples: Sequence[Example], limits: dict[str, float]) -> Iterator[str]:
    """The table of the README."""
    yield "| codes | MRR | recall@3 | links right | contradicted found | silent | links a story |"
    yield "|---|---|---|---|---|---|---|"
    for version in VERSIONS:
        got = measure([e for e in examples if e.version == version], limits)
        cells = " | ".join(
            f"{got[name]:.2f}"
            for name in ("mrr", "recall@3", "precision", "contradicted", "silent", "links a story")
        )
        yield f"| {version} | {cells} |"


def _rounded(kept: Any, digits: int = 4) -> Any:
    if isinstance(kept, float):
        return round(kept, digits)
    if isinstance(kept, list):
        return [_rounded(one, digits) for one in kept]
    if isinstance(kept, dict):
        return {name: _rounded(one, digits) for name, one in kept.items()}
    return kept


def main(arguments: list[str]) -> int:
    """Fit, measure, and write."""
    corpus = read_corpus(Encoder(HERE), Reader(HERE))
    examples = make_examples(corpus)
    kept = Builder(corpus, examples).build()
    silent = sum(not story.is_evidence for story in corpus.stories)
    sys.stdout.write(
        f"{len(corpus.stories)} stories ({silent} evidence of nothing), "
        f"{len(corpus.fold)} contracts; contracts left out in {FOLDS} folds\n"
    )
    sys.stdout.write("\n".join(report(examples, kept["thresholds"])) + "\n")
    sys.stdout.write(f"thresholds: {kept['thresholds']}\n")
    if "--measure" not in arguments:
        OUT.mkdir(exist_ok=True)
        (OUT / "links.json").write_text(json.dumps(_rounded(kept)) + "\n", encoding="utf-8")
        (OUT / "VERSION").write_text(VERSION + "\n", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
