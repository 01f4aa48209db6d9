"""Taking a story's words away for good, as whoever told it or the law asks."""

from sqlmodel import Session, col, delete, select

from storybank.core.jobs import outbox
from storybank.stories.events import StoryMoved
from storybank.stories.models import (
    Detail,
    Story,
    StoryDraft,
    StoryStatus,
    StoryVersion,
    TellerCheck,
)
from storybank.stories.service.moving import touch


def hide_story(session: Session, *, story: Story) -> None:
    """Take a story from all sight that is taken back while a hold keeps its words."""
    if story.status is StoryStatus.ACCEPTED:
        story.status = StoryStatus.HELD
    touch(session, story)
    outbox.record(session, StoryMoved(story.key))


def erase_story(session: Session, *, story: Story) -> None:
    """Empty every version of a story, and forget who is in it, where and when; the rows stay."""
    for version in session.exec(select(StoryVersion).where(StoryVersion.story_id == story.id)):
        version.title = version.body = version.note = ""
    session.exec(delete(StoryDraft).where(col(StoryDraft.story_id) == story.key))
    for check in session.exec(select(TellerCheck).where(TellerCheck.story_id == story.id)):
        check.words = ""
    story.place = story.shown_when = ""
    story.told_on = None
    story.status = StoryStatus.WITHDRAWN
    erase_details(session, submission_id=story.submission_id)
    touch(session, story)
    outbox.record(session, StoryMoved(story.key))


def erase_details(session: Session, *, submission_id: int) -> None:
    """Forget what was noticed in a submission's words, and what stands for it."""
    session.exec(delete(Detail).where(col(Detail.submission_id) == submission_id))
