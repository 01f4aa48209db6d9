"""What the forms of contracts and promises are filled with, and what may be chosen in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from storybank.accounts.models import User
from storybank.accounts.queries import list_colleagues
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import items_of, themes_of
from storybank.frameworks.models import FrameworkItem
from storybank.frameworks.queries import list_items_with_depth
from storybank.web.forms.commitments import ContractForm, list_owners
from storybank.web.forms.promises import (
    AS_USUAL,
    UNSAID,
    CommitmentForm,
    list_framework_items,
    list_themes,
)
from storybank.web.session import current_session


def as_typed(kept: Contract | Commitment) -> dict[str, Any]:
    """A kept contract or promise as the data of its form."""
    session = current_session()
    owner = None if kept.owner_id is None else session.get_one(User, kept.owner_id)
    typed = {**kept.model_dump(), "owner": "" if owner is None else str(owner.public_id)}
    if isinstance(kept, Commitment):
        themes = themes_of(session, [kept.key]).get(kept.key, [])
        typed["themes"] = [code.slug for code in themes]
        items = items_of(session, [kept.key]).get(kept.key, [])
        typed["items"] = [str(item.public_id) for item in items]
        for name, unsaid in (("kind", UNSAID), ("additionality", AS_USUAL)):
            typed[name] = unsaid if typed[name] is None else typed[name].value
    return typed


def owners_listed(
    form: ContractForm | CommitmentForm, organisation_id: int, owner_id: int | None = None
) -> Callable[[], User | None]:
    """List colleagues in a form, with whoever owns the thing now; gives who was chosen."""
    session = current_session()
    people = list(list_colleagues(session, organisation_id))
    if owner_id is not None and all(person.id != owner_id for person in people):
        people.append(session.get_one(User, owner_id))
    list_owners(form.owner, people)
    by_id = {str(person.public_id): person for person in people}
    return lambda: by_id.get(form.owner.data)


@dataclass(frozen=True)
class Choices:
    """What may be chosen in a promise's form: themes by slug, framework items by public id."""

    codes: dict[str, Code]
    items: dict[str, FrameworkItem]

    @property
    def definitions(self) -> dict[str, str]:
        """What each theme means, by slug."""
        return {slug: code.definition for slug, code in self.codes.items()}


def choices_listed(
    form: CommitmentForm, contract: Contract, commitment: Commitment | None = None
) -> Choices:
    """List the codebook's themes and the items of the contract's framework edition in a form."""
    session = current_session()
    codes = codes_by_slug(session)
    chosen = set(form.themes.data or ())
    list_themes(
        form.themes,
        [one for one in codes.values() if one.retired_at is None or one.slug in chosen],
    )
    listed = (
        []
        if contract.framework_id is None
        else list_items_with_depth(session, contract.framework_id)
    )
    if commitment is not None:  # items of an edition the contract was under before stay chosen
        known = {item.key for item, _ in listed}
        held = items_of(session, [commitment.key]).get(commitment.key, [])
        listed = [*listed, *((item, 0) for item in held if item.key not in known)]
    list_framework_items(form.items, listed)
    return Choices(codes, {str(item.public_id): item for item, _ in listed})
