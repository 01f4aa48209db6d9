"""A small trained finder of names: people, addresses, schools and workplaces.

It knows a name by its neighbours, its shape, the lists of names and places, and by how the
word is written elsewhere in the same text. It is one voice of two: ``identifiers`` joins it with
the rules.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from storybank.nlp.name_lists import FIRST_NAMES, OTHER_CAPITALS, PLACES

ORDINARY_WORDS = "ordinary_words.txt"  # in the folder of the finder
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
    marks = np.zeros((len(words), 2), dtype=np.uint64)
    add = nlp.vocab.strings.add
    for place, (tag, note) in enumerate(_marks(words, ordinary, unknown)):
        marks[place] = add(tag), add(note)
    doc.from_array(["TAG", "LEMMA"], marks)  # type: ignore[arg-type]  # spaCy's own types are too narrow
    return doc


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


class NameFinder:
    """Finds names with the model of a folder. Safe from several threads at a time."""

    def __init__(self, nlp: Language, ordinary: frozenset[str]) -> None:
        """Use a loaded pipeline, whose one component is the recogniser, and its everyday words."""
        self._nlp = nlp
        self._ordinary = ordinary

    def find(self, body: str) -> list[tuple[int, int, str]]:
        """Where names stand: (start, end, type), in order and apart, in code points."""
        doc = make_doc(self._nlp, body, self._ordinary)
        recogniser = self._nlp.get_pipe("ner")
        found = []
        for first in range(0, len(doc), _MOST_TOKENS):
            whole = len(doc) <= _MOST_TOKENS
            piece = doc if whole else doc[first : first + _MOST_TOKENS].as_doc()
            offset = 0 if whole else doc[first].idx
            for ent in recogniser(piece).ents:
                found.append((ent.start_char + offset, ent.end_char + offset, ent.label_))
        return found


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
