"""Who may verify what, and what a finding, a round and a member check must say. Pure."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from storybank.accounts.rules import Actor
from storybank.core.errors import NotAllowed, RuleBroken

LONGEST_SEED = 200
# What companies and charities write behind their names; it tells nobody apart.
FORMS = re.compile(
    r"\b(?:community interest company|charitable incorporated organisation|limited|ltd|plc|llp"
    r"|lp|cic|cio|inc|llc|company|co|and|the)\b"
)
# Several parties named in one field; the second kind stands in names as well.
BETWEEN = re.compile(
    r"\bt/a\b|\btrading as\b|\bon behalf of\b|\bin partnership with\b|\bformerly\b|[;/()|+]",
    re.IGNORECASE,
)
PERHAPS_BETWEEN = re.compile(r"\bwith\b|\band\b|[,&]", re.IGNORECASE)
SAYS_NOTHING = frozenset({"", "partners", "partner", "others", "sons", "associates", "group"})


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

    ``decided_by_ids``: whoever accepted or edited the story, or had a part otherwise.
    ``claiming_organisation_ids``: the maker's, the buyer's, the supplier's, the story's sender's
    and those of whoever handled it; ``claiming_names``: the same as they are spelt, which need
    not have an account here.

    Raises:
        NotAllowed: the actor made the claim, or belongs to an organisation that claims it.
    """
    if actor.user_id is None:
        raise NotAllowed("Only a person with an account of their own can verify.")
    if actor.user_id == made_by_id or actor.user_id in decided_by_ids:
        raise NotAllowed("You had a part in this claim, so somebody else has to verify it.")
    claims = {i for i in claiming_organisation_ids if i is not None}
    if actor.organisation_id in claims or shares_name(own_name, claiming_names):
        raise NotAllowed(
            "Your organisation claims this, so somebody from another has to verify it."
        )


def shares_name(own_name: str, claiming_names: Collection[str]) -> bool:
    """Whether an organisation is one of those named, however they are written."""
    own = {same_name(own_name), same_name(own_name.partition("(")[0])} - SAYS_NOTHING
    return any(own & names_in(name) for name in claiming_names)


@lru_cache(maxsize=4096)
def names_in(text: str) -> frozenset[str]:
    """The parties named in one field: all of it, and each part where it names several."""
    parts = [text, *BETWEEN.split(text)]
    parts += [smaller for part in parts for smaller in PERHAPS_BETWEEN.split(part)]
    return frozenset(same_name(part) for part in parts) - SAYS_NOTHING


def same_name(name: str) -> str:
    """A name without capitals, accents, punctuation, spaces and "Ltd" or "CIC", for comparing."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[.'’`]", "", plain)  # C.I.C. is CIC
    words = re.sub(r"[\W_]+", " ", plain)
    return "".join(FORMS.sub(" ", words).split()) or "".join(words.split())


def check_declared(has_conflict: bool | None, *, needed: bool) -> None:
    """A declared interest bars; in a round nothing is done before one has declared.

    Raises:
        NotAllowed: an interest is declared, or nothing is and it is needed.
    """
    if has_conflict:
        raise NotAllowed(
            "You have declared an interest in this contract, so somebody else has to verify it."
        )
    if needed and has_conflict is None:
        raise NotAllowed(
            "Say first whether you have an interest in this contract. A round is worth something "
            "only where this is said before."
        )


def check_statement(*, has_conflict: bool, statement: str, had_conflict: bool) -> None:
    """An interest says what it is, and taking one back says what has changed.

    Raises:
        RuleBroken: the words are missing.
    """
    if statement.strip():
        return
    if has_conflict:
        raise RuleBroken("Say what your interest is.", field="statement")
    if had_conflict:
        raise RuleBroken(
            "You declared an interest before. Say what has changed since.", field="statement"
        )


def check_reason(reason: str) -> None:
    """A finding needs its reason.

    Raises:
        RuleBroken: none was given.
    """
    if not reason.strip():
        raise RuleBroken(
            "Say what you checked and why you found so; boards read it.", field="reason"
        )


def check_day(day: date, *, told_on: date | None, today: date, field: str) -> None:
    """One checks, or asks, after the story was told and not in days to come.

    Raises:
        RuleBroken: the day cannot be right.
    """
    if day > today:
        raise RuleBroken("This day has not come yet. Give the day it was done.", field=field)
    if told_on is not None and day < told_on:
        raise RuleBroken(
            f"The story was told on {told_on:%d/%m/%Y}. Give a day from then on.", field=field
        )


def check_seed(seed: str) -> str:
    """The seed as it is kept and published: one line, so that anybody can type it again.

    Raises:
        RuleBroken: there is none, or it cannot be typed again.
    """
    kept = unicodedata.normalize("NFC", seed).strip()
    if not kept:
        raise RuleBroken("A draw needs a seed. Keep the one that was made for you.", field="seed")
    if len(kept) > LONGEST_SEED or any(unicodedata.category(sign)[0] == "C" for sign in kept):
        raise RuleBroken(
            f"Use one line of {LONGEST_SEED} characters or fewer for the seed.", field="seed"
        )
    return kept


def check_size(size: int, *, population: int, promises: int, each: bool) -> None:
    """A sample is between one claim and all; with one for each promise, at least so many.

    Raises:
        RuleBroken: it is not.
    """
    if not population:
        raise RuleBroken("There is no claim to check in this contract yet.")
    if not 1 <= size <= population:
        raise RuleBroken(f"Choose between 1 and {population} claims.", field="size")
    if each and size < promises:
        raise RuleBroken(
            f"{promises} promises have a claim. Choose {promises} claims or more, "
            "so that each is looked at.",
            field="size",
        )
