"""What the form of a contract is filled with, and what may be chosen in it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storybank.accounts.models import User
from storybank.accounts.queries import list_colleagues
from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract
from storybank.commitments.rules import lots_as_text
from storybank.core.errors import RuleBroken
from storybank.frameworks.models import Framework
from storybank.frameworks.queries import list_frameworks
from storybank.places.models import Place
from storybank.places.queries import find_place_named, names_of
from storybank.web.forms import commitments as forms


def contract_as_typed(session: Session, contract: Contract) -> dict[str, Any]:
    """A kept contract as the data of its form."""
    typed: dict[str, Any] = contract.model_dump()
    for name in ("kind", "category", "regime"):
        typed[name] = "" if typed[name] is None else typed[name].value
    typed["lots"] = lots_as_text(contract.lots)
    for name, kind, number in (
        ("owner", User, contract.owner_id),
        ("deputy", User, contract.deputy_id),
        ("framework", Framework, contract.framework_id),
    ):
        row = None if number is None else session.get_one(kind, number)
        typed[name] = "" if row is None else str(row.public_id)
    typed["place"] = _place_as_typed(session, contract)
    return typed


@dataclass(frozen=True)
class Choices:
    """What may be chosen in a contract's form, by public id."""

    session: Session
    form: forms.ContractForm
    people: dict[str, User]
    frameworks: dict[str, Framework]
    held_place: tuple[str, int | None]

    @property
    def owner(self) -> User | None:
        """Who was chosen to look after it."""
        return self.people.get(self.form.owner.data)

    @property
    def deputy(self) -> User | None:
        """Who was chosen to stand in."""
        return self.people.get(self.form.deputy.data)

    @property
    def framework(self) -> Framework | None:
        """The edition that was chosen."""
        return self.frameworks.get(self.form.framework.data)

    def place(self) -> Place | None:
        """The place that was typed; what stands there untouched is the place it was.

        Raises:
            RuleBroken: no one place is called so.
        """
        words = self.form.place.data or ""
        if not words:
            return None
        if words == self.held_place[0] and self.held_place[1] is not None:
            return self.session.get_one(Place, self.held_place[1])
        found = find_place_named(self.session, words)
        if found is None:
            raise RuleBroken(
                "No one place is called so. Write it as your list of places has it, with what it "
                "lies within where two share the name; or leave this empty.",
                field="place",
            )
        return found


def choices_of_contract(
    session: Session,
    actor: Actor,
    form: forms.ContractForm,
    *,
    organisation_id: int,
    contract: Contract | None = None,
) -> Choices:
    """List colleagues and frameworks in the form, with those the contract has now."""
    people = list(list_colleagues(session, organisation_id))
    held = [] if contract is None else [contract.owner_id, contract.deputy_id]
    for number in dict.fromkeys(one for one in held if one is not None):
        if all(person.id != number for person in people):
            people.append(session.get_one(User, number))
    also = [] if contract is None or contract.framework_id is None else [contract.framework_id]
    editions = [
        one
        for one in list_frameworks(session, actor, also=also)
        if (not one.is_retired or one.id in also)
        and (one.organisation_id in (None, organisation_id) or one.id in also)
    ]
    forms.list_owners(form.owner, people)
    forms.list_owners(form.deputy, people)
    forms.list_frameworks(form.framework, editions)
    typed = "" if contract is None else _place_as_typed(session, contract)
    return Choices(
        session,
        form,
        {str(person.public_id): person for person in people},
        {str(one.public_id): one for one in editions},
        (typed, None if contract is None else contract.place_id),
    )


def _place_as_typed(session: Session, contract: Contract) -> str:
    if contract.place_id is None:
        return ""
    place = session.get_one(Place, contract.place_id)
    around = names_of(session, [place.parent_id])
    return ", ".join([place.name, *around.values()])
