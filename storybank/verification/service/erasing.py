"""What independent people, panels and storytellers said of words that were taken back."""

from sqlmodel import Session, col, select

from storybank.linking.models import EvidenceLink
from storybank.stories.models import Story
from storybank.verification.models import MemberCheck, Selection, Verification


def erase_words(session: Session, *, story: Story) -> None:
    """Empty reasons and notes that speak of a story; what was found, and when, stays counted."""
    links = select(EvidenceLink.id).where(EvidenceLink.story_id == story.id)
    for finding in session.exec(select(Verification).where(col(Verification.link_id).in_(links))):
        finding.reason = ""
    for check in session.exec(select(MemberCheck).where(col(MemberCheck.link_id).in_(links))):
        check.note = ""
    for selection in session.exec(select(Selection).where(Selection.story_id == story.id)):
        selection.reason = selection.told_back_how = ""
    session.flush()
