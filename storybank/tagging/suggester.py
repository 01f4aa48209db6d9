"""What is suggested for a story's sentences, besides what the reader says itself.

A place's own themes are found by likeness to their examples, and layers learnt from people's
decisions raise or lower what the reader said. All of it works on what is kept of a reading, so
that a new theme or layer reaches old stories without their being read again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from storybank.codebook.queries import codes_by_slug, list_examples, list_local_codes
from storybank.nlp.layers import UNSAID, Layer
from storybank.nlp.local_themes import Likeness, LocalTheme, LocalThemes, fit_local_themes
from storybank.nlp.meanings import ENCODER, Ordinary, Vectors, load_ordinary, unpack
from storybank.nlp.reading import Change, ReadSegment, Speaker
from storybank.tagging.models import (
    Coding,
    CodingStatus,
    Segment,
    SegmentVector,
    ThemeLayer,
)
from storybank.tagging.rules import LEARNT

LOCAL_ORIGIN = "local theme"


@dataclass(frozen=True, slots=True)
class Said:
    """What the reader said of a theme in a sentence; without a change it only thought of it."""

    theme: str
    score: float
    change: Change | None = None
    because: tuple[str, ...] = ()

    def keep(self) -> dict[str, Any]:
        """Return it as it is kept."""
        kept: dict[str, Any] = {"theme": self.theme, "score": round(self.score, 4)}
        if self.change is not None:
            kept |= {"change": self.change.value, "because": list(self.because)}
        return kept

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> "Said":
        """Return what was kept."""
        change = kept.get("change")
        return cls(
            kept["theme"],
            kept["score"],
            None if change is None else Change(change),
            tuple(kept.get("because", ())),
        )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme to suggest for a sentence."""

    theme: str
    change: Change
    score: float
    because: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class Known:
    """What is known besides the reader: local themes and active layers, by theme."""

    ordinary: Ordinary
    local: LocalThemes | None
    examples: Mapping[str, Sequence[str]]
    layers: Mapping[str, Layer]

    def suggest(
        self, reader: str, said: Sequence[Sequence[Said]], vectors: Vectors
    ) -> list[list[Suggestion]]:
        """Return what is suggested for each sentence, the surest first."""
        likenesses = self.local.likenesses(vectors) if self.local else [[] for _ in said]
        near = self.local.suggest(vectors) if self.local else [[] for _ in said]
        usual = self.ordinary.changes_of(vectors) if len(said) else []
        learnt = self._judge(said, likenesses, vectors)
        found = []
        for number, many in enumerate(said):
            change = _leading_change(many) or usual[number]
            by_theme = {
                one.theme: Suggestion(
                    one.theme, one.change, round(one.score, 3), one.because, reader
                )
                for one in many
                if one.change is not None
            }
            for like in near[number]:
                by_theme[like.theme] = self._liken(like, change)
            for theme, chances in learnt.items():
                by_theme_before = by_theme.pop(theme, None)
                if chances[number] < self.layers[theme].threshold:
                    continue
                before = by_theme_before or self._before(theme, likenesses[number], reader, change)
                by_theme[theme] = Suggestion(
                    theme,
                    before.change,
                    round(chances[number], 3),
                    before.because,
                    before.origin + LEARNT,
                )
            found.append(sorted(by_theme.values(), key=lambda one: (-one.score, one.theme)))
        return found

    def _judge(
        self,
        said: Sequence[Sequence[Said]],
        likenesses: Sequence[Sequence[Likeness]],
        vectors: Vectors,
    ) -> dict[str, list[float]]:
        if not len(said):
            return {}
        return {
            theme: [
                float(chance)
                for chance in layer.judge(
                    vectors,
                    [chance_of(theme, *both) for both in zip(said, likenesses, strict=True)],
                    self.ordinary,
                )
            ]
            for theme, layer in self.layers.items()
        }

    def _liken(self, like: Likeness, change: Change) -> Suggestion:
        example = self.examples[like.theme][like.example]
        return Suggestion(like.theme, change, round(like.score, 3), (example,), LOCAL_ORIGIN)

    def _before(
        self, theme: str, likenesses: Sequence[Likeness], reader: str, change: Change
    ) -> Suggestion:
        for like in likenesses:
            if like.theme == theme:
                return self._liken(like, change)
        return Suggestion(theme, change, UNSAID, (), reader)


def chance_of(theme: str, said: Sequence[Said], likenesses: Sequence[Likeness]) -> float:
    """A theme's chance in a sentence before anything was learnt."""
    for one in said:
        if one.theme == theme:
            return one.score
    return next((like.score for like in likenesses if like.theme == theme), UNSAID)


def said_of(read: ReadSegment) -> list[Said]:
    """What a reader said of a sentence, and what else it thought of."""
    said = [Said(code.theme, code.score, code.change, code.because) for code in read.codes]
    named = {one.theme for one in said}
    return said + [Said(one.theme, one.score) for one in read.candidates if one.theme not in named]


def load_known(session: Session, models_dir: Path) -> Known:
    """Local themes in use, and the layers that are switched on."""
    codes = codes_by_slug(session)
    in_use = [code for code in list_local_codes(session) if code.retired_at is None]
    examples = list_examples(session, [code.key for code in in_use])
    themes = tuple(
        LocalTheme(code.slug, code.definition, tuple(examples[code.key]))
        for code in in_use
        if examples[code.key]
    )
    slugs = {code.key: slug for slug, code in codes.items() if code.retired_at is None}
    layers = session.exec(
        select(ThemeLayer)
        .where(col(ThemeLayer.is_active), ThemeLayer.encoder == ENCODER)
        .order_by(col(ThemeLayer.code_id))
    )
    return Known(
        ordinary=load_ordinary(models_dir),
        local=fit_local_themes(models_dir, themes) if themes else None,
        examples={theme.slug: theme.examples for theme in themes},
        layers={
            slugs[layer.code_id]: Layer.unpack(layer.weights, layer.threshold)
            for layer in layers
            if layer.code_id in slugs
        },
    )


@dataclass(frozen=True)
class Differences:
    """How what is suggested for a version differs from what ought to be."""

    added: tuple[tuple[int, int, Suggestion], ...]  # segment, code, suggestion
    dropped: tuple[Coding, ...]
    moved: tuple[tuple[Coding, Suggestion], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.moved)


def find_differences(session: Session, version_id: int, known: Known) -> Differences:
    """Hold what is suggested against what the kept sentences call for; nobody's word is touched."""
    rows = list_vectors(session, version_id)
    codes = {slug: code.key for slug, code in codes_by_slug(session).items()}
    held: dict[tuple[int, int], Coding] = {}
    kept = {row.segment_id for row in rows}
    for coding in session.exec(
        select(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(Segment.story_version_id == version_id)
    ):
        if coding.segment_id in kept:
            held[coding.segment_id, coding.code_id] = coding
    added: list[tuple[int, int, Suggestion]] = []
    moved: list[tuple[Coding, Suggestion]] = []
    wanted: set[tuple[int, int]] = set()
    for reader, many in _by_reader(rows).items():
        suggested = known.suggest(
            reader,
            [[Said.from_kept(one) for one in row.said] for row in many],
            unpack([row.vector for row in many]),
        )
        for row, suggestions in zip(many, suggested, strict=True):
            for one in suggestions:
                place = row.segment_id, codes.get(one.theme, 0)
                if not place[1]:
                    continue
                wanted.add(place)
                there = held.get(place)
                if there is None:
                    added.append((*place, one))
                elif there.status is CodingStatus.SUGGESTED and _differs(there, one):
                    moved.append((there, one))
    dropped = [
        coding
        for place, coding in held.items()
        if coding.status is CodingStatus.SUGGESTED and place not in wanted
    ]
    return Differences(tuple(added), tuple(dropped), tuple(moved))


def list_vectors(session: Session, version_id: int) -> Sequence[SegmentVector]:
    """The kept meanings of a version's sentences, in order."""
    return session.exec(
        select(SegmentVector)
        .join(Segment, col(Segment.id) == SegmentVector.segment_id)
        .where(Segment.story_version_id == version_id, SegmentVector.encoder == ENCODER)
        .order_by(col(Segment.position))
    ).all()


def list_segments_without_vector(session: Session, version_id: int) -> Sequence[Segment]:
    """A version's told sentences whose meaning is not kept."""
    return session.exec(
        select(Segment)
        .join(SegmentVector, col(SegmentVector.segment_id) == Segment.id, isouter=True)
        .where(
            Segment.story_version_id == version_id,
            Segment.speaker == Speaker.STORYTELLER,
            col(SegmentVector.id).is_(None),
        )
        .order_by(col(Segment.position))
    ).all()


def said_before(session: Session, version_id: int) -> dict[int, list[Said]]:
    """What a reader suggested before meanings were kept, as far as nobody decided on it."""
    slugs = {code.key: slug for slug, code in codes_by_slug(session).items()}
    found: dict[int, list[Said]] = defaultdict(list)
    for coding in session.exec(
        select(Coding)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .where(
            Segment.story_version_id == version_id,
            col(Coding.status) == CodingStatus.SUGGESTED,
        )
        .order_by(col(Coding.id))
    ):
        found[coding.segment_id].append(
            Said(slugs[coding.code_id], coding.score or 0.5, coding.change, tuple(coding.because))
        )
    return found


def _by_reader(rows: Sequence[SegmentVector]) -> dict[str, list[SegmentVector]]:
    found: dict[str, list[SegmentVector]] = defaultdict(list)
    for row in rows:
        found[row.reader].append(row)
    return found


def _leading_change(said: Sequence[Said]) -> Change | None:
    told = [one for one in said if one.change is not None]
    return max(told, key=lambda one: one.score).change if told else None


def _differs(coding: Coding, wanted: Suggestion) -> bool:
    return (coding.change, coding.score, coding.origin, list(coding.because)) != (
        wanted.change,
        wanted.score,
        wanted.origin,
        list(wanted.because),
    )
