"""Choosing words of a story: the words selected on its page, or sentences ticked in a list."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectMultipleField

from storybank.core.errors import RuleBroken
from storybank.nlp.reading import Speaker
from storybank.stories.models import StoryVersion
from storybank.tagging.models import Segment
from storybank.web.forms.base import PlainForm


class PassageForm(PlainForm):
    """``start`` and ``end`` count code points of the version; sentences go by position."""

    version = HiddenField()
    start = HiddenField()
    end = HiddenField()
    sentence = HiddenField()
    sentences = SelectMultipleField(
        "Which sentences?", validate_choice=False, description="Tick as many as belong together."
    )

    def offer(self, version: StoryVersion, segments: Sequence[Segment]) -> None:
        """Offer the storyteller's sentences of a version, with those chosen ticked."""
        self.segments = list(segments)
        self.sentences.choices = {
            str(segment.position): " ".join(segment.quote.split())
            for segment in segments
            if segment.speaker is Speaker.STORYTELLER
        }
        if not self.version.data:
            self.version.data = str(version.number)
        if self.sentences.data is None:
            self.sentences.data = []
        if not self.sentences.data and (chosen := self._one_sentence()):
            self.sentences.data = [
                str(one.position) for one in self.segments if _overlaps(one, *chosen)
            ]

    def stretch(self, version: StoryVersion) -> tuple[int, int] | None:
        """The words selected on the page, if any (half-open, code points).

        Raises:
            RuleBroken: they were selected in another version of the story.
        """
        if self.version.data != str(version.number):
            self.version.data = str(version.number)
            self.start.data = self.end.data = ""
            raise RuleBroken(
                "The story has changed since you opened it. Choose the words again.",
                field="sentences",
            )
        start, end = _number(self.start.data), _number(self.end.data)
        if start is None or end is None or not 0 <= start < end <= len(version.body):
            return None
        return start, end

    def chosen_segments(self, version: StoryVersion) -> list[Segment]:
        """The sentences chosen, in order; [] where none was.

        Raises:
            RuleBroken: they were chosen in another version of the story.
        """
        stretch = self.stretch(version)
        if stretch is None:
            ticked = set(self.sentences.data or [])
            return [one for one in self.segments if str(one.position) in ticked]
        over = [one for one in self.segments if _overlaps(one, *stretch)]
        # Words selected across a question take in the answers, not the question.
        told = [one for one in over if one.speaker is Speaker.STORYTELLER]
        return told or over

    def chosen_stretch(self, version: StoryVersion) -> tuple[int, int]:
        """One stretch of words: those selected, or sentences that stand next to each other.

        Raises:
            RuleBroken: nothing was chosen, the sentences lie apart, or the version is another.
        """
        stretch = self.stretch(version)
        if stretch is not None:
            return stretch
        chosen = self.chosen_segments(version)
        if not chosen:
            raise RuleBroken("Choose the words that bear on the promise.", field="sentences")
        if chosen[-1].position - chosen[0].position >= len(chosen):
            raise RuleBroken(
                "These sentences do not stand next to each other. Attach them one by one.",
                field="sentences",
            )
        return chosen[0].start, chosen[-1].end

    def words_chosen(self, version: StoryVersion) -> str:
        """The words selected on the page, for showing them again; empty where none were."""
        start, end = _number(self.start.data), _number(self.end.data)
        if start is None or end is None or self.version.data != str(version.number):
            return ""
        return version.body[start:end]

    def _one_sentence(self) -> tuple[int, int] | None:
        start, _, end = (self.sentence.data or "").partition("-")
        first, last = _number(start), _number(end)
        return None if first is None or last is None else (first, last)


def _overlaps(segment: Segment, start: int, end: int) -> bool:
    return segment.start < end and start < segment.end


def _number(text: str | None) -> int | None:
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
