"""Writing down commitments, and changing them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, delete

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.models import Code
from storybank.commitments import queries, rules
from storybank.commitments.events import CommitmentsChanged
from storybank.commitments.models import Commitment, CommitmentTheme, Contract
from storybank.core.errors import AlreadyHeld
from storybank.core.jobs import outbox


@dataclass(frozen=True)
class CommitmentTerms:
    """What is told about a commitment."""

    ref: str
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    themes: Collection[Code] = field(default=())


def add_commitment(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    terms: CommitmentTerms,
    owner: User | None = None,
) -> Commitment:
    """Write down one promise of a contract.

    Raises:
        RuleBroken: the terms will not do; ``field`` says which.
        AlreadyHeld: the contract has a commitment of that reference.
    """
    require(actor, Action.EDIT_CONTRACT)
    rules.check_commitment(ref=terms.ref, text=terms.text, quantity=terms.quantity, unit=terms.unit)
    if queries.find_commitment(session, contract.key, terms.ref.strip()) is not None:
        raise AlreadyHeld("This contract has a commitment of that reference.", field="ref")
    position = queries.count_commitments(session, [contract.key]).get(contract.key, 0)
    commitment = Commitment(contract_id=contract.key, position=position, ref="", text="")
    _set_commitment(commitment, terms, owner)
    session.add(commitment)
    session.flush()
    _set_themes(session, commitment, terms.themes)
    record(session, actor, "add_commitment", commitment, contract=str(contract.public_id))
    outbox.record(session, CommitmentsChanged(contract.key))
    return commitment


def change_commitment(
    session: Session,
    actor: Actor,
    *,
    commitment: Commitment,
    terms: CommitmentTerms,
    owner: User | None,
    reason: str,
) -> None:
    """Write a promise down anew; what it was before stays on record with the reason.

    Raises:
        RuleBroken: the terms will not do, or no reason was given; ``field`` says which.
    """
    require(actor, Action.EDIT_CONTRACT)
    rules.check_commitment(ref=terms.ref, text=terms.text, quantity=terms.quantity, unit=terms.unit)
    rules.check_reason(reason)
    other = queries.find_commitment(session, commitment.contract_id, terms.ref.strip())
    if other is not None and other.id != commitment.id:
        raise AlreadyHeld("This contract has a commitment of that reference.", field="ref")
    before = _told(session, commitment)
    _set_commitment(commitment, terms, owner)
    _set_themes(session, commitment, terms.themes)
    session.flush()
    after = _told(session, commitment)
    changed = [name for name in after if after[name] != before[name]]
    record(
        session,
        actor,
        "change_commitment",
        commitment,
        reason=reason.strip(),
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    outbox.record(session, CommitmentsChanged(commitment.contract_id))


def _set_commitment(commitment: Commitment, terms: CommitmentTerms, owner: User | None) -> None:
    commitment.ref = terms.ref.strip()
    commitment.text = terms.text.strip()
    commitment.quantity = terms.quantity
    commitment.unit = terms.unit.strip()
    commitment.due_on = terms.due_on
    commitment.owner_id = None if owner is None else owner.id


def _set_themes(session: Session, commitment: Commitment, themes: Collection[Code]) -> None:
    session.exec(
        delete(CommitmentTheme).where(col(CommitmentTheme.commitment_id) == commitment.key)
    )
    for number in sorted({code.key for code in themes}):
        session.add(CommitmentTheme(commitment_id=commitment.key, code_id=number))
    session.flush()


def _told(session: Session, commitment: Commitment) -> dict[str, str | None]:
    """What a promise says, as the record of its changes keeps it."""
    values: dict[str, object] = {
        name: getattr(commitment, name)
        for name in ("ref", "text", "quantity", "unit", "due_on", "owner_id")
    }
    themes = queries.themes_of(session, [commitment.key]).get(commitment.key, [])
    values["themes"] = ", ".join(code.slug for code in themes)
    return {name: None if value is None else str(value) for name, value in values.items()}
