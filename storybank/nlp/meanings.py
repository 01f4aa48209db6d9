"""Meanings of sentences as they are kept, and what ordinary sentences of stories look like.

``nlp_models/encoder/ordinary.npz`` (made by ``python -m nlp_models.ordinary``) holds meanings of
some sentences as they stand in stories, against which a new theme's examples are held, and a
small model of the change a sentence tells of, for themes that the reader does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storybank.nlp.encoder import WIDTH
from storybank.nlp.reading import Change

ENCODER = "all-MiniLM-L6-v2 8-bit"
Vectors = npt.NDArray[np.floating[Any]]
_KEPT = np.dtype("<f2")


def pack(vector: Vectors) -> bytes:
    """Return a meaning as it is kept: 384 little-endian 16-bit floats."""
    return vector.astype(_KEPT).tobytes()


def unpack(kept: Sequence[bytes]) -> npt.NDArray[np.float32]:
    """Return kept meanings as rows."""
    rows = np.frombuffer(b"".join(kept), dtype=_KEPT).astype(np.float32)
    return rows.reshape(len(kept), WIDTH)


@dataclass(frozen=True)
class Ordinary:
    """What sentences of stories mean on the whole, and what changes they tell of."""

    vectors: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]
    change_weights: npt.NDArray[np.float32]
    change_bases: npt.NDArray[np.float32]
    changes: tuple[Change, ...]

    def centre(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Return meanings without what all sentences of stories have in common, of unit length."""
        moved = vectors - self.mean
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        centred: npt.NDArray[np.float32] = (moved / np.maximum(lengths, 1e-6)).astype(np.float32)
        return centred

    def changes_of(self, vectors: Vectors) -> list[Change]:
        """Return the change that each sentence most likely tells of."""
        scores = self.centre(vectors) @ self.change_weights.T + self.change_bases
        return [self.changes[number] for number in scores.argmax(axis=1)]


@cache
def load_ordinary(models_dir: Path) -> Ordinary:
    """What a models folder holds of ordinary sentences; read once."""
    with np.load(models_dir / "encoder" / "ordinary.npz", allow_pickle=False) as kept:
        vectors = kept["vectors"].astype(np.float32) / 127
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return Ordinary(
            vectors=vectors,
            mean=vectors.mean(axis=0),
            change_weights=kept["change_weights"].astype(np.float32),
            change_bases=kept["change_bases"].astype(np.float32),
            changes=tuple(Change(str(name)) for name in kept["changes"]),
        )
