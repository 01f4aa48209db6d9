"""What a storyteller took back is evidence of nothing, and leaves no words behind."""

from sqlmodel import Session, col, delete, or_, select

from storybank.linking.models import EvidenceLink, LinkStatus, StorySignature
from storybank.linking.service.suggestions import WITHDRAWN
from storybank.linking.service.wording import forget_wording
from storybank.stories.models import Story


def erase_links(session: Session, *, story: Story) -> int:
    """Void every link of a story and empty it of words; returns how many were claims till now.

    The rows stay, so that whoever counted on them can be told that they were taken back.
    """
    claims = 0
    for link in session.exec(select(EvidenceLink).where(EvidenceLink.story_id == story.id)):
        if link.status is LinkStatus.CONFIRMED:
            claims += 1
            link.void_because = WITHDRAWN
        if link.status in (LinkStatus.CONFIRMED, LinkStatus.SUGGESTED):
            link.status = LinkStatus.VOID
        link.quote = link.note = ""
        link.who = link.what_changed = link.brought_about = ""
        link.because = []
    forget_wording(session, story)
    session.exec(delete(StorySignature).where(col(StorySignature.story_id) == story.key))
    session.flush()
    return claims


def forget_suggestions(session: Session, *, story: Story) -> int:
    """Drop what a computer suggested of a story and nobody decided on; returns how many."""
    undecided = or_(
        col(EvidenceLink.status) == LinkStatus.SUGGESTED,
        (col(EvidenceLink.status) == LinkStatus.VOID) & col(EvidenceLink.made_at).is_(None),
    )
    dropped = session.exec(
        delete(EvidenceLink).where(col(EvidenceLink.story_id) == story.key, undecided)
    )
    for signature in session.exec(
        select(StorySignature).where(StorySignature.story_id == story.id)
    ):
        signature.unexplained = False
    session.flush()
    return dropped.rowcount
