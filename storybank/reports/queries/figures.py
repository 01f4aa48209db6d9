"""Which stories were told in a period, and which words may be quoted of those that may be read."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, not_, true
from sqlmodel import Session, col, select

from storybank.linking.models import EvidenceLink
from storybank.nlp.reading import Voice
from storybank.reports.rules import Period
from storybank.stories.models import Story
from storybank.stories.queries import readable
from storybank.stories.rules import Scope
from storybank.tagging.models import Segment

OWN_WORDS = (Voice.OWN, Voice.QUOTED)


def stories_open_to(session: Session, scope: Scope, story_ids: Collection[int]) -> set[int]:
    """Which of these stories lie within a reader's own scope."""
    rows = session.exec(select(Story.id).where(col(Story.id).in_(story_ids), readable(scope)))
    return {number for number in rows if number is not None}


def links_in_own_words(session: Session, link_ids: Collection[int]) -> set[int]:
    """Which of these links' passages boards may be quoted: all in the storyteller's own words."""
    query = select(EvidenceLink.id).where(col(EvidenceLink.id).in_(link_ids), _in_own_words())
    return {number for number in session.exec(query) if number is not None}


def _in_own_words() -> ColumnElement[bool]:
    """True for links whose passage holds nothing but own words, or words quoted."""
    return not_(
        select(Segment.id)
        .where(
            Segment.story_version_id == EvidenceLink.story_version_id,
            col(Segment.voice).not_in(OWN_WORDS),
            col(Segment.start) < EvidenceLink.end,
            col(Segment.end) > EvidenceLink.start,
        )
        .exists()
    )


def told_in(period: Period) -> ColumnElement[bool]:
    """True for stories told within the period; an undated one is in no closed period."""
    if period.is_open:
        return true()
    ends: list[ColumnElement[bool]] = [col(Story.told_on).is_not(None)]
    if period.told_from is not None:
        ends.append(col(Story.told_on) >= period.told_from)
    if period.told_to is not None:
        ends.append(col(Story.told_on) <= period.told_to)
    return and_(*ends)
