"""Covering personal details: which words go, what stands for them, and where that is then. Pure.

All offsets are half-open code points. Whoever covers words decides about *words*, not places: the
same words are covered wherever they stand, so that nothing is left over in a later sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from storybank.core.errors import RuleBroken
from storybank.stories.pseudonymise import fitted, is_title

MASKS = {
    "PERSON": "[a name]",
    "ADDRESS": "[an address]",
    "POSTCODE": "[a postcode]",
    "PHONE": "[a phone number]",
    "EMAIL": "[an e-mail address]",
    "DATE_OF_BIRTH": "[a date of birth]",
    "NHS_NUMBER": "[an NHS number]",
    "NI_NUMBER": "[a National Insurance number]",
    "SCHOOL_OR_WORKPLACE": "[a school or workplace]",
    "PLACE": "[a place]",
    "DATE": "[a date]",
    "OTHER": "[a personal detail]",
}
OTHER_MASK = MASKS["OTHER"]
DETAIL_NAMES = {
    "PERSON": "Name",
    "ADDRESS": "Address",
    "POSTCODE": "Postcode",
    "PHONE": "Phone number",
    "EMAIL": "E-mail address",
    "DATE_OF_BIRTH": "Date of birth",
    "NHS_NUMBER": "NHS number",
    "NI_NUMBER": "National Insurance number",
    "SCHOOL_OR_WORKPLACE": "School or workplace",
    "PLACE": "Place",
    "DATE": "Date",
    "OTHER": "Something else",
}
LONGEST_INSTEAD = 80
LONGEST_WORDS = 200
SHORTEST_NAME_PART = 3
NOTHING_COVERED = "As received"
_MASK = re.compile(r"\[[^\[\]]{3,60}\]")

Place = tuple[int, int]


class Noticed(Protocol):
    """A stretch of a text that may tell who somebody is."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def type(self) -> str:
        """What it is, by the names of ``MASKS``."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of some words, wherever they stand.

    ``instead`` is None where they may stay, and empty where the mask of their type covers them.
    """

    words: str
    type: str
    instead: str | None = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """One stretch of a text, and the words that stand in its place."""

    start: int
    end: int
    instead: str
    type: str = "OTHER"


@dataclass(frozen=True)
class Covering:
    """A text, the same with its details covered, and which place of one is which of the other."""

    before: str
    after: str
    pieces: tuple[tuple[int, int, int, int], ...]
    """For each cover: where it began and ended, and where what stands for it begins and ends."""

    def span(self, start: int, end: int) -> Place:
        """Where a stretch of the text before stands now; a detail is taken in whole."""
        return self._moved(start, ends=False), self._moved(end, ends=True)

    def _moved(self, at: int, *, ends: bool) -> int:
        number = bisect_right(self.pieces, at, key=lambda one: one[0]) - 1
        if number >= 0 and ends and self.pieces[number][0] == at:
            number -= 1  # a stretch that ends where a detail begins does not hold it
        if number < 0:
            return at
        _, old_end, new_start, new_end = self.pieces[number]
        if at < old_end or (ends and at == old_end):
            return new_end if ends else new_start
        return at - old_end + new_end


@dataclass(frozen=True)
class Masking:
    """What covering a story did to its words, for whatever stands on them."""

    before_id: int
    after_id: int
    covering: Covering
    others: Mapping[str, str]
    """The words covered, and what stands for each."""

    def cover(self, text: str) -> str:
        """Another text with the same words covered."""
        return cover_words(text, self.others)


def mask_of(type_: str) -> str:
    """What stands for a detail of this type, where nothing else was chosen."""
    return MASKS.get(type_, OTHER_MASK)


def names_in(words: str) -> set[str]:
    """The words of a name in small letters, without what only hangs on: “Walter’s” is walter."""
    return {re.sub(r"['’]s?$", "", word) for word in re.findall(r"[\w'’-]+", words.casefold())}


def find_words(text: str, words: str) -> Iterator[Place]:
    """Every place where these words stand as whole words, in order and apart."""
    first, *rest = words.split() or [""]
    if not first:
        return
    spaced = r"\s+".join(re.escape(word) for word in (first, *rest))
    pattern = re.compile(rf"(?<!\w){spaced}(?!\w)")
    # Looking for the first word alone is many times faster than the whole pattern everywhere.
    at = text.find(first)
    while at >= 0:
        match = pattern.match(text, at)
        if match:
            yield match.span()
        at = text.find(first, match.end() if match else at + 1)


def covers_of(body: str, decisions: Iterable[Decision]) -> list[Cover]:
    """Where these decisions cover a text: longer words win over shorter ones within them."""
    covers: list[Cover] = []
    held: set[int] = set()
    for one in sorted(decisions, key=lambda one: -len(one.words)):
        for start, end in find_words(body, one.words):
            if not held.isdisjoint(range(start, end)):
                continue
            held.update(range(start, end))
            if one.instead is not None:
                covers.append(Cover(start, end, one.instead or mask_of(one.type), one.type))
    return sorted(covers, key=lambda one: one.start)


def cover_body(body: str, covers: Sequence[Cover]) -> Covering:
    """A text with these stretches covered; of two that overlap the first stands.

    "a school" loses its "a" after "the" or "her", and takes a capital where a sentence begins.
    """
    pieces: list[str] = []
    moved: list[tuple[int, int, int, int]] = []
    at = length = 0
    for one in sorted(covers, key=lambda one: (one.start, -one.end)):
        if one.start < at:
            continue
        words = fitted(one.instead, body, one.start)
        pieces += (body[at : one.start], words)
        length += one.start - at
        moved.append((one.start, one.end, length, length + len(words)))
        length += len(words)
        at = one.end
    pieces.append(body[at:])
    return Covering(body, "".join(pieces), tuple(moved))


def words_covered(body: str, covers: Collection[Cover]) -> dict[str, str]:
    """The words that covers take the place of, and the parts of names, with what stands for each.

    For titles and notes: they say "Maureen" where the story says "Maureen Hartley".
    """
    whole = {body[one.start : one.end]: one for one in covers}
    others = {words: one.instead for words, one in whole.items()}
    for words, one in whole.items():
        if one.type == "PERSON":
            for part, instead in _parts(words, one.instead):
                others.setdefault(part, instead)
    return others


def cover_words(text: str, others: Mapping[str, str]) -> str:
    """A short text with words replaced, wherever they stand as whole words."""
    if not others or not text:
        return text
    longest_first = sorted(others, key=lambda words: (-len(words), words))
    either = "|".join(
        r"\s+".join(re.escape(part) for part in words.split()) for words in longest_first
    )
    by_words = {" ".join(words.split()): instead for words, instead in others.items()}
    return re.sub(
        rf"(?<!\w)(?:{either})(?!\w)", lambda match: by_words[" ".join(match[0].split())], text
    )


def note_of(covered: int) -> str:
    """What the history of a story says of a version with so many details covered."""
    return f"Personal details covered: {covered}" if covered else NOTHING_COVERED


def check_decisions(decisions: Iterable[Decision]) -> None:
    """What stands for a detail must be short, and must not be the detail.

    Raises:
        RuleBroken: one is too long, or says the same.
    """
    for one in decisions:
        if len(one.words) > LONGEST_WORDS:
            raise RuleBroken(f"Cover at most {LONGEST_WORDS} characters at once.", field="words")
        if one.instead and len(one.instead) > LONGEST_INSTEAD:
            raise RuleBroken(
                f"Use {LONGEST_INSTEAD} characters or fewer for what stands instead.", field="rows"
            )
        if one.instead and one.instead.casefold() == one.words.casefold():
            raise RuleBroken("These are the same words. Write others.", field="rows")


def _parts(words: str, instead: str) -> Iterator[tuple[str, str]]:
    """The parts of a name that tell who it is, each with its part of the name given instead."""
    names = words.split()
    if len(names) < 2:
        return
    given = instead.split() if not _MASK.fullmatch(instead) else []
    for number, name in enumerate(names):
        core = name.strip(".,'\u2019")
        is_name = len(core) >= SHORTEST_NAME_PART and core[:1].isupper() and not is_title(core)
        if is_name:
            yield core, given[number] if len(given) == len(names) else instead
