"""Tells whether two texts are the same words."""

from __future__ import annotations

import hashlib
import unicodedata


def text_fingerprint(body: str) -> str:
    """Return a SHA-256 (hex) of the words of ``body``.

    Case, spaces, line ends and punctuation make no difference, so a story sent a second
    time from another program is known again.
    """
    folded = unicodedata.normalize("NFKC", body).casefold()
    words = "".join(ch if unicodedata.category(ch)[0] in "LNM" else " " for ch in folded)
    return hashlib.sha256(" ".join(words.split()).encode("utf-8", "replace")).hexdigest()
