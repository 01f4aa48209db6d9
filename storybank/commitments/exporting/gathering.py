"""What is written of contracts, gathered in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor, require
from storybank.commitments import queries
from storybank.commitments.models import Commitment, CommitmentChange, Contract, Delivery
from storybank.core.errors import NotFound
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.queries import frameworks_by_id
from storybank.places.models import Place
from storybank.places.queries import list_places


@dataclass(frozen=True)
class ExportedPromise:
    """A promise with what is written beside it; ``items`` only those that may be passed on."""

    commitment: Commitment
    themes: tuple[str, ...]
    items: tuple[FrameworkItem, ...]
    deliveries: tuple[Delivery, ...]
    lowerings: tuple[CommitmentChange, ...]

    @property
    def name(self) -> str:
        """What the promise is known by in published data."""
        return self.commitment.ocds_id or self.commitment.ref


@dataclass(frozen=True)
class Exported:
    """A contract with its promises; ``place`` with what it lies within, ``framework`` by name."""

    contract: Contract
    promises: tuple[ExportedPromise, ...]
    place: str
    framework: str
    notices: tuple[str, ...]

    @property
    def standing(self) -> tuple[ExportedPromise, ...]:
        """The promises that have not been taken out of the contract."""
        return tuple(one for one in self.promises if one.commitment.withdrawn_on is None)


def gather(session: Session, actor: Actor, contracts: Sequence[Contract]) -> list[Exported]:
    """Gather what is written of these contracts, in their order.

    Raises:
        NotAllowed: the actor may not read contracts.
        NotFound: one of them is not theirs to read.
    """
    require(actor, Action.READ_CONTRACT)
    if not actor.everywhere and any(
        one.organisation_id != actor.organisation_id for one in contracts
    ):
        raise NotFound("There is no such contract, or it is not yours to read.")
    promises = queries.list_promises(session, [one.key for one in contracts])
    ids = [one.key for one in promises]
    themes, items = queries.themes_of(session, ids), queries.items_of(session, ids)
    lowerings = queries.lowerings_of(session, ids)
    deliveries: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in reversed(queries.list_deliveries_of(session, ids)):
        deliveries[delivery.commitment_id].append(delivery)
    named = {one.framework_id for found in items.values() for one in found}
    frameworks = frameworks_by_id(session, [*named, *(one.framework_id for one in contracts)])
    places = {one.key: one for one in list_places(session)}
    by_contract: dict[int, list[ExportedPromise]] = defaultdict(list)
    kept_back: dict[int, set[str]] = defaultdict(set)
    for one in promises:
        found = items.get(one.key, [])
        may = [item for item in found if frameworks[item.framework_id].is_exportable]
        kept_back[one.contract_id] |= {
            frameworks[item.framework_id].title for item in found if item not in may
        }
        by_contract[one.contract_id].append(
            ExportedPromise(
                one,
                tuple(code.slug for code in themes.get(one.key, [])),
                tuple(may),
                tuple(deliveries[one.key]),
                tuple(lowerings.get(one.key, [])),
            )
        )
    return [
        Exported(
            contract,
            tuple(by_contract[contract.key]),
            _place(contract.place_id, places),
            _framework(frameworks.get(contract.framework_id or 0)),
            tuple(_notices(contract, kept_back[contract.key])),
        )
        for contract in contracts
    ]


def _place(place_id: int | None, places: dict[int, Place]) -> str:
    place = places.get(place_id or 0)
    if place is None:
        return ""
    larger = places.get(place.parent_id or 0)
    return place.name if larger is None else f"{place.name}, {larger.name}"


def _framework(framework: Framework | None) -> str:
    return "" if framework is None else f"{framework.slug} {framework.edition}"


def _notices(contract: Contract, kept_back: set[str]) -> list[str]:
    notices = [
        f"{contract.reference}: which items of “{title}” its promises answer was left out, because "
        "its licence lets nobody pass it on."
        for title in sorted(kept_back)
    ]
    if contract.owner_id is not None or contract.deputy_id is not None:
        notices.append(f"{contract.reference}: who looks after it was left out: it names people.")
    return notices
