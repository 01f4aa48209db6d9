"""Fit the finder of concerns: ``python -m nlp_models.build_concern``.

Learns from the stories of ``corpus`` (sentences marked as telling of harm), the passages of
``corpus/concern.txt`` and, as what tells of no harm, the coded runs. The threshold and the scores
on record come from stories the weights have not seen: each fifth part is judged by the others,
the passages always among what is learnt from. Two builds on one machine give the same files.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from nlp_models.coded_text import read_runs
from nlp_models.written import read_written
from storybank.nlp.concern import MODELS, Vectors, score_story
from storybank.nlp.concern_rules import ENOUGH, weigh
from storybank.nlp.concern_words import WINDOW, cut_windows, features_of
from storybank.nlp.encoder import WIDTH, Encoder
from storybank.nlp.sentences import split_sentences

VERSION = "1"
PARTS = 5
FALSE_ALARMS = 0.08  # of stories that should not be flagged: as many as a lead can look at
_STRENGTH = 10.0
_MEANING_STRENGTH = 0.05
_VECTOR_SHARE = 2.0
_OTHERS = 0.3
_REACH = 4.0  # vectors have added 3.6 to a story's score at most
_FEWEST = 4  # stretches a feature must stand in
_RUN_WEIGHT = 0.5
_HARM_WEIGHT = 3.0
_CORPUS = MODELS / "corpus"
_LABEL = re.compile(r"^[A-Z][\w .'\u2019-]{0,24}:\s+")  # readers take a speaker's label off


@dataclass
class Told:
    """A story or passage: its sentences, and which of them tell of harm now.

    ``whole`` is a passage, one stretch that is learnt from as it is.
    """

    id: str
    sentences: list[str]
    tells: list[bool]
    whole: bool = False

    @property
    def is_flagged(self) -> bool:
        """Whether the safeguarding lead should see it."""
        return any(self.tells)


def read_told() -> list[Told]:
    """Return the whole stories there are, with the sentences that tell of harm marked."""
    with (_CORPUS / "concern_marks.csv").open(encoding="utf-8", newline="") as file:
        marks = {
            row["story"]: {int(n) for n in row["sentences"].split()} for row in csv.DictReader(file)
        }
    told = []
    for path in sorted((_CORPUS / "stories").glob("?.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            sentences = [one["text"] for one in story["sentences"]]
            marked = marks.get(story["id"], set())
            if bool(marked) != story["wrote_about_safeguarding"]:
                raise ValueError(
                    f"{story['id']}: concern_marks.csv does not say what tells of harm"
                )
            told.append(Told(story["id"], sentences, [n in marked for n in range(len(sentences))]))
    for path in sorted((_CORPUS / "written").glob("*.txt")):
        for one in read_written(path).stories:
            told.append(
                Told(
                    one.id,
                    [_LABEL.sub("", sentence.text) for sentence in one.sentences]
                    if one.kind == "interview_transcript"
                    else [sentence.text for sentence in one.sentences],
                    [sentence.is_concern for sentence in one.sentences],
                )
            )
    return told


def read_passages() -> list[Told]:
    """Return the passages of ``concern.txt``."""
    passages = []
    lines = (_CORPUS / "concern.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        sign, bar, words = line.partition(" | ")
        if not bar or sign not in ("!", "-"):
            continue
        leads = words.startswith("~ ")
        words = words.removeprefix("~ ")
        sentences = [words[start:end] for start, end in split_sentences(words, 0, len(words))]
        tells = [sign == "!" and not (leads and at == 0) for at in range(len(sentences))]
        passages.append(Told(f"concern.txt:{number}", sentences, tells, whole=True))
    return passages


@dataclass
class _Fitted:
    vectorizer: TfidfVectorizer
    words: LogisticRegression
    centre: Vectors
    direction: Vectors

    def scores(self, one: Told, meanings: dict[str, Vectors]) -> list[float]:
        """Score the stretches of a story."""
        windows = _windows(one)
        found = self.words.decision_function(
            self.vectorizer.transform([_features(one, *window) for window in windows])
        )
        middles = np.array([_middle(one.sentences[a:b], meanings) for a, b in windows])
        return list(found + _VECTOR_SHARE * ((middles - self.centre) @ self.direction))


_seen: dict[str, list[str]] = {}


def _features(one: Told, first: int, end: int) -> list[str]:
    found: list[str] = []
    for sentence in one.sentences[first:end]:
        if sentence not in _seen:
            _seen[sentence] = features_of(sentence)
        found += _seen[sentence]
    return found


def _windows(one: Told) -> list[tuple[int, int]]:
    return [(0, len(one.sentences))] if one.whole else cut_windows(len(one.sentences))


def _middle(sentences: Sequence[str], meanings: dict[str, Vectors]) -> Vectors:
    middle: Vectors = np.mean([meanings[sentence] for sentence in sentences], axis=0)
    return middle / max(float(np.linalg.norm(middle)), 1e-9)


def _as_they_are(features: list[str]) -> list[str]:
    return features


def fit(told: Sequence[Told], meanings: dict[str, Vectors]) -> _Fitted:
    """Fit the layer on stories and passages; what a flagged story says besides is left out."""
    documents: list[list[str]] = []
    harms: list[bool] = []
    middles: list[Vectors] = []
    for one in told:
        for first, end in _windows(one):
            harm = any(one.tells[first:end])
            if harm or not one.is_flagged:
                documents.append(_features(one, first, end))
                harms.append(harm)
                middles.append(_middle(one.sentences[first:end], meanings))
    weights = [1.0] * len(documents)
    for run in read_runs():
        plain = Told(run.source, [sentence.text for sentence in run.sentences], [])
        for first in range(0, max(len(plain.sentences) - WINDOW + 1, 1), WINDOW):
            documents.append(_features(plain, first, first + WINDOW))
            harms.append(False)
            weights.append(_RUN_WEIGHT)
    vectorizer = TfidfVectorizer(
        analyzer=_as_they_are, min_df=_FEWEST, sublinear_tf=True, dtype=np.float32
    )
    words = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=300, random_state=0).fit(
        vectorizer.fit_transform(documents), harms, sample_weight=weights
    )
    rows = np.array(middles)
    centre = rows.mean(axis=0)
    signs = np.where(harms[: len(rows)], 1.0, -1.0)
    pull = np.where(harms[: len(rows)], _HARM_WEIGHT, 1.0)
    apart = rows - centre
    direction = np.linalg.solve(
        (apart * pull[:, None]).T @ apart + np.eye(WIDTH) / _MEANING_STRENGTH,
        (apart * pull[:, None]).T @ signs,
    )
    return _Fitted(vectorizer, words, centre.astype(np.float32), direction.astype(np.float32))


def judge_apart(
    told: Sequence[Told], passages: Sequence[Told], meanings: dict[str, Vectors]
) -> list[list[float]]:
    """Score each story's stretches with weights that have not seen the story."""
    parts = _part(told)
    scores: list[list[float]] = [[] for _ in told]
    for part in range(PARTS):
        fitted = fit(
            [*(one for one, its in zip(told, parts, strict=True) if its != part), *passages],
            meanings,
        )
        for number, one in enumerate(told):
            if parts[number] == part:
                scores[number] = fitted.scores(one, meanings)
    return scores


def _part(told: Sequence[Told]) -> list[int]:
    """Deal stories into parts with about as many flagged ones each, the same way every time."""
    dealt = {True: 0, False: 0}
    parts = []
    for one in told:
        parts.append(dealt[one.is_flagged] % PARTS)
        dealt[one.is_flagged] += 1
    return parts


def choose_threshold(told: Sequence[Told], scores: Sequence[float]) -> float:
    """Return the threshold that finds most with no more false alarms than allowed."""
    quiet = sorted(
        (score for one, score in zip(told, scores, strict=True) if not one.is_flagged), reverse=True
    )
    allowed = math.floor(FALSE_ALARMS * len(quiet))
    return float(np.nextafter(quiet[allowed], math.inf))


def report(told: Sequence[Told], scores: Sequence[float], threshold: float) -> dict[str, Any]:
    """Return recall and false alarms of stories, with the rules and without."""
    found: dict[str, Any] = {}
    for name in ("all", *sorted({one.id[0] for one in told})):
        some = [
            (one, score, sum(weigh(sentence) for sentence in one.sentences) >= ENOUGH)
            for one, score in zip(told, scores, strict=True)
            if name in ("all", one.id[0])
        ]
        flagged = [(score >= threshold, ruled) for one, score, ruled in some if one.is_flagged]
        quiet = [(score >= threshold, ruled) for one, score, ruled in some if not one.is_flagged]
        found[name] = {
            "flagged": len(flagged),
            "found": sum(bool(learnt or ruled) for learnt, ruled in flagged),
            "found_by_rules": sum(ruled for _, ruled in flagged),
            "not_flagged": len(quiet),
            "false_alarms": sum(bool(learnt or ruled) for learnt, ruled in quiet),
        }
    return found


def write(fitted: _Fitted, threshold: float, scores: dict[str, Any], folder: Path) -> None:
    """Write the layer: small numbers as half precision, the same bytes each time."""
    folder.mkdir(exist_ok=True)
    names = sorted(fitted.vectorizer.vocabulary_, key=fitted.vectorizer.vocabulary_.__getitem__)
    arrays: dict[str, npt.NDArray[Any]] = {
        "names": np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8),
        "rarity": fitted.vectorizer.idf_.astype(np.float16),
        "weights": fitted.words.coef_[0].astype(np.float16),
        "centre": fitted.centre.astype(np.float16),
        "direction": fitted.direction.astype(np.float16),
    }
    with zipfile.ZipFile(folder / "concern.npz", "w", zipfile.ZIP_DEFLATED) as kept:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(array))
            # A fixed day, so that two builds give the same bytes.
            kept.writestr(
                zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0)),
                buffer.getvalue(),
                zipfile.ZIP_DEFLATED,
            )
    facts = {
        "version": VERSION,
        "bias": float(fitted.words.intercept_[0]),
        "vector_share": _VECTOR_SHARE,
        "others": _OTHERS,
        "reach": _REACH,
        "threshold": threshold,
        "judged_apart": scores,
    }
    (folder / "concern.json").write_text(
        json.dumps(facts, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def main() -> None:
    """Fit, judge apart, write and print the scores."""
    told, passages = read_told(), read_passages()
    sentences = list(dict.fromkeys(s for one in (*told, *passages) for s in one.sentences))
    meanings = dict(zip(sentences, Encoder(MODELS).embed(sentences), strict=True))
    stretches = judge_apart(told, passages, meanings)
    scores = [score_story(one, _OTHERS) for one in stretches]
    threshold = choose_threshold(told, scores)
    found = report(told, scores, threshold)
    write(fit([*told, *passages], meanings), threshold, found, MODELS / "concern")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
