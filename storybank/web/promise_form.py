"""What the forms of contracts and promises are filled with, and what may be chosen in them."""

from collections.abc import Callable
from typing import Any

from storybank.accounts.models import User
from storybank.accounts.queries import list_colleagues
from storybank.codebook.models import Code
from storybank.codebook.queries import codes_by_slug
from storybank.commitments.models import Commitment, Contract
from storybank.commitments.queries import themes_of
from storybank.web.forms.commitments import (
    CommitmentForm,
    ContractForm,
    list_owners,
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


def themes_listed(form: CommitmentForm) -> dict[str, Code]:
    """List the codebook's themes in a form; gives them by slug."""
    codes = codes_by_slug(current_session())
    chosen = set(form.themes.data or ())
    offered = [one for one in codes.values() if one.retired_at is None or one.slug in chosen]
    list_themes(form.themes, offered)
    return codes
