"""Words and their stems, the same for indexing, asking and marking. Pure.

The stem is Porter's (1980) with his two later corrections, written from the published rules,
after accents are folded and a possessive is dropped. Engine and snippets share it, so a word that
was found is a word that is marked.
"""

import re
import unicodedata
from functools import lru_cache

# Combining accents belong to the word they sit in; an apostrophe joins two halves of one word.
WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:['\u2019][\w\u0300-\u036f]+)*")

STOP_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has",
    "have", "i", "in", "is", "it", "its", "of", "on", "or", "so", "that", "the", "their", "there",
    "they", "this", "to", "was", "we", "were", "will", "with", "you", "your",
))  # fmt: skip
"""Too common to look for. "No", "not" and "never" are kept: they change what a person said."""

_DOUBLE_SUFFIXES = (
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
    ("logi", "log"),
)
_MIDDLE_SUFFIXES = (
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
)
_LAST_SUFFIXES = (
    "ement", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip
_VOWELS = frozenset("aeiou")


def plain(word: str) -> str:
    """Return `word` in lower case, without accents, possessive or apostrophes."""
    lowered = word.lower()
    if not lowered.isascii():
        parts = unicodedata.normalize("NFKD", lowered.replace("\u2019", "'"))
        lowered = "".join(c for c in parts if not unicodedata.combining(c))
    lowered = lowered.removesuffix("'s")
    return lowered.replace("'", "")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of one word; a word that is not plain English letters is only folded."""
    folded = plain(word)
    if len(folded) <= 2 or not (folded.isascii() and folded.isalpha()):
        return folded
    return _without_endings(folded)


def _without_endings(word: str) -> str:
    word = _drop_past_and_gerund(_drop_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace_suffix(word, _DOUBLE_SUFFIXES)
    word = _replace_suffix(word, _MIDDLE_SUFFIXES)
    return _drop_final_e(_drop_last_suffix(word))


def _shape(word: str) -> str:
    """Return one letter for each letter: v for a vowel sound, c for a consonant."""
    shape = ""
    for letter in word:
        vowel = letter in _VOWELS or (letter == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _measure(word: str) -> int:
    """Count the vowel-to-consonant turns: Porter's m."""
    return _shape(word).count("vc")


def _ends_short(word: str) -> bool:
    """Say whether the word ends consonant, vowel, consonant, the last not w, x or y."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _drop_plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _drop_past_and_gerund(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        root = word.removesuffix(suffix)
        if root != word:
            return _mend(root) if _has_vowel(root) else word
    return word


def _mend(root: str) -> str:
    if root.endswith(("at", "bl", "iz")):
        return root + "e"
    doubled = len(root) > 1 and root[-1] == root[-2] and _shape(root)[-1] == "c"
    if doubled and root[-1] not in "lsz":
        return root[:-1]
    if _measure(root) == 1 and _ends_short(root):
        return root + "e"
    return root


def _replace_suffix(word: str, suffixes: tuple[tuple[str, str], ...]) -> str:
    for suffix, replacement in suffixes:
        if word.endswith(suffix):
            root = word[: -len(suffix)]
            return root + replacement if _measure(root) > 0 else word
    return word


def _drop_last_suffix(word: str) -> str:
    for suffix in _LAST_SUFFIXES:
        if word.endswith(suffix):
            root = word[: -len(suffix)]
            if suffix == "ion" and not root.endswith(("s", "t")):
                return word
            return root if _measure(root) > 1 else word
    return word


def _drop_final_e(word: str) -> str:
    if word.endswith("e"):
        root = word[:-1]
        measure = _measure(root)
        if measure > 1 or (measure == 1 and not _ends_short(root)):
            word = root
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
