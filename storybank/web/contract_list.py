"""What the list of contracts shows, and what narrows it, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.commitments.models import Contract, ContractKind
from storybank.commitments.queries import (
    ContractFilter,
    count_contracts,
    list_contracts_page,
    list_traits,
)
from storybank.places.queries import load_tree, public_ids_of
from storybank.reviews.ledger import contract_ledger, count_people_heard
from storybank.stories.rules import reading_scope
from storybank.web.filters import day
from storybank.web.paging import Paging, address, page_asked, paging

PER_PAGE = 25
KIND_WORDS = {"contract": "Contracts", "grant": "Grants"}
NAMES = ("q", "kind", "department", "supplier", "place")


@dataclass(frozen=True)
class Choice:
    """One thing the list can be narrowed to."""

    value: str
    label: str
    chosen: bool


@dataclass
class ContractList:
    """Everything the list shows to one reader."""

    items: list[dict[str, Any]]
    paging: Paging
    total: int
    choices: dict[str, list[Choice]]
    applied: list[dict[str, str]]
    words: str
    any_held: bool


def gather_contracts(session: Session, actor: Actor, asked: Mapping[str, str]) -> ContractList:
    """Gather one page of the contracts asked for; what makes no sense in the address is ignored."""
    traits = list_traits(session, actor)
    places = _Places(session, [place for _, _, place, _ in traits])
    wanted = contract_filter(asked, places.by_public_id)
    total = count_contracts(session, actor, wanted)
    where = paging(page_asked(), total, PER_PAGE)
    contracts = list_contracts_page(session, actor, wanted, page=where.number, per_page=PER_PAGE)
    choices = {
        "kind": _choices(Counter(one[3].value for one in traits), asked.get("kind"), KIND_WORDS),
        "department": _choices(Counter(one[1] for one in traits), asked.get("department")),
        "supplier": _choices(Counter(one[0] for one in traits), asked.get("supplier")),
        "place": places.choices(asked.get("place")),
    }
    return ContractList(
        items=_items(session, actor, contracts, places.names),
        paging=where,
        total=total,
        choices=choices,
        applied=_applied(asked, choices),
        words=wanted.words,
        any_held=bool(traits),
    )


def contract_filter(asked: Mapping[str, str], places: Mapping[str, int]) -> ContractFilter:
    """What an address asks for; ``places`` are row numbers by public id."""
    kind = asked.get("kind", "")
    return ContractFilter(
        department=asked.get("department", "").strip(),
        supplier=asked.get("supplier", "").strip(),
        place_id=places.get(asked.get("place", "")),
        kind=ContractKind(kind) if kind in set(ContractKind) else None,
        words=asked.get("q", "").strip()[:200],
    )


class _Places:
    """The places that contracts are delivered in, and those these lie within."""

    def __init__(self, session: Session, ids: Sequence[int | None]) -> None:
        self.counts = Counter(one for one in ids if one is not None)
        self.names: dict[int, str] = {}
        self.by_public_id: dict[str, int] = {}
        self.ids: dict[int, str] = {}
        if not self.counts:
            return
        spots = load_tree(session).spots
        for number, count in list(self.counts.items()):
            spot = spots.get(number)
            while spot is not None and spot.parent_id in spots:
                spot = spots[spot.parent_id or 0]
                self.counts[spot.id] += count
        self.names = {number: spots[number].name for number in self.counts if number in spots}
        self.ids = {n: str(one) for n, one in public_ids_of(session, list(self.names)).items()}
        self.by_public_id = {public: number for number, public in self.ids.items()}

    def choices(self, chosen: str | None) -> list[Choice]:
        ordered = sorted(self.names.items(), key=lambda one: one[1].casefold())
        return [
            Choice(self.ids[number], f"{name} ({self.counts[number]})", self.ids[number] == chosen)
            for number, name in ordered
        ]


def _choices(
    counts: Counter[str], chosen: str | None, words: Mapping[str, str] | None = None
) -> list[Choice]:
    # The same name in other capitals is the same name.
    merged: dict[str, tuple[str, int]] = {}
    for name, count in counts.items():
        if name:
            before = merged.get(name.casefold(), (name, 0))
            merged[name.casefold()] = (before[0], before[1] + count)
    asked = (chosen or "").strip().casefold()
    return [
        Choice(name, f"{(words or {}).get(name, name)} ({count})", key == asked)
        for key, (name, count) in sorted(merged.items())
    ]


def _applied(
    asked: Mapping[str, str], choices: Mapping[str, Sequence[Choice]]
) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address of the list without it."""
    labels = {
        name: one.label.rpartition(" (")[0]
        for name, offered in choices.items()
        for one in offered
        if one.chosen
    }
    if asked.get("q", "").strip():
        labels["q"] = f"“{asked['q'].strip()[:60]}”"
    return [
        {
            "label": label,
            "remove_url": address((key, asked.get(key, "")) for key in NAMES if key != name),
        }
        for name, label in labels.items()
    ]


def _items(
    session: Session, actor: Actor, contracts: Sequence[Contract], places: Mapping[int, str]
) -> list[dict[str, Any]]:
    ids, scope = [one.key for one in contracts], reading_scope(actor)
    ledger = contract_ledger(session, scope, ids)
    heard = count_people_heard(session, scope, ids)
    items = []
    for contract in contracts:
        rows = ledger[contract.key]
        told = (
            "Grant" if contract.kind is ContractKind.GRANT else "",
            contract.reference,
            contract.supplier,
            contract.department,
            places.get(contract.place_id or 0, ""),
            f"ends {day(contract.ends_on)}" if contract.ends_on else "",
        )
        items.append(
            {
                "title": contract.title,
                "href": url_for("commitments.show", contract_id=contract.public_id),
                "meta": " · ".join(one for one in told if one),
                "promises": len(rows),
                "silent": sum(row.silent for row in rows),
                "heard": heard[contract.key],
                "suggested": sum(row.suggested for row in rows),
            }
        )
    return items
