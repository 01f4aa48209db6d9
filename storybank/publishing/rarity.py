"""What makes a story easy to find among others: few of its kind, and rare things put together.

Both only warn. They make no story anonymous and none identifiable; a person decides.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.codebook.models import Code
from storybank.places.queries import load_tree
from storybank.publishing.rules import quarter_of
from storybank.stories.models import Story, StoryStatus, StoryVersion
from storybank.stories.queries import newest_words
from storybank.tagging.models import Coding, CodingStatus, Segment

FEWEST_SIGNS = 3
"""So many different signs in one story are a rare combination."""


@dataclass(frozen=True)
class SmallNumber:
    """So few stories of this bank share a place, a theme and a quarter with this one."""

    theme: str
    place: str
    quarter: str
    stories: int


@dataclass(frozen=True)
class Sign:
    """Words that narrow down who it may be: what sort of thing they tell, and the words."""

    kind: str
    words: str


_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
# Each kind of sign, and the patterns of words that show it.
_SIGNS: dict[str, tuple[str, ...]] = {
    "age": (
        rf"{_NUMBER}[- ]years?[- ]olds?",
        r"aged \d{1,3}",
        r"(?:I am|I'm|he is|she is|turned) \d{2,3}",
        r"my \d{2}(?:th|st|nd|rd) birthday",
    ),
    "being the only one": (
        r"the (?:only|first|last|youngest|oldest) (?:\w+ ){0,3}?(?:in|on|at|to|who|ever)",
    ),
    "family": (
        r"twins?|triplets|quads|adopted|foster(?:ed|ing)? \w+",
        rf"{_NUMBER} (?:children|kids|sons|daughters|brothers|sisters)",
    ),
    "job": (
        r"head ?teacher|vicar|imam|rabbi|priest|councillor|mayor|midwife|surgeon",
        r"postmaster|postmistress|lollipop (?:man|lady)|caretaker|publican|landlord of",
        r"coach of|captain of|firefighter|paramedic|police officer|farmer|trawlerman|miner",
    ),
    "illness or disability": (
        r"motor neurone|multiple sclerosis|parkinson'?s|huntington'?s|cystic fibrosis",
        r"muscular dystrophy|transplant|amput\w+|dialysis|leuk\w*mia|brain tumou?r",
        r"schizophreni\w+|blind|deaf|wheelchair",
    ),
    "event": (
        r"house fire|the fire|crash(?:ed)?|inquest|the trial|murder\w*|stabb\w+|shooting",
        r"explosion|the flood|collapsed|on the news|in the paper|award|medal|tribunal|deport\w+",
    ),
    "background": (
        r"refugee|asylum|came from|born in|my faith|mosque|synagogue|gurdwara|temple",
        r"traveller|roma|armed forces|veteran|care leaver|prison|probation",
    ),
}
_PATTERNS = tuple(
    (kind, re.compile(rf"\b(?:{'|'.join(many)})\b", re.IGNORECASE)) for kind, many in _SIGNS.items()
)


def find_signs(words: str) -> list[Sign]:
    """The first words of each kind that narrow down who it may be, in order of kinds. Pure."""
    found = []
    for kind, pattern in _PATTERNS:
        match = pattern.search(words)
        if match is not None:
            found.append(Sign(kind, match[0]))
    return found


def is_rare_combination(signs: Collection[Sign]) -> bool:
    """Whether so many kinds of signs stand in one story that few others can hold them all."""
    return len({one.kind for one in signs}) >= FEWEST_SIGNS


def small_numbers(session: Session, story: Story, smallest: int) -> list[SmallNumber]:
    """The confirmed themes of a story that fewer than ``smallest`` stories tell there and then.

    Counts accepted stories, this one too, with the same place as it is shown (or one within
    it) and a confirmed coding of the theme in their newest words, told in the same quarter.
    A story without a day is not counted against any quarter: then the warning is for all time.
    """
    where, texts = _where(session, story)
    if not where:
        return []
    conditions = [col(Story.status) == StoryStatus.ACCEPTED, func.lower(Story.place).in_(texts)]
    quarter = "at any time"
    if story.told_on is not None:
        first, after = quarter_of(story.told_on)
        conditions += [col(Story.told_on) >= first, col(Story.told_on) < after]
        quarter = f"{first:%B} to {after - timedelta(days=1):%B %Y}"
    own = (
        select(Coding.code_id)
        .join(Segment, col(Segment.id) == Coding.segment_id)
        .join(StoryVersion, col(StoryVersion.id) == Segment.story_version_id)
        .where(
            StoryVersion.story_id == story.id,
            StoryVersion.number == story.current_version,
            Coding.status == CodingStatus.CONFIRMED,
        )
    )
    number = func.count(func.distinct(Story.id))
    rows = session.exec(
        select(Code.name, number)
        .select_from(Story)
        .join(StoryVersion, newest_words())
        .join(Segment, col(Segment.story_version_id) == StoryVersion.id)
        .join(Coding, col(Coding.segment_id) == Segment.id)
        .join(Code, col(Code.id) == Coding.code_id)
        .where(*conditions, Coding.status == CodingStatus.CONFIRMED, col(Code.id).in_(own))
        .group_by(col(Code.id), Code.name)
        .having(number < smallest)
        .order_by(number, Code.name)
    )
    return [SmallNumber(theme, where, quarter, stories) for theme, stories in rows]


def _where(session: Session, story: Story) -> tuple[str, list[str]]:
    """The place as it is shown, and every text in small letters that names it or a part of it."""
    where = story.place
    if not where:
        return "", []
    tree = load_tree(session)
    place = tree.named(where)
    if place is None:
        return where, [where.lower()]
    inside = set(tree.subtree(place))
    texts = session.exec(
        select(Story.place).where(Story.status == StoryStatus.ACCEPTED).distinct()
    ).all()
    named = tree.place_of_each(texts)
    return where, [text.lower() for text, one in named.items() if one in inside]
