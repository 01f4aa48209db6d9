"""Writing down what a storyteller says of a claim made of their words."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import RuleBroken
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.stories.models import Story
from storybank.verification import rules
from storybank.verification.models import AskedHow, MemberAnswer, MemberCheck


def record_member_check(
    session: Session,
    actor: Actor,
    *,
    link: EvidenceLink,
    answer: MemberAnswer,
    how: AskedHow,
    asked_on: date,
    note: str = "",
) -> MemberCheck:
    """Keep the storyteller's own word on a claim: right, partly right, or not right.

    Raises:
        NotAllowed: the actor may not record it.
        RuleBroken: nobody claims this any more, or the day cannot be right.
    """
    require(actor, Action.RECORD_MEMBER_CHECK)
    if link.status is not LinkStatus.CONFIRMED:
        raise RuleBroken("Nobody claims this any more, so there is nothing to ask about.")
    story = session.get_one(Story, link.story_id)
    rules.check_day(asked_on, told_on=story.told_on, today=clock.today(), field="asked_on")
    check = MemberCheck(
        link_id=link.key,
        story_version_id=link.story_version_id,
        answer=answer,
        how=how.value,
        note=note.strip(),
        asked_on=asked_on,
        recorded_by_id=actor.user_id,
    )
    session.add(check)
    session.flush()
    record(
        session,
        actor,
        "record_member_check",
        check,
        link=str(link.public_id),
        answer=answer.value,
    )
    return check
