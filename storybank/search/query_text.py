"""What a reader's words mean: a small tree of wanted words. Pure.

Words are wanted together unless OR stands between; AND, OR and NOT count only in capitals; a minus
before a word means NOT; "quotes" make a phrase; a star at the end finds every word that begins so;
title:, body:, quotes:, place: and theme: look in one field. Whatever else was typed is read as
plain words, so nothing typed is ever an error.
"""

import re
from dataclasses import dataclass

from storybank.search.stems import STOP_WORDS, WORD, plain, stem

SPOKEN_FIELDS = ("title", "body", "quotes", "place", "theme")
"""The fields a reader may name."""

_MOST_CHARACTERS = 2_000
_MOST_WORDS = 40
_MOST_SIGNS = 120
_DEEPEST = 12
_SHORTEST_PREFIX = 2

_SIGN = re.compile(
    rf"""
    (?:(?P<field>{"|".join(SPOKEN_FIELDS)}):(?=[\w"]))?
    (?: "(?P<phrase>[^"]*)"? | (?P<bracket>[()]) | (?P<chunk>[^\s"()]+) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """One wanted word: its stem, or with `prefix` the letters a word begins with."""

    stem: str
    typed: str
    field: str | None = None
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words wanted side by side, in order."""

    words: tuple[Word, ...]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is wanted; `implied` where the reader did not write AND."""

    parts: "tuple[Node, ...]"
    implied: bool = True


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part is enough."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The part is not wanted."""

    part: "Node"


Node = Word | Phrase | AllOf | AnyOf | NoneOf
Sign = Node | str


def parse(text: str) -> Node | None:
    """Return what `text` asks for, or None when it holds no word to look for."""
    return _Parser(_signs(text[:_MOST_CHARACTERS])).read()


def typed_words(node: Node | None) -> tuple[str, ...]:
    """Return the wanted words as typed, each once, a prefix with its star; not those refused."""
    found: dict[str, None] = {}
    _gather(node, found)
    return tuple(found)


def widen(node: Node) -> Node | None:
    """Return the request with any word in place of all words, or None where that changes nothing.

    What the reader joined by AND, put in quotes or refused is left as it is.
    """
    if not isinstance(node, AllOf) or not node.implied:
        return None
    refused = tuple(part for part in node.parts if isinstance(part, NoneOf))
    wanted = tuple(part for part in node.parts if not isinstance(part, NoneOf))
    if len(wanted) < 2:
        return None
    return AllOf((AnyOf(wanted), *refused), implied=False) if refused else AnyOf(wanted)


def _gather(node: Node | None, found: dict[str, None]) -> None:
    if isinstance(node, Word):
        # A theme is a code, not a word of the text, so there is nothing to mark.
        if node.field != "theme":
            found[node.typed + "*" if node.prefix else node.typed] = None
    elif isinstance(node, Phrase):
        for word in node.words:
            _gather(word, found)
    elif isinstance(node, AllOf | AnyOf):
        for part in node.parts:
            _gather(part, found)


def _signs(text: str) -> list[Sign]:
    """Cut the text into words, phrases, brackets and the operators AND, OR, NOT."""
    signs: list[Sign] = []
    words = 0
    for match in _SIGN.finditer(text):
        field = match["field"]
        if match["bracket"]:
            new: list[Sign] = [match["bracket"]]
        elif match["phrase"] is not None:
            new = _phrase(match["phrase"], field)
        elif match["chunk"] in ("AND", "OR", "NOT"):
            new = [match["chunk"]]
        else:
            new = _words(match["chunk"] or "", field)
        words += sum(not isinstance(sign, str) for sign in new)
        if words > _MOST_WORDS or len(signs) > _MOST_SIGNS:
            break
        signs += new
    return signs


def _phrase(text: str, field: str | None) -> list[Sign]:
    words = tuple(_plain_words(text, field)[:_MOST_WORDS])
    if len(words) > 1:
        return [Phrase(words, field)]
    return list(words)


def _words(chunk: str, field: str | None) -> list[Sign]:
    prefix = chunk.rstrip(",;.").endswith("*")
    words = _plain_words(chunk, field, keep_stop_words=prefix)
    if words and prefix:
        last = words.pop()
        begins = plain(last.typed)
        if len(begins) >= _SHORTEST_PREFIX:
            words.append(Word(begins, last.typed, field, prefix=True))
    if words and chunk.startswith("-"):
        # A minus belongs to the whole chunk: -well-being refuses both halves side by side.
        part: Node = words[0] if len(words) == 1 else AllOf(tuple(words), implied=False)
        return [NoneOf(part)]
    return list(words)


def _plain_words(text: str, field: str | None, *, keep_stop_words: bool = False) -> list[Word]:
    typed = (match.group() for match in WORD.finditer(text))
    return [
        Word(stem(word), word, field)
        for word in typed
        if stem(word) and (keep_stop_words or word.lower() not in STOP_WORDS)
    ]


class _Parser:
    """Reads signs left to right; what does not fit is passed over."""

    def __init__(self, signs: list[Sign]) -> None:
        self._signs = signs
        self._at = 0

    def read(self) -> Node | None:
        parts: list[Node] = []
        while self._at < len(self._signs):
            part = self._either(0)
            if part is not None:
                parts.append(part)
            self._at += 1  # past a closing bracket that nothing opened
        return _joined(parts, implied=True)

    def _peek(self) -> Sign | None:
        return self._signs[self._at] if self._at < len(self._signs) else None

    def _either(self, depth: int) -> Node | None:
        parts = [self._together(depth)]
        while self._peek() == "OR":
            self._at += 1
            parts.append(self._together(depth))
        wanted = tuple(part for part in parts if part is not None)
        if len(wanted) > 1:
            return AnyOf(wanted)
        return wanted[0] if wanted else None

    def _together(self, depth: int) -> Node | None:
        parts: list[Node] = []
        implied = True
        while (sign := self._peek()) is not None and sign not in ("OR", ")"):
            if sign == "AND":
                implied = False
                self._at += 1
                continue
            part = self._one(depth)
            if part is not None:
                parts.append(part)
        return _joined(parts, implied=implied)

    def _one(self, depth: int) -> Node | None:
        refused = False
        while self._peek() == "NOT":
            refused = not refused
            self._at += 1
        sign = self._peek()
        if sign in (None, "OR", "AND", ")"):
            return None
        self._at += 1
        if sign != "(":
            part = None if isinstance(sign, str) else sign
        elif depth < _DEEPEST:
            part = self._either(depth + 1)
            if self._peek() == ")":
                self._at += 1
        else:
            return None
        return NoneOf(part) if part is not None and refused else part


def _joined(parts: list[Node], *, implied: bool) -> Node | None:
    if len(parts) > 1:
        return AllOf(tuple(parts), implied=implied)
    return parts[0] if parts else None
