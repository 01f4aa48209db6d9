"""Deciding on many suggestions at once, and undoing that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.core.jobs import outbox
from storybank.linking.events import LinkReopened
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.linking.service.links import make_claim, turn_down
from storybank.stories import service as stories
from storybank.stories.models import Story

MOST_AT_ONCE = 100  # more than a page of the tray holds


@dataclass(frozen=True)
class Batch:
    """Suggestions decided on in one act: which, when, and what each said before.

    ``skipped`` were left as they are: somebody was faster, or the story is for learning only.
    """

    decision: LinkStatus
    at: datetime
    links: tuple[tuple[int, Stance], ...]
    skipped: int = 0


Suggested = Sequence[tuple[Story, EvidenceLink]]


def accept_links(
    session: Session, actor: Actor, *, contract: Contract | None, suggested: Suggested
) -> Batch:
    """Say of many suggestions that they are right as they stand.

    Raises:
        RuleBroken: none or too many were chosen.
    """
    return _decide(session, actor, contract, suggested, LinkStatus.CONFIRMED)


def reject_links(
    session: Session, actor: Actor, *, contract: Contract | None, suggested: Suggested
) -> Batch:
    """Say of many suggestions that the passages do not bear on their promises.

    Raises:
        RuleBroken: none or too many were chosen.
    """
    return _decide(session, actor, contract, suggested, LinkStatus.REJECTED)


def undo_batch(
    session: Session, actor: Actor, *, batch: Batch, settled: Collection[int] = ()
) -> tuple[int, int]:
    """Make suggestions again of what the actor decided on in one act.

    Left as they are: links an independent person has found on (``settled``), and those that
    somebody decided on or said more about since. Returns how many were undone, and how many not.
    """
    require(actor, Action.LINK_EVIDENCE)
    before = dict(batch.links)
    links = session.exec(
        select(EvidenceLink, Story)
        .join(Story, col(Story.id) == EvidenceLink.story_id)
        .where(col(EvidenceLink.id).in_(before))
        .order_by(col(EvidenceLink.id))
    ).all()
    undone = 0
    for link, story in links:
        if link.key in settled or not _stands(actor, link, story, batch):
            continue
        link.status, link.stance = LinkStatus.SUGGESTED, before[link.key]
        link.note, link.made_at = "", None
        link.made_by_id = link.made_by_organisation_id = None
        stories.touch(session, story)
        record(session, actor, "reopen_link", link, story=str(story.public_id))
        outbox.record(session, LinkReopened(link.key))
        undone += 1
    if undone:
        record(session, actor, "undo_batch", links[0][0], undone=undone)
    return undone, len(before) - undone


def _decide(
    session: Session,
    actor: Actor,
    contract: Contract | None,
    suggested: Suggested,
    decision: LinkStatus,
) -> Batch:
    require(actor, Action.LINK_EVIDENCE)
    if not suggested:
        raise RuleBroken("Tick the passages you have looked at first.", field="link")
    if len(suggested) > MOST_AT_ONCE:
        raise RuleBroken(f"Decide on {MOST_AT_ONCE} passages or fewer at once.", field="link")
    at = clock.now()
    decided = []
    for story, link in suggested:
        if link.status is not LinkStatus.SUGGESTED or story.learning_only:
            continue
        decided.append((link.key, link.stance))
        if decision is LinkStatus.CONFIRMED:
            make_claim(session, actor, story, link, link.stance, "", at)
        else:
            turn_down(session, actor, story, link, at)
    if decided:
        act = "accept_links" if decision is LinkStatus.CONFIRMED else "reject_links"
        subject = contract or suggested[0][1]
        record(session, actor, act, subject, decided=len(decided))
    return Batch(decision, at, tuple(decided), len(suggested) - len(decided))


def _stands(actor: Actor, link: EvidenceLink, story: Story, batch: Batch) -> bool:
    """Whether a link is still exactly what the batch made of it."""
    return (
        link.status is batch.decision
        and link.made_by_id == actor.user_id
        and link.made_at == batch.at
        and not story.learning_only
        and link.strengths_by_id is None
        and not (link.note or link.who or link.what_changed or link.brought_about)
    )
