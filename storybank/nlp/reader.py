"""The reader of stories: text in, a Reading out. All else in this package serves it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from spacy.language import Language

from storybank.nlp.concern import find_concern
from storybank.nlp.identifiers import find_identifiers
from storybank.nlp.phrases import Phrase, Word, find_change_phrases, find_theme_phrases, make_words
from storybank.nlp.pipeline import Sentence, build_pipeline, read_sentences
from storybank.nlp.reading import Reading, ReadSegment, Speaker, SuggestedCode
from storybank.nlp.scoring import PatternTable, load_patterns, place_of
from storybank.nlp.voice import hear_voices

_loading = threading.Lock()
_MOST_REASONS = 3
_MOST_CODES = 4


class Reader:
    """Reads stories with the patterns of a models folder.

    Making one is cheap: the patterns are read from disk at the first reading, once, however
    many threads ask. Reading is safe from several threads at a time.
    """

    def __init__(self, models_dir: Path) -> None:
        """Name the folder to read patterns from; nothing is opened but its version.

        Raises FileNotFoundError if the folder holds no patterns.
        """
        self._models_dir = models_dir
        facts = json.loads((models_dir / "patterns" / "reading.json").read_text(encoding="utf-8"))
        self.name: str = f"{facts['name']} {facts['version']}"

    def prepare(self) -> None:
        """Load the patterns now, so that the first reading need not wait for them."""
        self._load()

    def read(self, body: str, kind: str) -> Reading:
        """Return everything the reader says of one story of a kind (``interview_transcript``...).

        Any text will do, empty or odd; offsets count code points of ``body``.
        """
        nlp, patterns = self._load()
        sentences = read_sentences(nlp, body, kind)
        told = [sentence for sentence in sentences if not sentence.is_interviewer]
        codes = dict(zip(told, _suggest_codes(body, told, patterns), strict=True))
        heard = hear_voices(body, kind, [(one.start, one.end) for one in sentences])
        segments = tuple(
            ReadSegment(
                start=sentence.start,
                end=sentence.end,
                quote=body[sentence.start : sentence.end],
                speaker=Speaker.INTERVIEWER if sentence.is_interviewer else Speaker.STORYTELLER,
                codes=codes.get(sentence, ()),
                voice=voice.voice,
                attributed_to=voice.attributed_to,
            )
            for sentence, voice in zip(sentences, heard, strict=True)
        )
        return Reading(
            reader=self.name,
            segments=segments,
            identifiers=find_identifiers(body, kind),
            concern=find_concern([segment.quote for segment in segments]),
        )

    def read_many(self, items: Iterable[tuple[str, str]]) -> Iterator[Reading]:
        """Yield a Reading for each (body, kind) in turn, holding one story at a time."""
        for body, kind in items:
            yield self.read(body, kind)

    def _load(self) -> tuple[Language, PatternTable]:
        with _loading:
            return _load_model(self._models_dir)


@cache
def _load_model(models_dir: Path) -> tuple[Language, PatternTable]:
    """What a folder holds, loaded once in a process, however many readers there are."""
    return build_pipeline(), load_patterns(models_dir)


def _suggest_codes(
    body: str, told: Sequence[Sentence], patterns: PatternTable
) -> Iterator[tuple[SuggestedCode, ...]]:
    words = [make_words(sentence.tokens) for sentence in told]
    phrases = [list(find_theme_phrases(one)) for one in words]
    chances = patterns.judge([patterns.sum_themes(one) for one in phrases])
    for index, row in enumerate(chances):
        yield tuple(
            _make_code(body, words[index], phrases[index], theme, chance, patterns, place)
            for place in (place_of(index, len(told)),)
            for chance, theme in _above(row, patterns.threshold)
        )


def _above(row: Sequence[float], threshold: float) -> list[tuple[float, int]]:
    """Return the themes at or above the threshold, the likeliest first."""
    found = [(chance, theme) for theme, chance in enumerate(row) if chance >= threshold]
    return sorted(found, key=lambda pair: (-pair[0], pair[1]))[:_MOST_CODES]


def _make_code(
    body: str,
    words: Sequence[Word | None],
    phrases: Sequence[Phrase],
    theme: int,
    chance: float,
    patterns: PatternTable,
    place: int,
) -> SuggestedCode:
    reasons = patterns.strongest(phrases, theme, _MOST_REASONS)
    name = patterns.themes[theme]
    return SuggestedCode(
        theme=name,
        change=patterns.choose_change(list(find_change_phrases(words)), name, place),
        score=round(chance, 3),
        because=tuple(_words_of(body, words, phrase) for phrase in reasons),
    )


def _words_of(body: str, words: Sequence[Word | None], phrase: Phrase) -> str:
    first, last = words[phrase.first], words[phrase.last]
    return body[first.start : last.end] if first and last else ""
