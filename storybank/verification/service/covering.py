"""What was found and said of claims, brought along when more of a story's words is covered."""

from sqlmodel import Session, col, select

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.linking.models import EvidenceLink
from storybank.stories.masking import Masking
from storybank.stories.models import Story
from storybank.verification.models import MemberCheck, Selection, Verification


def cover_findings(session: Session, actor: Actor, *, story: Story, masking: Masking) -> None:
    """Cover the words in reasons and notes; a storyteller's own word stays with its claim.

    Called after ``linking.service.cover_links``: the claims stand on the new words by then.
    """
    require(actor, Action.MASK_STORY)
    links = select(EvidenceLink.id).where(EvidenceLink.story_id == story.id)
    for finding in session.exec(select(Verification).where(col(Verification.link_id).in_(links))):
        finding.reason = masking.cover(finding.reason)
    checks = (
        select(MemberCheck, EvidenceLink)
        .join(EvidenceLink, col(EvidenceLink.id) == MemberCheck.link_id)
        .where(EvidenceLink.story_id == story.id)
    )
    for check, link in session.exec(checks):
        if check.story_version_id == masking.before_id:
            check.story_version_id = link.story_version_id
        check.note = masking.cover(check.note)
    for selection in session.exec(select(Selection).where(Selection.story_id == story.id)):
        selection.reason = masking.cover(selection.reason)
        selection.told_back_how = masking.cover(selection.told_back_how)
    session.flush()
