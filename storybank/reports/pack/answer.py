"""An answer in a bid as it reads: passages in their order, with our own words around them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from storybank.intake.models import Submission, Teller
from storybank.nlp.reading import Change, Voice
from storybank.reports.models import ChoiceMade, ReportChoice
from storybank.reports.pack.blocks import Told
from storybank.reports.pack.material import Material
from storybank.reports.pack.voices import Passage, tell
from storybank.reports.queries.numbers import Ints
from storybank.reports.rules import Wanted
from storybank.reports.rules.bids import BidAnswer, count_words
from storybank.stories.models import Story, StoryVersion
from storybank.tagging.models import Segment

SPEAKS = {
    (Voice.OWN, Teller.SELF): "The person, in their own words",
    (Voice.OWN, Teller.ON_BEHALF): "Told for the person, by somebody who knows them",
    (Voice.OWN, Teller.ORGANISATION): "An organisation, of its own work",
    (Voice.QUOTED, Teller.SELF): "Somebody the person quotes",
    (Voice.QUOTED, Teller.ON_BEHALF): "The person, quoted by somebody who knows them",
    (
        Voice.QUOTED,
        Teller.ORGANISATION,
    ): "The person, quoted by the organisation that wrote it down",
}


@dataclass(frozen=True)
class Piece:
    """A passage of an answer.

    ``told`` is None where it may not be shown now: it was taken back, is not allowed any more, or
    its story has newer words.
    """

    choice: ReportChoice
    told: Told | None
    lead: str


@dataclass(frozen=True)
class AnswerRead:
    """An answer as it reads now."""

    answer: BidAnswer
    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> list[tuple[Piece, Told]]:
        """The passages that may be shown now."""
        return [(one, one.told) for one in self.pieces if one.told is not None]

    @property
    def words(self) -> int:
        """Every word of the answer, ours and theirs, and whose they are."""
        return count_words(self.text())

    @property
    def theirs(self) -> int:
        """How many of them are storytellers' own."""
        return sum(count_words(told.words) for _, told in self.shown)

    @property
    def over(self) -> int:
        """By how many words it is too long; 0 where it is not."""
        return max(self.words - self.answer.limit, 0) if self.answer.limit else 0

    def text(self) -> str:
        """The answer as it is pasted into a form: nothing but its words.

        Passages of one story that follow each other are one voice, whose it is said once.
        """
        parts, shown = [self.answer.opening], self.shown
        following = [told for _, told in shown[1:]]
        for (piece, told), after in zip_longest(shown, following):
            leads_on = after is not None and after.story == told.story
            parts += [piece.lead, f"“{told.words}”" if leads_on else quoted(told)]
        return "\n\n".join(one for one in (*parts, self.answer.closing) if one)


def quoted(told: Told) -> str:
    """A passage with whose words it is."""
    return f"“{told.words}” ({whose(told)})"


def whose(told: Told) -> str:
    """Whose words a passage is, as briefly as a bid allows: Amina, Headland."""
    facts = told.facts
    return ", ".join(str(one) for one in (facts.get("whose"), facts.get("place")) if one)


def read_answer(material: Material) -> AnswerRead:
    """The answer of a draft as it reads now: what was chosen, in the order chosen."""
    answer = BidAnswer.of(material.asked.more)
    chosen = [one for one in material.choices if one.choice is ChoiceMade.QUOTE]
    found = {one.id: passage for one, passage in passages_chosen(material)}
    passages = list(found.values())
    told = {
        (one.facts["start"], one.facts["end"], one.story): one
        for one in with_speakers(material, tell(material, passages))
        if one.words
    }
    names = _names(material, passages)
    pieces = []
    for one in chosen:
        passage = found.get(one.id)
        here = told.get((one.start, one.end, names.get(passage.at, ""))) if passage else None
        lead = answer.leads.get(str(one.public_id), "")
        if here is not None:
            facts = {**here.facts, "chosen": one.reason, "lead": lead}
            here = here.model_copy(update={"facts": facts})
        pieces.append(Piece(one, here, lead))
    return AnswerRead(answer, tuple(pieces))


def passages_chosen(material: Material) -> list[tuple[ReportChoice, Passage]]:
    """Each passage chosen that is still one of the newest words of a story that may be told."""
    places = {story: at for at, story in enumerate(material.heard.story.tolist())}
    found = []
    for one in material.choices:
        at = places.get(one.story_id)
        if one.choice is not ChoiceMade.QUOTE or at is None:
            continue
        if int(material.heard.version[at]) == one.story_version_id:
            passage = _passage(material, at, one.start, one.end)
            if passage is not None:
                found.append((one, passage))
    return found


def _passage(material: Material, at: int, start: int, end: int) -> Passage | None:
    coded, linked = material.coded, material.linked
    links = np.flatnonzero(
        (linked.at == at) & (linked.start == start) & (linked.end == end) & (linked.newest == 1)
    )
    link = int(linked.link[links[0]]) if links.size else None
    rows = np.flatnonzero((coded.at == at) & (coded.start == start) & (coded.end == end))
    if rows.size:
        return Passage(at, start, end, int(coded.coding[rows[0]]), link)
    return Passage(at, start, end, None, link) if link is not None else None


@dataclass(frozen=True)
class Offered:
    """One page of the passages that an answer could quote."""

    total: int
    told: tuple[Told, ...]


def offer_passages(
    material: Material,
    *,
    theme: str | None = None,
    change: Change | None = None,
    words: str = "",
    page: int = 1,
    per_page: int = 20,
) -> Offered:
    """Passages in storytellers' own words that a person coded or confirmed, the newest first."""
    coded = material.coded
    mask = material.coded_mask(Wanted(theme=theme, change=change)) & (coded.own == 1)
    rows = np.flatnonzero(mask)
    if words.strip():
        rows = rows[np.isin(coded.segment[rows], _saying(material, coded.segment[rows], words))]
    _, first = np.unique(coded.segment[rows], return_index=True)
    rows = rows[np.sort(first)]
    shown = rows[(page - 1) * per_page :][:per_page]
    passages = [
        one
        for row in shown
        if (
            one := _passage(
                material, int(coded.at[row]), int(coded.start[row]), int(coded.end[row])
            )
        )
    ]
    told = [one for one in with_speakers(material, tell(material, passages)) if one.words]
    return Offered(int(rows.size), tuple(told))


def _saying(material: Material, segments: Ints, words: str) -> Ints:
    """Those of these sentences that hold every word asked for."""
    wanted: Any = func.json_each(literal(json.dumps(np.unique(segments).tolist())))
    ids = select(wanted.table_valued("value").c.value)
    query = select(Segment.id).where(col(Segment.id).in_(ids))
    for word in words.split()[:8]:
        query = query.where(col(Segment.quote).icontains(word, autoescape=True))
    return np.array(list(material.session.exec(query)), dtype=np.int64)


def with_speakers(material: Material, told: Sequence[Told]) -> list[Told]:
    """These passages, each with who speaks in it: two voices stand in one story."""
    if not told:
        return []
    speaks = _speakers(material.session, told)
    return [
        one.model_copy(
            update={
                "facts": {
                    **one.facts,
                    "speaks": speaks.get((one.story, one.facts["start"], one.facts["end"]), ""),
                }
            }
        )
        for one in told
    ]


def _speakers(session: Session, told: Iterable[Told]) -> Mapping[tuple[str, int, int], str]:
    rows: Any = session.exec(
        select(  # type: ignore[call-overload]
            Story.public_id, Segment.start, Segment.end, Segment.voice, Submission.teller
        )
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .join(Story, col(Story.id) == StoryVersion.story_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(
            col(Story.public_id).in_({UUID(one.story) for one in told}),
            StoryVersion.number == Story.current_version,
            col(Segment.start).in_({one.facts["start"] for one in told}),
        )
    )
    return {
        (str(story), start, end): SPEAKS.get((voice, teller), "")
        for story, start, end, voice, teller in rows
    }


def _names(material: Material, passages: Sequence[Passage]) -> dict[int, str]:
    """Public ids of the stories of these passages, by their place."""
    at = {int(material.heard.story[one.at]): one.at for one in passages}
    rows = material.session.exec(
        select(Story.id, Story.public_id).where(col(Story.id).in_(set(at)))
    )
    return {at[number]: str(public) for number, public in rows if number is not None}
