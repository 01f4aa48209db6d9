"""Stories cut into their sentences as they are, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, select

from storybank.accounts.models import User
from storybank.accounts.rules import Actor
from storybank.nlp.reading import Reading, ReadSegment, Speaker, SuggestedConcern, Voice
from storybank.stories.models import Story, StoryVersion
from storybank.tagging import service as tagging
from tests.factories.bank import Factory


def cut_story(make: Factory, manager: User, sentences: Sequence[str], **values: Any) -> Story:
    """An accepted story of these sentences, all the storyteller's own words."""
    story = make.story(manager, body=" ".join(sentences), **values)
    with make.bank.database.transaction() as session:
        cut(session, session.get_one(Story, story.key), sentences)
    return story


def cut(session: Session, story: Story, sentences: Sequence[str]) -> None:
    """Read a story's newest words as these sentences."""
    version = session.exec(
        select(StoryVersion).where(
            StoryVersion.story_id == story.key, StoryVersion.number == story.current_version
        )
    ).one()
    segments, at = [], 0
    for sentence in sentences:
        end = at + len(sentence)
        segments.append(ReadSegment(at, end, sentence, Speaker.STORYTELLER, voice=Voice.OWN))
        at = end + 1
    tagging.keep_reading(
        session,
        Actor.pipeline(),
        story=story,
        version=version,
        reading=Reading("cut", tuple(segments), (), SuggestedConcern(False, ())),
        suggest=True,
    )
