"""Writing down contracts and grants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import Action
from storybank.accounts.queries import find_organisation
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.commitments import queries, rules
from storybank.commitments.models import (
    Commitment,
    Contract,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.frameworks.models import Framework
from storybank.places.models import Place

PARTIES = ("buyer", "supplier", "supplier_organisation_id")
ON_RECORD = (*PARTIES, "starts_on", "ends_on", "may_extend_to", "signed_on", "value")
"""What a contract said before a change is put on the chained record: by when promises without a
day of their own were due, and whose contract it was, who cannot verify it ever after."""


@dataclass(frozen=True)
class ContractTerms:
    """What is told about a contract or a grant.

    ``ask`` is what the buyer asked for in social value; ``supplier_identifier`` the supplier's
    number in a register, such as GB-COH:01234567.
    """

    reference: str
    title: str
    buyer: str
    supplier: str
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = None
    kind: ContractKind = ContractKind.CONTRACT
    category: ContractCategory | None = None
    regime: Regime | None = None
    is_people_service: bool = False
    department: str = ""
    place: Place | None = None
    framework: Framework | None = None
    may_extend_to: date | None = None
    signed_on: date | None = None
    ask: str = ""
    lots: Sequence[Mapping[str, Any]] = ()
    ocid: str = ""
    ocds_id: str = ""
    supplier_identifier: str = ""


def add_contract(
    session: Session,
    actor: Actor,
    *,
    terms: ContractTerms,
    organisation: Organisation,
    owner: User | None = None,
    deputy: User | None = None,
) -> Contract:
    """Write a contract down.

    Raises:
        NotAllowed: the contract would be another organisation's than the actor's.
        RuleBroken: the terms will not do; ``field`` says which.
        AlreadyHeld: the organisation has a contract of that reference.
    """
    require(actor, Action.EDIT_CONTRACT)
    rules.check_own(actor, organisation.key)
    _check_terms(session, terms, organisation.key, None)
    rules.check_people(_number(owner), _number(deputy))
    contract = Contract(
        organisation_id=organisation.key,
        reference="",
        title="",
        buyer="",
        supplier="",
    )
    _set_terms(session, contract, terms, owner, deputy)
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
    deputy: User | None = None,
) -> None:
    """Write a contract's terms down anew.

    Raises:
        RuleBroken: the terms will not do; ``field`` says which.
        NotAllowed: another organisation runs the contract.
    """
    require(actor, Action.EDIT_CONTRACT)
    rules.check_own(actor, contract.organisation_id)
    _check_terms(session, terms, contract.organisation_id, contract)
    rules.check_people(_number(owner), _number(deputy))
    held, before = contract.model_dump(), contract.model_dump(mode="json")
    _set_terms(session, contract, terms, owner, deputy)
    session.flush()
    new, after = contract.model_dump(), contract.model_dump(mode="json")
    changed = sorted(name for name in new if new[name] != held[name])
    kept = [name for name in changed if name in ON_RECORD]
    record(
        session,
        actor,
        "change_contract",
        contract,
        changed=changed,
        was={name: before[name] for name in kept},
        becomes={name: after[name] for name in kept},
    )


def contract_terms_of(session: Session, contract: Contract) -> ContractTerms:
    """A contract's terms as they stand; to change a few, replace those and keep the rest."""
    values = {
        name: getattr(contract, name)
        for name in ContractTerms.__dataclass_fields__
        if name not in ("place", "framework", "lots")
    }
    return ContractTerms(
        **values,
        lots=tuple(contract.lots),
        place=session.get(Place, contract.place_id) if contract.place_id else None,
        framework=session.get(Framework, contract.framework_id) if contract.framework_id else None,
    )


def remember_import(session: Session, kept: Contract | Commitment, told: Mapping[str, str]) -> None:
    """Keep what a file said of a contract or promise, to tell later what a person changed.

    This is no act of its own: what the file changed is on record already.
    """
    if kept.imported != dict(told):
        kept.imported = dict(told)
        session.flush()


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
        may_extend_to=terms.may_extend_to,
        department=terms.department,
        ask=terms.ask,
        lots=terms.lots,
    )
    held = queries.find_contract(session, terms.reference, organisation_id)
    if held is not None and (contract is None or held.id != contract.id):
        raise AlreadyHeld("You have a contract of that reference already.", field="reference")
    _check_framework(session, terms.framework, organisation_id, contract)


def _check_framework(
    session: Session, framework: Framework | None, organisation_id: int, contract: Contract | None
) -> None:
    """A contract is let under everybody's framework or its own organisation's, and keeps it."""
    if framework is not None and framework.organisation_id not in (None, organisation_id):
        raise RuleBroken("Choose one of your own frameworks.", field="framework")
    if contract is None or contract.framework_id is None:
        return
    moved = framework is None or framework.id != contract.framework_id
    if moved and queries.answers_items_of(session, contract.key, contract.framework_id):
        raise RuleBroken(
            "Promises of this contract name items of the framework it was let under. Take those "
            "off the promises first.",
            field="framework",
        )


def _set_terms(
    session: Session,
    contract: Contract,
    terms: ContractTerms,
    owner: User | None,
    deputy: User | None,
) -> None:
    for name in ("title", "buyer", "supplier", "department"):
        setattr(contract, name, " ".join(getattr(terms, name).split()))
    for name in ("reference", "ask", "ocid", "ocds_id", "supplier_identifier"):
        setattr(contract, name, getattr(terms, name).strip())
    for name in (
        "starts_on",
        "ends_on",
        "may_extend_to",
        "signed_on",
        "value",
        "kind",
        "category",
        "regime",
        "is_people_service",
    ):
        setattr(contract, name, getattr(terms, name))
    contract.lots = [dict(lot) for lot in terms.lots]
    contract.place_id = None if terms.place is None else terms.place.key
    contract.framework_id = None if terms.framework is None else terms.framework.key
    contract.supplier_organisation_id = _supplier_organisation(session, terms)
    contract.owner_id, contract.deputy_id = _number(owner), _number(deputy)


def _supplier_organisation(session: Session, terms: ContractTerms) -> int | None:
    """The supplier as an organisation of the bank: by a name, or by its number in a register."""
    for name in (terms.supplier, *terms.supplier.split(";")):
        found = find_organisation(session, name)
        if found is not None:
            return found.id
    if not terms.supplier_identifier.strip():
        return None
    return queries.find_supplier_organisation(session, terms.supplier_identifier.strip())


def _number(person: User | None) -> int | None:
    return None if person is None else person.id
