"""Promises as OCDS metrics: what was agreed, what was delivered, and how many people were heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from storybank.commitments.exporting.gathering import ExportedPromise
from storybank.commitments.models import Commitment, CommitmentChange

OURS = "storybank"
FEWEST = 5
"""Counts of people below this are not given: few people in a small place can be told apart."""
LONGEST_TITLE = 100
_FINDINGS = ("upheld", "partly", "not_upheld", "could_not_tell", "waiting")
_COUNTED = (
    ("people", "people", "people who told us something that supports it"),
    ("passages", "passages", "passages of stories that support it"),
    ("people_against", "people-against", "people who told us something that contradicts it"),
    ("contradicting", "passages-against", "passages of stories that contradict it"),
    ("upheld", "upheld", "passages, for or against, that an independent person upheld"),
    ("partly", "partly-upheld", "passages, for or against, upheld in part"),
    ("not_upheld", "not-upheld", "passages that an independent person did not uphold"),
    ("could_not_tell", "could-not-tell", "passages an independent person could not judge"),
    ("waiting", "not-yet-checked", "passages nobody independent has looked at"),
)


@dataclass(frozen=True)
class Counts:
    """How many people were heard of a promise, and what was found of their words.

    ``passages`` speak for it, ``contradicting`` against it; the findings are on both.
    """

    people: int = 0
    passages: int = 0
    people_against: int = 0
    contradicting: int = 0
    upheld: int = 0
    partly: int = 0
    not_upheld: int = 0
    could_not_tell: int = 0
    waiting: int = 0


def agreed(promise: ExportedPromise) -> dict[str, Any]:
    """What was promised, as an agreed metric."""
    held = promise.commitment
    counted = held.quantity is not None or held.due_on is not None
    observation = observation_of("promised", held, held.quantity)
    observation["period"] = {"endDate": day_of(held.due_on, last=True)}
    return {
        "id": promise.name,
        "title": title_of(held),
        "description": held.text,
        "observations": [observation] if counted else None,
        OURS: {
            "ref": held.ref,
            "kind": held.kind.value if held.kind else None,
            "additionality": held.additionality.value if held.additionality else None,
            "beneficiaries": held.beneficiaries,
            "baseline": held.baseline,
            "storyQuestion": held.story_question,
            "verifiableBy": held.verifiable_by,
            "verifiableFrom": held.verifiable_from,
            "descriptors": list(held.descriptors),
            "themes": list(promise.themes),
            "frameworkItems": [{"id": item.code, "name": item.name} for item in promise.items],
            "withdrawnOn": day_of(held.withdrawn_on),
            "lowered": [_lowered(change) for change in promise.lowerings],
        },
    }


def _lowered(change: CommitmentChange) -> dict[str, Any]:
    """That two people agreed to promise less: when, of what, and from which number to which."""
    was, now = change.before.get("quantity"), change.after.get("quantity")
    return {
        "on": day_of(change.decided_at.date() if change.decided_at else None),
        "changed": sorted(change.after),
        "was": amount_of(Decimal(was)) if was else None,
        "is": amount_of(Decimal(now)) if now else None,
    }


def reported(promise: ExportedPromise, classifications: Mapping[int, str]) -> dict[str, Any]:
    """What was delivered period by period, with the newest rating on the last."""
    held = promise.commitment
    observations = []
    for one in promise.deliveries:
        observation = observation_of(str(one.public_id), held, one.quantity)
        observation["period"] = {
            "startDate": day_of(one.from_on),
            "endDate": day_of(one.to_on, last=True),
        }
        observation["notes"] = one.source
        if one.points is not None:
            observation[OURS] = {"points": one.points}
        observations.append(observation)
    rating = classifications.get(held.key)
    if rating:
        observations[-1]["measureClassification"] = {"id": rating}
    return {"id": promise.name, "title": title_of(held), "observations": observations}


def heard(promise: ExportedPromise, counts: Counts, at: datetime) -> dict[str, Any]:
    """How many people were heard of a promise, and what was found of their words."""
    given = published(counts)
    return {
        "id": f"{promise.name}/heard",
        "title": f"What people told of it: {title_of(promise.commitment)}",
        "description": f"Counted on {day_of(at.date())} in stories whose tellers allow a board to "
        f"read them. Where fewer than {FEWEST} people speak for it or against it, how many they "
        "are is not given, and what could be reckoned back to them is left out.",
        "observations": [
            {
                "id": name,
                "measure": given[attribute],
                "unit": {"scheme": OURS, "id": name, "name": words},
            }
            for attribute, name, words in _COUNTED
            if attribute in given
        ],
    }


def published(counts: Counts) -> dict[str, int | str]:
    """What is given of a promise's counts, by name; the rest would tell of a few people.

    Findings and passages add up to the same, so where one of them stays inside all findings do:
    it could be had by taking the others away.
    """
    few_for = counts.passages > 0 and counts.people < FEWEST
    few_against = counts.contradicting > 0 and counts.people_against < FEWEST
    fewer = f"fewer than {FEWEST}"
    given: dict[str, int | str] = {
        "people": fewer if few_for else counts.people,
        "people_against": fewer if few_against else counts.people_against,
    }
    if not few_for:
        given["passages"] = counts.passages
    if not few_against:
        given["contradicting"] = counts.contradicting
    findings = {name: getattr(counts, name) for name in _FINDINGS}
    if few_for or few_against or any(0 < number < FEWEST for number in findings.values()):
        return given
    return given | findings


def observation_of(name: str, held: Commitment, quantity: Decimal | None) -> dict[str, Any]:
    """A number of what a promise counts."""
    return {
        "id": name,
        "measure": amount_of(quantity),
        "unit": {"name": held.unit} if held.unit and quantity is not None else None,
    }


def title_of(held: Commitment) -> str:
    """The first words of a promise, as many as fit."""
    line = " ".join(held.text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rpartition(" ")[0].rstrip(",;:.") + "…"


def amount_of(amount: Decimal | None) -> int | float | None:
    """A number as JSON has it."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def day_of(day: date | None, *, last: bool = False) -> str | None:
    """A day as OCDS has it: its first moment, or its last."""
    if day is None:
        return None
    return f"{day.isoformat()}T{'23:59:59' if last else '00:00:00'}Z"
