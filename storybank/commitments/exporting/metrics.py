"""Promises as OCDS metrics: what was agreed, what was delivered, and how many people were heard."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from storybank.commitments.exporting.gathering import ExportedPromise
from storybank.commitments.models import Commitment, CommitmentChange

OURS = "storybank"
FEWEST = 5
"""Counts of people below this are not given: few people in a small place can be told apart."""
LONGEST_TITLE = 100
_COUNTED = (
    ("people", "people", "people who told us something that supports it"),
    ("passages", "passages", "passages of stories that support it"),
    ("contradicting", "passages-against", "passages of stories that contradict it"),
    ("upheld", "upheld", "passages, for or against, that an independent person upheld"),
    ("partly", "partly-upheld", "passages, for or against, upheld in part"),
    ("not_upheld", "not-upheld", "passages that an independent person did not uphold"),
    ("could_not_tell", "could-not-tell", "passages an independent person could not judge"),
    ("waiting", "not-yet-checked", "passages nobody independent has looked at"),
)


class Counts(Protocol):
    """How many people were heard of a promise, and what was found of their words."""

    @property
    def people(self) -> int:
        """People whose passages speak for it."""

    @property
    def passages(self) -> int:
        """Passages that speak for it."""

    @property
    def contradicting(self) -> int:
        """Passages against it."""

    @property
    def upheld(self) -> int:
        """Passages upheld."""

    @property
    def partly(self) -> int:
        """Passages upheld in part."""

    @property
    def not_upheld(self) -> int:
        """Passages not upheld."""

    @property
    def could_not_tell(self) -> int:
        """Passages that could not be judged."""

    @property
    def waiting(self) -> int:
        """Passages nobody independent has looked at."""


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
    return {
        "id": f"{promise.name}/heard",
        "title": f"What people told of it: {title_of(promise.commitment)}",
        "description": f"Counted on {day_of(at.date())} in stories whose tellers allow a board to "
        f"read them. Counts under {FEWEST} are not given.",
        "observations": [
            {
                "id": name,
                "measure": _count(getattr(counts, attribute)),
                "unit": {"scheme": OURS, "id": name, "name": words},
            }
            for attribute, name, words in _COUNTED
        ],
    }


def _count(number: int) -> int | str:
    return f"fewer than {FEWEST}" if 0 < number < FEWEST else number


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
