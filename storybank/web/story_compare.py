"""How two versions of a text differ, word by word."""

import re
from difflib import SequenceMatcher
from itertools import pairwise

_WORD = re.compile(r"\S+[^\S\n]*|\n+")
_LINE = re.compile(r"[^\n]*\n*")
Part = tuple[str, str]


def compare_words(before: str, after: str) -> list[Part]:
    """Parts (``equal``, ``insert`` or ``delete``; words) that lead from one text to the other.

    Lines are compared first and words only within lines that changed: comparing all words of
    two long texts takes time that grows with the square of their length.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    parts: list[Part] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            parts.append(("equal", "".join(old[a:b])))
        elif b - a == d - c:  # as many lines as before: each against its own
            for one, other in zip(old[a:b], new[c:d], strict=True):
                parts += _compare_lines(one, other)
        else:
            parts += _compare_lines("".join(old[a:b]), "".join(new[c:d]))
    return _joined(parts)


def _compare_lines(before: str, after: str) -> list[Part]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts: list[Part] = []
    # Space after a word is no difference worth showing.
    matcher = SequenceMatcher(None, [w.strip(" ") for w in old], [w.strip(" ") for w in new])
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            pairs = zip(old[a:b], new[c:d], strict=True)
            parts.append(("equal", "".join(max(pair, key=len) for pair in pairs)))
            continue
        if a < b:
            parts.append(("delete", "".join(old[a:b])))
        if c < d:
            parts.append(("insert", "".join(new[c:d])))
    return parts


def _joined(parts: list[Part]) -> list[Part]:
    """The same parts with neighbours of one kind put together and empty ones left out."""
    kept: list[Part] = []
    for op, words in parts:
        if not words:
            continue
        if kept and kept[-1][0] == op:
            kept[-1] = (op, kept[-1][1] + words)
        else:
            kept.append((op, words))
    assert all(one[0] != other[0] for one, other in pairwise(kept)), "neighbours differ in kind"
    return kept
