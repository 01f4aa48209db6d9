"""Who may verify what. Pure."""

from collections.abc import Collection

from storybank.accounts.rules import Actor
from storybank.core.errors import NotAllowed, RuleBroken


def check_independent(
    actor: Actor,
    *,
    made_by_id: int | None,
    decided_by_ids: Collection[int | None],
    claiming_organisation_ids: Collection[int | None],
    own_name: str = "",
    claiming_names: Collection[str] = (),
) -> None:
    """A finding is worth something only from somebody who has no part in the claim.

    ``decided_by_ids``: whoever accepted or edited the story.
    ``claiming_organisation_ids``: the maker's, the buyer's, the supplier's, the story's sender's
    and those of whoever handled it; ``claiming_names``: the buyer's and the supplier's as the
    contract spells them, which need not have an account here.

    Raises:
        NotAllowed: the actor made the claim, or belongs to an organisation that claims it.
    """
    if actor.user_id is None:
        raise NotAllowed("Only a person with an account of their own can verify.")
    if actor.user_id == made_by_id or actor.user_id in decided_by_ids:
        raise NotAllowed("You had a part in this claim, so somebody else has to verify it.")
    claims = {i for i in claiming_organisation_ids if i is not None}
    names = {same_name(name) for name in claiming_names}
    if actor.organisation_id in claims or (own_name and same_name(own_name) in names):
        raise NotAllowed(
            "Your organisation claims this, so somebody from another has to verify it."
        )


def same_name(name: str) -> str:
    """A name without its capitals, punctuation and spaces, for comparing."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def check_reason(reason: str) -> None:
    """A finding needs its reason.

    Raises:
        RuleBroken: none was given.
    """
    if not reason.strip():
        raise RuleBroken(
            "Say what you checked and why you found so; boards read it.", field="reason"
        )
