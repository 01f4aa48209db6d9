"""Promises and what was done of them, out of the metrics of a published contract."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from storybank.commitments.models import Additionality, CommitmentKind
from storybank.commitments.readers.ocds.node import Node, known_word
from storybank.commitments.readers.result import ReadCommitment, ReadDelivery, each_once, slugs
from storybank.commitments.rules.quantity import find_due, find_quantity
from storybank.core.text import squeeze

OURS = "storybank"
LONGEST_TEXT = 4000
LONGEST_REFERENCE = 60
_MEASURED = re.compile(r"([<>=≥≤~ ]*)(\d[\d,]*(?:\.\d+)?)\s*(%?)")


def read_promises(contract: Node, award: Node, tender: Node) -> Iterator[ReadCommitment]:
    """One promise a metric agreed, or one a target where a metric has several."""
    agreed = contract.children("agreedMetrics") or award.children("agreedMetrics")
    offered = {one.text("id"): one for one in tender.children("targets") if one.text("id")}
    reported = contract.child("implementation").children("metrics")
    by_id: dict[str, list[Node]] = {}
    for metric in reported:
        if not _is_ours(metric):
            by_id.setdefault(metric.text("id"), []).append(metric)
    seen: set[str] = set()
    for number, metric in enumerate(agreed, 1):
        name = metric.text("id")
        if metric.child(OURS).text("withdrawnOn"):
            by_id.pop(name, None)
            metric.notes.notice(f"“{name[:60]}” was left out: it was taken out of the contract.")
            continue
        if name in seen and name:
            metric.notes.problem(
                metric.where,
                f"The id “{name[:40]}” is there twice.",
                "The first was read. Ask whoever publishes it to put it right.",
            )
            continue
        seen.add(name)
        promises = list(_of_metric(metric, number, offered.get(name)))
        offered.pop(name, None)
        yield from _with_deliveries(promises, by_id.pop(name, []) if name else [])
    _tell_of_the_rest(contract, award, offered, seen)
    for name, metrics in by_id.items():
        metrics[0].notes.notice(
            f"“{metrics[0].where}” ({name[:40] or 'without an id'}) was left out: it reports on "
            "something that the contract's agreedMetrics do not promise."
        )


def _tell_of_the_rest(
    contract: Node, award: Node, offered: Mapping[str, Node], seen: Collection[str]
) -> None:
    """Name what was offered or agreed elsewhere in the file and is not in the contract."""
    for name, target in offered.items():
        target.notes.notice(
            f"“{target.where}” ({name[:40]}) was left out: it was a target at tender, and no "
            "agreed metric has its id."
        )
    if contract.children("agreedMetrics"):
        for metric in award.children("agreedMetrics"):
            if metric.text("id") not in seen:
                metric.notes.notice(
                    f"“{metric.where}” was left out: the contract has agreedMetrics of its own, "
                    "without this one."
                )


def _is_ours(metric: Node) -> bool:
    """Whether it is a count that Storybank added to a file of its own: no delivery."""
    return any(
        one.child("unit").text("scheme") == OURS for one in metric.children("observations")[:1]
    )


def _of_metric(metric: Node, number: int, offered: Node | None) -> Iterator[ReadCommitment]:
    name, own = metric.text("id"), metric.child(OURS)
    words = _words(metric)
    targets = metric.children("observations")
    if not words and targets:
        words = targets[0].text("notes", lines=True)
    if not words:
        metric.notes.problem(
            metric.where,
            "This metric has no words: neither title nor description.",
            "Write by hand what was promised. The rest was read.",
        )
        return
    if not name:
        metric.notes.notice(f"“{metric.where}” has no id, so a later import knows it by its place.")
    ref = own.text("ref") or name or f"M{number}"
    if len(targets) < 2:
        target = targets[0] if targets else Node(None, metric.where, metric.notes)
        yield _promise(ref, name, words, target, _offer(offered, target, 0), own)
        return
    for place, target in enumerate(targets):
        which = target.text("id") or str(place + 1)
        ending = f"-{which}"[:30]
        yield _promise(
            ref[: LONGEST_REFERENCE - len(ending)] + ending,
            f"{name}/{which}" if name else "",
            words,
            target,
            _offer(offered, target, place),
            own,
        )


def _promise(
    ref: str, name: str, words: str, target: Node, offered: Decimal | None, own: Node
) -> ReadCommitment:
    quantity, unit, rest = _measure(target)
    words = "\n".join(one for one in (words, rest, *_dimensions(target)) if one)[:LONGEST_TEXT]
    due_on = target.child("period").day("endDate") or target.child("period").day("maxExtentDate")
    guessed = set()
    if quantity is None and not own and (found := find_quantity(words)):
        quantity, unit = found
        guessed |= {"quantity", "unit"}
    if quantity is not None and not unit:
        found = find_quantity(words)
        unit = found[1] if found and found[0] == quantity else "as measured"
    if due_on is None and not own and (due_on := find_due(words)):
        guessed.add("due_on")
    read = ReadCommitment(
        ref=ref[:LONGEST_REFERENCE],
        text=words,
        quantity=quantity,
        unit=unit,
        due_on=due_on,
        guessed=frozenset(guessed),
        tender_quantity=offered,
        ocds_id=name[:200],
    )
    return _as_we_wrote_it(read, own) if own else read


def _as_we_wrote_it(read: ReadCommitment, own: Node) -> ReadCommitment:
    """What Storybank adds to a metric it writes itself, under a name of its own."""
    return replace(
        read,
        kind=known_word(CommitmentKind, own.text("kind")),
        additionality=known_word(Additionality, own.text("additionality")),
        beneficiaries=own.text("beneficiaries", lines=True),
        baseline=own.text("baseline", lines=True),
        story_question=own.text("storyQuestion", lines=True),
        verifiable_by=own.text("verifiableBy", lines=True),
        verifiable_from=own.text("verifiableFrom", lines=True),
        descriptors=tuple(own.strings("descriptors")),
        themes=slugs(own.strings("themes")),
        items=each_once([one.text("id") for one in own.children("frameworkItems")]),
    )


def _words(metric: Node) -> str:
    """Title and description as one text; a title that only begins the description is not told."""
    title, told = metric.text("title"), metric.text("description", lines=True)
    begins = title.rstrip(".… ")
    if not told or told == title:
        return title
    if not title or squeeze(told).casefold().startswith(begins.casefold()):
        return told
    return f"{begins}. {told}"


def _measure(target: Node) -> tuple[Decimal | None, str, str]:
    """The number of a target, what is counted, and words that are no number."""
    unit = target.child("unit").text("name") or target.child("unit").text("id")
    value = target.child("value")
    if value and value.raw.get("amount") is not None:
        currency = value.text("currency") or "GBP"
        return value.amount("amount"), unit or ("pounds" if currency == "GBP" else currency), ""
    measure = target.raw.get("measure")
    if isinstance(measure, str):
        found = _MEASURED.fullmatch(measure.strip())
        if found is None:
            rest = f"Target: {target.text('measure')}" if measure.strip() else ""
            return None, "", f"{rest} {unit}".strip() if rest else ""
        sign = found[1].strip()
        number = Decimal(found[2].replace(",", ""))
        told = f"Target: {target.text('measure')}" if sign and sign != "=" else ""
        return number, unit or found[3], told
    return target.amount("measure"), unit, ""


def _dimensions(target: Node) -> list[str]:
    told = target.child("dimensions").raw
    pairs = [
        squeeze(f"{key}: {value}")
        for key, value in told.items()
        if isinstance(value, str | Decimal)
    ]
    return [f"({', '.join(pairs)[:300]})"] if pairs else []


def _offer(offered: Node | None, target: Node, place: int) -> Decimal | None:
    """What the tender's target of the same metric gives: by id, by last day, or by its place."""
    if offered is None:
        return None
    found = offered.children("observations")
    name, day = target.text("id"), target.child("period").raw.get("endDate")
    for same in (
        [one for one in found if name and one.text("id") == name],
        [one for one in found if day and one.child("period").raw.get("endDate") == day],
        found[place : place + 1],
    ):
        if same:
            return _measure(same[0])[0]
    return None


def _with_deliveries(
    promises: Sequence[ReadCommitment], metrics: Sequence[Node]
) -> Iterator[ReadCommitment]:
    deliveries: dict[str, list[ReadDelivery]] = {one.ref: [] for one in promises}
    for metric in metrics:
        for observation in metric.children("observations"):
            delivery = _delivery(observation)
            if delivery is not None and promises:
                deliveries[_meant(promises, delivery).ref].append(delivery)
    for one in promises:
        yield replace(one, deliveries=tuple(deliveries[one.ref]))


def _meant(promises: Sequence[ReadCommitment], delivery: ReadDelivery) -> ReadCommitment:
    """Of several targets the first that is not due before the period ends, else the last."""
    dated = sorted(promises, key=lambda one: one.due_on or date.max)
    return next((one for one in dated if (one.due_on or date.max) >= delivery.to_on), dated[-1])


def _delivery(observation: Node) -> ReadDelivery | None:
    period, own = observation.child("period"), observation.child(OURS)
    ends = period.day("endDate") or period.day("startDate")
    quantity, _, _ = _measure(observation)
    points = own.amount("points")
    if points is not None and points <= 5:
        quantity = None
    else:
        points = None
    if ends is None or (quantity is None and points is None):
        missing = "no period" if ends is None else "no number"
        observation.notes.problem(
            observation.where,
            f"This figure has {missing}, so it cannot be kept as something delivered.",
            "Write it down by hand once you know. The rest was read.",
        )
        return None
    starts = period.day("startDate") or ends
    source = observation.text("notes") or "Published in the contract's OCDS data"
    return ReadDelivery(
        from_on=min(starts, ends),
        to_on=max(starts, ends),
        quantity=quantity,
        points=None if points is None else int(points),
        source=" ".join([source, *_dimensions(observation)])[:300],
    )
