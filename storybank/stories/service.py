"""Accepting submissions, editing stories, and moving them."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.intake import rules as intake_rules
from storybank.intake import service as intake
from storybank.intake.fingerprint import text_fingerprint
from storybank.intake.models import Submission
from storybank.stories import queries, rules
from storybank.stories.events import LearningMarked, StoryMoved, StorySaved
from storybank.stories.models import Story, StoryDraft, StoryStatus, StoryVersion


def accept_submission(session: Session, actor: Actor, *, submission: Submission) -> Story:
    """Make a story of a waiting submission; its first version is the words as received.

    Raises:
        RuleBroken: the submission is not waiting any more.
    """
    require(actor, Action.DECIDE_SUBMISSION)
    intake.mark_accepted(session, actor, submission=submission)
    story = Story(
        submission_id=submission.key,
        contributor_id=submission.contributor_id,
        organisation_id=submission.organisation_id,
        contract_id=submission.contract_id,
        kind=submission.kind,
        place=submission.place,
        told_on=submission.told_on,
        accepted_by_id=actor.user_id,
    )
    session.add(story)
    session.flush()
    session.add(
        StoryVersion(
            story_id=story.key,
            number=1,
            title=submission.title,
            body=submission.body,
            format=submission.format,
            note="As received",
            edited_by_id=actor.user_id,
        )
    )
    session.flush()
    record(session, actor, "accept_submission", story, submission=str(submission.public_id))
    outbox.record(session, StorySaved(story.key))
    return story


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


def attach_to_contract(
    session: Session, actor: Actor, *, story: Story, contract: Contract | None
) -> None:
    """Say which contract a story belongs to, or none."""
    require(actor, Action.LINK_EVIDENCE)
    if story.contract_id == (contract.id if contract else None):
        return
    story.contract_id = contract.id if contract else None
    touch(session, story)
    record(
        session,
        actor,
        "attach_to_contract",
        story,
        contract=str(contract.public_id) if contract else None,
    )
    outbox.record(session, StoryMoved(story.key))


def mark_learning_only(session: Session, actor: Actor, *, story: Story) -> None:
    """Share a story so that people may learn from it: evidence for or against no promise.

    Its links go, and it is in no ledger, round or rating from now on.

    Raises:
        RuleBroken: it is marked already.
    """
    _mark_learning(session, actor, story, learning_only=True)


def unmark_learning_only(session: Session, actor: Actor, *, story: Story) -> None:
    """Let a story be evidence again; what was attached before is not brought back.

    Raises:
        RuleBroken: it is not marked.
    """
    _mark_learning(session, actor, story, learning_only=False)


def hold_story(session: Session, actor: Actor, *, story: Story) -> None:
    """Take a story out of everybody's sight but the safeguarding lead's."""
    require(actor, Action.SETTLE_CONCERN)
    _set_status(session, story, StoryStatus.ACCEPTED, StoryStatus.HELD)


def release_story(session: Session, actor: Actor, *, story: Story) -> None:
    """Give a held story back to its readers."""
    require(actor, Action.SETTLE_CONCERN)
    _set_status(session, story, StoryStatus.HELD, StoryStatus.ACCEPTED)


def mark_prepared(session: Session, *, story: Story, version: StoryVersion) -> None:
    """Note that personal details have been looked for in a version, so that boards may read it."""
    story.prepared_version = max(story.prepared_version, version.number)
    touch(session, story)


def touch(session: Session, story: Story) -> None:
    """Note that something changed which search must know of."""
    story.revision += 1
    session.flush()


def _set_status(session: Session, story: Story, before: StoryStatus, after: StoryStatus) -> None:
    if story.status is before:
        story.status = after
        touch(session, story)
        outbox.record(session, StoryMoved(story.key))


def _mark_learning(session: Session, actor: Actor, story: Story, *, learning_only: bool) -> None:
    require(actor, Action.MARK_LEARNING)
    rules.check_may_mark(actor, organisation_id=story.organisation_id)
    if story.learning_only is learning_only:
        raise RuleBroken("Somebody has said so already. Load the story again.")
    story.learning_only = learning_only
    touch(session, story)
    act = "mark_learning_only" if learning_only else "unmark_learning_only"
    record(session, actor, act, story)
    outbox.record(session, LearningMarked(story.key))
