"""Where sentences begin and end: rules for written and transcribed British English.

Works on characters, not tokens, so that the offsets are those of the text itself.
"""

from __future__ import annotations

import re

_ABBREVIATIONS_TEXT = """
    mr mrs ms mx dr prof rev revd fr st sgt cllr hon jr sr e.g i.e eg ie etc vs v cf al approx
    dept est ext fig inc ltd co plc no nos p pp para ref tel vol yr yrs hr hrs min mins
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun
    ave rd gen col capt lt maj sq ft a.m p.m"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_TEXT.split())
# After these a full stop may end the sentence all the same, if a capital follows.
_MAY_END_TEXT = "etc a.m p.m am pm co ltd plc inc yrs hrs mins"
_MAY_END = frozenset(_MAY_END_TEXT.split())
_NEVER_END = _ABBREVIATIONS - _MAY_END
# "no" and month or day names are words too: they shorten only before a figure.
_BEFORE_FIGURE_TEXT = """
    no nos p pp para fig vol jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed
    thu thur thurs fri sat sun min mins sq ft hr ref tel ext col v al est co"""
_BEFORE_FIGURE = frozenset(_BEFORE_FIGURE_TEXT.split())
_STOP = re.compile(
    r"(?P<stop>[.!?\u2026\u3002\u06d4\u061f]{1,8})(?P<close>[\"'\u2019\u201d\u00bb)\]*_]{0,4})(?=\s|$)"
)
_MARK = re.compile(r"(?:[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+\u2022][ \t]+|\d{1,3}[.)][ \t]+))+")
_LAST_WORD = re.compile(r"([^\s\"'\u201c\u2018(\[]+)$")
_NEXT = re.compile(r"\s*([\"'\u2018\u201c\u00ab(\[*_]{0,4})(\S)")
_LOOK_BACK = 60
_INITIAL = re.compile(r"^[A-Z]$")
_BEFORE_LETTER_TEXT = (
    "mr mrs ms miss year vitamin band block plan set and or annex appendix part option"
)
_BEFORE_LETTER = frozenset(_BEFORE_LETTER_TEXT.split())
# A quotation that ends in a mark and is carried on by its speech tag: "Stop!" he said.
_LOWER_OR_COMMA = re.compile(r"[a-z,;:\u2014\u2013]")


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the half-open offsets of the sentences of ``text[start:end]``, in order.

    White space and Markdown block marks are outside the sentences; every other character
    is in exactly one. A line break always ends a sentence.
    """
    found: list[tuple[int, int]] = []
    line_start = start
    while line_start < end:
        line_break = text.find("\n", line_start, end)
        line_end = end if line_break < 0 else line_break
        _split_line(text, line_start, line_end, found)
        line_start = line_end + 1
    return found


def _split_line(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    mark = _MARK.match(text, start, end)
    if mark is not None and text[mark.end() : end].strip():
        start = mark.end()
    position = start
    for match in _STOP.finditer(text, start, end):
        if _ends_sentence(text, position, match, end):
            _add(text, position, match.end(), found)
            position = match.end()
    _add(text, position, end, found)


def _add(text: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append((start, end))


def _ends_sentence(text: str, sentence_start: int, match: re.Match[str], end: int) -> bool:
    following = _NEXT.match(text, match.end(), end)
    if following is None:
        return True
    opener, after = following[1], following[2]
    stop = match["stop"]
    if stop == ".":
        return _full_stop_ends(text, sentence_start, match, after, opener)
    # An ellipsis, or a question inside a quotation, goes on when a small letter follows.
    return not _LOWER_OR_COMMA.match(after)


def _full_stop_ends(
    text: str, sentence_start: int, match: re.Match[str], after: str, opener: str
) -> bool:
    if _LOWER_OR_COMMA.match(after) and not opener:
        # Careless typing leaves small letters after a stop; only a long word before is a sure end.
        return after.islower() and not _is_short(text, sentence_start, match)
    before = _LAST_WORD.search(text, _near(sentence_start, match.start()), match.start())
    if before is None:
        return True
    word = before[1]
    lower = word.lower()
    if _INITIAL.match(word):
        return word == "I" or _is_letter_of_a_kind(text, sentence_start, before.start())
    if lower in _BEFORE_FIGURE:
        return not after.isdigit()
    if match["close"] and match["close"] != "*":
        return True
    return lower not in _NEVER_END


def _near(sentence_start: int, position: int) -> int:
    """Return where to look back from, so that a text without an end is not read again and again."""
    return max(sentence_start, position - _LOOK_BACK)


def _is_letter_of_a_kind(text: str, sentence_start: int, word_start: int) -> bool:
    """Say whether a lone capital ends a sentence: it does in "Mr D.", not in "J. Smith"."""
    before = text[_near(sentence_start, word_start) : word_start].rstrip()
    if not before:
        return False
    last = before.rsplit(None, 1)[-1].lower().rstrip(".")
    return last in _BEFORE_LETTER or last.isdigit()


def _is_short(text: str, sentence_start: int, match: re.Match[str]) -> bool:
    before = _LAST_WORD.search(text, _near(sentence_start, match.start()), match.start())
    word = before[1].lower() if before else ""
    return len(word) < 3 or "." in word or word in _ABBREVIATIONS or word[-1:].isdigit()
