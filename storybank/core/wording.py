"""What a wording boils down to, so that texts with most words in common are found by a look-up.

The runs of words of a text are shuffled in fixed ways, and the first of each shuffle is kept:
texts alike agree on many of these, however long they are (minhash, in bands).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

BANDS = 16
ROWS = 2
_PRIME = np.uint64((1 << 31) - 1)  # so that a product of two fits into 64 bits


def bands_of(words: Sequence[str], run: int) -> tuple[int, ...]:
    """A number for each of 16 bands, of all runs of so many words. () where there is no run."""
    runs = {_number(" ".join(words[i : i + run])) for i in range(len(words) - run + 1)}
    if not runs:
        return ()
    hashed = np.array(sorted(runs), dtype=np.uint64) % _PRIME
    # Of each shuffle of all possible runs, the first that the text has: texts alike agree on many.
    least = [int(((hashed * times + plus) % _PRIME).min()) for times, plus in _MIXERS]
    return tuple(
        _number(f"{band}:{least[band * ROWS : (band + 1) * ROWS]}") for band in range(BANDS)
    )


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8"), digest_size=7).digest(), "big")


_MIXERS = tuple(
    (
        np.uint64(_number(f"times {row}") % (int(_PRIME) - 1) + 1),
        np.uint64(_number(f"plus {row}") % int(_PRIME)),
    )
    for row in range(BANDS * ROWS)
)
