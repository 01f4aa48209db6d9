"""What the reading network sees in the sentences of a story: themes and changes, as logits.

The encoder reads windows of whole sentences (``windows``); two small heads look at the word
pieces of each sentence, with an eye of its own for each theme. What this says is not yet a
suggestion: ``judging`` weighs it with the patterns and the rest of the story.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storybank.nlp.encoder import WIDTH, Encoder, Vectors
from storybank.nlp.windows import cut_windows

QUESTION_MARK = "INT:"  # stands before an interviewer's words, in reading as in training
_CLS, _SEP = 101, 102
_loading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network sees: ``themes`` (sentences, themes) and ``changes`` (sentences, themes, 4).

    Both are logits. ``vectors`` (sentences, 384) are the mean of each sentence's word pieces as the
    network understands them.
    """

    themes: Vectors
    changes: Vectors
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class _Heads:
    look: Vectors
    theme: Vectors
    theme_base: Vectors
    change: Vectors
    change_base: Vectors

    def judge(self, pieces: Vectors) -> tuple[Vectors, Vectors]:
        """Return the logits of one sentence from its word pieces (pieces, 384)."""
        count = len(self.theme)
        looks = pieces @ self.look.T
        shares = np.exp(looks - looks.max(axis=0))
        shares /= shares.sum(axis=0)
        themes = (shares[:, :count] * (pieces @ self.theme.T)).sum(axis=0) + self.theme_base
        told = (pieces @ self.change.reshape(-1, WIDTH).T).reshape(len(pieces), count, -1)
        changes = (shares[:, count:, None] * told).sum(axis=0) + self.change_base
        return themes, changes


class ReadingNetwork:
    """The encoder with its heads. Making one is cheap: weights are read at first use, once."""

    def __init__(self, models_dir: Path) -> None:
        """Name the folder; nothing is opened yet."""
        self._heads_file = models_dir / "encoder" / "heads.npz"
        self.encoder = Encoder(models_dir)

    def see(self, sentences: Sequence[str], asked: Sequence[bool] | None = None) -> Seen:
        """Return what the network sees in the sentences of one story, in order.

        ``asked`` says which are an interviewer's: they are read as what the next one answers,
        and their own rows hold nothing of use.
        """
        asked = asked or [False] * len(sentences)
        texts = [
            f"{QUESTION_MARK} {text}" if question else text
            for text, question in zip(sentences, asked, strict=True)
        ]
        pieces = [one.ids for one in self.encoder.cut(texts)]
        rows, places = [], []
        for window in cut_windows([len(one) for one in pieces]):
            row, place = [_CLS], []
            for number in range(window.lead, window.end):
                if number >= window.first:
                    place.append((number, len(row), len(row) + len(pieces[number]) + 1))
                row += [*pieces[number], _SEP]
            rows.append(row)
            places.append(place)
        return self._judge(rows, places, len(sentences))

    def see_apart(self, rows: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Seen:
        """Return what the network sees in sentences that do not follow each other.

        Each row is the word pieces before the sentence (often none), and its own.
        """
        inputs, places = [], []
        for number, (before, own) in enumerate(rows):
            lead = [_CLS, *before, *([_SEP] if before else [])]
            inputs.append([*lead, *own, _SEP])
            places.append([(number, len(lead), len(lead) + len(own) + 1)])
        return self._judge(inputs, places, len(rows))

    def _judge(
        self,
        rows: Sequence[Sequence[int]],
        places: Sequence[Sequence[tuple[int, int, int]]],
        count: int,
    ) -> Seen:
        heads = _load_heads(self._heads_file)
        themes = np.zeros((count, len(heads.theme)), dtype=np.float32)
        changes = np.zeros((count, *heads.change_base.shape), dtype=np.float32)
        vectors = np.zeros((count, WIDTH), dtype=np.float32)
        for numbers, hidden, _ in self.encoder.run("reading", rows):
            for row, number in enumerate(numbers):
                for sentence, start, end in places[number]:
                    own = hidden[row, start:end]
                    themes[sentence], changes[sentence] = heads.judge(own)
                    vectors[sentence] = own.mean(axis=0)
        return Seen(themes, changes, vectors)


def _load_heads(path: Path) -> _Heads:
    with _loading:
        return _heads(path)


@cache
def _heads(path: Path) -> _Heads:
    with np.load(path) as kept:

        def part(name: str) -> npt.NDArray[np.float32]:
            return np.asarray(kept[name], dtype=np.float32)

        return _Heads(
            look=part("look"),
            theme=part("theme"),
            theme_base=part("theme_base"),
            change=part("change"),
            change_base=part("change_base"),
        )
