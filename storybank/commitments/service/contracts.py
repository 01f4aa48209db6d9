"""Writing down contracts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import find_organisation
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments import queries, rules
from storybank.commitments.models import Contract
from storybank.core.errors import AlreadyHeld


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
