"""Which promises a story may be evidence for, or against: suggestions with their reasons.

Every sentence is laid beside every commitment of the story's contract: do they mean the same,
speak of the same theme, in the same words, of the same thing; did life get better or worse; was
it delivered, or promised and not delivered; and by whom? What that adds up to was weighed on
stories coded by hand (``nlp_models/build_links.py``). Below the thresholds the matcher keeps
silent: a person's time is worth more than a guess.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storybank.linking.matching import features
from storybank.linking.matching.concepts import CONCEPTS
from storybank.linking.matching.features import CommitmentText, Features, Promise, Told
from storybank.linking.matching.weights import (
    LinkWeights,
    Numbers,
    load_weights,
    read_version,
)
from storybank.nlp.encoder import Encoder
from storybank.nlp.reading import Change, Reading, Speaker

__all__ = [
    "CommitmentText",
    "Matcher",
    "Passage",
    "RankedPromise",
    "Stance",
    "SuggestedLink",
    "Weighed",
    "judge",
    "weigh",
]

_MOST_SENTENCES = 400
_MOST_PASSAGES = 4
_MOST_KEPT_PROMISES = 5_000
_PASSAGE_BELOW_BEST = 2.0  # log odds: a passage this much less telling than the best is left out
_SAME_MEANING = 0.35
_FAILED = 0.0


class Stance(StrEnum):
    """Whether a passage speaks for a promise kept or a promise broken."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the story: half-open code points, and the words there."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class SuggestedLink:
    """A promise the story may be evidence for or against.

    ``score`` is the chance, from 0 to 1, that the story bears on it one way or the other;
    ``because`` the passages that say so, in the story's order; ``reasons`` plain phrases for the
    person who decides.
    """

    ref: str
    stance: Stance
    score: float
    because: tuple[Passage, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedPromise:
    """A promise a chosen passage may bear on, with plain phrases why; often none."""

    ref: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Weighed:
    """All that was found out about a story and a contract's promises."""

    fits: Features  # (sentences, promises) each
    supports: Numbers  # log odds of each sentence for each promise
    contradicts: Numbers
    gathered: Features  # (promises,) each
    kept: Numbers  # the chance that the story tells of each promise kept
    broken: Numbers
    story: Features
    evidence: float  # the chance that the story is evidence of anything


class Matcher:
    """Suggests links between one story and the commitments of its contract.

    Making one is cheap: weights and encoder are opened at the first story. Threads may share it.
    """

    def __init__(self, models_dir: Path, encoder: Encoder | None = None) -> None:
        """Name the models folder; an encoder that is open already may be shared."""
        self._models_dir = models_dir
        self._encoder = encoder or Encoder(models_dir)
        self._promised: OrderedDict[str, npt.NDArray[np.float32]] = OrderedDict()
        self._remembering = threading.Lock()
        self.name = f"matcher {read_version(models_dir)}"

    def suggest(
        self, reading: Reading, commitments: Sequence[CommitmentText]
    ) -> list[SuggestedLink]:
        """Return links worth a person's look, best first; [] where nothing is evidence.

        A commitment comes back at most once, with the stance that is the likelier. Of a very long
        story the first 400 sentences count; an interviewer's words are nobody's evidence.
        """
        beside = self._lay_beside(reading, commitments)
        if beside is None:
            return []
        told, promises, weighed, weights = beside
        return list(_links(told, promises, weighed, weights))

    def rank(
        self, reading: Reading, commitments: Sequence[CommitmentText], start: int, end: int
    ) -> list[RankedPromise]:
        """Return every commitment, the likeliest for a passage somebody chose first.

        No threshold: a person has seen something there, and only asks where to look first.
        """
        beside = self._lay_beside(reading, commitments)
        if beside is None:
            return []
        told, promises, weighed, _ = beside
        chosen = [
            i for i, one in enumerate(told) if one.segment.start < end and one.segment.end > start
        ]
        if not chosen:
            return []
        odds = np.maximum(weighed.supports[chosen], weighed.contradicts[chosen]).max(axis=0)
        ranked = sorted(range(len(promises)), key=lambda k: (-odds[k], promises[k].commitment.ref))
        return [
            RankedPromise(
                promises[k].commitment.ref,
                tuple(_reasons(told, promises[k], k, weighed, Stance.SUPPORTS, chosen)),
            )
            for k in ranked
        ]

    def _lay_beside(
        self, reading: Reading, commitments: Sequence[CommitmentText]
    ) -> tuple[list[Told], list[Promise], Weighed, LinkWeights] | None:
        """Weigh the storyteller's sentences beside the commitments; None where either lacks."""
        segments = [s for s in reading.segments if s.speaker is Speaker.STORYTELLER]
        whole = len(segments)
        segments = segments[:_MOST_SENTENCES]
        if not segments or not commitments:
            return None
        weights = load_weights(self._models_dir)
        told = [features.read_told(segment) for segment in segments]
        promises = features.read_promises(commitments)
        if reading.vectors is not None and len(reading.vectors) == whole:
            vectors = reading.vectors[: len(segments)].astype(np.float32)
        else:
            vectors = self._encoder.embed([segment.quote for segment in segments])
        weighed = weigh(told, promises, vectors, self._meanings(commitments), weights)
        return told, promises, weighed, weights

    def _meanings(self, commitments: Sequence[CommitmentText]) -> npt.NDArray[np.float32]:
        """The commitments' vectors; those met lately are remembered, as contracts come again."""
        with self._remembering:
            known = {
                c.text: self._promised[c.text] for c in commitments if c.text in self._promised
            }
        unknown = list(dict.fromkeys(c.text for c in commitments if c.text not in known))
        if unknown:
            known |= dict(zip(unknown, self._encoder.embed(unknown), strict=True))
        with self._remembering:
            for commitment in commitments:
                self._promised[commitment.text] = known[commitment.text]
                self._promised.move_to_end(commitment.text)
            while len(self._promised) > _MOST_KEPT_PROMISES:
                self._promised.popitem(last=False)
        return np.stack([known[commitment.text] for commitment in commitments])


def weigh(
    told: Sequence[Told],
    promises: Sequence[Promise],
    vectors: npt.NDArray[np.float32],
    promised: npt.NDArray[np.float32],
    weights: LinkWeights,
) -> Weighed:
    """Weigh one story and one contract's promises; both must hold something."""
    return judge(features.fit(told, promises, vectors, promised, weights), weights)


def judge(fits: Features, weights: LinkWeights) -> Weighed:
    """Weigh what is known of every sentence beside every promise."""
    supports, contradicts = weights.supports.weigh(fits), weights.contradicts.weigh(fits)
    gathered = features.gather(fits, supports, contradicts)
    kept, broken = np.exp(weights.kept.weigh(gathered)), np.exp(weights.broken.weigh(gathered))
    total = 1 + kept + broken
    kept, broken = kept / total, broken / total
    story = features.sum_up(gathered, kept + broken)
    evidence = float(1 / (1 + np.exp(-weights.story.weigh(story)[0])))
    return Weighed(fits, supports, contradicts, gathered, kept, broken, story, evidence)


def _links(
    told: Sequence[Told], promises: Sequence[Promise], weighed: Weighed, weights: LinkWeights
) -> Sequence[SuggestedLink]:
    limits = weights.thresholds
    if weighed.evidence < limits.story:
        return ()
    chances = weighed.kept + weighed.broken
    ranked = sorted(range(len(promises)), key=lambda k: (-chances[k], promises[k].commitment.ref))
    links = []
    for place, number in enumerate(ranked):
        # A story that is evidence of something is evidence at least of what fits it best.
        if place and chances[number] < limits.link:
            break
        broken = float(weighed.broken[number])
        says_broken = broken >= limits.contradicts and (
            broken >= limits.contradicts_share * float(weighed.kept[number])
        )
        stance = Stance.CONTRADICTS if says_broken else Stance.SUPPORTS
        links.append(_link(told, promises[number], number, weighed, stance))
    return links


def _link(
    told: Sequence[Told], promise: Promise, number: int, weighed: Weighed, stance: Stance
) -> SuggestedLink:
    odds = weighed.supports if stance is Stance.SUPPORTS else weighed.contradicts
    column = odds[:, number]
    best = sorted(range(len(told)), key=lambda i: (-column[i], i))[:_MOST_PASSAGES]
    chosen = sorted(i for i in best if column[i] >= column[best[0]] - _PASSAGE_BELOW_BEST)
    segments = [told[i].segment for i in chosen]
    return SuggestedLink(
        ref=promise.commitment.ref,
        stance=stance,
        score=round(float(weighed.kept[number] + weighed.broken[number]), 3),
        because=tuple(Passage(s.start, s.end, s.quote) for s in segments),
        reasons=tuple(_reasons(told, promise, number, weighed, stance, chosen)),
    )


def _reasons(
    told: Sequence[Told],
    promise: Promise,
    number: int,
    weighed: Weighed,
    stance: Stance,
    chosen: Sequence[int],
) -> list[str]:
    """Say in plain phrases what the passages, and the sentences around them, have to do with it."""
    passages = [told[i] for i in chosen]
    reasons = _topic_reasons(passages, promise)
    if any(weighed.fits["meaning"][i, number] >= _SAME_MEANING for i in chosen):
        reasons.append("means much the same as the promise")
    if any(weighed.fits["number"][i, number] for i in chosen):
        reasons.append("names a number that the promise names")
    if stance is Stance.SUPPORTS:
        return reasons
    around = sorted({j for i in chosen for j in range(i - 2, i + 3) if 0 <= j < len(told)})
    if any(one.themes[Change.WORSE].keys() & promise.themes.keys() for one in passages):
        reasons.append("says that things got worse")
    if any(told[i].broken or weighed.fits["failure"][i, number] > _FAILED for i in around):
        reasons.append("tells of something promised that did not come")
    if any(weighed.fits["too_late"][i, number] for i in around):
        reasons.append("says it took longer than was promised")
    elif any(told[i].days for i in around):
        reasons.append("says how long it took")
    return reasons


def _topic_reasons(passages: Sequence[Told], promise: Promise) -> list[str]:
    reasons = []
    spoken = {theme for one in passages for many in one.themes.values() for theme in many}
    if themes := sorted(spoken & promise.themes.keys()):
        named = ", ".join(theme.replace("-", " ") for theme in themes)
        reasons.append(f"speaks of {named}, as the promise does")
    concepts = {c for one in passages for c in one.concepts} & promise.concepts.keys()
    if concepts:
        rarest = sorted(concepts, key=lambda c: (-promise.concepts[c], c))[:3]
        reasons.append(f"tells of {', '.join(CONCEPTS[c].name for c in rarest)}")
    stems = {stem for one in passages for stem in one.stems} & promise.stems.keys()
    stems -= promise.numbers
    if stems:
        rarest_words = sorted(stems, key=lambda stem: (-promise.stems[stem], stem))[:4]
        reasons.append(f"uses its words: {', '.join(promise.said[stem] for stem in rarest_words)}")
    return reasons
