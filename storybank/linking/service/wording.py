"""Keeping what a story's wording boils down to, to find near copies and unexplained claims."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, delete

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.linking import checks, queries
from storybank.linking.models import NearCopy, SignatureBand, StorySignature
from storybank.stories.models import Story, StoryStatus, StoryVersion


def check_story(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    sentences: Sequence[str] = (),
    changes: Sequence[Collection[str]] = (),
) -> None:
    """Look for stories with nearly the same words, and for claims that nothing explains.

    ``sentences`` are the storyteller's own, with the changes each is coded with. Nothing is kept
    of a story that is withdrawn.
    """
    require(actor, Action.RUN_PIPELINE)
    held = queries.find_signature(session, story.key)
    if story.status is StoryStatus.WITHDRAWN:
        forget_wording(session, story)
        if held is not None:
            session.delete(held)
        return
    if held is None or (held.story_version_id, held.signed_by) != (version.key, checks.SIGNED_BY):
        forget_wording(session, story)
        _keep_wording(session, story, version)
        held = held or StorySignature(
            story_id=story.key, story_version_id=version.key, signed_by=checks.SIGNED_BY
        )
        held.story_version_id, held.signed_by = version.key, checks.SIGNED_BY
    held.unexplained = checks.is_unexplained(sentences, changes)
    session.add(held)
    session.flush()


def _keep_wording(session: Session, story: Story, version: StoryVersion) -> None:
    bands = set(checks.sign(version.body))
    for other_id, common in queries.list_alike(session, story.key, bands):
        if checks.is_near_copy(common):
            alike = checks.likeness(common)
            session.add(NearCopy(story_id=story.key, other_id=other_id, likeness=alike))
            session.add(NearCopy(story_id=other_id, other_id=story.key, likeness=alike))
    session.add_all([SignatureBand(value=value, story_id=story.key) for value in bands])


def forget_wording(session: Session, story: Story) -> None:
    """Forget what a story's wording boils down to. Within this step."""
    session.exec(delete(SignatureBand).where(col(SignatureBand.story_id) == story.key))
    session.exec(
        delete(NearCopy).where(
            (col(NearCopy.story_id) == story.key) | (col(NearCopy.other_id) == story.key)
        )
    )
