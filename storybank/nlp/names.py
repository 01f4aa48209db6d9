"""A small trained finder of names: people, addresses, schools and workplaces.

It knows a name by its neighbours, its shape, the lists of names and places, and by how the
word is written elsewhere in the same text. It is one voice of two: ``identifiers`` joins it with
the rules.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from storybank.nlp.name_lists import FIRST_NAMES, OTHER_CAPITALS, PLACES, WORD_NAMES

ORDINARY_WORDS = "ordinary_words.txt"  # in the folder of the finder
_BESIDE = 5  # words on either side of a possible name that the finder reads
_NO_NAME = frozenset(["small", "1110", "1010"])  # small, or an everyday word that begins a sentence
_MOST_TOKENS = 2_000  # read at a time: the memory of a reading must not grow with the text
_LONGEST_TEXT = 50_000_000
# As in ``pipeline``: spaCy peels marks off one at a time, slowly where a run of them is long.
_LONG_RUN = re.compile(r"[^\w\s]{25,}")
_ENDS = frozenset([".", "!", "?", ":", "…", "...", "-", "–", "*", '"', "“", "‘", "(", "•", ">"])
_TITLES_TEXT = (
    "mr mrs ms miss mx dr prof sir lady councillor cllr coach sister auntie aunty uncle father rev"
    " reverend nurse pastor imam big old little young mister nan granny"
)
_TITLES = frozenset(_TITLES_TEXT.split())
_STREETS_TEXT = (
    "street road avenue terrace crescent close lane drive mews wynd gardens grove row rd ave court"
    " place way walk croft fold house rise square steps brae parade yard vale view mount hill green"
    " gate lodge heights tower towers point buildings cottages villas bank park quay loan gait flat"
    " cottage farm barn chambers reach end dene drove"
)
_STREETS = frozenset(_STREETS_TEXT.split())
_SCHOOLS_TEXT = (
    "school primary secondary high infants infant junior juniors grammar academy college nursery"
    " sixth form comp comprehensive ysgol university preschool tertiary"
)
_SCHOOLS = frozenset(_SCHOOLS_TEXT.split())
_WORKS_TEXT = (
    "bakery blinds beds steel castings garments chemist pharmacy practice surgery fish fencing"
    " works stores mutual motors builders foods foundry mill mills shipyard dock business hospital"
    " general infirmary cafe café restaurant garage sons daughters bros brothers laundry creamery"
    " clinic depot bar arms inn hotel factory warehouse nurseries carpets linens poultry pies salon"
    " fabrications seeds trainers society holiday dairy"
)
_WORKS = frozenset(_WORKS_TEXT.split())
_CLASSES = (("T", _TITLES), ("S", _STREETS), ("C", _SCHOOLS), ("W", _WORKS))
_NAMES = (("F", FIRST_NAMES), ("P", PLACES), ("O", OTHER_CAPITALS))

_loading = threading.Lock()


def blank_pipeline() -> Language:
    """The tokeniser the finder was trained with and reads with."""
    nlp = spacy.blank("en")
    nlp.max_length = _LONGEST_TEXT
    return nlp


def make_doc(
    nlp: Language, body: str, ordinary: frozenset[str], unknown: frozenset[str] = frozenset()
) -> Doc:
    """Tokens of a text, each marked with what the lists and the rest of the text say of it.

    ``ordinary`` are everyday words, in small letters. ``unknown`` words are treated as standing in
    no list of names (training hides some).
    """
    doc = nlp.make_doc(_LONG_RUN.sub(lambda run: " " * len(run[0]), body))
    words = [token.text for token in doc]
    _mark(doc, _marks(words, ordinary, unknown))
    return doc


def _mark(doc: Doc, marks: Iterable[tuple[str, str]]) -> None:
    add = doc.vocab.strings.add
    numbers = np.zeros((len(doc), 2), dtype=np.uint64)
    for place, (tag, note) in enumerate(marks):
        numbers[place] = add(tag), add(note)
    doc.from_array(["TAG", "LEMMA"], numbers)  # type: ignore[arg-type]  # their types: too narrow


def _marks(
    words: Sequence[str], ordinary: frozenset[str], unknown: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """For each word: the lists it stands in, and how the text writes it elsewhere."""
    starts = [not at or _is_end(words[at - 1]) for at in range(len(words))]
    small = {word for word in words if word[:1].islower()}
    inside = {
        word for word, start in zip(words, starts, strict=True) if not start and word[:1].isupper()
    }
    for word, start in zip(words, starts, strict=True):
        lower = word.lower()
        lists = _NAMES if lower not in unknown else _NAMES[2:]
        tag = "".join(letter for letter, known in (*lists, *_CLASSES) if lower in known) or "-"
        if not word[:1].isupper():
            yield tag, "small"
        else:
            everyday = lower in small or lower in ordinary
            yield tag, f"{start:d}{lower in small:d}{everyday:d}{word in inside:d}"


def _is_end(word: str) -> bool:
    return word in _ENDS or "\n" in word


def _near_capitals(words: Sequence[str], marks: Sequence[tuple[str, str]]) -> Iterator[int]:
    """The words that stand near one which may be a name: the rest need not be read."""
    reach = -1
    for at, (_, note) in enumerate(marks):
        if note not in _NO_NAME and words[at] != "I":
            yield from range(max(reach + 1, at - _BESIDE), min(at + _BESIDE + 1, len(words)))
            reach = max(reach, at + _BESIDE)


class NameFinder:
    """Finds names with the model of a folder. Safe from several threads at a time."""

    def __init__(self, nlp: Language, ordinary: frozenset[str]) -> None:
        """Use a loaded pipeline, whose one component is the recogniser, and its everyday words."""
        self._nlp = nlp
        self._ordinary = ordinary

    def find(self, body: str) -> list[tuple[int, int, str]]:
        """Where names stand: (start, end, type), in order and apart, in code points."""
        doc = self._nlp.make_doc(_LONG_RUN.sub(lambda run: " " * len(run[0]), body))
        words = [token.text for token in doc]
        marks = list(_marks(words, self._ordinary, frozenset()))
        places = list(_near_capitals(words, marks))
        found = []
        for first in range(0, len(places), _MOST_TOKENS):
            piece = places[first : first + _MOST_TOKENS]
            for start, end, type_ in self._read(
                [words[at] for at in piece], [marks[at] for at in piece]
            ):
                begin, last = doc[piece[start]], doc[piece[end - 1]]
                if piece[end - 1] - piece[start] == end - 1 - start:  # nothing was left out between
                    found.append((begin.idx, last.idx + len(last), type_))
        return found

    def _read(
        self, words: list[str], marks: list[tuple[str, str]]
    ) -> Iterator[tuple[int, int, str]]:
        """Where names stand among words, by their numbers."""
        doc = Doc(self._nlp.vocab, words=words)
        _mark(doc, marks)
        for ent in self._nlp.get_pipe("ner")(doc).ents:
            if not self._is_first_word(ent):
                yield ent.start, ent.end, ent.label_

    def _is_first_word(self, ent: Span) -> bool:
        """Whether an everyday word has its capital only because it begins a sentence."""
        word = ent.text.lower()
        everyday = word in self._ordinary and word not in FIRST_NAMES | WORD_NAMES
        first = ent.start == 0 or _is_end(ent.doc[ent.start - 1].text)
        return ent.label_ == "PERSON" and everyday and first


def load_names(models_dir: Path) -> NameFinder | None:
    """The finder kept in a models folder, loaded once in a process; None where there is none."""
    with _loading:
        return _load(models_dir)


@cache
def _load(models_dir: Path) -> NameFinder | None:
    folder = models_dir / "names"
    if not (folder / "config.cfg").exists():
        return None
    nlp = spacy.load(folder)
    nlp.max_length = _LONGEST_TEXT
    words = (folder / ORDINARY_WORDS).read_text(encoding="utf-8")
    return NameFinder(nlp, frozenset(words.split()))
