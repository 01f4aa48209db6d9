"""Try other ways of reading themes on the same text, and print them side by side.

``python -m nlp_models.compare`` trains each way on what is not held out, and measures it on the
held-out whole stories: F1 over themes a sentence, with the one threshold that serves it best there,
so that every way is flattered alike. A quarter of an hour on one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from spacy.training import Example

from nlp_models.calibrate import make_example
from nlp_models.coded_text import (
    HERE,
    CodedText,
    read_runs,
    read_stories,
    read_themes,
    read_written_sets,
)
from storybank.nlp.encoder import Encoder
from storybank.nlp.judging import SIGNS, load_judge
from storybank.nlp.network import ReadingNetwork
from storybank.nlp.scoring import load_patterns

Scores = npt.NDArray[np.float64]
Way = Callable[[list[str], npt.NDArray[np.int64]], Callable[[list[str]], Scores]]
_THEMES = read_themes()


def told(texts: Sequence[CodedText]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the sentences that a storyteller says, and which themes each has."""
    sentences = [one for text in texts for one in text.sentences if not one.is_question]
    wanted = np.zeros((len(sentences), len(_THEMES)), dtype=np.int64)
    for row, one in enumerate(sentences):
        for theme, _ in one.codes:
            wanted[row, _THEMES.index(theme)] = 1
    return [one.text for one in sentences], wanted


def best_f1(scores: Scores, wanted: npt.NDArray[np.int64]) -> float:
    """Return the highest micro F1 at any one threshold."""
    flat, right = scores.ravel(), wanted.ravel()
    order = np.argsort(-flat)
    hits = np.cumsum(right[order])
    return float((2 * hits / (np.arange(1, len(flat) + 1) + right.sum())).max())


def by_words(texts: list[str], wanted: npt.NDArray[np.int64]) -> Callable[[list[str]], Scores]:
    """Single words and pairs, weighted by rarity, with logistic regression."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = _regression().fit(words.fit_transform(texts), wanted)
    return lambda unseen: np.asarray(model.predict_proba(words.transform(unseen)))


def by_static_vectors(
    texts: list[str], wanted: npt.NDArray[np.int64]
) -> Callable[[list[str]], Scores]:
    """The mean of the word pieces' own vectors, without a network, with logistic regression."""
    encoder = Encoder(HERE)
    with np.load(HERE / "encoder" / "words.npz") as kept:
        table = kept["words"].astype(np.float32) * kept["scales"][:, None]

    def place(some: list[str]) -> Scores:
        return np.stack([table[list(one.ids)].mean(axis=0) for one in encoder.cut(some)]) * 10

    model = _regression().fit(place(texts), wanted)
    return lambda unseen: np.asarray(model.predict_proba(place(unseen)))


def by_frozen_encoder(
    texts: list[str], wanted: npt.NDArray[np.int64]
) -> Callable[[list[str]], Scores]:
    """What each sentence means to the encoder as published, with logistic regression."""
    encoder = Encoder(HERE)
    model = _regression().fit(encoder.embed(texts) * 10, wanted)
    return lambda unseen: np.asarray(model.predict_proba(encoder.embed(unseen) * 10))


def by_spacy(texts: list[str], wanted: npt.NDArray[np.int64]) -> Callable[[list[str]], Scores]:
    """The text classifier of spaCy, several labels a text: words and pairs, 4 rounds."""
    nlp = spacy.blank("en")
    model = {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": False,
        "ngram_size": 2,
        "no_output_layer": False,
    }
    component = nlp.add_pipe("textcat_multilabel", config={"model": model})
    for theme in _THEMES:
        component.add_label(theme)
    examples = [
        Example.from_dict(
            nlp.make_doc(text), {"cats": dict(zip(_THEMES, map(float, row), strict=True))}
        )
        for text, row in zip(texts, wanted, strict=True)
    ]
    nlp.initialize(lambda: examples[:200])
    shuffled = np.random.default_rng(0)
    for _ in range(4):
        order = shuffled.permutation(len(examples))
        for first in range(0, len(order), 256):
            nlp.update([examples[n] for n in order[first : first + 256]], drop=0.2)
    return lambda unseen: np.array(
        [[doc.cats[theme] for theme in _THEMES] for doc in nlp.pipe(unseen, batch_size=256)]
    )


def _regression() -> OneVsRestClassifier:
    return OneVsRestClassifier(LogisticRegression(max_iter=300, C=4.0))


WAYS: dict[str, Way] = {
    "words and pairs, logistic regression": by_words,
    "spaCy's textcat (bag of words)": by_spacy,
    "static vectors of word pieces, logistic regression": by_static_vectors,
    "frozen encoder, logistic regression": by_frozen_encoder,
}


def main() -> None:
    """Print a row a way as it is done."""
    texts = [*read_runs(), *read_stories(), *read_written_sets()]
    seen = told([text for text in texts if not text.is_held_out])
    stories = [text for text in texts if text.is_held_out and text.kind == "story"]
    unseen = told(stories)
    _say("| way | F1 a sentence | sentences a second |\n|---|---|---|")
    for name, way in WAYS.items():
        read = way(*seen)
        started = time.process_time()
        scores = read(unseen[0])
        rate = len(unseen[0]) / (time.process_time() - started)
        _say(f"| {name} | {best_f1(scores, unseen[1]):.3f} | {rate:.0f} |")
    for name, scores in _shipped(stories):
        _say(f"| {name} | {best_f1(scores, unseen[1]):.3f} | |")


def _shipped(stories: Sequence[CodedText]) -> Iterator[tuple[str, Scores]]:
    """Yield the shipped voices, each alone and both together."""
    blank, network, patterns = spacy.blank("en"), ReadingNetwork(HERE), load_patterns(HERE)
    examples = [make_example(text, blank, network, patterns) for text in stories]
    for name in ("patterns", "network"):
        column = SIGNS.index(name)
        yield f"{name} alone", np.concatenate([one.signs[..., column] for one in examples])
    judge = load_judge(HERE)
    yield (
        "network and patterns, beside their neighbours (fitted here)",
        np.concatenate([one.signs @ judge.signs + judge.bases for one in examples]),
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
