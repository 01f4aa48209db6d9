"""What the sentences of a story say: themes, changes, how sure, and which words made it think so.

Two voices are heard, the network and the patterns; ``judging`` weighs them. Reasons are found
by leaving words out: the part of the sentence without which the network would be least sure is
why it was sure. Where a strong pattern stands in the sentence, its words are named too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from storybank.nlp.encoder import Pieces, Vectors
from storybank.nlp.judging import load_judge
from storybank.nlp.network import ReadingNetwork
from storybank.nlp.phrases import (
    STOP_WORDS,
    Phrase,
    Word,
    find_change_phrases,
    find_theme_phrases,
    make_words,
)
from storybank.nlp.pipeline import Sentence, body_of, sentences_of
from storybank.nlp.reading import SuggestedCode
from storybank.nlp.scoring import CHANGES, PatternTable, load_patterns, place_of

_MOST_CODES = 4
_MOST_EXPLAINED = 200  # sentences of one story; in a longer one the rest go by the patterns
_MOST_PARTS = 6  # a sentence is left out in so many parts at most
_SHORTEST_PART = 2  # words
_MOST_REASONS = 3
_PRECISE_PATTERN = 1.0  # a pattern this strong is named as a reason of its own
_SHORT_SENTENCE = 8  # word pieces; a shorter one is weighed with the sentence before it
_JUDGED = "story_judged"
_loading = threading.Lock()


@Language.factory("storybank_codes", default_config={"models_dir": "nlp_models"})
def make_codes(nlp: Language, name: str, models_dir: str) -> CodesComponent:
    """Make the part of the pipeline that judges sentences, from a models folder."""
    return CodesComponent(StoryCoder(Path(models_dir)))


class CodesComponent:
    """Notes on a document how likely each theme and change is in each of its sentences."""

    def __init__(self, coder: StoryCoder) -> None:
        """Judge with ``coder``."""
        self.coder = coder

    def __call__(self, doc: Doc) -> Doc:
        """Judge the sentences of a document; they must have been found before."""
        doc.user_data[_JUDGED] = self.coder.judge(body_of(doc), sentences_of(doc))
        return doc


def judged_of(doc: Doc) -> Judged:
    """Return what the pipeline made of a document's sentences."""
    judged: Judged = doc.user_data[_JUDGED]
    return judged


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of a story's sentences, in order; an interviewer's rows hold nothing.

    ``themes`` are probabilities (sentences, themes), ``changes`` (sentences, themes, 4),
    ``vectors`` (sentences, 384) each sentence as the network understands it.
    """

    themes: Vectors
    changes: Vectors
    vectors: Vectors


class StoryCoder:
    """Suggests codes for the sentences of a story, with the models of a folder."""

    def __init__(self, models_dir: Path) -> None:
        """Name the folder.

        Raises FileNotFoundError if it holds no fitted weights.
        """
        self._models_dir = models_dir
        self._judge = load_judge(models_dir)
        self.network = ReadingNetwork(models_dir)

    @property
    def themes(self) -> tuple[str, ...]:
        """The slugs of the themes, in the order of the columns."""
        return self._judge.themes

    def judge(self, body: str, sentences: Sequence[Sentence]) -> Judged:
        """Return how likely each theme and change is in each sentence of a story."""
        asked = [sentence.is_interviewer for sentence in sentences]
        seen = self.network.see([body[one.start : one.end] for one in sentences], asked)
        told = [number for number, question in enumerate(asked) if not question]
        themes = np.zeros_like(seen.themes)
        changes = np.zeros_like(seen.changes)
        if told:
            patterns = self._patterns()
            heard = hear_patterns(patterns, [sentences[number].tokens for number in told])
            themes[told] = self._judge.judge_themes(seen.themes[told], heard[0])
            changes[told] = self._judge.judge_changes(themes[told], seen.changes[told], heard[1])
        return Judged(themes, changes, seen.vectors)

    def suggest(
        self, body: str, sentences: Sequence[Sentence], judged: Judged, *, reasons: bool
    ) -> list[tuple[SuggestedCode, ...]]:
        """Return the codes to suggest for each sentence, the surest first."""
        chosen = [self._above(row) for row in judged.themes]
        because = self._reasons(body, sentences, chosen) if reasons else {}
        return [
            tuple(
                SuggestedCode(
                    theme=self.themes[theme],
                    change=CHANGES[int(judged.changes[number, theme].argmax())],
                    score=round(float(judged.themes[number, theme]), 3),
                    because=because.get((number, theme), ()),
                )
                for theme in themes
            )
            for number, themes in enumerate(chosen)
        ]

    def candidates(self, judged: Judged, number: int, most: int = 3) -> list[tuple[str, float]]:
        """Return the likeliest themes of a sentence whether suggested or not, with their scores."""
        row = judged.themes[number]
        best = np.argsort(-row, kind="stable")[:most]
        return [(self.themes[theme], round(float(row[theme]), 3)) for theme in best]

    def _above(self, row: Vectors) -> list[int]:
        found = np.flatnonzero(row >= self._judge.thresholds)
        return sorted((int(theme) for theme in found), key=lambda theme: -row[theme])[:_MOST_CODES]

    def _patterns(self) -> PatternTable:
        with _loading:
            return _load_patterns(self._models_dir)

    def _reasons(
        self, body: str, sentences: Sequence[Sentence], chosen: Sequence[Sequence[int]]
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """Return the words behind each code: what it hangs on, and precise patterns."""
        coded = [number for number, themes in enumerate(chosen) if themes]
        left_out = self._leave_out(body, sentences, coded[:_MOST_EXPLAINED])
        patterns = self._patterns()
        found = {}
        for number in coded:
            sentence = sentences[number]
            words = make_words(sentence.tokens)
            phrases = list(find_theme_phrases(words))
            for theme in chosen[number]:
                stretches = left_out[number].hangs_on(theme) if number in left_out else []
                precise = patterns.strongest(phrases, theme, 2, _PRECISE_PATTERN)
                stretches += [_stretch(words, phrase) for phrase in precise]
                found[number, theme] = tuple(
                    body[start:end] for start, end in _trim(words, _join(stretches))[:_MOST_REASONS]
                )
        return found

    def _leave_out(
        self, body: str, sentences: Sequence[Sentence], coded: Sequence[int]
    ) -> dict[int, _LeftOut]:
        """Read each coded sentence again and again, each time without one part of it."""
        told = {n for number in coded for n in (number, number - 1) if n >= 0}
        order = sorted(told)
        cut = self.network.encoder.cut([body[sentences[n].start : sentences[n].end] for n in order])
        pieces = dict(zip(order, cut, strict=True))
        rows: list[tuple[Sequence[int], Sequence[int]]] = []
        spans: dict[int, tuple[int, list[tuple[int, int]]]] = {}
        for number in coded:
            own = pieces[number]
            short = len(own.ids) < _SHORT_SENTENCE and number > 0
            before = pieces[number - 1].ids if short else ()
            parts = _parts(sentences[number])
            spans[number] = (len(rows), parts)
            rows.append((before, own.ids))
            start = sentences[number].start
            rows += [(before, _without(own, first - start, end - start)) for first, end in parts]
        themes = self.network.see_apart(rows).themes
        return {
            number: _LeftOut(parts, themes[at] - themes[at + 1 : at + 1 + len(parts)])
            for number, (at, parts) in spans.items()
        }


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """The parts of a sentence, and how much less likely each theme is without each part."""

    parts: list[tuple[int, int]]
    drops: Vectors

    def hangs_on(self, theme: int) -> list[tuple[int, int]]:
        """Return the part that a theme hangs on, and a second one if it counts nearly as much."""
        drops = self.drops[:, theme]
        if not len(drops):
            return []
        best = int(drops.argmax())
        chosen = [best]
        others = [n for n in range(len(drops)) if n != best and drops[n] > 0.6 * drops[best] > 0]
        if others:
            chosen.append(max(others, key=lambda n: float(drops[n])))
        chosen.sort()
        if len(chosen) == 2 and chosen[1] == chosen[0] + 1:
            return [(self.parts[chosen[0]][0], self.parts[chosen[1]][1])]
        return [self.parts[n] for n in chosen]


def _parts(sentence: Sentence) -> list[tuple[int, int]]:
    """Cut a sentence into up to six stretches of whole words."""
    words: list[tuple[int, int]] = []
    for text, start in sentence.tokens:
        if not any(character.isalnum() for character in text):
            continue
        if words and words[-1][1] == start:  # "could" and "n't" are one word
            words[-1] = (words[-1][0], start + len(text))
        else:
            words.append((start, start + len(text)))
    if not words:
        return []
    size = max(_SHORTEST_PART, -(-len(words) // _MOST_PARTS))
    return [(row[0][0], row[-1][1]) for row in _chunks(words, size)]


def _chunks(words: list[tuple[int, int]], size: int) -> list[list[tuple[int, int]]]:
    rows = [words[at : at + size] for at in range(0, len(words), size)]
    if len(rows) > 1 and len(rows[-1]) < _SHORTEST_PART:
        rows[-2:] = [rows[-2] + rows[-1]]
    return rows


def _without(pieces: Pieces, start: int, end: int) -> Sequence[int]:
    kept = [
        number
        for number, (first, last) in zip(pieces.ids, pieces.offsets, strict=True)
        if last <= start or first >= end
    ]
    return kept or pieces.ids[:1]


def _stretch(words: Sequence[Word | None], phrase: Phrase) -> tuple[int, int]:
    first, last = words[phrase.first], words[phrase.last]
    assert first, "a phrase is made of words"
    assert last
    return first.start, last.end


def _join(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, with those that touch or overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _trim(
    words: Sequence[Word | None], stretches: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Take words that say nothing off both ends; a stretch of nothing else is left out."""
    trimmed = []
    for start, end in stretches:
        within = [word for word in words if word and start <= word.start and word.end <= end]
        telling = [word for word in within if word.form not in STOP_WORDS]
        if telling:
            trimmed.append((telling[0].start, telling[-1].end))
    return trimmed or list(stretches)


def hear_patterns(
    patterns: PatternTable, told: Sequence[Iterable[tuple[str, int]]]
) -> tuple[Vectors, Vectors]:
    """Return what the patterns say of a story's sentences: theme log-odds, change scores.

    ``told`` is the storyteller's sentences in order, each as its tokens (text, start).
    """
    themes, changes = [], []
    for index, tokens in enumerate(told):
        words = make_words(tokens)
        themes.append(patterns.sum_themes(find_theme_phrases(words)))
        place = place_of(index, len(told))
        changes.append(patterns.sum_changes(find_change_phrases(words), place))
    return np.stack(themes), np.stack(changes)


@cache
def _load_patterns(models_dir: Path) -> PatternTable:
    return load_patterns(models_dir)
