"""Two small transformers over one table of word pieces; the only owner of ONNX Runtime.

``meaning`` is all-MiniLM-L6-v2 as published: it puts sentences of like meaning near each other,
whatever they are about. ``reading`` began as the same network and was trained on coded stories:
it tells themes and changes apart. They share the table that turns word pieces into numbers and
the first layers, which training left as published. Both run on one core, in 8-bit integers.

Loading happens at first use and costs a fraction of a second; an Encoder may be shared by threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from storybank.nlp.windows import LONGEST_SENTENCE

Vectors = npt.NDArray[np.float32]
Network = Literal["meaning", "reading"]
WIDTH = 384
_CLS, _SEP, _UNKNOWN = 101, 102, 100
_MOST_PIECES_AT_ONCE = 2048
_LONGEST_INPUT = 512


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text in word pieces, with where each stands (half-open code points of the text)."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


class Encoder:
    """Turns texts into vectors with the networks of a models folder."""

    def __init__(self, models_dir: Path) -> None:
        """Name the folder; nothing is opened yet."""
        self._folder = models_dir / "encoder"

    def cut(self, texts: Sequence[str], most: int = LONGEST_SENTENCE) -> list[Pieces]:
        """Return each text in word pieces, cut after ``most``; odd or empty text gets one piece."""
        found = _load_tokenizer(self._folder).encode_batch(
            [text[: most * 40] for text in texts], add_special_tokens=False
        )
        return [
            Pieces(tuple(one.ids[:most]) or (_UNKNOWN,), tuple(one.offsets[:most]) or ((0, 0),))
            for one in found
        ]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return what each text means: a row of unit length a text, shape (texts, 384).

        The cosine of two texts is the product of their rows. Of a long text the first 120 word
        pieces count.
        """
        pieces = self.cut(texts)
        rows = np.zeros((len(pieces), WIDTH), dtype=np.float32)
        inputs = [(_CLS, *one.ids, _SEP) for one in pieces]
        for numbers, hidden, mask in self.run("meaning", inputs):
            total = (hidden * mask[:, :, None]).sum(axis=1)
            rows[numbers] = total / np.linalg.norm(total, axis=1, keepdims=True)
        return rows

    def run(
        self, network: Network, inputs: Sequence[Sequence[int]]
    ) -> Iterator[tuple[list[int], Vectors, Vectors]]:
        """Run rows of word pieces through a network, a batch of like lengths at a time.

        Yields (numbers of the rows, hidden states (rows, pieces, 384), mask (rows, pieces)).
        No more memory is taken for many rows than for a few.
        """
        table = _load_table(self._folder)
        first, second = (_load_layers(self._folder, name) for name in ("shared", network))
        for numbers in _batches([len(row) for row in inputs]):
            longest = min(max(len(inputs[number]) for number in numbers), _LONGEST_INPUT)
            ids = np.zeros((len(numbers), longest), dtype=np.int64)
            mask = np.zeros((len(numbers), longest), dtype=np.float32)
            for row, number in enumerate(numbers):
                kept = inputs[number][:longest]
                ids[row, : len(kept)] = kept
                mask[row, : len(kept)] = 1.0
            words = first.run(None, {"words": table.look_up(ids), "mask": mask})[0]
            hidden = second.run(None, {"words": words, "mask": mask})[0]
            yield numbers, hidden, mask


class _Table:
    """The first step of a transformer: word pieces and places as numbers, evened out."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as kept:
            self._words = kept["words"]
            self._scales = kept["scales"].astype(np.float32)
            self._positions = kept["positions"].astype(np.float32)
            self._gain = kept["gain"].astype(np.float32)
            self._bias = kept["bias"].astype(np.float32)

    def look_up(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """Return the input of the first layer, shape (rows, pieces, 384)."""
        words = self._words[ids].astype(np.float32) * self._scales[ids][:, :, None]
        words += self._positions[: ids.shape[1]]
        words -= words.mean(axis=-1, keepdims=True)
        words /= np.sqrt((words * words).mean(axis=-1, keepdims=True) + 1e-12)
        evened: Vectors = words * self._gain + self._bias
        return evened


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of rows of like length, so that little is computed for nothing."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if batch and lengths[number] * (len(batch) + 1) > _MOST_PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


_loading = threading.Lock()


def _load_table(folder: Path) -> _Table:
    with _loading:
        return _table(folder)


def _load_layers(folder: Path, name: str) -> Any:
    with _loading:
        return _layers(folder, name)


def _load_tokenizer(folder: Path) -> Any:
    with _loading:
        return _tokenizer(folder)


@cache
def _table(folder: Path) -> _Table:
    return _Table(folder / "words.npz")


@cache
def _layers(folder: Path, name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One core a reading: a server reads in the background while people use the other cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # keeps no memory of the longest story yet read
    return onnxruntime.InferenceSession(
        str(folder / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
    )


@cache
def _tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
