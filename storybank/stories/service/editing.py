"""Editing stories: unfinished edits, and new versions."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.jobs import outbox
from storybank.intake import rules as intake_rules
from storybank.intake import service as intake
from storybank.intake.rules import text_fingerprint
from storybank.stories import queries, rules
from storybank.stories.events import StorySaved
from storybank.stories.models import Story, StoryDraft, StoryVersion
from storybank.stories.service.moving import touch


def save_edit(
    session: Session, actor: Actor, *, story: Story, title: str, body: str, note: str, based_on: int
) -> StoryDraft:
    """Keep a person's unfinished edit, apart from what others read."""
    require(actor, Action.EDIT_STORY)
    draft = queries.find_draft(session, story, actor.user_id)
    if draft is None:
        assert actor.user_id is not None, "only a person edits"
        draft = StoryDraft(
            story_id=story.key, user_id=actor.user_id, based_on=based_on, title=title, body=body
        )
        session.add(draft)
    draft.title, draft.body, draft.note, draft.based_on = title, body, note, based_on
    draft.saved_at = clock.now()
    session.flush()
    record(session, actor, "save_edit", story)
    return draft


def discard_edit(session: Session, actor: Actor, *, story: Story) -> None:
    """Throw a person's own unfinished edit away, if there is one."""
    require(actor, Action.EDIT_STORY)
    draft = queries.find_draft(session, story, actor.user_id)
    if draft is not None:
        session.delete(draft)
        session.flush()
        record(session, actor, "discard_edit", story)


def publish_version(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    title: str,
    body: str,
    note: str,
    based_on: int,
    most_words: int = intake.MOST_WORDS,
) -> StoryVersion:
    """Add a version to a story. The versions before it stay as they are.

    Raises:
        RuleBroken: the words will not do, nothing changed, or somebody was faster.
    """
    require(actor, Action.EDIT_STORY)
    intake_rules.check_words(title, body, most_words=most_words)
    current = queries.get_version(session, story, story.current_version)
    rules.check_edit(
        based_on=based_on,
        current=story.current_version,
        changed=(title.strip(), body) != (current.title, current.body),
    )
    version = StoryVersion(
        story_id=story.key,
        number=story.current_version + 1,
        title=title.strip(),
        body=body,
        format=current.format,
        note=note.strip(),
        edited_by_id=actor.user_id,
    )
    session.add(version)
    story.current_version = version.number
    draft = queries.find_draft(session, story, actor.user_id)
    if draft is not None:
        session.delete(draft)
    touch(session, story)
    record(
        session,
        actor,
        "publish_version",
        story,
        number=version.number,
        fingerprint=text_fingerprint(body),
    )
    outbox.record(session, StorySaved(story.key))
    return version
