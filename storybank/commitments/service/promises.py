"""Writing down commitments; how they change is in ``changes``."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, delete

from storybank.accounts.models import User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.codebook.models import Code
from storybank.commitments import queries, rules
from storybank.commitments.events import CommitmentsChanged
from storybank.commitments.models import (
    Additionality,
    Commitment,
    CommitmentItem,
    CommitmentKind,
    CommitmentTheme,
    Contract,
)
from storybank.commitments.service.likeness import sign_wording
from storybank.core.errors import AlreadyHeld
from storybank.core.jobs import outbox
from storybank.frameworks.models import FrameworkItem


@dataclass(frozen=True)
class CommitmentTerms:
    """What is told about a commitment; what is not told of a new one is left empty.

    ``descriptors`` are the words of the points 0 to 5, where it is not counted.
    """

    ref: str
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    due_on: date | None = None
    themes: Collection[Code] = field(default=())
    tender_quantity: Decimal | None = None
    kind: CommitmentKind | None = None
    additionality: Additionality | None = None
    beneficiaries: str = ""
    baseline: str = ""
    story_question: str = ""
    verifiable_by: str = ""
    verifiable_from: str = ""
    descriptors: Sequence[str] = ()
    items: Collection[FrameworkItem] = field(default=())
    ocds_id: str = ""


COLUMNS = (
    "ref",
    "text",
    "quantity",
    "unit",
    "due_on",
    "tender_quantity",
    "kind",
    "additionality",
    "beneficiaries",
    "baseline",
    "story_question",
    "verifiable_by",
    "verifiable_from",
    "ocds_id",
)
"""What of a promise's terms stands in its own row, but for the descriptors."""


def add_commitment(
    session: Session,
    actor: Actor,
    *,
    contract: Contract,
    terms: CommitmentTerms,
    owner: User | None = None,
) -> Commitment:
    """Write down one promise of a contract.

    Whether it is inherent or additional follows the contract where the terms do not say.

    Raises:
        NotAllowed: the actor is of another organisation than the contract's.
        RuleBroken: the terms will not do; ``field`` says which.
        AlreadyHeld: the contract has a commitment of that reference.
    """
    require(actor, Action.EDIT_CONTRACT)
    rules.check_own(actor, contract.organisation_id)
    check_terms(session, contract.key, terms)
    position = queries.count_commitments(session, [contract.key]).get(contract.key, 0)
    commitment = Commitment(contract_id=contract.key, position=position, ref="", text="")
    set_terms(commitment, terms, owner)
    if commitment.additionality is None:
        commitment.additionality = rules.usual_additionality(contract.is_people_service)
    session.add(commitment)
    session.flush()
    set_themes_and_items(session, commitment, terms.themes, terms.items)
    sign_wording(session, commitment)
    record(session, actor, "add_commitment", commitment, contract=str(contract.public_id))
    outbox.record(session, CommitmentsChanged(contract.key))
    return commitment


def terms_of(session: Session, commitment: Commitment) -> CommitmentTerms:
    """A promise's terms as they stand; to change a few, replace those and propose the rest."""
    values = {name: getattr(commitment, name) for name in COLUMNS}
    return CommitmentTerms(
        **values,
        descriptors=tuple(commitment.descriptors),
        themes=queries.themes_of(session, [commitment.key]).get(commitment.key, ()),
        items=queries.items_of(session, [commitment.key]).get(commitment.key, ()),
    )


def check_terms(
    session: Session, contract_id: int, terms: CommitmentTerms, commitment: Commitment | None = None
) -> None:
    """The terms of a promise will do, and no other of its contract has the same reference.

    Raises:
        RuleBroken: the terms will not do; ``field`` says which.
        AlreadyHeld: another promise of the contract has that reference.
    """
    rules.check_commitment(ref=terms.ref, text=terms.text, quantity=terms.quantity, unit=terms.unit)
    rules.check_terms(
        tender_quantity=terms.tender_quantity,
        descriptors=terms.descriptors,
        words={
            name: getattr(terms, name)
            for name in (
                "beneficiaries",
                "baseline",
                "story_question",
                "verifiable_by",
                "verifiable_from",
            )
        },
    )
    other = queries.find_commitment(session, contract_id, terms.ref.strip())
    if other is not None and (commitment is None or other.id != commitment.id):
        raise AlreadyHeld("This contract has a commitment of that reference.", field="ref")


def set_terms(commitment: Commitment, terms: CommitmentTerms, owner: User | None) -> None:
    """Put terms into a promise's row."""
    for name in COLUMNS:
        value = getattr(terms, name)
        setattr(commitment, name, value.strip() if type(value) is str else value)
    commitment.descriptors = rules.tidy_descriptors(terms.descriptors)
    commitment.owner_id = None if owner is None else owner.id


def set_themes_and_items(
    session: Session,
    commitment: Commitment,
    themes: Collection[Code],
    items: Collection[FrameworkItem],
) -> None:
    """Put a promise's themes and the framework items it answers in place of those it had."""
    number = commitment.key
    session.exec(delete(CommitmentTheme).where(col(CommitmentTheme.commitment_id) == number))
    session.exec(delete(CommitmentItem).where(col(CommitmentItem.commitment_id) == number))
    for theme in sorted({code.key for code in themes}):
        session.add(CommitmentTheme(commitment_id=number, code_id=theme))
    for item in sorted({item.key for item in items}):
        session.add(CommitmentItem(commitment_id=number, item_id=item))
    session.flush()


def told_by(terms: CommitmentTerms, owner_id: int | None) -> dict[str, Any]:
    """Terms as plain values by name, the way changes keep them."""
    values: dict[str, Any] = {name: getattr(terms, name) for name in COLUMNS}
    values["owner_id"] = owner_id
    told: dict[str, Any] = {name: rules.plain_value(value) for name, value in values.items()}
    told["descriptors"] = rules.tidy_descriptors(terms.descriptors)
    told["themes"] = sorted({code.slug for code in terms.themes})
    told["items"] = sorted({str(item.public_id) for item in terms.items})
    return told
