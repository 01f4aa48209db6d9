"""Writing down contracts, commitments and deliveries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, delete

from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import find_organisation
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.models import Code
from storybank.commitments import queries, rules
from storybank.commitments.events import CommitmentsChanged
from storybank.commitments.models import Commitment, CommitmentTheme, Contract, Delivery
from storybank.core.errors import AlreadyHeld
from storybank.core.jobs import outbox


@dataclass(frozen=True)
class ContractTerms:
    """What is told about a contract."""

    reference: str
    title: str
    buyer: str
    supplier: str
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = None


@dataclass(frozen=True)
class CommitmentTerms:
    """What is told about a commitment."""

    ref: str
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    themes: Collection[Code] = field(default=())


def add_contract(
    session: Session,
    actor: Actor,
    *,
    terms: ContractTerms,
    organisation: Organisation,
    owner: User | None = None,
) -> Contract:
    """Write a contract down.

    Raises:
        RuleBroken: the terms will not do; ``field`` says which.
        AlreadyHeld: the organisation has a contract of that reference.
    """
    require(actor, Action.EDIT_CONTRACT)
    _check_terms(session, terms, organisation.key, None)
    contract = Contract(
        organisation_id=organisation.key,
        reference="",
        title="",
        buyer="",
        supplier="",
    )
    _set_terms(session, contract, terms, owner)
    session.add(contract)
    session.flush()
    record(session, actor, "add_contract", contract)
    return contract


def change_contract(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    terms: ContractTerms,
    owner: User | None,
) -> None:
    """Write a contract's terms down anew.

    Raises:
        RuleBroken: the terms will not do; ``field`` says which.
    """
    require(actor, Action.EDIT_CONTRACT)
    _check_terms(session, terms, contract.organisation_id, contract)
    before = contract.model_dump(mode="json")
    _set_terms(session, contract, terms, owner)
    session.flush()
    after = contract.model_dump(mode="json")
    changed = sorted(name for name in after if after[name] != before[name])
    record(session, actor, "change_contract", contract, changed=changed)


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


def record_delivery(
    session: Session,
    actor: Actor,
    *,
    commitment: Commitment,
    from_on: date,
    to_on: date,
    quantity: Decimal,
    source: str,
) -> Delivery:
    """Write down what the supplier reports to have done in a period.

    Raises:
        RuleBroken: period, amount or source will not do; ``field`` says which.
    """
    require(actor, Action.RECORD_DELIVERY)
    rules.check_delivery(from_on=from_on, to_on=to_on, quantity=quantity, source=source)
    delivery = Delivery(
        commitment_id=commitment.key,
        from_on=from_on,
        to_on=to_on,
        quantity=quantity,
        source=source.strip(),
        recorded_by_id=actor.user_id,
    )
    session.add(delivery)
    session.flush()
    record(
        session,
        actor,
        "record_delivery",
        delivery,
        commitment=str(commitment.public_id),
        quantity=str(quantity),
    )
    return delivery


def _check_terms(
    session: Session, terms: ContractTerms, organisation_id: int, contract: Contract | None
) -> None:
    rules.check_contract(
        reference=terms.reference,
        title=terms.title,
        buyer=terms.buyer,
        supplier=terms.supplier,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        value=terms.value,
    )
    held = queries.find_contract(session, terms.reference, organisation_id)
    if held is not None and (contract is None or held.id != contract.id):
        raise AlreadyHeld("You have a contract of that reference already.", field="reference")


def _set_terms(
    session: Session, contract: Contract, terms: ContractTerms, owner: User | None
) -> None:
    supplier = find_organisation(session, terms.supplier)
    contract.reference = terms.reference.strip()
    contract.title = " ".join(terms.title.split())
    contract.buyer = " ".join(terms.buyer.split())
    contract.supplier = " ".join(terms.supplier.split())
    contract.supplier_organisation_id = None if supplier is None else supplier.id
    contract.starts_on, contract.ends_on = terms.starts_on, terms.ends_on
    contract.value = terms.value
    contract.owner_id = None if owner is None else owner.id


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
