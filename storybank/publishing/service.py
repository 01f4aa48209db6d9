"""Checking a story before it is shared wider, showing it to the public, taking it down again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlmodel import Session, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, can, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import NotAllowed, RuleBroken
from storybank.intake.models import Purpose
from storybank.publishing import queries, rules
from storybank.publishing.models import IdentityCheck, Publication
from storybank.publishing.rarity import Sign, SmallNumber
from storybank.stories.masking import Masking
from storybank.stories.models import Story, StoryVersion

TAKING_DOWN = (
    Action.PUBLISH_STORY,
    Action.WITHDRAW_STORY,
    Action.SETTLE_CONCERN,
    Action.RAISE_CONCERN,
    Action.MANAGE_RETENTION,
    Action.RUN_PIPELINE,
)


def record_identity_check(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    purpose: Purpose,
    answers: Mapping[str, rules.Found | None],
    note: str = "",
    few: Sequence[SmallNumber] = (),
    signs: Sequence[Sign] = (),
) -> IdentityCheck:
    """Put on record who asked whether a stranger could find out who this is, and the answers.

    Of the signs only their kinds are kept: their words stand in the story.

    Raises:
        RuleBroken: a question has no answer, or what was dealt with is not explained.
    """
    require(actor, Action.PUBLISH_STORY)
    rules.check_answers(answers, note)
    given = {key: found for key, found in answers.items() if found is not None}
    check = IdentityCheck(
        story_id=story.key,
        story_version_id=version.key,
        purpose=purpose,
        answers=[{"key": one.key, "found": given[one.key].value} for one in rules.QUESTIONS],
        rare=[*(asdict(one) for one in few), *({"kind": one.kind} for one in signs)],
        note=note.strip(),
        may_share=rules.may_share(given),
        checked_by_id=actor.user_id,
    )
    session.add(check)
    session.flush()
    record(
        session,
        actor,
        "check_identity",
        story,
        version=version.number,
        purpose=purpose.value,
        may_share=check.may_share,
    )
    return check


def publish_story(
    session: Session, actor: Actor, *, story: Story, version: StoryVersion
) -> Publication:
    """Show a story to the public, on a page of its own.

    Raises:
        RuleBroken: something stands in the way, or it is shown already.
    """
    require(actor, Action.PUBLISH_STORY)
    check = queries.find_check(session, version.key, Purpose.PUBLIC)
    ready = rules.ready_to_share(
        story,
        allowed=queries.allows(session, story, Purpose.PUBLIC),
        has_details=queries.has_details(session, version.key),
        checked=check is not None and check.may_share,
        wants=Purpose.PUBLIC,
    )
    rules.check_ready(ready)
    if version.number != story.current_version or version.sealed_at is not None:
        raise RuleBroken("These are not its newest words. Load the page again.")
    standing = queries.find_standing(session, story.key)
    if standing is not None and standing.story_version_id == version.id:
        raise RuleBroken("It is shown to the public already.")
    if standing is not None:
        _end(standing, "A newer version takes its place.")
        session.flush()
    publication = Publication(
        story_id=story.key, story_version_id=version.key, published_by_id=actor.user_id
    )
    session.add(publication)
    session.flush()
    record(session, actor, "publish_story", story, version=version.number)
    return publication


def take_down(session: Session, actor: Actor, *, story: Story, because: str) -> bool:
    """Show a story to the public no longer; its address answers that it is gone.

    ``because`` is ours, never the storyteller's words. Returns whether it was shown.

    Raises:
        NotAllowed: the actor neither publishes nor takes back.
    """
    if not any(can(actor, action) for action in TAKING_DOWN):
        raise NotAllowed("Your role does not include this.")
    standing = queries.find_standing(session, story.key)
    if standing is None:
        return False
    _end(standing, because.strip()[: rules.LONGEST_NOTE])
    session.flush()
    record(session, actor, "take_down", story)
    return True


def note_export(session: Session, actor: Actor, *, stories: Sequence[Story], kind: str) -> None:
    """Put on record which stories were given away in a research export."""
    require(actor, Action.EXPORT_STORIES)
    for story in stories:
        record(session, actor, "export_story", story, kind=kind)


def cover_checks(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover words in what was noted beside the questions, when more of a story is covered.

    Raises:
        NotAllowed: the actor does not cover words.
    """
    require(actor, Action.MASK_STORY)
    for check in session.exec(select(IdentityCheck).where(IdentityCheck.story_id == story.id)):
        check.note = masking.cover(check.note)
    session.flush()


def erase_checks(session: Session, *, story: Story) -> None:
    """Empty what was noted of who a story's teller could be; that somebody asked stays."""
    for check in session.exec(select(IdentityCheck).where(IdentityCheck.story_id == story.id)):
        check.note, check.answers, check.rare = "", [], []
    session.flush()


def _end(publication: Publication, because: str) -> None:
    publication.taken_down_at = clock.now()
    publication.taken_down_because = because
