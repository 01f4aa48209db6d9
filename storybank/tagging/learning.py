"""What people's decisions say of each theme, gathered for learning."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_id, list_codes_in_use
from storybank.core import clock
from storybank.core.errors import NotFound
from storybank.intake.models import Purpose
from storybank.intake.queries import consented
from storybank.nlp.layers import Decided, Learnt, learn
from storybank.nlp.local_themes import Likeness
from storybank.nlp.meanings import ENCODER, Vectors, unpack
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import newest_words
from storybank.tagging.models import Coding, CodingStatus, Segment, SegmentVector, ThemeLayer
from storybank.tagging.suggester import Known, Said, chance_of

_MOST_NEGATIVES = 4000


@dataclass(frozen=True)
class ThemeLearnt:
    """What came of learning one theme; ``learnt`` is None where too little was decided."""

    code: Code
    positives: int
    negatives: int
    learnt: Learnt | None


def learn_from_decisions(session: Session, known: Known) -> list[ThemeLearnt]:
    """Fit and measure a layer for each theme in use, from what people decided.

    For a theme: confirmed is right; rejected is not, nor is a sentence confirmed for other
    themes only, nor one passed over in a story where nothing waits for a decision any more.
    """
    seen = _Seen.gather(session, known)
    return [seen.learn(code, known) for code in list_codes_in_use(session)]


def list_newest_layers(session: Session) -> Sequence[tuple[ThemeLayer, Code]]:
    """The newest layer of each theme that was ever learnt, with the theme."""
    codes = codes_by_id(session)
    newest = select(func.max(ThemeLayer.id)).group_by(col(ThemeLayer.code_id))
    layers = session.exec(
        select(ThemeLayer).where(col(ThemeLayer.id).in_(newest)).order_by(col(ThemeLayer.code_id))
    )
    return [(layer, codes[layer.code_id]) for layer in layers]


def list_layers_of(session: Session, code: Code, most: int = 5) -> Sequence[ThemeLayer]:
    """The last layers of a theme, the newest first."""
    return session.exec(
        select(ThemeLayer)
        .where(ThemeLayer.code_id == code.id)
        .order_by(col(ThemeLayer.id).desc())
        .limit(most)
    ).all()


def list_active_layers(session: Session, slug: str | None = None) -> Sequence[ThemeLayer]:
    """The layers switched on, of all themes or of one.

    Raises:
        NotFound: there is no theme of that short name.
    """
    numbers = {code.slug: number for number, code in codes_by_id(session).items()}
    if slug is not None and slug not in numbers:
        raise NotFound(f"There is no theme “{slug}”. The list is on the page Themes.")
    query = select(ThemeLayer).where(col(ThemeLayer.is_active))
    if slug is not None:
        query = query.where(ThemeLayer.code_id == numbers[slug])
    return session.exec(query.order_by(col(ThemeLayer.code_id))).all()


@dataclass(frozen=True)
class _Seen:
    """Sentences of stories that people have decided something about."""

    vectors: Vectors
    stories: list[int]
    said: list[list[Said]]
    likenesses: list[list[Likeness]]
    confirmed: list[set[int]]
    rejected: list[set[int]]
    is_passed_over: list[bool]

    @classmethod
    def gather(cls, session: Session, known: Known) -> "_Seen":
        """Read the kept sentences and decisions of accepted stories."""
        decided = _decisions(session)
        open_stories = {story for story, _, _, status in decided if status == "suggested"}
        by_segment: dict[str, dict[int, set[int]]] = {
            "confirmed": defaultdict(set),
            "rejected": defaultdict(set),
        }
        for _, segment, code, status in decided:
            if status in by_segment:
                by_segment[status][segment].add(code)
        rows = _kept_sentences(session)
        vectors = unpack([row.vector for row, _ in rows])
        confirmed = [by_segment["confirmed"][row.segment_id] for row, _ in rows]
        rejected = [by_segment["rejected"][row.segment_id] for row, _ in rows]
        return cls(
            vectors=vectors,
            stories=[story for _, story in rows],
            said=[[Said.from_kept(one) for one in row.said] for row, _ in rows],
            likenesses=known.local.likenesses(vectors) if known.local else [[] for _ in rows],
            confirmed=confirmed,
            rejected=rejected,
            is_passed_over=[story not in open_stories for _, story in rows],
        )

    def learn(self, code: Code, known: Known) -> ThemeLearnt:
        """Learn one theme from these sentences."""
        right = [number for number, many in enumerate(self.confirmed) if code.key in many]
        wrong = [
            number
            for number, many in enumerate(self.confirmed)
            if code.key not in many
            and (many or code.key in self.rejected[number] or self.is_passed_over[number])
        ]
        # What was rejected says most; of the rest a fair share, the same each time.
        wrong.sort(key=lambda number: (code.key not in self.rejected[number], number * 7919 % 9973))
        numbers = right + wrong[: min(max(20 * len(right), 100), _MOST_NEGATIVES)]
        if not right or not wrong:
            return ThemeLearnt(code, len(right), len(wrong), None)
        decided = Decided(
            vectors=self.vectors[numbers],
            said=np.array(
                [chance_of(code.slug, self.said[n], self.likenesses[n]) for n in numbers]
            ),
            suggested=np.array([self._was_suggested(code.slug, n) for n in numbers]),
            right=np.array([code.key in self.confirmed[n] for n in numbers]),
            story=np.array([self.stories[n] for n in numbers]),
        )
        return ThemeLearnt(code, len(right), len(wrong), learn(decided, known.ordinary))

    def _was_suggested(self, theme: str, number: int) -> bool:
        if any(one.theme == theme and one.change for one in self.said[number]):
            return True
        return any(like.theme == theme and like.score >= 0.5 for like in self.likenesses[number])


def _decisions(session: Session) -> list[tuple[int, int, int, str]]:
    """(story, segment, code, status) of every coding on stories that may be learnt from."""
    rows: Any = session.exec(
        _on_newest_words(select(Story.id, Segment.id, Coding.code_id, col(Coding.status)))
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .order_by(col(Coding.id))
    )
    return [(story, segment, code, status.value) for story, segment, code, status in rows]


def _kept_sentences(session: Session) -> list[tuple[SegmentVector, int]]:
    """Kept sentences, with their stories, of stories that somebody decided something about."""
    decided = _on_newest_words(select(Story.id)).join(
        Coding,
        and_(col(Coding.segment_id) == Segment.id, col(Coding.status) != CodingStatus.SUGGESTED),
    )
    rows: Any = session.exec(
        _on_newest_words(select(SegmentVector, Story.id))
        .join(SegmentVector, col(SegmentVector.segment_id) == Segment.id)
        .where(SegmentVector.encoder == ENCODER, col(Story.id).in_(decided))
        .order_by(col(SegmentVector.segment_id))
    )
    return [(row, story) for row, story in rows]


def _on_newest_words(query: Any) -> Any:
    """The newest words of accepted stories whose tellers allow suggestions by machine today."""
    return (
        query.select_from(Segment)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, newest_words())
        .where(
            Story.status == StoryStatus.ACCEPTED,
            consented(col(Story.submission_id), Purpose.MACHINE_SUGGESTIONS, clock.today()),
        )
    )
