"""Making a finding."""

from datetime import date

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.audit.service import record
from storybank.core import clock
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.verification import queries, rules
from storybank.verification.events import LinkVerified
from storybank.verification.models import Finding, Method, Verification
from storybank.verification.service.independence import check_may_verify, find_own_round


def verify(
    session: Session,
    actor: Actor,
    *,
    link: EvidenceLink,
    finding: Finding,
    reason: str,
    method: Method = Method.READ,
    checked_on: date | None = None,
) -> Verification:
    """Put an independent finding on a confirmed link.

    Where the link is in the sample of an open round of the actor's body, it belongs to it.

    Raises:
        NotAllowed: the actor is no verifier, or not independent of the claim.
        RuleBroken: the link does not count, no reason was given, or the day cannot be right.
        AlreadyHeld: there is a finding on it.
    """
    check_may_verify(session, actor, link=link)
    story = session.get_one(Story, link.story_id)
    if link.status is not LinkStatus.CONFIRMED or story.learning_only:
        raise RuleBroken("Only a link that a person has confirmed can be verified.")
    rules.check_reason(reason)
    today = clock.today()
    checked_on = checked_on or today
    rules.check_day(checked_on, told_on=story.told_on, today=today, field="checked_on")
    if queries.find_verification(session, link.key) is not None:
        raise AlreadyHeld("Somebody has verified this link already.")
    assert actor.user_id is not None, "check_independent has seen to it"
    assert actor.organisation_id is not None, "only people without one are at the command line"
    round_ = find_own_round(session, actor, link=link)
    verification = Verification(
        link_id=link.key,
        round_id=round_.key if round_ else None,
        finding=finding,
        method=method,
        checked_on=checked_on,
        reason=reason.strip(),
        verified_by_id=actor.user_id,
        verified_by_organisation_id=actor.organisation_id,
    )
    session.add(verification)
    session.flush()
    stories.touch(session, story)
    record(
        session,
        actor,
        "verify",
        verification,
        link=str(link.public_id),
        finding=finding.value,
        method=method.value,
        round=str(round_.public_id) if round_ else None,
    )
    outbox.record(session, LinkVerified(link.key))
    return verification
