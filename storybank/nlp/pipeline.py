"""The spaCy pipeline: British English words, the speakers' turns, and their sentences.

The splitter puts its findings in ``doc.user_data`` as character offsets: a sentence need not
begin where spaCy's word does, and offsets into the text must be right to the character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from storybank.nlp.sentences import split_sentences
from storybank.nlp.turns import Turn, split_turns

_BODY = "story_body"
_KIND = "story_kind"
_TURNS = "story_turns"
_SENTENCES = "story_sentences"
# spaCy peels marks off one at a time, in time that grows with the square of their number: a long
# run of them, which holds no word, is kept from it. Offsets do not change.
_LONG_RUN = re.compile(r"[^\w\s]{25,}")
_LONGEST_TEXT = 50_000_000  # characters; the rules need no memory that grows faster than the text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a story: where it stands, who says it, and its tokens (text, start)."""

    start: int
    end: int
    is_interviewer: bool
    tokens: tuple[tuple[str, int], ...]


@Language.component("storybank_turns")
def find_turns(doc: Doc) -> Doc:
    """Note who speaks where."""
    doc.user_data[_TURNS] = split_turns(doc.user_data[_BODY], doc.user_data[_KIND])
    return doc


@Language.component("storybank_sentences")
def find_sentences(doc: Doc) -> Doc:
    """Note where sentences begin and end, whose they are, and their words."""
    text: str = doc.user_data[_BODY]
    turns: tuple[Turn, ...] = doc.user_data[_TURNS]
    found = [
        (start, end, turn.is_interviewer)
        for turn in turns
        for start, end in split_sentences(text, turn.text_start, turn.end)
    ]
    doc.user_data[_SENTENCES] = _with_tokens(doc, found)
    return doc


def build_pipeline() -> Language:
    """Return the pipeline of turns and sentences; ``coding`` adds the part that was learnt."""
    nlp = spacy.blank("en")
    nlp.max_length = _LONGEST_TEXT
    nlp.add_pipe("storybank_turns")
    nlp.add_pipe("storybank_sentences")
    return nlp


def read_document(nlp: Language, body: str, kind: str) -> Doc:
    """Return a story taken through the pipeline."""
    doc = nlp.make_doc(_LONG_RUN.sub(_blank, body))
    doc.user_data[_BODY] = body
    doc.user_data[_KIND] = kind
    return nlp(doc)


def body_of(doc: Doc) -> str:
    """Return the words of a story as they came."""
    body: str = doc.user_data[_BODY]
    return body


def sentences_of(doc: Doc) -> tuple[Sentence, ...]:
    """Return the sentences of a story in order, every one of them, interviewer's too."""
    sentences: tuple[Sentence, ...] = doc.user_data[_SENTENCES]
    return sentences


def _blank(run: re.Match[str]) -> str:
    return " " * len(run[0])


def _with_tokens(doc: Doc, found: list[tuple[int, int, bool]]) -> tuple[Sentence, ...]:
    sentences = []
    tokens = [(token.text, token.idx) for token in doc]
    position = 0
    for start, end, is_interviewer in found:
        while position < len(tokens) and tokens[position][1] + len(tokens[position][0]) <= start:
            position += 1
        first = position
        while position < len(tokens) and tokens[position][1] < end:
            position += 1
        within = tuple(_cut(token, start, end) for token in tokens[first:position])
        # A token that runs over the end belongs to the next sentence too.
        if position and tokens[position - 1][1] + len(tokens[position - 1][0]) > end:
            position -= 1
        sentences.append(Sentence(start, end, is_interviewer, within))
    return tuple(sentences)


def _cut(token: tuple[str, int], start: int, end: int) -> tuple[str, int]:
    """Return the part of a token that lies within a sentence."""
    text, at = token
    if at >= start and at + len(text) <= end:
        return token
    left = max(at, start)
    return text[left - at : max(end - at, left - at)], left
