"""Taking contracts and commitments out of a file that was read, each line with its outcome.

What is held already is left as it stands, so a second run of the same file adds nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from storybank.accounts.models import Organisation
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.commitments import queries, service
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.readers import ReadCommitment, ReadContract, ReadContracts
from storybank.core.errors import RuleBroken


class Outcome(StrEnum):
    """What became of one contract or commitment of a file."""

    ADDED = "added"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportLine:
    """One line of the account that an import gives.

    ``where`` is the place in the file, as the reader tells it, or '' where the file has no
    rows of its own for it; ``reference`` is the contract's, with the commitment's after it;
    ``reason`` is a sentence for the person, or '' where there is nothing to say.
    """

    where: str
    reference: str
    outcome: Outcome
    reason: str = ""


def import_contracts(
    session: Session, actor: Actor, *, read: ReadContracts, organisation: Organisation
) -> list[ImportLine]:
    """Add the contracts and commitments of a file to an organisation, in the file's order.

    What the reader could not read comes last, as failed. Nothing that fails keeps the rest
    from being added.

    Raises:
        NotAllowed: the actor may not edit contracts.
    """
    require(actor, Action.EDIT_CONTRACT)
    codes = codes_by_slug(session)
    lines: list[ImportLine] = []
    for told in read.contracts:
        lines += _import_contract(session, actor, told, organisation, codes)
    lines += [
        ImportLine(problem.where, "", Outcome.FAILED, f"{problem.reason} {problem.remedy}")
        for problem in read.problems
    ]
    return lines


def _import_contract(
    session: Session,
    actor: Actor,
    told: ReadContract,
    organisation: Organisation,
    codes: Mapping[str, Code],
) -> list[ImportLine]:
    where = _where(told.commitments[0]) if told.commitments else ""
    contract = queries.find_contract(session, told.reference, organisation.key)
    if contract is not None:
        lines = [ImportLine(where, told.reference, Outcome.HELD, _contract_differs(told, contract))]
    else:
        try:
            contract = service.add_contract(
                session, actor, terms=_terms(told), organisation=organisation
            )
        except RuleBroken as broken:
            return _failed(told, where, str(broken))
        lines = [ImportLine(where, told.reference, Outcome.ADDED)]
    held = {one.ref: one for one in queries.list_commitments(session, contract.key)}
    for commitment in told.commitments:
        lines.append(_import_commitment(session, actor, commitment, contract, held, codes))
    return lines


def _import_commitment(
    session: Session,
    actor: Actor,
    told: ReadCommitment,
    contract: Contract,
    held: Mapping[str, Commitment],
    codes: Mapping[str, Code],
) -> ImportLine:
    where, reference = _where(told), f"{contract.reference}, {told.ref}"
    if told.ref in held:
        return ImportLine(where, reference, Outcome.HELD, _words_differ(told, held[told.ref]))
    unknown = [slug for slug in told.themes if slug not in codes]
    terms = service.CommitmentTerms(
        ref=told.ref,
        text=told.text,
        quantity=told.quantity,
        unit=told.unit,
        due_on=told.due_on,
        themes=[codes[slug] for slug in told.themes if slug in codes],
    )
    try:
        service.add_commitment(session, actor, contract=contract, terms=terms)
    except RuleBroken as broken:
        return ImportLine(where, reference, Outcome.FAILED, str(broken))
    return ImportLine(where, reference, Outcome.ADDED, _left_out(unknown))


def _failed(told: ReadContract, where: str, reason: str) -> list[ImportLine]:
    rest = "Its contract could not be added."
    return [
        ImportLine(where, told.reference, Outcome.FAILED, reason),
        *(
            ImportLine(_where(one), f"{told.reference}, {one.ref}", Outcome.FAILED, rest)
            for one in told.commitments
        ),
    ]


def _terms(told: ReadContract) -> service.ContractTerms:
    return service.ContractTerms(
        reference=told.reference,
        title=told.title,
        buyer=told.buyer,
        supplier=told.supplier,
        starts_on=told.starts_on,
        ends_on=told.ends_on,
        value=told.value,
    )


def _contract_differs(told: ReadContract, held: Contract) -> str:
    """Name what the file says otherwise; what it does not say is no difference."""
    names = {
        "title": "title",
        "buyer": "buyer",
        "supplier": "supplier",
        "starts_on": "start",
        "ends_on": "end",
        "value": "value",
    }
    other = [
        word
        for name, word in names.items()
        if getattr(told, name) and getattr(told, name) != getattr(held, name)
    ]
    if not other:
        return ""
    return f"The file gives another {' and '.join(other)}. Ours was left as it is."


def _words_differ(told: ReadCommitment, held: Commitment) -> str:
    if " ".join(told.text.split()) == " ".join(held.text.split()):
        return ""
    return "The file words it differently. Ours was left as it is; change it by hand if need be."


def _left_out(slugs: list[str]) -> str:
    if not slugs:
        return ""
    words = " and ".join(f"“{slug}”" for slug in slugs)
    return f"There is no theme called {words}, so it was left out."


def _where(commitment: ReadCommitment) -> str:
    return "" if commitment.row is None else f"Row {commitment.row}"
