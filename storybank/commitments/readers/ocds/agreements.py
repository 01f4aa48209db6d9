"""From the merged release of one process to its contracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from storybank.commitments.models import ContractCategory, ContractKind, Regime
from storybank.commitments.readers.ocds.asked import find_ask
from storybank.commitments.readers.ocds.metrics import read_promises
from storybank.commitments.readers.ocds.node import Node, Notes, known_word
from storybank.commitments.readers.ocds.parties import (
    Parties,
    find_buyer,
    find_suppliers,
    named_together,
)
from storybank.commitments.readers.result import ReadContract, each_once
from storybank.core.text import squeeze

LONGEST_REFERENCE = 60
LONGEST_TITLE = 300
NOT_LET = frozenset({"cancelled", "unsuccessful"})
LEGAL_BASES = {
    "2023/54": (Regime.PROCUREMENT_ACT_2023, "svm-2025"),
    "32014L0024": (Regime.PCR_2015, "svm-2020"),
    "2015/102": (Regime.PCR_2015, "svm-2020"),
}


@dataclass(frozen=True)
class _Agreement:
    """A contract with its award; either may be an empty node, not both."""

    contract: Node
    award: Node

    def first(self, key: str) -> str:
        return self.contract.text(key) or self.award.text(key)


def read_process(merged: Mapping[str, Any], notes: Notes) -> list[ReadContract]:
    """Every contract of a process; of an award that has none, the contract it leads to."""
    named = merged.get("ocid")
    ocid = squeeze(named)[:100] if isinstance(named, str) else ""
    release = Node(merged, ocid or "the release", notes)
    if not ocid:
        notes.notice(
            "A process has no ocid, so a later import knows its contracts by their reference only."
        )
    agreements = _agreements(release)
    return [
        _read(release, one, ocid, number, len(agreements))
        for number, one in enumerate(agreements, 1)
    ]


def _agreements(release: Node) -> list[_Agreement]:
    nobody = Node(None, release.where, release.notes)
    awards = release.children("awards")
    by_id = {one.text("id"): one for one in awards if one.text("id")}
    found, used = [], set()
    for contract in _each_once(release.children("contracts"), release.notes):
        award = _award_of(contract, awards, by_id) or nobody
        used.add(id(award))
        if contract.text("status") == "cancelled":
            _not_let(contract, "cancelled")
            continue
        found.append(_Agreement(contract, award))
    for award in _each_once(awards, release.notes):
        if id(award) in used:
            continue
        if award.text("status") in NOT_LET:
            _not_let(award, award.text("status"))
            continue
        found.append(_Agreement(nobody, award))
    return found


def _award_of(contract: Node, awards: Sequence[Node], by_id: Mapping[str, Node]) -> Node | None:
    named = contract.text("awardID")
    if named in by_id:
        return by_id[named]
    if len(awards) == 1:
        return awards[0]
    if awards:
        which = f"the award “{named[:40]}”, which is not there" if named else "no award"
        contract.notes.problem(
            contract.where,
            f"This contract names {which}.",
            "It was read without one: say by hand who supplies, if that is missing.",
        )
    return None


def _each_once(nodes: Sequence[Node], notes: Notes) -> Iterator[Node]:
    counts: Counter[str] = Counter()
    for node in nodes:
        name = node.text("id")
        counts[name] += 1
        if not name:
            notes.notice(
                f"“{node.where}” has no id, so a later import knows it by its reference only."
            )
        elif counts[name] > 1:
            notes.problem(
                node.where,
                f"The id “{name[:40]}” is there twice.",
                "The first was read. Ask whoever publishes it to put it right.",
            )
            continue
        yield node


def _not_let(node: Node, status: str) -> None:
    node.notes.notice(f"“{node.where}” is {status}, so there is no contract of it to take in.")


def _read(
    release: Node, agreement: _Agreement, ocid: str, number: int, together: int
) -> ReadContract:
    tender, contract, award = release.child("tender"), agreement.contract, agreement.award
    parties, own = Parties(release), agreement.contract.child("storybank")
    buyer = find_buyer(release, parties, contract, award)
    suppliers = find_suppliers(award, parties, only_award=together == 1)
    lots = _lots_of(tender, agreement)
    regime, framework = _regime(tender)
    starts_on, ends_on, may_extend_to = _period(agreement, lots, tender)
    title = agreement.first("title") or "; ".join(one.text("title") for one in lots)
    category = agreement.first("mainProcurementCategory") or tender.text("mainProcurementCategory")
    ids = (contract.text("id"), f"award {award.text('id')}" if award.text("id") else "")
    read = ReadContract(
        reference=_reference(tender, agreement, ocid, number, together),
        title=(title.strip("; ") or tender.text("title"))[:LONGEST_TITLE],
        buyer=buyer.name[:LONGEST_TITLE],
        supplier=named_together(suppliers),
        starts_on=starts_on,
        ends_on=ends_on,
        value=_value(agreement),
        commitments=tuple(read_promises(contract, award, tender)),
        category=known_word(ContractCategory, category),
        regime=regime,
        department=buyer.department,
        place=_place(agreement, tender),
        framework=framework,
        may_extend_to=may_extend_to,
        signed_on=contract.day("dateSigned"),
        ask=find_ask(tender, lots),
        lots=tuple(_lot(one) for one in lots if together > 1 or len(lots) > 1 or one.text("title")),
        ocid=ocid,
        ocds_ids=tuple(one for one in ids if one),
        supplier_identifier=suppliers[0].identifier if suppliers else "",
        where=(contract or award).where,
        guessed=frozenset({"framework", "place"}),
    )
    return _as_we_wrote_it(read, own) if own else read


def _as_we_wrote_it(read: ReadContract, own: Node) -> ReadContract:
    """What Storybank adds to a file it writes itself, under a name of its own."""
    unpublished = own.flag("isUnpublished")
    return replace(
        read,
        reference=own.text("reference")[:LONGEST_REFERENCE] or read.reference,
        kind=known_word(ContractKind, own.text("kind")) or read.kind,
        regime=known_word(Regime, own.text("regime")),
        is_people_service=own.flag("isPeopleService"),
        department=own.text("department"),
        place=own.text("place"),
        framework=own.text("framework"),
        lots=tuple(
            {key: words for key in ("id", "title", "value") if (words := one.text(key))}
            for one in own.children("lots")
        ),
        ocid="" if unpublished else read.ocid,
        ocds_ids=() if unpublished else each_once([own.text("ocdsId")]) or read.ocds_ids,
        ask=own.text("ask", lines=True),
        guessed=frozenset(),
    )


def _reference(tender: Node, agreement: _Agreement, ocid: str, number: int, together: int) -> str:
    """The buyer's own number of it; with the contract's where one process led to several."""
    base = tender.text("id") or ocid or agreement.first("title")
    if together == 1:
        return base[:LONGEST_REFERENCE]
    own = agreement.first("id") or str(number)
    if own.startswith(base):
        return own[:LONGEST_REFERENCE]
    ending = f"-{own}"[-20:]
    return base[: LONGEST_REFERENCE - len(ending)] + ending


def _lots_of(tender: Node, agreement: _Agreement) -> list[Node]:
    lots = tender.children("lots")
    related = set(
        agreement.contract.strings("relatedLots") or agreement.award.strings("relatedLots")
    )
    return [one for one in lots if not related or one.text("id") in related]


def _lot(lot: Node) -> Mapping[str, Any]:
    told: dict[str, Any] = {"id": lot.text("id")[:60], "title": lot.text("title")[:LONGEST_TITLE]}
    value = lot.child("value")
    amount = value.amount("amount")
    if amount is not None and value.text("currency") in ("", "GBP"):
        told["value"] = format(amount, "f")
    return told


def _regime(tender: Node) -> tuple[Regime | None, str]:
    basis = tender.child("legalBasis")
    regime, framework = LEGAL_BASES.get(basis.text("id"), (None, ""))
    if regime is None and basis.text("id"):
        regime = Regime.OTHER
    light = "lightTouch" in tender.strings("specialRegime")
    if light or "light touch" in tender.text("procurementMethodDetails").casefold():
        regime = Regime.LIGHT_TOUCH
    return regime, framework


def _period(
    agreement: _Agreement, lots: Sequence[Node], tender: Node
) -> tuple[date | None, date | None, date | None]:
    """First day, last day, and the last day that extensions could reach."""
    for period in (
        agreement.contract.child("period"),
        agreement.award.child("contractPeriod"),
        *(lot.child("contractPeriod") for lot in lots[:1]),
        tender.child("contractPeriod"),
    ):
        if period:
            return _days(period)
    return None, None, None


def _days(period: Node) -> tuple[date | None, date | None, date | None]:
    starts, ends = period.day("startDate"), period.day("endDate")
    extends, days = period.day("maxExtentDate"), period.amount("durationInDays")
    months = period.amount("durationInMonths")
    if starts and not ends and days is None and months is not None:
        days = months * Decimal("30.4375")
    if starts and not ends and days is not None and 0 < days < 40_000 and starts.year < 3000:
        ends = starts + timedelta(days=int(days) - 1)
        period.notes.notice(
            f"“{period.where}” gives no last day, so it was counted from how long it runs."
        )
    if starts and ends and ends < starts:
        period.notes.problem(
            period.where,
            "The contract ends before it begins.",
            "The last day was left out. Write it by hand once you know it.",
        )
        ends = None
    if extends and ((ends and extends <= ends) or (starts and extends < starts)):
        extends = None
    return starts, ends, extends


def _value(agreement: _Agreement) -> Decimal | None:
    for value in (agreement.contract.child("value"), agreement.award.child("value")):
        currency = value.text("currency")
        net = value.amount("amount")
        if net is None:
            net = value.amount("amountNet")
        gross = value.amount("amountGross") if net is None else None
        amount = gross if net is None else net
        if amount is None:
            continue
        if currency not in ("", "GBP"):
            value.notes.notice(
                f"“{value.where}” is in {currency[:10]}, so it was left out: values are in pounds."
            )
            return None
        if gross is not None:
            value.notes.notice(f"“{value.where}” gives only a value with VAT; that was taken.")
        return amount
    return None


def _place(agreement: _Agreement, tender: Node) -> str:
    """Where it is delivered, if the file names one place only."""
    items = (
        agreement.contract.children("items")
        or agreement.award.children("items")
        or tender.children("items")
    )
    addresses = [one for item in items for one in item.children("deliveryAddresses")]
    for key in ("locality", "region"):
        named = {one.text(key) for one in addresses}
        if len(named) == 1 and (name := named.pop()):
            return name
    return ""
