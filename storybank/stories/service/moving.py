"""Moving stories: to another contract, out of sight and back, and out of the evidence."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_one_of
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.intake.models import Submission
from storybank.stories import rules
from storybank.stories.events import LearningMarked, StoryMoved
from storybank.stories.models import Story, StoryStatus, StoryVersion


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
    """Take a story out of everybody's sight but the safeguarding lead's.

    Its links stay as they are, and count for nothing while it is held.
    """
    require_one_of(actor, Action.RAISE_CONCERN, Action.SETTLE_CONCERN, Action.RUN_PIPELINE)
    _set_status(session, story, StoryStatus.ACCEPTED, StoryStatus.HELD)


def release_story(session: Session, actor: Actor, *, story: Story) -> None:
    """Give a held story back to its readers; one that was taken back meanwhile, to nobody."""
    require(actor, Action.SETTLE_CONCERN)
    if session.get_one(Submission, story.submission_id).taken_back_at is not None:
        return
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
