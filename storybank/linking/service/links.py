"""Making a claim of a passage, saying more about it, and taking it back."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, delete, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.linking import rules
from storybank.linking.events import LinkConfirmed, LinkRejected
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.rules import Telling
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryVersion

NOTHING_TOLD = Telling()


def attach_passage(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    commitment: Commitment,
    start: int,
    end: int,
    stance: Stance,
    note: str = "",
    telling: Telling = NOTHING_TOLD,
    settled: Collection[int] = (),
) -> EvidenceLink:
    """Claim that a passage supports or contradicts a promise of the story's contract.

    ``settled``: links on which an independent person's work rests. Where these very words were
    such a claim and were taken back, they come back as they stood.

    Raises:
        RuleBroken: no words were chosen, the promise is in another contract, the story is for
            learning only, or a settled claim would say the opposite.
        AlreadyHeld: this passage is attached to this promise already.
    """
    require(actor, Action.LINK_EVIDENCE)
    rules.check_not_learning(learning_only=story.learning_only)
    rules.check_same_contract(story.contract_id, commitment.contract_id)
    rules.check_passage(version.body, start, end)
    start, end = rules.trim_passage(version.body, start, end)
    link = session.exec(
        select(EvidenceLink).where(
            EvidenceLink.story_version_id == version.id,
            EvidenceLink.commitment_id == commitment.id,
            EvidenceLink.start == start,
            EvidenceLink.end == end,
        )
    ).first()
    if link is not None and link.status is LinkStatus.CONFIRMED:
        raise AlreadyHeld("This passage is attached to that promise already.", field="commitment")
    if link is None:
        link = EvidenceLink(
            story_id=story.key,
            story_version_id=version.key,
            commitment_id=commitment.key,
            start=start,
            end=end,
            quote=version.body[start:end],
            stance=stance,
            status=LinkStatus.CONFIRMED,
            origin="person",
        )
        session.add(link)
    if link.id in settled:
        rules.check_same_claim(link.stance, stance)
        note = link.note
    else:
        _say(link, telling)
        link.strengths, link.strengths_by_id = [], None
    _forget_overlapping(session, link)
    make_claim(session, actor, story, link, stance, note, clock.now())
    return link


def confirm_link(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    link: EvidenceLink,
    stance: Stance | None = None,
    note: str = "",
) -> None:
    """Say that a suggested link is right, as it stands or the other way round.

    Raises:
        RuleBroken: it is not a suggestion any more, or the story is for learning only.
    """
    require(actor, Action.LINK_EVIDENCE)
    rules.check_not_learning(learning_only=story.learning_only)
    if link.status is not LinkStatus.SUGGESTED:
        raise RuleBroken("Somebody has decided on this suggestion already.")
    make_claim(session, actor, story, link, stance or link.stance, note, clock.now())


def describe_link(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    link: EvidenceLink,
    telling: Telling,
    note: str,
    is_settled: bool,
) -> None:
    """Say of a claim who, what changed and what brought it about.

    ``is_settled``: an independent person's work rests on it, so the claim may say nothing else.

    Raises:
        RuleBroken: it is no claim of anybody's, or it is settled.
    """
    _check_claim(actor, story, link)
    if is_settled:
        raise RuleBroken(
            "An independent person's work rests on this claim as it stands. To claim something "
            "else, take it back and attach the words again."
        )
    _say(link, telling)
    link.note = note.strip()
    session.flush()
    told = [name for name in ("who", "what_changed", "brought_about") if getattr(link, name)]
    record(session, actor, "describe_link", link, story=str(story.public_id), told=told)


def judge_strength(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    link: EvidenceLink,
    strengths: Collection[str],
) -> None:
    """Say which of the five strengths a claim's passage has, as a person sees it.

    Raises:
        RuleBroken: it is no claim of anybody's, or a strength is not in the rubric.
    """
    _check_claim(actor, story, link)
    link.strengths, link.strengths_by_id = rules.check_strengths(strengths), actor.user_id
    session.flush()
    record(
        session,
        actor,
        "judge_strength",
        link,
        story=str(story.public_id),
        strengths=list(link.strengths),
    )


def reject_link(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    link: EvidenceLink,
    is_upheld_against: bool = False,
) -> None:
    """Say that a passage does not bear on a promise, or take a claim back.

    ``is_upheld_against``: somebody independent upheld that it speaks against the promise.

    Raises:
        RuleBroken: it is rejected already, or it was upheld against the promise.
    """
    require(actor, Action.LINK_EVIDENCE)
    if is_upheld_against:
        raise RuleBroken(
            "An independent person found that these words hold against the promise, so they stay. "
            "Only the storyteller can take them back."
        )
    if link.status in (LinkStatus.REJECTED, LinkStatus.VOID):
        raise RuleBroken("This link does not count any more already.")
    turn_down(session, actor, story, link, clock.now())


def make_claim(
    session: Session,
    actor: Actor,
    story: Story,
    link: EvidenceLink,
    stance: Stance,
    note: str,
    at: datetime,
) -> None:
    """Make a link the actor's claim. Within this step; others confirm or attach."""
    link.status = LinkStatus.CONFIRMED
    link.stance, link.note = stance, note.strip()
    link.made_by_id, link.made_by_organisation_id = actor.user_id, actor.organisation_id
    link.made_at, link.void_because = at, ""
    session.flush()
    stories.touch(session, story)
    record(session, actor, "confirm_link", link, story=str(story.public_id), stance=stance.value)
    outbox.record(session, LinkConfirmed(link.key))


def turn_down(
    session: Session, actor: Actor, story: Story, link: EvidenceLink, at: datetime
) -> None:
    """Make a link count for nothing, by the actor's word. Within this step."""
    link.status = LinkStatus.REJECTED
    link.made_by_id, link.made_by_organisation_id = actor.user_id, actor.organisation_id
    link.made_at = at
    stories.touch(session, story)
    record(session, actor, "reject_link", link, story=str(story.public_id))
    outbox.record(session, LinkRejected(link.key))


def _check_claim(actor: Actor, story: Story, link: EvidenceLink) -> None:
    require(actor, Action.LINK_EVIDENCE)
    rules.check_not_learning(learning_only=story.learning_only)
    if link.status is not LinkStatus.CONFIRMED:
        raise RuleBroken("Confirm this link first; until then it claims nothing.")


def _say(link: EvidenceLink, telling: Telling) -> None:
    link.who = telling.who.strip()
    link.what_changed = telling.what_changed.strip()
    link.brought_about = telling.brought_about.strip()


def _forget_overlapping(session: Session, link: EvidenceLink) -> None:
    """Suggestions for the same promise in words that overlap: a person has decided on those."""
    session.exec(
        delete(EvidenceLink).where(
            col(EvidenceLink.story_version_id) == link.story_version_id,
            col(EvidenceLink.commitment_id) == link.commitment_id,
            col(EvidenceLink.status) == LinkStatus.SUGGESTED,
            col(EvidenceLink.start) < link.end,
            col(EvidenceLink.end) > link.start,
            col(EvidenceLink.public_id) != link.public_id,
        )
    )
