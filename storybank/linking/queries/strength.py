"""What is known of passages that says how strong they are, for a whole list at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.intake.models import Submission, Teller
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.queries.links import LinkedPassage, counts, on_promises
from storybank.linking.rules import PassageFacts
from storybank.nlp.reading import Speaker, Voice
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Segment

_BESIDE = 240  # characters in which a sentence beside the passage begins or ends

Heard = dict[tuple[int, Stance], dict[int, tuple[date | None, date | None]]]


def strength_facts(
    session: Session, scope: Scope, passages: Sequence[LinkedPassage]
) -> dict[int, PassageFacts]:
    """What is known of each passage, by link. Two SQL statements, however many there are."""
    sentences = _sentences(session, [one.link.key for one in passages])
    heard = _heard(session, scope, {one.link.commitment_id for one in passages})
    return {
        one.link.key: _facts(
            one,
            sentences.get(one.link.key, []),
            heard.get((one.link.commitment_id, one.link.stance), {}),
        )
        for one in passages
    }


def _sentences(session: Session, link_ids: Collection[int]) -> dict[int, list[tuple[Any, ...]]]:
    """The storyteller's sentences in and beside each passage, with who told the story."""
    query: Any = select(  # type: ignore[call-overload]
        EvidenceLink.id, Segment.start, Segment.end, Segment.quote, Segment.voice, Submission.teller
    )
    query = (
        query.select_from(EvidenceLink)
        .join(Segment, col(Segment.story_version_id) == EvidenceLink.story_version_id)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .join(Submission, col(Submission.id) == Story.submission_id)
        .where(
            col(EvidenceLink.id).in_(link_ids),
            Segment.speaker == Speaker.STORYTELLER,
            col(Segment.start) < EvidenceLink.end + _BESIDE,
            col(Segment.end) > EvidenceLink.start - _BESIDE,
        )
        .order_by(col(Segment.position))
    )
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for link_id, *sentence in session.exec(query):
        found[link_id].append(tuple(sentence))
    return found


def _heard(session: Session, scope: Scope, commitment_ids: Collection[int]) -> Heard:
    """Who has a confirmed passage for or against each promise, and when they told it."""
    query: Any = select(  # type: ignore[call-overload]
        EvidenceLink.commitment_id,
        EvidenceLink.stance,
        Story.contributor_id,
        func.min(Story.told_on),
        func.max(Story.told_on),
    )
    rows = session.exec(
        query.select_from(EvidenceLink)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(
            on_promises(commitment_ids, LinkStatus.CONFIRMED),
            readable(scope),
            counts(),
        )
        .group_by(
            col(EvidenceLink.commitment_id), col(EvidenceLink.stance), col(Story.contributor_id)
        )
    )
    heard: Heard = defaultdict(dict)
    for commitment_id, stance, contributor_id, first, last in rows:
        heard[commitment_id, stance][contributor_id] = (first, last)
    return heard


def _facts(
    passage: LinkedPassage,
    sentences: Sequence[tuple[Any, ...]],
    heard: dict[int, tuple[date | None, date | None]],
) -> PassageFacts:
    link, story = passage.link, passage.story
    within = [one for one in sentences if one[0] < link.end and one[1] > link.start]
    told = [story.told_on, *heard.get(story.contributor_id, ())]
    days = [day for day in told if day is not None]
    return PassageFacts(
        quote=link.quote,
        around=" ".join(one[2] for one in sentences if one not in within),
        is_own=bool(within) and all(_is_own(voice, teller) for *_, voice, teller in within),
        others=len(heard.keys() - {story.contributor_id}),
        days_apart=(max(days) - min(days)).days if days else 0,
    )


def _is_own(voice: Voice, teller: Teller) -> bool:
    return voice is Voice.QUOTED or (voice is Voice.OWN and teller is Teller.SELF)
