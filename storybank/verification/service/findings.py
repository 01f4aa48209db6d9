"""Making a finding. The rule of independence is kept here, whatever the door."""

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Commitment, Contract
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.jobs import outbox
from storybank.linking.models import EvidenceLink, LinkStatus
from storybank.stories import service as stories
from storybank.stories.models import Story
from storybank.verification import queries, rules
from storybank.verification.events import LinkVerified
from storybank.verification.models import Finding, Verification


def check_may_verify(session: Session, actor: Actor, *, link: EvidenceLink) -> None:
    """Stop an actor who may not verify this link.

    Raises:
        NotAllowed: no verifier, or not independent of the claim.
    """
    require(actor, Action.VERIFY_LINK)
    story = session.get_one(Story, link.story_id)
    commitment = session.get_one(Commitment, link.commitment_id)
    contract = session.get_one(Contract, commitment.contract_id)
    handlers = queries.handlers_of(session, story)
    own = session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    rules.check_independent(
        actor,
        made_by_id=link.made_by_id,
        decided_by_ids=[person for person, _ in handlers],
        claiming_organisation_ids=[
            link.made_by_organisation_id,
            contract.organisation_id,
            contract.supplier_organisation_id,
            story.organisation_id,
            *(organisation for _, organisation in handlers),
        ],
        own_name=own.name if own else "",
        claiming_names=[contract.supplier, contract.buyer],
    )


def verify(
    session: Session, actor: Actor, *, link: EvidenceLink, finding: Finding, reason: str
) -> Verification:
    """Put an independent finding on a confirmed link.

    Raises:
        NotAllowed: the actor is no verifier, or not independent of the claim.
        RuleBroken: the link is not confirmed, or no reason was given.
        AlreadyHeld: there is a finding on it.
    """
    check_may_verify(session, actor, link=link)
    if link.status is not LinkStatus.CONFIRMED:
        raise RuleBroken("Only a link that a person has confirmed can be verified.")
    rules.check_reason(reason)
    if queries.find_verification(session, link.key) is not None:
        raise AlreadyHeld("Somebody has verified this link already.")
    assert actor.user_id is not None, "check_independent has seen to it"
    assert actor.organisation_id is not None, "only people without one are at the command line"
    verification = Verification(
        link_id=link.key,
        finding=finding,
        reason=reason.strip(),
        verified_by_id=actor.user_id,
        verified_by_organisation_id=actor.organisation_id,
    )
    session.add(verification)
    session.flush()
    stories.touch(session, session.get_one(Story, link.story_id))
    record(session, actor, "verify", verification, link=str(link.public_id), finding=finding.value)
    outbox.record(session, LinkVerified(link.key))
    return verification
