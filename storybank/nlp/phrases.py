"""Which phrases a sentence holds, in the two ways the patterns are written.

Theme phrases are made of normal forms ("sleep" for "slept"), with a shortened form of long
words ("volun*"); change phrases are made of the words as spelt, because "had" and "have" tell
apart what was from what is. The builder of the patterns and the reader both ask here, so that
a pattern learnt is a pattern found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storybank.nlp.words import normal_form

LONGEST_PHRASE = 3
_NEGATION_REACH = 5
_SHORT_FORM = 5
_NEGATIONS_TEXT = "not never nobody nothing none no without nor neither hardly nowhere stop"
NEGATIONS = frozenset(_NEGATIONS_TEXT.split())
# Too common to say anything of a theme by themselves; a phrase needs one word that is not here.
_STOP_WORDS_TEXT = """
    the a an and or but of to in on at for it 's that this these those with as is by be i you he
    she we they so there then if from up out into her his him them us who what which when were
    was had has have do not will can my your our their its me go get got one all just like than
    too very would could should about because where how any some other only also even every no
    on off over down back here now more most much many well each both such own same again yes
    thing say tell come let put give take be see know think # '"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence: its normal form, its spelling, its place in the text."""

    form: str
    spelling: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a sentence, by the words (first and last) that it was read from."""

    key: str
    first: int
    last: int


def make_words(tokens: Iterable[tuple[str, int]]) -> list[Word | None]:
    """Return the words of a sentence from its tokens (text, start); None where phrases break."""
    words: list[Word | None] = []
    for text, start in tokens:
        if any(character.isalnum() for character in text):
            spelling = text[:40].lower().replace("\u2019", "'")
            words.append(Word(normal_form(text[:60]), spelling, start, start + len(text)))
        elif text not in {"-", "\u2013", "/"} and text.strip():
            words.append(None)  # "step-free" and "step free" are one phrase; a comma is a break
    return words


def find_theme_phrases(words: Sequence[Word | None]) -> Iterator[Phrase]:
    """Yield the phrases of a sentence in normal forms, with repeats."""
    forms = [None if word is None else word.form for word in words]
    negated_until = negation = -1
    for index, form in enumerate(forms):
        if form is None:
            negated_until = -1
            continue
        if form not in STOP_WORDS:
            yield Phrase(form, index, index)
            if len(form) > _SHORT_FORM:
                yield Phrase(f"{form[:_SHORT_FORM]}*", index, index)
            if index <= negated_until:
                yield Phrase(f"not ~ {form}", negation, index)
        if form in NEGATIONS:
            negation, negated_until = index, index + _NEGATION_REACH
        for phrase in _longer_phrases(forms, index):
            if any(forms[at] not in STOP_WORDS for at in range(phrase.first, phrase.last + 1)):
                yield phrase


def find_change_phrases(words: Sequence[Word | None]) -> Iterator[Phrase]:
    """Yield the phrases of a sentence as spelt, with repeats."""
    spellings = [None if word is None else word.spelling for word in words]
    for index, spelling in enumerate(spellings):
        if spelling is not None:
            yield Phrase(spelling, index, index)
            yield from _longer_phrases(spellings, index)


def _longer_phrases(forms: Sequence[str | None], first: int) -> Iterator[Phrase]:
    key = forms[first]
    for last in range(first + 1, min(first + LONGEST_PHRASE, len(forms))):
        following = forms[last]
        if following is None:
            return
        key = f"{key} {following}"
        yield Phrase(key, first, last)
