"""Whom a board pack quotes, and where: nobody's words are read twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storybank.nlp.reading import Change
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.kinds.board_parts import tell_once
from storybank.reports.pack.material import Material
from storybank.reports.pack.priorities import Priority
from storybank.reports.pack.voices import Passage, chosen_voices, got_worse, pick_voices
from storybank.reports.queries.numbers import CHANGES
from storybank.reports.rules import Wanted

MOST_VOICES = 4


WHOLE = 40


"""Shorter words say little where there are others."""


SHORT = 220


"""Longer words are not read on the first page, where others say the like."""


@dataclass
class Voices:
    """Who is quoted where; nobody is quoted twice."""

    front: list[tuple[str, Passage]] = field(default_factory=list)
    of_priority: dict[str, list[Passage]] = field(default_factory=dict)
    worse_front: list[Passage] = field(default_factory=list)
    worse: list[Passage] = field(default_factory=list)
    others: list[Passage] = field(default_factory=list)
    told: Mapping[Passage, Told] = field(default_factory=dict)


def choose(material: Material, priorities: Sequence[Priority]) -> Voices:
    """Who is quoted: one a priority on the first page, the short ones first, others further on.

    Each story is heard once as long as there are others; no passage is read twice.
    """
    voices, heard = Voices(), set[int]()
    chosen = chosen_voices(material)
    read: set[Passage] = set()
    for one in priorities:
        found = _speaking(material, Wanted(**one.wanted), heard, read)
        if not found:
            continue
        first = _first(material, found, chosen, after=len(voices.front))
        others = [each for each in found if each is not first][:MOST_VOICES]
        voices.front.append((one.name, first))
        voices.of_priority[one.key] = others
        heard |= {each.at for each in (first, *others)}
        read |= {first, *others}
    if not voices.front:
        found = pick_voices(material, MOST_VOICES)
        voices.front = [("", each) for each in found]
        read |= set(found)
    _choose_worse(material, voices, read)
    read |= {*voices.worse_front, *voices.worse}
    voices.others = [one for one in chosen if not _overlaps(one, read)]
    every = [
        *(each for _, each in voices.front),
        *(each for many in voices.of_priority.values() for each in many),
        *voices.worse_front,
        *voices.worse,
        *voices.others,
    ]
    voices.told = tell_once(material, every)
    return voices


def _first(
    material: Material, found: Sequence[Passage], chosen: Sequence[Passage], *, after: int
) -> Passage:
    """Who speaks for a priority on the first page: by turns of what is better and what is lacking.

    Words that somebody chose come first.

    Else all would be good news there: each priority has some, and it is chosen first.
    """
    picked = [one for one in found if _overlaps(one, set(chosen))]
    if picked:
        return picked[0]
    short = [one for one in found if one.end - one.start <= SHORT] or list(found)
    wanted = Change.NEED if after % 2 else Change.BETTER
    coded = material.coded
    needed = set(coded.coding[coded.change == CHANGES.index(wanted)].tolist())
    return next((one for one in short if one.coding in needed), short[0])


def _speaking(
    material: Material, wanted: Wanted, heard: set[int], read: set[Passage]
) -> list[Passage]:
    """Who speaks to a priority: of stories not heard yet, else other passages of those heard."""
    found = pick_voices(material, MOST_VOICES + 1, wanted=wanted, without=heard)
    if not found:
        again = pick_voices(material, MOST_VOICES + 1, wanted=wanted)
        found = [one for one in again if not _overlaps(one, read)][:2]
    whole = [one for one in found if one.end - one.start >= WHOLE]
    return whole or found


def _choose_worse(material: Material, voices: Voices, read: set[Passage]) -> None:
    """What got worse: stories not heard yet come first, other passages of those heard after."""
    fresh = got_worse(material, 6, without={one.at for one in read})
    again = [
        one
        for one in got_worse(material, 6, without={one.at for one in fresh})
        if not _overlaps(one, read)
    ]
    found = sorted([*fresh, *again][:6], key=lambda one: one.end - one.start > SHORT)
    shown = 1 if len(voices.front) >= 3 else 2
    voices.worse_front, voices.worse = found[:shown], found[shown:]


def _overlaps(one: Passage, read: set[Passage]) -> bool:
    return any(
        one.at == other.at and one.start < other.end and other.start < one.end for other in read
    )
