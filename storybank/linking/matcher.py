"""Which promises a story may be evidence for, or against: suggestions with their reasons.

Every commitment of the story's contract is compared with every sentence: do they speak of
the same theme, in the same words, of the same thing (``concepts``), and did life get better
or worse? What that adds up to was weighed on stories coded by hand (``_SUPPORTS``,
``_CONTRADICTS``). Below the threshold the matcher keeps silent: a person's time is worth
more than a guess.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from storybank.linking.concepts import CONCEPTS
from storybank.nlp.reading import Change, Reading, ReadSegment, Speaker


class Stance(StrEnum):
    """Whether a passage speaks for a promise kept or a promise broken."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class CommitmentText:
    """A commitment as the matcher reads it; ``themes`` are hub slugs."""

    ref: str
    text: str
    themes: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the story: half-open code points, and the words there."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class SuggestedLink:
    """A promise the story may be evidence for or against.

    ``score`` is from 0 to 1, comparable between stories; ``because`` the passages that say
    so, in the story's order; ``reasons`` plain phrases for the person who decides.
    """

    ref: str
    stance: Stance
    score: float
    because: tuple[Passage, ...]
    reasons: tuple[str, ...]


_WORD = re.compile(r"[a-z][a-z'’]+|\d[\d,]*")
_STOP_WORDS = """
    a about above across after again against all am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further get got had has have having he her here hers him his how i if in into is it its just
    least less like made make many me more most much my new no nor not now of off on once one
    only or other our out over own per put said same say see she should since so some such than
    that the their them then there these they thing this those through to too under until up us
    very was way we week weeks were what when where which while who whom why will with within
    without would year years month months day days you your yours contract commitment provide
    deliver support offer least every hour hours including term early people person residents
    resident local work working run hold give first two three four five six seven eight nine ten
    twelve end place based part full time times
"""
_STOP = frozenset(_STOP_WORDS.split())
_BROKEN = re.compile(
    r"\b(?:promis|swore|supposed to|meant to|was to (?:be|have)|were to (?:be|have)|target"
    r"|said (?:it|they|there|we|she|he)'?d|we had (?:said|told)|been told|told us|in writing"
    r"|leaflet|it says|still (?:not|no|wet|waiting|hasn|haven)|cancel+ed|packed in|back to"
    r"|never (?:came|come|happened|turned|arrived)|no ?(?:one|body) (?:came|come|rang|has|is)"
    r"|that lasted|withdrawn|broke down|hasn't|haven't|hadn't|none since|waited|waiting"
    r"|not (?:one|so much)|nothing (?:but|happened)|recorded message|wrong queue|nobody)"
)
_LATE = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen|"
    r"seventeen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|hundred)[\w -]{0,14}"
    r" (?:days?|weeks?|months?|years?|wik|hours?)\b"
)
_GOOD = (Change.BETTER, Change.ACTIVITY)

# Weighed on six sets of hand-coded stories; set A was kept apart to measure.
_SUPPORTS: tuple[float, ...] = (
    -5.09, 0.33, 0.99, 1.41, 0.97, -0.01, -0.01, 0.81, 0.53,
    0.85, 0.98, 1.53, 1.18, 1.34, -0.79, 0.22, 0.98,
)  # fmt: skip
_CONTRADICTS: tuple[float, ...] = (
    -5.30, -0.07, 0.80, 0.45, 0.02, 0.96, 0.76, 0.68, -0.26,
    -0.32, 0.74, 1.34, 0.98, 0.42, 0.01, -0.33,
)  # fmt: skip
_SUPPORT_THRESHOLD = 0.4
# Broken promises are few and matter most: shown sooner, unless support is twice as likely.
_CONTRADICT_THRESHOLD = 0.15
_CONTRADICT_SHARE = 0.5
_MOST_PASSAGES = 4


@dataclass(frozen=True, slots=True)
class _Told:
    """One sentence of the storyteller, made ready for comparing."""

    segment: ReadSegment
    stems: frozenset[str]
    concepts: frozenset[int]
    good: frozenset[str]
    worse: frozenset[str]
    need: frozenset[str]
    broken: bool
    late: bool


@dataclass(frozen=True, slots=True)
class _Promise:
    """One commitment made ready, with how rare each of its words is in its contract."""

    commitment: CommitmentText
    stems: dict[str, float]
    said: dict[str, str]
    concepts: dict[int, float]
    themes: dict[str, float]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well one sentence fits one promise."""

    told: _Told
    words: float
    shared: tuple[str, ...]
    concept: float
    concepts: tuple[int, ...]
    theme_good: float
    theme_worse: float
    theme_need: float

    @property
    def topic(self) -> float:
        """How much the sentence speaks of the same thing, whatever it says of it."""
        return min(self.words, 2.0) / 2 + self.concept


class Matcher:
    """Suggests links between one story and the commitments of its contract. Holds no state."""

    name = "matcher 1"

    def suggest(
        self, reading: Reading, commitments: Sequence[CommitmentText]
    ) -> list[SuggestedLink]:
        """Return links worth a person's look, best first; [] where nothing is evidence.

        A commitment comes back at most once, with the stance that is the stronger.
        """
        told = _told(reading)
        promises = _promises(commitments)
        if not told or not promises:
            return []
        links: list[SuggestedLink] = []
        fits_of = [[_fit(t, promise) for t in told] for promise in promises]
        for promise, fits, supports, contradicts in zip(
            promises,
            fits_of,
            _all_support(fits_of, promises),
            _all_contradict(fits_of),
            strict=True,
        ):
            for_it = _sigmoid(supports, _SUPPORTS)
            against = _sigmoid(contradicts, _CONTRADICTS)
            if against >= max(_CONTRADICT_THRESHOLD, for_it * _CONTRADICT_SHARE):
                links.append(_link(promise, fits, Stance.CONTRADICTS, against))
            elif for_it >= _SUPPORT_THRESHOLD:
                links.append(_link(promise, fits, Stance.SUPPORTS, for_it))
        links = [link for link in links if link.because]
        return sorted(links, key=lambda link: (-link.score, link.ref))


def _told(reading: Reading) -> list[_Told]:
    """Make the storyteller's sentences ready; an interviewer's are nobody's evidence."""
    told: list[_Told] = []
    for segment in reading.segments:
        if segment.speaker is not Speaker.STORYTELLER:
            continue
        lower = segment.quote.casefold().replace("’", "'")
        by_change: dict[Change, set[str]] = {change: set() for change in Change}
        for code in segment.codes:
            by_change[code.change].add(code.theme)
        told.append(
            _Told(
                segment=segment,
                stems=frozenset(_stems(lower)),
                concepts=frozenset(i for i, c in enumerate(CONCEPTS) if c.told.search(lower)),
                good=frozenset(theme for change in _GOOD for theme in by_change[change]),
                worse=frozenset(by_change[Change.WORSE]),
                need=frozenset(by_change[Change.NEED]),
                broken=bool(_BROKEN.search(lower)),
                late=bool(_LATE.search(lower)),
            )
        )
    return told


def _promises(commitments: Sequence[CommitmentText]) -> list[_Promise]:
    stems_of = [
        {_stem(word): word for word in _content_words(c.text.casefold().replace("’", "'"))}
        for c in commitments
    ]
    concepts_of = [
        {i for i, c in enumerate(CONCEPTS) if c.promised.search(commitment.text.casefold())}
        for commitment in commitments
    ]
    stem_count = Counter(stem for stems in stems_of for stem in stems)
    concept_count = Counter(i for concepts in concepts_of for i in concepts)
    theme_count = Counter(theme for c in commitments for theme in set(c.themes))
    total = len(commitments)
    return [
        _Promise(
            commitment=commitment,
            stems={stem: _rarity(stem_count[stem], total) for stem in stems},
            said=stems,
            concepts={i: _rarity(concept_count[i], total) for i in concepts},
            themes={theme: 1 / theme_count[theme] for theme in commitment.themes},
            numbers=frozenset(stem for stem in stems if stem[0].isdigit()),
        )
        for commitment, stems, concepts in zip(commitments, stems_of, concepts_of, strict=True)
    ]


def _rarity(count: int, total: int) -> float:
    """1 for what only one commitment says, towards 0 for what all of them say."""
    return math.log((total + 1) / count) / math.log(total + 1)


def _fit(told: _Told, promise: _Promise) -> _Fit:
    shared = sorted(told.stems & promise.stems.keys(), key=lambda stem: -promise.stems[stem])
    concepts = sorted(told.concepts & promise.concepts.keys(), key=lambda i: -promise.concepts[i])
    return _Fit(
        told=told,
        words=sum(promise.stems[stem] for stem in shared),
        shared=tuple(shared),
        concept=promise.concepts[concepts[0]] if concepts else 0.0,
        concepts=tuple(concepts),
        theme_good=max((promise.themes[t] for t in told.good if t in promise.themes), default=0),
        theme_worse=max((promise.themes[t] for t in told.worse if t in promise.themes), default=0),
        theme_need=max((promise.themes[t] for t in told.need if t in promise.themes), default=0),
    )


def _all_support(
    fits_of: Sequence[Sequence[_Fit]], promises: Sequence[_Promise]
) -> list[tuple[float, ...]]:
    """Return what speaks for each promise, in the order of the weights in _SUPPORTS."""
    bests = [max((_support(f) for f in fits), default=0.0) for fits in fits_of]
    strongest = max(bests, default=0.0) or 1.0
    # Of promises that share a theme, the sentence that fits one best should not lift the rest.
    wins = Counter[int]()
    for index in range(len(fits_of[0])):
        column = [_support(fits[index]) for fits in fits_of]
        if max(column) > 0:
            wins[column.index(max(column))] += 1
    return [
        _support_features(fits, promise, best, strongest, wins[number])
        for number, (fits, promise, best) in enumerate(zip(fits_of, promises, bests, strict=True))
    ]


def _support(fit: _Fit) -> float:
    """How much one sentence alone speaks for a promise: theme and topic together."""
    if not fit.theme_good:
        return 0.3 * fit.topic if not (fit.theme_need or fit.theme_worse) else 0.0
    return 0.3 + 0.7 * fit.theme_good + fit.topic


def _support_features(
    fits: Sequence[_Fit], promise: _Promise, best: float, strongest: float, wins: int
) -> tuple[float, ...]:
    good = [f for f in fits if f.theme_good]
    themes_told = {t for f in good for t in f.told.good if t in promise.themes}
    words_told = {stem for f in fits for stem in f.shared}
    return (
        1.0,
        max((f.theme_good for f in good), default=0.0),
        min(len(good), 4) / 4,
        min(max((f.words for f in good), default=0.0), 3) / 3,
        min(max((f.words for f in fits), default=0.0), 3) / 3,
        max((f.concept for f in good), default=0.0),
        max((f.concept for f in fits), default=0.0),
        len(themes_told) / max(len(promise.themes), 1),
        max((f.theme_worse for f in fits), default=0.0),
        min(best, 3) / 3,
        best / strongest,
        min(sum(promise.stems[stem] for stem in words_told), 6) / 6,
        min(sum(1 for f in good if f.concept or f.words > 0.8), 3) / 3,
        min(wins, 3) / 3,
        float(any(promise.numbers & f.told.stems for f in fits)),
        min(len({i for f in good for i in f.concepts}), 3) / 3,
        # All themes of a promise in one sentence is more than each in its own.
        float(any(set(promise.themes) <= f.told.good for f in good) and len(promise.themes) > 1),
    )


def _all_contradict(fits_of: Sequence[Sequence[_Fit]]) -> list[tuple[float, ...]]:
    bests = [max((_against(fits, i) for i in range(len(fits))), default=0.0) for fits in fits_of]
    strongest = max(bests, default=0.0) or 1.0
    return [
        _contradict_features(fits, best, strongest)
        for fits, best in zip(fits_of, bests, strict=True)
    ]


def _near(fits: Sequence[_Fit], index: int) -> Sequence[_Fit]:
    return fits[max(0, index - 2) : index + 3]


def _against(fits: Sequence[_Fit], index: int) -> float:
    """How much one sentence, read with its neighbours, speaks of a promise broken."""
    fit = fits[index]
    if not (fit.theme_worse or fit.theme_need):
        return 0.0
    near = _near(fits, index)
    topic = max(fit.topic, 0.7 * max(f.topic for f in near))
    told = 0.5 * any(f.told.broken for f in near) + 0.3 * any(f.told.late for f in near)
    if fit.theme_worse:
        return 0.3 + 0.7 * fit.theme_worse + topic + told
    return (0.5 * topic + told * 0.7) * (0.5 + fit.theme_need / 2) if fit.topic else 0.0


def _broken_here(fits: Sequence[_Fit], index: int, *, near_topic: bool) -> float:
    """How much a sentence and its neighbours tell both of this topic and of a word not kept."""
    near = _near(fits, index)
    told = 0.6 * any(f.told.broken for f in near) + 0.4 * any(f.told.late for f in near)
    topic = max(f.topic for f in near) if near_topic else fits[index].topic
    return told * min(topic, 1.5)


def _contradict_features(fits: Sequence[_Fit], best: float, strongest: float) -> tuple[float, ...]:
    worse = [i for i, f in enumerate(fits) if f.theme_worse]
    need = [i for i, f in enumerate(fits) if f.theme_need]
    good = [i for i, f in enumerate(fits) if f.theme_good]
    coded = len(worse) + len(need) + len(good)

    def topic(at: list[int]) -> float:
        return max((max(g.topic for g in _near(fits, i)) for i in at), default=0.0)

    return (
        1.0,
        max((fits[i].theme_worse for i in worse), default=0.0),
        min(len(worse), 3) / 3,
        max((fits[i].topic for i in worse), default=0.0),
        topic(worse),
        float(any(fits[i].told.broken for i in worse)),
        float(any(g.told.broken or g.told.late for i in worse for g in _near(fits, i))),
        max((fits[i].topic for i in need if fits[i].told.broken), default=0.0),
        len(good) / coded if coded else 0.0,
        len(worse) / coded if coded else 0.0,
        min(best, 3) / 3,
        best / strongest,
        max((_broken_here(fits, i, near_topic=True) for i in worse), default=0.0),
        max((_broken_here(fits, i, near_topic=False) for i in need), default=0.0),
        # Better after worse: it was put right in the end.
        float(bool(worse) and bool(good) and max(good) > max(worse)),
        float(bool(worse) and bool(good) and max(good) < max(worse)),
    )


def _sigmoid(features: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(f * w for f, w in zip(features, weights, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _link(promise: _Promise, fits: Sequence[_Fit], stance: Stance, score: float) -> SuggestedLink:
    if stance is Stance.SUPPORTS:
        weighed = [(_support(fit), index) for index, fit in enumerate(fits)]
    else:
        weighed = [(_against(fits, index), index) for index in range(len(fits))]
    weighed.sort(key=lambda pair: (-pair[0], pair[1]))
    top = weighed[0][0]
    chosen = sorted(
        index for weight, index in weighed[:_MOST_PASSAGES] if weight > 0 and weight >= top * 0.55
    )
    segments = [fits[index].told.segment for index in chosen]
    around = {near for index in chosen for near in range(index - 2, index + 3)}
    return SuggestedLink(
        ref=promise.commitment.ref,
        stance=stance,
        score=round(score, 3),
        because=tuple(Passage(s.start, s.end, s.quote) for s in segments),
        reasons=_reasons(
            promise,
            [fits[index] for index in chosen],
            [fit for index, fit in enumerate(fits) if index in around],
            stance,
        ),
    )


def _reasons(
    promise: _Promise, fits: Sequence[_Fit], around: Sequence[_Fit], stance: Stance
) -> tuple[str, ...]:
    """Say in plain phrases what the passages, and the sentences around them, have to do with it."""
    reasons: list[str] = []
    themes = sorted(
        theme
        for theme in promise.themes
        if any(
            theme in (f.told.good if stance is Stance.SUPPORTS else f.told.worse | f.told.need)
            for f in fits
        )
    )
    if themes:
        named = ", ".join(theme.replace("-", " ") for theme in themes)
        reasons.append(f"speaks of {named}, as the promise does")
    names = dict.fromkeys(CONCEPTS[i].name for f in fits for i in f.concepts)
    if names:
        reasons.append(f"tells of {', '.join(list(names)[:3])}")
    words = dict.fromkeys(
        promise.said[stem] for f in fits for stem in f.shared if not stem[0].isdigit()
    )
    if words:
        reasons.append(f"uses its words: {', '.join(list(words)[:4])}")
    if any(promise.numbers & f.told.stems for f in fits):
        reasons.append("names a number that the promise names")
    if stance is Stance.CONTRADICTS:
        if any(f.told.worse & promise.themes.keys() for f in fits):
            reasons.append("says that things got worse")
        if any(f.told.broken for f in around):
            reasons.append("tells of something promised that did not come")
        if any(f.told.late for f in around):
            reasons.append("says how long it took")
    return tuple(reasons)


def _stems(lower: str) -> list[str]:
    return [_stem(word) for word in _content_words(lower)]


def _content_words(lower: str) -> list[str]:
    return [word for word in _WORD.findall(lower) if word not in _STOP and len(word) > 1]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """Cut the endings that make forms of one English word; rough, but the same for both texts."""
    word = word.replace("’", "'").removesuffix("'s").strip("'").replace(",", "")
    if not word or word[0].isdigit() or len(word) < 4:
        return word
    for ending, put in (
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("ations", ""),
        ("ation", ""),
        ("ments", ""),
        ("ment", ""),
        ("ships", ""),
        ("ship", ""),
        ("ings", ""),
        ("ing", ""),
        ("ers", ""),
        ("er", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word
