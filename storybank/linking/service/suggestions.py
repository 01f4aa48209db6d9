"""What the matcher suggests, kept; and links made to count for nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, or_, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require, require_one_of
from storybank.audit.service import record
from storybank.commitments.models import Commitment
from storybank.linking import queries
from storybank.linking.models import EvidenceLink, LinkStatus, Stance
from storybank.stories import service as stories
from storybank.stories.models import Story, StoryVersion

# Why a link counts no longer.
WITHDRAWN, MOVED, LEARNING = "withdrawn", "moved", "learning"


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

    What a person decided stays, and is not suggested again. Of a story for learning only nothing
    is suggested. Returns how many are new.
    """
    require(actor, Action.RUN_PIPELINE)
    session.exec(
        delete(EvidenceLink).where(
            col(EvidenceLink.story_id) == story.key,
            or_(
                col(EvidenceLink.status) == LinkStatus.SUGGESTED,
                # went void while nobody had decided on it: no claim of anybody's
                (col(EvidenceLink.status) == LinkStatus.VOID) & col(EvidenceLink.made_at).is_(None),
            ),
        )
    )
    if story.learning_only:
        session.flush()
        return 0
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


def void_links(
    session: Session, actor: Actor, *, story: Story, all_of_them: bool, because: str = MOVED
) -> int:
    """Make links count for nothing; returns how many of them were claims.

    Either all of a story's, whose words nobody may use any more, or those to promises of a
    contract it no longer belongs to.

    Raises:
        NotAllowed: the actor is not the machine, and may neither take a story back nor dispose
            of one.
    """
    require_one_of(actor, Action.RUN_PIPELINE, Action.WITHDRAW_STORY, Action.MANAGE_RETENTION)
    query = select(EvidenceLink).where(
        EvidenceLink.story_id == story.id,
        col(EvidenceLink.status).in_([LinkStatus.CONFIRMED, LinkStatus.SUGGESTED]),
    )
    if not all_of_them:
        own = select(Commitment.id).where(Commitment.contract_id == story.contract_id)
        query = query.where(col(EvidenceLink.commitment_id).not_in(own))
    links = session.exec(query).all()
    claims = sum(link.status is LinkStatus.CONFIRMED for link in links)
    for link in links:
        link.status, link.void_because = LinkStatus.VOID, because
        record(session, actor, "void_link", link, story=str(story.public_id))
    if links:
        stories.touch(session, story)
        record(session, actor, "void_links", story, links=len(links))
    return claims
