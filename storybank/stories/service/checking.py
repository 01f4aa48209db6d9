"""Showing the masked words to whoever told them, and what they said (F22)."""

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_own
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.stories import rules
from storybank.stories.events import StoryMoved
from storybank.stories.models import Story, StoryStatus, TellerCheck
from storybank.stories.service.moving import touch


def record_teller_check(
    session: Session, actor: Actor, *, story: Story, version: int, agrees: bool, words: str = ""
) -> TellerCheck:
    """Keep what a storyteller says of the masked words: yes, or what should be changed.

    Called for the storyteller with their own code, and for staff who asked them in person. A yes
    holds for the version they saw, and no newer one.

    Raises:
        NotFound: a storyteller acts on another's story.
        RuleBroken: the words changed meanwhile, or they ask for a change and do not say which.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, story.submission_id)
    rules.check_told_of(version=version, current=story.current_version, agrees=agrees, words=words)
    if story.status is StoryStatus.WITHDRAWN:
        raise RuleBroken("This story was taken back.")
    check = TellerCheck(story_id=story.key, version=version, agrees=agrees, words=words.strip())
    session.add(check)
    if agrees:
        story.checked_version = version
        for open_one in _open_requests(session, story):
            _settle(actor, open_one)
    else:
        # What they do not agree to is shown to nobody else until they do.
        story.wants_check, story.checked_version = True, min(story.checked_version, version - 1)
    touch(session, story)
    record(session, actor, "record_teller_check", story, number=version, agrees=agrees)
    outbox.record(session, StoryMoved(story.key))
    return check


def ask_teller(session: Session, actor: Actor, *, story: Story) -> None:
    """Note that the storyteller wishes to see the words before they are used.

    Raises:
        RuleBroken: that is noted already.
    """
    require(actor, Action.CHANGE_CONSENT)
    require_own(actor, story.submission_id)
    if story.wants_check:
        raise RuleBroken("That is noted already.")
    story.wants_check = True
    touch(session, story)
    record(session, actor, "ask_teller", story)
    outbox.record(session, StoryMoved(story.key))


def settle_change_request(
    session: Session, actor: Actor, *, story: Story, check: TellerCheck
) -> None:
    """Say that what a storyteller asked for is done, or why not was told to them.

    The story stays unused until they agree to its newest words.

    Raises:
        RuleBroken: it was settled already.
    """
    require(actor, Action.MASK_STORY)
    if check.story_id != story.id or check.agrees or check.settled_at is not None:
        raise RuleBroken("Somebody has settled this already. Load the story again.")
    _settle(actor, check)
    session.flush()
    record(session, actor, "settle_change_request", story, number=check.version)


def _open_requests(session: Session, story: Story) -> list[TellerCheck]:
    found = session.exec(
        select(TellerCheck).where(
            TellerCheck.story_id == story.id,
            ~col(TellerCheck.agrees),
            col(TellerCheck.settled_at).is_(None),
        )
    )
    return list(found)


def _settle(actor: Actor, check: TellerCheck) -> None:
    check.settled_at, check.settled_by_id = clock.now(), actor.user_id
