"""The reader of stories: text in, a Reading out. All else in this package serves it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from spacy.language import Language

from storybank.nlp.coding import CodesComponent, StoryCoder, judged_of
from storybank.nlp.concern import find_concern
from storybank.nlp.identifiers import find_identifiers
from storybank.nlp.judging import read_facts
from storybank.nlp.language import is_read, judge_languages, language_of
from storybank.nlp.names import load_names
from storybank.nlp.pipeline import build_pipeline, read_document, sentences_of
from storybank.nlp.reading import (
    Candidate,
    Reading,
    ReadSegment,
    Screening,
    Speaker,
    SuggestedConcern,
    SuggestedIdentifier,
)
from storybank.nlp.voice import hear_voices

_loading = threading.Lock()


class Reader:
    """Reads stories with the models of a folder.

    Making one is cheap: the models are read from disk at the first reading, once, however
    many threads ask. Reading is safe from several threads at a time.
    """

    def __init__(self, models_dir: Path) -> None:
        """Name the folder to read models from; nothing is opened but its version.

        Raises FileNotFoundError if the folder holds no models.
        """
        self._models_dir = models_dir
        facts = read_facts(models_dir)
        self.name: str = f"{facts['name']} {facts['version']}"

    def prepare(self) -> None:
        """Load the models now, so that the first reading need not wait for them."""
        self.read("Ready.", "beneficiary_story")

    def read(self, body: str, kind: str, *, reasons: bool = True) -> Reading:
        """Return everything the reader says of one story of a kind (``interview_transcript``...).

        Any text will do, empty or odd; offsets count code points of ``body``. Without
        ``reasons`` no suggestion says which words moved it, and reading takes half the time.
        """
        nlp, coder = self._load()
        doc = read_document(nlp, body, kind)
        sentences, judged = sentences_of(doc), judged_of(doc)
        codes = coder.suggest(body, sentences, judged, reasons=reasons)
        heard = hear_voices(body, kind, [(one.start, one.end) for one in sentences])
        quotes = [body[one.start : one.end] for one in sentences]
        tongues = judge_languages(quotes, models_dir=self._models_dir)
        language = language_of(quotes, tongues)
        is_readable = [is_read(one, language) for one in tongues]
        segments = tuple(
            ReadSegment(
                start=sentence.start,
                end=sentence.end,
                quote=quotes[number],
                speaker=Speaker.INTERVIEWER if sentence.is_interviewer else Speaker.STORYTELLER,
                codes=codes[number] if is_readable[number] else (),
                voice=heard[number].voice,
                attributed_to=heard[number].attributed_to,
                candidates=()
                if sentence.is_interviewer or not is_readable[number]
                else tuple(Candidate(*one) for one in coder.candidates(judged, number)),
            )
            for number, sentence in enumerate(sentences)
        )
        return Reading(
            reader=self.name,
            segments=segments,
            identifiers=self.identify(body, kind),
            concern=self._concern(quotes, is_readable),
            language=language,
        )

    def screen(self, body: str, kind: str) -> Screening:
        """Return the personal details of a story, and whether it may tell of somebody at risk.

        The same as a reading says of these, in a small part of its time.
        """
        sentences = sentences_of(read_document(_sentence_pipeline(), body, kind))
        quotes = [body[one.start : one.end] for one in sentences]
        tongues = judge_languages(quotes, models_dir=self._models_dir)
        language = language_of(quotes, tongues)
        return Screening(
            reader=self.name,
            identifiers=self.identify(body, kind),
            concern=self._concern(quotes, [is_read(one, language) for one in tongues]),
        )

    def identify(self, text: str, kind: str) -> tuple[SuggestedIdentifier, ...]:
        """Return the personal details of a story or of its title, and nothing else.

        The same as a screening says of these, in a third of its time.
        """
        return find_identifiers(text, kind, load_names(self._models_dir))

    def read_many(self, items: Iterable[tuple[str, str]]) -> Iterator[Reading]:
        """Yield a Reading for each (body, kind) in turn, holding one story at a time."""
        for body, kind in items:
            yield self.read(body, kind)

    def _concern(self, quotes: Sequence[str], is_readable: Sequence[bool]) -> SuggestedConcern:
        return find_concern(
            [one for one, readable in zip(quotes, is_readable, strict=True) if readable],
            models_dir=self._models_dir,
        )

    def _load(self) -> tuple[Language, StoryCoder]:
        with _loading:
            return _load_model(self._models_dir)


@cache
def _load_model(models_dir: Path) -> tuple[Language, StoryCoder]:
    """What a folder holds, loaded once in a process, however many readers there are."""
    nlp = build_pipeline()
    component = nlp.add_pipe("storybank_codes", config={"models_dir": str(models_dir)})
    assert isinstance(component, CodesComponent)
    return nlp, component.coder


@cache
def _sentence_pipeline() -> Language:
    """Turns and sentences alone, without the part that was learnt."""
    return build_pipeline()
