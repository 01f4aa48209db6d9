"""Learning any set of labels from examples, and saying honestly how well it was learnt.

Several ways are compared under the same folds; each sees only the rows it may learn from. The
line to beat is a TF-IDF logistic regression. The others add letters (which know ``lonely`` from
``loneliness``), weigh each word by how much it tells labels apart, and add what the whole
sentence means, from the frozen encoder: words decide where there are many examples, meaning
where there are few.

The only owner of scikit-learn, which is loaded at the first use.
"""

from __future__ import annotations

import json
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from storybank.core.errors import StorybankError

Numbers = npt.NDArray[np.floating[Any]]
FORM = "storybank-labels-1"
_MOST_LETTERS = 60_000
_ROWS_TO_CHOOSE_BY = 2000
_WORD = r"\w[\w']*|[^\w\s]"


class Embeds(Protocol):
    """Turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row of unit length a text."""
        ...


class LabelsWontDo(StorybankError):
    """Nothing can be learnt from these labels; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One linear model: what it looks at, and how.

    ``strengths`` are inverse strengths of regularisation; of several, one is chosen by rows
    held back from those that may be learnt from.
    """

    blocks: tuple[str, ...]
    strengths: tuple[float, ...]
    is_weighted: bool = False
    is_plain: bool = False  # scikit-learn's logistic regression over all labels at once


BASELINE = "TF-IDF, logistic regression"
_TUNED = Part(("plain",), (4.0, 16.0), is_plain=True)
_MEANING = Part(("meaning",), (1.0, 4.0, 16.0), is_plain=True)
_LEXICAL = Part(("words", "letters"), (4.0,), is_weighted=True)
_JOINED = Part(("words", "letters", "meaning"), (10.0,))
_JOINED_WEIGHTED = Part(("words", "letters", "meaning"), (4.0,), is_weighted=True)
WAYS: Mapping[str, tuple[Part, ...]] = {
    BASELINE: (Part(("plain",), (1.0,), is_plain=True),),
    "TF-IDF, strength chosen inside": (_TUNED,),
    "words and letters, weighted": (_LEXICAL,),
    "meaning of the sentence": (_MEANING,),
    "words, letters and meaning": (_JOINED,),
    "words, letters and meaning, weighted": (_JOINED_WEIGHTED,),
    "average of three": (_LEXICAL, _MEANING, _JOINED),
}


@dataclass(frozen=True, slots=True)
class WayScore:
    """How well one way did over all folds."""

    way: str
    accuracy: float
    macro_f1: float
    seconds: float


@dataclass(frozen=True, slots=True)
class LabelScore:
    """How well the best way did on one label."""

    label: str
    rows: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every way's scores under the same folds, and the best way's by label."""

    rows: int
    folds: int
    seed: int
    ways: tuple[WayScore, ...]
    best: str
    labels: tuple[LabelScore, ...]

    @property
    def gain(self) -> float:
        """Points of accuracy that the best way is above the TF-IDF baseline."""
        by_way = {one.way: one.accuracy for one in self.ways}
        return 100 * (by_way[self.best] - by_way[BASELINE])


def check_labels(labels: Sequence[str], folds: int) -> None:
    """Raise LabelsWontDo unless these labels can be learnt and checked in so many folds."""
    counts = Counter(labels)
    if not counts:
        raise LabelsWontDo("There is no row with a text and a label. Give at least a few of each.")
    if len(counts) == 1:
        raise LabelsWontDo(
            f"Every row has the same label, “{next(iter(counts))}”. Two or more are needed."
        )
    few = sorted(label for label, number in counts.items() if number < folds)
    if few:
        named = ", ".join(f"“{label}” ({counts[label]})" for label in few[:5])
        more = f" and {len(few) - 5} more" if len(few) > 5 else ""
        raise LabelsWontDo(
            f"Too few rows for {folds} folds: {named}{more}. Add rows, join labels, or ask for "
            f"fewer folds (--folds, 2 at least)."
        )


def compare_ways(
    texts: Sequence[str],
    labels: Sequence[str],
    encoder: Embeds,
    *,
    folds: int = 5,
    seed: int = 0,
    on_step: Callable[[], None] = lambda: None,
) -> Comparison:
    """Cross-validate every way under the same stratified folds; ``on_step`` after each of them.

    Raises LabelsWontDo where the labels cannot be told apart in so many folds.
    """
    from sklearn.model_selection import StratifiedKFold

    check_labels(labels, folds)
    names = sorted(set(labels))
    wanted = np.array([names.index(label) for label in labels])
    began = time.perf_counter()
    vectors = _embed(encoder, texts)
    embedding = time.perf_counter() - began
    chances = {way: np.zeros((len(texts), len(names))) for way in WAYS}
    seconds = dict.fromkeys(WAYS, 0.0)
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(wanted, wanted)
    for learnt, held in splits:
        view = _View(texts, vectors, learnt)
        fitted: dict[Part, tuple[Numbers, float]] = {}
        for way, parts in WAYS.items():
            for part in parts:
                if part not in fitted:
                    began = time.perf_counter()
                    model = _fit(part, view, wanted, learnt, len(names))
                    made = model.judge(view.rows_of(part.blocks, held))
                    fitted[part] = made, time.perf_counter() - began
                seconds[way] += fitted[part][1] + view.seconds_of(part.blocks)
            chances[way][held] = _average([fitted[part][0] for part in parts])
            on_step()
    scores = []
    for way, parts in WAYS.items():
        uses_meaning = any("meaning" in part.blocks for part in parts)
        told = chances[way].argmax(axis=1)
        scores.append(
            WayScore(
                way,
                float((told == wanted).mean()),
                float(np.mean([one.f1 for one in _by_label(names, wanted, told)])),
                seconds[way] + (embedding if uses_meaning else 0.0),
            )
        )
    best = max(scores, key=lambda one: (one.accuracy, one.macro_f1)).way
    by_label = _by_label(names, wanted, chances[best].argmax(axis=1))
    return Comparison(len(texts), folds, seed, tuple(scores), best, by_label)


class Labeller:
    """A learnt set of labels: texts in, a label and its chance out. Can be kept in a file."""

    def __init__(self, way: str, labels: Sequence[str], models: Sequence[_Linear]) -> None:
        """Hold what was fitted; use :meth:`learn` or :meth:`load`."""
        self.way = way
        self.labels = tuple(labels)
        self._models = tuple(models)

    @classmethod
    def learn(
        cls, texts: Sequence[str], labels: Sequence[str], encoder: Embeds, way: str
    ) -> Labeller:
        """Learn from every row, in one of WAYS."""
        check_labels(labels, 1)
        names = sorted(set(labels))
        wanted = np.array([names.index(label) for label in labels])
        everything = np.arange(len(texts))
        view = _View(texts, _embed(encoder, texts), everything)
        parts = WAYS[way]
        return cls(way, names, [_fit(one, view, wanted, everything, len(names)) for one in parts])

    def label(self, texts: Sequence[str], encoder: Embeds) -> list[tuple[str, float]]:
        """Return the likeliest label of each text, and its chance."""
        if not texts:
            return []
        meaning = any("meaning" in one.part.blocks for one in self._models)
        vectors = _embed(encoder, texts) if meaning else np.zeros((len(texts), 1), np.float32)
        chances = _average([one.judge(one.look(texts, vectors)) for one in self._models])
        return [(self.labels[row.argmax()], float(row.max())) for row in chances]

    def save(self, path: Path) -> None:
        """Keep it as one file of plain numbers and words; nothing in it is ever executed."""
        kept: dict[str, Any] = {"facts": _packed({"form": FORM, "way": self.way})}
        kept["labels"] = _packed(self.labels)
        for number, model in enumerate(self._models):
            kept[f"{number}.coefficients"] = model.coefficients.astype(np.float32)
            kept[f"{number}.intercepts"] = model.intercepts
            for block, space in model.spaces.items():
                kept[f"{number}.{block}.words"] = _packed(list(space.get_feature_names_out()))
                kept[f"{number}.{block}.idf"] = space.idf_.astype(np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, **kept)

    @classmethod
    def load(cls, path: Path) -> Labeller:
        """Open a kept file. Raises LabelsWontDo if it is not one of ours."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                facts = _unpacked(kept["facts"])
                if facts["form"] != FORM:
                    raise ValueError(facts["form"])
                models = []
                for number, part in enumerate(WAYS[facts["way"]]):
                    spaces = {}
                    for block in part.blocks:
                        if block != "meaning":
                            space = _make_space(block, _unpacked(kept[f"{number}.{block}.words"]))
                            space.idf_ = kept[f"{number}.{block}.idf"].astype(np.float64)
                            spaces[block] = space
                    models.append(
                        _Linear(
                            part,
                            spaces,
                            kept[f"{number}.coefficients"],
                            kept[f"{number}.intercepts"],
                        )
                    )
                return cls(facts["way"], _unpacked(kept["labels"]), models)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise LabelsWontDo(
                "This file was not written by storybank tagging train --out."
            ) from error


@dataclass(frozen=True)
class _Linear:
    """A fitted part. Any weighing of words is folded into its coefficients."""

    part: Part
    spaces: Mapping[str, Any]
    coefficients: Numbers
    intercepts: Numbers

    def look(self, texts: Sequence[str], vectors: Numbers) -> Any:
        """Return texts as this part sees them."""
        from scipy import sparse

        seen = [
            sparse.csr_matrix(vectors)
            if block == "meaning"
            else self.spaces[block].transform(texts)
            for block in self.part.blocks
        ]
        return sparse.hstack(seen).tocsr()

    def judge(self, rows: Any) -> Numbers:
        """Return the chance of each label for each row."""
        scores = np.asarray(rows @ self.coefficients.T + self.intercepts, dtype=np.float64)
        if self.part.is_plain:
            scores -= scores.max(axis=1, keepdims=True)
            chances = np.exp(scores)
        else:
            chances = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        made: Numbers = chances / chances.sum(axis=1, keepdims=True)
        return made


class _View:
    """Rows as the blocks show them, fitted on the rows that may be learnt from, each once."""

    def __init__(self, texts: Sequence[str], vectors: Numbers, learnt: npt.NDArray[Any]) -> None:
        self._texts, self._vectors, self._learnt = texts, vectors, learnt
        self.spaces: dict[str, Any] = {}
        self._rows: dict[str, Any] = {}
        self._seconds: dict[str, float] = {}

    def rows_of(self, blocks: Sequence[str], numbers: npt.NDArray[Any]) -> Any:
        """Return these rows with the blocks side by side."""
        from scipy import sparse

        return sparse.hstack([self._block(block) for block in blocks]).tocsr()[numbers]

    def seconds_of(self, blocks: Sequence[str]) -> float:
        """Return what it cost to look at the blocks."""
        return sum(self._seconds.get(block, 0.0) for block in blocks)

    def _block(self, block: str) -> Any:
        from scipy import sparse

        if block not in self._rows:
            began = time.perf_counter()
            if block == "meaning":
                self._rows[block] = sparse.csr_matrix(self._vectors)
            else:
                space = _make_space(block)
                try:
                    space.fit([self._texts[number] for number in self._learnt])
                except ValueError:
                    raise LabelsWontDo(
                        "The texts hold no words to learn from. Check the column “text”."
                    ) from None
                self.spaces[block] = space
                self._rows[block] = space.transform(self._texts)
            self._seconds[block] = time.perf_counter() - began
        return self._rows[block]


def _make_space(block: str, words: Sequence[str] | None = None) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    known = None if words is None else {word: number for number, word in enumerate(words)}
    if block == "letters":
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(3, 5),
            sublinear_tf=True,
            max_features=_MOST_LETTERS,
            vocabulary=known,
        )
    kept = {"vocabulary": known, "ngram_range": (1, 2), "sublinear_tf": True}
    return (
        TfidfVectorizer(**kept)
        if block == "plain"
        else TfidfVectorizer(token_pattern=_WORD, **kept)
    )


def _fit(
    part: Part, view: _View, wanted: npt.NDArray[Any], learnt: npt.NDArray[Any], many: int
) -> _Linear:
    rows, labels = view.rows_of(part.blocks, learnt), wanted[learnt]
    strength = _choose(part, rows, labels, many)
    coefficients, intercepts = _solve(part, rows, labels, many, strength)
    spaces = {block: view.spaces[block] for block in part.blocks if block != "meaning"}
    return _Linear(part, spaces, coefficients, intercepts)


def _choose(part: Part, rows: Any, labels: npt.NDArray[Any], many: int) -> float:
    """The strength that does best on rows held back; with too few of a label, the middle one."""
    from sklearn.model_selection import StratifiedShuffleSplit

    middle = part.strengths[len(part.strengths) // 2]
    if len(part.strengths) == 1 or np.bincount(labels, minlength=many).min() < 4:
        return middle
    most = min(len(labels), _ROWS_TO_CHOOSE_BY)
    held = max(most // 4, many)
    splitter = StratifiedShuffleSplit(1, train_size=most - held, test_size=held, random_state=0)
    known, unseen = next(splitter.split(labels, labels))
    best, chosen = -1.0, middle
    for strength in part.strengths:
        model = _Linear(part, {}, *_solve(part, rows[known], labels[known], many, strength))
        right = float((model.judge(rows[unseen]).argmax(axis=1) == labels[unseen]).mean())
        if right > best:
            best, chosen = right, strength
    return chosen


def _solve(
    part: Part, rows: Any, labels: npt.NDArray[Any], many: int, strength: float
) -> tuple[Numbers, Numbers]:
    """Coefficients (labels, columns) and intercepts."""
    from sklearn.linear_model import LogisticRegression

    coefficients = np.zeros((many, rows.shape[1]))
    intercepts = np.full(many, -20.0)
    with _quietly():
        if part.is_plain:
            model = LogisticRegression(C=strength, max_iter=500).fit(rows, labels)
            if len(model.classes_) == 2:  # scikit-learn keeps one row for two labels
                coefficients[model.classes_] = [-model.coef_[0] / 2, model.coef_[0] / 2]
                intercepts[model.classes_] = [-model.intercept_[0] / 2, model.intercept_[0] / 2]
            else:
                coefficients[model.classes_], intercepts[model.classes_] = (
                    model.coef_,
                    model.intercept_,
                )
            return coefficients, intercepts
        for label in np.unique(labels):
            is_it = labels == label
            weights = _weigh(part, rows, is_it)
            model = LogisticRegression(
                C=strength, solver="liblinear", dual=True, tol=1e-2, random_state=0
            ).fit(rows.multiply(weights).tocsr() if part.is_weighted else rows, is_it)
            coefficients[label] = model.coef_[0] * weights
            intercepts[label] = model.intercept_[0]
    return coefficients, intercepts


def _weigh(part: Part, rows: Any, is_it: npt.NDArray[np.bool_]) -> Numbers:
    """How much each word or letters tell a label from the others (naive Bayes' log ratio).

    What a sentence means is left as it is: its numbers are no counts.
    """
    if not part.is_weighted:
        return np.ones(rows.shape[1])
    meaning = _width_of_meaning(part, rows.shape[1])
    inside = 0.5 + np.maximum(np.asarray(rows[is_it].sum(axis=0)).ravel(), 0)
    outside = 0.5 + np.maximum(np.asarray(rows[~is_it].sum(axis=0)).ravel(), 0)
    counted = slice(None, rows.shape[1] - meaning)
    ratio = np.ones(rows.shape[1])
    ratio[counted] = np.log(
        (inside[counted] / inside[counted].sum()) / (outside[counted] / outside[counted].sum())
    )
    return ratio


def _width_of_meaning(part: Part, columns: int) -> int:
    from storybank.nlp.encoder import WIDTH

    return min(WIDTH, columns) if part.blocks[-1] == "meaning" else 0


def _average(chances: Sequence[Numbers]) -> Numbers:
    """The geometric mean: a way that is sure a label is wrong counts for much."""
    if len(chances) == 1:
        return chances[0]
    mean = np.exp(np.mean([np.log(one + 1e-4) for one in chances], axis=0))
    made: Numbers = mean / mean.sum(axis=1, keepdims=True)
    return made


def _embed(encoder: Embeds, texts: Sequence[str]) -> Numbers:
    """The meaning of each text; the same words are read once."""
    different = list(dict.fromkeys(texts))
    numbers = {text: number for number, text in enumerate(different)}
    return encoder.embed(different)[[numbers[text] for text in texts]]


def _by_label(
    names: Sequence[str], wanted: npt.NDArray[Any], told: npt.NDArray[Any]
) -> tuple[LabelScore, ...]:
    scores = []
    for number, name in enumerate(names):
        right = int(((wanted == number) & (told == number)).sum())
        said, are = int((told == number).sum()), int((wanted == number).sum())
        precision = right / said if said else 0.0
        recall = right / are if are else 0.0
        both = precision + recall
        scores.append(
            LabelScore(name, are, precision, recall, 2 * precision * recall / both if both else 0.0)
        )
    return tuple(scores)


@contextmanager
def _quietly() -> Iterator[None]:
    # A solver that stopped a step early is no matter: what it is worth is measured.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _packed(value: Any) -> npt.NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), dtype=np.uint8)


def _unpacked(value: npt.NDArray[np.uint8]) -> Any:
    return json.loads(value.tobytes().decode())
