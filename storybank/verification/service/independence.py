"""Who may verify and draw: kept here, whatever the door."""

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments.models import Commitment, Contract
from storybank.core.errors import NotAllowed
from storybank.linking.models import EvidenceLink
from storybank.verification import queries, rules
from storybank.verification.models import VerificationRound


def check_may_verify(session: Session, actor: Actor, *, link: EvidenceLink) -> None:
    """Stop an actor who may not verify this link.

    Raises:
        NotAllowed: no verifier, not independent of the claim, with an interest in its contract,
            without a declaration where the claim is in a round, or another body's round has it.
    """
    require(actor, Action.VERIFY_LINK)
    check_no_part(session, actor, queries.parts_in_claim(session, link))
    promise = session.get_one(Commitment, link.commitment_id)
    check_no_interest(
        session,
        actor,
        contract_id=promise.contract_id,
        needed=find_own_round(session, actor, link=link) is not None,
    )


def check_may_draw(session: Session, actor: Actor, *, contract: Contract) -> None:
    """Stop an actor who may not draw a round of this contract.

    Raises:
        NotAllowed: no verifier, not independent of buyer and supplier, or with no declaration
            that they have no interest.
    """
    require(actor, Action.DRAW_ROUND)
    check_no_part(session, actor, queries.parts_in_contract(session, contract))
    check_no_interest(session, actor, contract_id=contract.key, needed=True)


def check_no_part(session: Session, actor: Actor, parts: queries.Parts) -> None:
    """Stop an actor who has a part in what is to be verified.

    Raises:
        NotAllowed: they or their organisation have.
    """
    own = session.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    rules.check_independent(
        actor,
        made_by_id=None,
        decided_by_ids=parts.people,
        claiming_organisation_ids=parts.organisations,
        own_name=own.name if own else "",
        claiming_names=parts.names,
    )


def check_no_interest(session: Session, actor: Actor, *, contract_id: int, needed: bool) -> None:
    """Stop an actor who declared an interest, or nothing where a declaration is needed.

    Raises:
        NotAllowed: they did.
    """
    declared = queries.find_declaration(session, contract_id, actor.user_id)
    rules.check_declared(declared.has_conflict if declared else None, needed=needed)


def find_own_round(
    session: Session, actor: Actor, *, link: EvidenceLink
) -> VerificationRound | None:
    """The open round of the actor's body that has this link in its sample.

    Raises:
        NotAllowed: only another body's open round has it.
    """
    open_rounds = queries.list_open_rounds_of(session, link.key)
    own = [one for one in open_rounds if one.organisation_id == actor.organisation_id]
    if open_rounds and not own:
        raise NotAllowed(
            "This claim is in the sample of another body’s round. Leave it to them until the "
            "round is closed."
        )
    return own[0] if own else None
