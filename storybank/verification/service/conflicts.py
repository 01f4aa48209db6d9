"""Declaring interests."""

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments.models import Contract
from storybank.core.errors import NotAllowed
from storybank.verification import queries, rules
from storybank.verification.models import ConflictDeclaration


def declare_interest(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    has_conflict: bool,
    statement: str = "",
) -> ConflictDeclaration:
    """Say whether one has an interest in a contract; the newest word counts, all are kept.

    Raises:
        NotAllowed: the actor is no verifier with an account of their own.
        RuleBroken: an interest, or its end, needs words.
    """
    require(actor, Action.VERIFY_LINK)
    if actor.user_id is None:
        raise NotAllowed("Only a person with an account of their own can declare this.")
    before = queries.find_declaration(session, contract.key, actor.user_id)
    rules.check_statement(
        has_conflict=has_conflict,
        statement=statement,
        had_conflict=before is not None and before.has_conflict,
    )
    declaration = ConflictDeclaration(
        contract_id=contract.key,
        user_id=actor.user_id,
        has_conflict=has_conflict,
        statement=statement.strip(),
    )
    session.add(declaration)
    session.flush()
    record(
        session,
        actor,
        "declare_interest",
        declaration,
        contract=str(contract.public_id),
        interest=has_conflict,
    )
    return declaration
