"""The contracts of a file: added, or held and compared."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from storybank.accounts.models import Organisation, User
from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments import queries, service
from storybank.commitments.importing.commitments import Promises, missing_promises
from storybank.commitments.importing.differences import Weighed, all_new, remember_all, weigh
from storybank.commitments.importing.finding import Finder
from storybank.commitments.importing.lines import ImportLine, Outcome, outcome_of
from storybank.commitments.models import Contract, ContractKind
from storybank.commitments.readers import ReadContract, ReadContracts
from storybank.core.errors import NotAllowed, RuleBroken

NAMES = {
    "starts_on": "start",
    "ends_on": "end",
    "category": "what is bought",
    "regime": "let under",
    "is_people_service": "people service",
    "framework": "framework",
    "may_extend_to": "may be extended to",
    "signed_on": "signed",
    "ask": "social value ask",
    "supplier_identifier": "supplier's number",
}
"""What a contract's fields are called in a difference, where it is not their own name."""
_SAID = (
    "title",
    "buyer",
    "supplier",
    "starts_on",
    "ends_on",
    "value",
    "kind",
    "category",
    "regime",
    "is_people_service",
    "department",
    "may_extend_to",
    "signed_on",
    "ask",
    "lots",
    "supplier_identifier",
)
_IDS = ("ocid", "ocds_id")
_PEOPLE = ("owner", "deputy")
AWARD = "award "


def import_contracts(
    session: Session,
    actor: Actor,
    *,
    read: ReadContracts,
    organisation: Organisation,
    take_theirs: bool = False,
) -> list[ImportLine]:
    """Add the contracts and commitments of a file to an organisation, in the file's order.

    What is held already is compared with it; ``take_theirs`` lets the file's word count even
    where a person has changed something here. What the reader could not read comes last, as
    failed. Nothing that fails keeps the rest from being added.

    Raises:
        NotAllowed: the actor may not edit the organisation's contracts.
    """
    require(actor, Action.EDIT_CONTRACT)
    if not actor.everywhere and actor.organisation_id != organisation.key:
        raise NotAllowed("Contracts can only be taken in for your own organisation.")
    run = _Import(session, actor, organisation, take_theirs)
    lines = [line for told in read.contracts for line in run.contract(told)]
    lines += [
        ImportLine(problem.where, "", Outcome.FAILED, f"{problem.reason} {problem.remedy}")
        for problem in read.problems
    ]
    return lines


class _Import:
    """One run over the contracts of a file."""

    def __init__(
        self, session: Session, actor: Actor, organisation: Organisation, take_theirs: bool
    ) -> None:
        self.session = session
        self.actor = actor
        self.organisation = organisation
        self.take_theirs = take_theirs
        self.finder = Finder(session, actor, organisation)

    def contract(self, told: ReadContract) -> list[ImportLine]:
        """Take one contract in, with its promises."""
        unknown: list[str] = []
        contract = self._held(told)
        values = self._values(told, unknown, is_new=contract is None)
        try:
            if contract is None:
                contract = self._add(told, values)
                new = all_new(values, NAMES)
                line = ImportLine(_where(told), contract.reference, Outcome.ADDED, "", new)
            else:
                line = self._change(told, contract, values)
        except RuleBroken as broken:
            return _failed(told, str(broken))
        reasons = [left_out(unknown), *self._to_check(told, contract, line)]
        lines = [replace(line, reason=" ".join(one for one in reasons if one))]
        promises = Promises(self.session, self.actor, self.finder, contract, self.take_theirs)
        lines += [promises.promise(one, _where(told, one.row)) for one in told.commitments]
        return lines + missing_promises(self.session, contract, told)

    def _to_check(self, told: ReadContract, contract: Contract, line: ImportLine) -> list[str]:
        """What a person should look at: a guess that was taken, a supplier by two names."""
        reasons = []
        taken = {one.name for one in line.differences if one.taken}
        if "framework" in taken & told.guessed:
            reasons.append("The framework is guessed from the law it was let under: check it.")
        if "place" in taken & told.guessed:
            reasons.append("The place is where the file says it is delivered: check it.")
        other = queries.find_supplier_called_otherwise(self.session, contract)
        if other is not None and taken & {"supplier", NAMES["supplier_identifier"]}:
            name, reference = other
            reasons.append(f"The same supplier, by its number, is “{name}” in {reference}.")
        return reasons

    def _held(self, told: ReadContract) -> Contract | None:
        """The contract as it is held: by its ids in published data, else by its reference."""
        number = self.organisation.key
        found = queries.find_imported_contract(self.session, number, told.ocid, told.ocds_ids)
        if found is not None:
            return found
        named = queries.find_contract(self.session, told.reference, number)
        return None if named is None or _is_another(told, named) else named

    def _values(self, told: ReadContract, unknown: list[str], *, is_new: bool) -> dict[str, Any]:
        """What the file says of a contract, by name; what it does not say is not there.

        That a guess means nothing here is said once, when the contract is new.
        """
        values: dict[str, Any] = {
            name: value for name in _SAID if (value := getattr(told, name)) not in (None, "", ())
        }
        for name, kind in (("place", self.finder.place), ("framework", self.finder.framework)):
            words = getattr(told, name)
            found = kind(words) if words else None
            if found is not None:
                values[name] = found
            elif words and (is_new or name not in told.guessed):
                unknown.append(f"There is no {name} called “{words}”")
        for name in _PEOPLE:
            address = getattr(told, name)
            person = self.finder.person(address) if address else None
            if person is not None:
                values[name] = person
            elif address:
                unknown.append(f"Nobody of your organisation signs in as the {name} it names")
        return values

    def _add(self, told: ReadContract, values: dict[str, Any]) -> Contract:
        terms = {name: value for name, value in values.items() if name not in _PEOPLE}
        told_terms = service.ContractTerms(
            **{
                "reference": self._free_reference(told),
                "title": "",
                "buyer": "",
                "supplier": "",
                "kind": ContractKind.CONTRACT,
                "ocid": told.ocid,
                "ocds_id": told.ocds_ids[0] if told.ocds_ids else "",
                **terms,
            }
        )
        contract = service.add_contract(
            self.session,
            self.actor,
            terms=told_terms,
            organisation=self.organisation,
            owner=values.get("owner"),
            deputy=values.get("deputy"),
        )
        service.remember_import(self.session, contract, remember_all(values))
        return contract

    def _free_reference(self, told: ReadContract) -> str:
        """The file's reference, or one beside it where another contract has that already."""
        taken = queries.find_contract(self.session, told.reference, self.organisation.key)
        if taken is None:
            return told.reference
        ending = f" ({told.ocds_ids[0] if told.ocds_ids else told.ocid})"[-20:]
        return told.reference[: 60 - len(ending)] + ending

    def _change(self, told: ReadContract, contract: Contract, values: dict[str, Any]) -> ImportLine:
        terms = service.contract_terms_of(self.session, contract)
        people = {
            "owner": self._person(contract.owner_id),
            "deputy": self._person(contract.deputy_id),
        }
        held = {name: getattr(terms, name) for name in _all_names(terms)} | people
        weighed = weigh(
            held,
            values,
            contract.imported,
            names=NAMES,
            guessed=told.guessed,
            take_theirs=self.take_theirs,
        )
        self._keep(told, contract, terms, people, weighed)
        outcome = outcome_of(weighed.differences)
        return ImportLine(
            _where(told), contract.reference, outcome, differences=weighed.differences
        )

    def _keep(
        self,
        told: ReadContract,
        contract: Contract,
        terms: service.ContractTerms,
        people: dict[str, User | None],
        weighed: Weighed,
    ) -> None:
        """Write what was taken, and by which ids the published data knows the contract."""
        ids: dict[str, Any] = {"ocid": told.ocid, "ocds_id": _newer_id(told, terms.ocds_id)}
        ids = {name: one for name, one in ids.items() if one and one != getattr(terms, name)}
        people |= {name: one for name, one in weighed.taken.items() if name in _PEOPLE}
        taken = {name: one for name, one in weighed.taken.items() if name not in _PEOPLE}
        if weighed.taken or ids:
            service.change_contract(
                self.session,
                self.actor,
                contract=contract,
                terms=replace(terms, **taken, **ids),
                owner=people["owner"],
                deputy=people["deputy"],
            )
        service.remember_import(self.session, contract, weighed.remembered)

    def _person(self, number: int | None) -> User | None:
        return None if number is None else self.session.get(User, number)


def _all_names(terms: service.ContractTerms) -> Sequence[str]:
    return [name for name in terms.__dataclass_fields__ if name not in _IDS]


def _is_another(told: ReadContract, named: Contract) -> bool:
    """Whether a contract of the same reference is a different one in published data.

    An award and the contract it led to are one.
    """
    if told.ocid and named.ocid and told.ocid != named.ocid:
        return True
    ids = [one for one in told.ocds_ids if not one.startswith(AWARD)]
    held = named.ocds_id
    return bool(ids and held and not held.startswith(AWARD) and held not in ids)


def _newer_id(told: ReadContract, held: str) -> str:
    """By which id a contract is known: its own, once it has one, else its award's."""
    first = told.ocds_ids[0] if told.ocds_ids else ""
    return held if first.startswith(AWARD) and held else first


def left_out(unknown: Sequence[str]) -> str:
    """What of a line was left out, because its words mean nothing here."""
    return " ".join(f"{one}, so it was left out." for one in dict.fromkeys(unknown))


def _failed(told: ReadContract, reason: str) -> list[ImportLine]:
    rest = "Its contract could not be added."
    return [
        ImportLine(_where(told), told.reference, Outcome.FAILED, reason),
        *(
            ImportLine(_where(told, one.row), f"{told.reference}, {one.ref}", Outcome.FAILED, rest)
            for one in told.commitments
        ),
    ]


def _where(told: ReadContract, row: int | None = None) -> str:
    if row is None and told.commitments:
        row = told.commitments[0].row
    return told.where if row is None else f"Row {row}"
