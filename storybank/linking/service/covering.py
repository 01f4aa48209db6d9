"""Taking claims along when more of a story's words is covered."""

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.linking.models import EvidenceLink
from storybank.linking.service.erasing import forget_suggestions
from storybank.stories.masking import Masking
from storybank.stories.models import Story


def cover_links(session: Session, actor: Actor, *, story: Story, masking: Masking) -> int:
    """Move a story's claims to its covered words, and cover what is written beside them.

    A passage whose words were edited away before stays where it was claimed, with the same words
    covered. What was only suggested goes, and is suggested anew. Returns how many moved.
    """
    require(actor, Action.MASK_STORY)
    forget_suggestions(session, story=story)
    links = session.exec(
        select(EvidenceLink).where(EvidenceLink.story_id == story.id).order_by(col(EvidenceLink.id))
    ).all()
    taken: set[tuple[int, int, int]] = set()
    moved = 0
    for link in links:
        spot = _spot(link, masking)
        for name in ("quote", "note", "who", "what_changed", "brought_about"):
            setattr(link, name, masking.cover(getattr(link, name)))
        link.because = [masking.cover(one) for one in link.because]
        if spot is None or (link.commitment_id, *spot) in taken:
            continue
        taken.add((link.commitment_id, *spot))
        link.story_version_id = masking.after_id
        link.start, link.end = spot
        link.quote = masking.covering.after[slice(*spot)]
        moved += 1
    session.flush()
    return moved


def _spot(link: EvidenceLink, masking: Masking) -> tuple[int, int] | None:
    """Where a passage stands in the covered words, if it stands there once."""
    if link.story_version_id == masking.before_id:
        return masking.covering.span(link.start, link.end)
    after, quote = masking.covering.after, masking.cover(link.quote)
    if after.count(quote) != 1:
        return None
    start = after.index(quote)
    return start, start + len(quote)
