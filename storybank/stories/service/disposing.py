"""Letting go of what was covered in a story, once its first words have been kept long enough."""

from sqlmodel import Session, col, select

from storybank.stories.models import Story, StoryVersion
from storybank.stories.service.erasing import erase_details


def forget_uncovered(session: Session, *, story: Story) -> int:
    """Empty every sealed version, and what the details were; returns how many versions.

    What everybody reads stands as it is. Nothing that was covered can be shown again after this.
    """
    sealed = session.exec(
        select(StoryVersion).where(
            StoryVersion.story_id == story.id, col(StoryVersion.sealed_at).is_not(None)
        )
    ).all()
    for version in sealed:
        version.title = version.body = version.note = ""
    erase_details(session, submission_id=story.submission_id)
    session.flush()
    return len(sealed)
