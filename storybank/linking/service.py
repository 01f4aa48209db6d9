"""Suggesting, making and taking back links between passages and promises."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.linking import checks, queries, rules
from storybank.linking.events import LinkConfirmed, LinkRejected
from storybank.linking.models import (
    EvidenceLink,
    LinkStatus,
    NearCopy,
    SignatureBand,
    Stance,
    StorySignature,
)
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryStatus, StoryVersion


@dataclass(frozen=True)
class PassageSuggested:
    """A passage the matcher thinks bears on a commitment, with its reasons."""

    commitment_id: int
    start: int
    end: int
    stance: Stance
    score: float
    because: tuple[str, ...]


def keep_suggestions(
    session: Session,
    actor: Actor,
    *,
    story: Story,
    version: StoryVersion,
    suggested: Sequence[PassageSuggested],
    matcher: str,
) -> int:
    """Keep what the matcher suggests for a story, in place of what it suggested before.

    What a person decided stays, and is not suggested again. Returns how many are new.
    """
    require(actor, Action.RUN_PIPELINE)
    session.exec(
        delete(EvidenceLink).where(
            col(EvidenceLink.story_id) == story.key,
            col(EvidenceLink.status) == LinkStatus.SUGGESTED,
        )
    )
    decided = [
        (link.commitment_id, link.start, link.end)
        for link in queries.links_of_version(session, version.key)
    ]
    kept = 0
    for one in suggested:
        overlaps = any(
            commitment == one.commitment_id and start < one.end and one.start < end
            for commitment, start, end in decided
        )
        if overlaps:
            continue
        session.add(
            EvidenceLink(
                story_id=story.key,
                story_version_id=version.key,
                commitment_id=one.commitment_id,
                start=one.start,
                end=one.end,
                quote=version.body[one.start : one.end],
                stance=one.stance,
                status=LinkStatus.SUGGESTED,
                origin=matcher,
                score=one.score,
                because=list(one.because),
            )
        )
        kept += 1
    session.flush()
    return kept


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
) -> EvidenceLink:
    """Claim that a passage supports or contradicts a promise of the story's contract.

    Raises:
        RuleBroken: no words were chosen, or the promise is in another contract.
        AlreadyHeld: this passage is attached to this promise already.
    """
    require(actor, Action.LINK_EVIDENCE)
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
    _confirm(session, actor, story, link, stance, note)
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
        RuleBroken: it is not a suggestion any more.
    """
    require(actor, Action.LINK_EVIDENCE)
    if link.status is not LinkStatus.SUGGESTED:
        raise RuleBroken("Somebody has decided on this suggestion already.")
    _confirm(session, actor, story, link, stance or link.stance, note)


def reject_link(session: Session, actor: Actor, *, story: Story, link: EvidenceLink) -> None:
    """Say that a passage does not bear on a promise, or take a claim back.

    Raises:
        RuleBroken: it is rejected already.
    """
    require(actor, Action.LINK_EVIDENCE)
    if link.status in (LinkStatus.REJECTED, LinkStatus.VOID):
        raise RuleBroken("This link does not count any more already.")
    link.status = LinkStatus.REJECTED
    link.made_by_id, link.made_by_organisation_id = actor.user_id, actor.organisation_id
    link.made_at = clock.now()
    stories.touch(session, story)
    record(session, actor, "reject_link", link, story=str(story.public_id))
    outbox.record(session, LinkRejected(link.key))


def void_links(session: Session, actor: Actor, *, story: Story, all_of_them: bool) -> int:
    """Make links count for nothing; returns how many there were.

    Either all of a story's, whose words nobody may use any more, or those to promises of a
    contract it no longer belongs to.
    """
    require(actor, Action.RUN_PIPELINE)
    query = select(EvidenceLink).where(
        EvidenceLink.story_id == story.id,
        col(EvidenceLink.status).in_([LinkStatus.CONFIRMED, LinkStatus.SUGGESTED]),
    )
    if not all_of_them:
        own = select(Commitment.id).where(Commitment.contract_id == story.contract_id)
        query = query.where(col(EvidenceLink.commitment_id).not_in(own))
    links = session.exec(query).all()
    for link in links:
        link.status = LinkStatus.VOID
        record(session, actor, "void_link", link, story=str(story.public_id))
    if links:
        stories.touch(session, story)
    return len(links)


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
        _forget_wording(session, story)
        if held is not None:
            session.delete(held)
        return
    if held is None or (held.story_version_id, held.signed_by) != (version.key, checks.SIGNED_BY):
        _forget_wording(session, story)
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


def _forget_wording(session: Session, story: Story) -> None:
    session.exec(delete(SignatureBand).where(col(SignatureBand.story_id) == story.key))
    session.exec(
        delete(NearCopy).where(
            (col(NearCopy.story_id) == story.key) | (col(NearCopy.other_id) == story.key)
        )
    )


def _confirm(
    session: Session,
    actor: Actor,
    story: Story,
    link: EvidenceLink,
    stance: Stance,
    note: str,
) -> None:
    link.status = LinkStatus.CONFIRMED
    link.stance, link.note = stance, note.strip()
    link.made_by_id, link.made_by_organisation_id = actor.user_id, actor.organisation_id
    link.made_at = clock.now()
    session.flush()
    stories.touch(session, story)
    record(session, actor, "confirm_link", link, story=str(story.public_id), stance=stance.value)
    outbox.record(session, LinkConfirmed(link.key))
