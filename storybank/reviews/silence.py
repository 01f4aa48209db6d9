"""The silence list: what nobody has told, shown, checked or looked after, each with how long.

It is what a review begins from. Everything counts within the reader's scope, and a story told
for learning only breaks no silence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Commitment, Contract
from storybank.stories.rules import Scope


class SilenceKind(StrEnum):
    """Why a promise stands on the list, in order of consequence."""

    OVERDUE = "overdue"  # its day has gone and nothing is reported as delivered
    FIGURE_ONLY = "figure_only"  # something is reported, and nobody speaks of it
    NOBODY_SPOKE = "nobody_spoke"  # nothing is reported, and nobody speaks of it
    NOT_VERIFIED = "not_verified"  # people spoke a while ago, and nobody independent looked
    NO_OWNER = "no_owner"  # nobody looks after it, nor after its contract
    OWNER_LEFT = "owner_left"  # whoever looks after it has no account any more


@dataclass(frozen=True)
class Silence:
    """One line of the list: a promise, and one reason why it stands there.

    ``since`` is the day it has been so from, where one can be told: the day it was due, or the
    day the oldest unchecked passage was attached. ``passages`` wait to be verified
    (``NOT_VERIFIED`` only). ``owner_id`` looks after the promise, or else after its contract.
    """

    kind: SilenceKind
    commitment: Commitment
    contract: Contract
    since: date | None = None
    passages: int = 0
    delivered: Decimal | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class SilenceList:
    """One page of the list: ``counts`` and ``total`` are of the whole."""

    items: Sequence[Silence] = ()
    counts: Mapping[SilenceKind, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many lines the whole list of the kinds asked for has."""
        return sum(self.counts.values())


def list_silence(
    session: Session,
    actor: Actor,
    scope: Scope,
    *,
    contract_id: int | None = None,
    kinds: Collection[SilenceKind] = tuple(SilenceKind),
    page: int = 1,
    per_page: int = 50,
) -> SilenceList:
    """The silence list of one contract, or of every contract the actor may read.

    Kinds in their order, within a kind contract by contract. A fixed number of SQL statements.
    """
    return SilenceList()
