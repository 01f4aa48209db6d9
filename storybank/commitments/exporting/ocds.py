"""Contracts as an OCDS 1.1 release package."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from storybank.commitments.exporting.gathering import Exported, ExportedPromise
from storybank.commitments.models import Commitment, Contract, Regime

EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/master/"
    "extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/master/"
    "extension.json",
    "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
)
OURS = "storybank"
FEWEST = 5
"""Counts of people below this are not given: few people in a small place can be told apart."""
LONGEST_TITLE = 100
_LAW = {
    Regime.PROCUREMENT_ACT_2023: {"scheme": "UKPGA", "id": "2023/54"},
    Regime.LIGHT_TOUCH: {"scheme": "UKPGA", "id": "2023/54"},
    Regime.PCR_2015: {"scheme": "CELEX", "id": "32014L0024"},
}
_COUNTED = (
    ("people", "people", "people who told us something that supports it"),
    ("passages", "passages", "passages of stories that support it"),
    ("contradicting", "passages-against", "passages of stories that contradict it"),
    ("upheld", "upheld", "passages that an independent person upheld"),
    ("partly", "partly-upheld", "passages that an independent person upheld in part"),
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


def as_ocds(
    exported: Sequence[Exported],
    *,
    at: datetime,
    publisher: str,
    uri: str,
    counts: Mapping[int, Counts] | None = None,
    classifications: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """A release package with one release a contract.

    ``counts`` are by the commitment's row number; those under five are given as words.
    ``classifications`` are the ``measureClassification`` of what was delivered, likewise.
    """
    return {
        "uri": uri,
        "version": "1.1",
        "extensions": list(EXTENSIONS),
        "publisher": {"name": publisher},
        "publishedDate": _moment(at),
        "releases": [_release(one, at, counts or {}, classifications or {}) for one in exported],
    }


def _release(
    exported: Exported,
    at: datetime,
    counts: Mapping[int, Counts],
    classifications: Mapping[int, str],
) -> dict[str, Any]:
    contract = exported.contract
    ocid = contract.ocid or f"{OURS}-{contract.public_id}"
    suppliers = _suppliers(contract)
    metrics = [_reported(one, classifications) for one in exported.promises if one.deliveries]
    metrics += [
        _heard(one, counts[one.commitment.key], at)
        for one in exported.promises
        if one.commitment.key in counts
    ]
    return _tidy(
        {
            "ocid": ocid,
            "id": f"{ocid}-{at:%Y%m%dT%H%M%SZ}",
            "date": _moment(at),
            "tag": ["contract", "implementation"],
            "language": "en",
            "initiationType": "tender",
            "buyer": {"id": "buyer", "name": contract.buyer},
            "parties": [
                {"id": "buyer", "name": contract.buyer, "roles": ["buyer"]},
                *({**one, "roles": ["supplier"]} for one in suppliers),
            ],
            "tender": _tender(exported),
            "awards": [
                {
                    "id": _award_id(contract),
                    "status": "active",
                    "suppliers": [{"id": one["id"], "name": one["name"]} for one in suppliers],
                }
            ],
            "contracts": [
                {
                    "id": _contract_id(contract),
                    "awardID": _award_id(contract),
                    "title": contract.title,
                    "status": "active",
                    "period": {
                        "startDate": _day(contract.starts_on),
                        "endDate": _day(contract.ends_on, last=True),
                        "maxExtentDate": _day(contract.may_extend_to, last=True),
                    },
                    "value": _value(contract.value),
                    "dateSigned": _day(contract.signed_on),
                    "agreedMetrics": [_agreed(one) for one in exported.promises],
                    "implementation": {"metrics": metrics},
                    OURS: _own(exported),
                }
            ],
        }
    )


def _own(exported: Exported) -> dict[str, Any]:
    """What OCDS has no place for, under our own name."""
    contract = exported.contract
    return {
        "reference": contract.reference,
        "kind": contract.kind.value,
        "regime": contract.regime.value if contract.regime else None,
        "isPeopleService": contract.is_people_service,
        "department": contract.department,
        "place": exported.place,
        "framework": exported.framework,
        "ask": contract.ask,
        "isUnpublished": None if contract.ocid else True,
        "lots": [dict(lot) for lot in contract.lots],
    }


def _tender(exported: Exported) -> dict[str, Any]:
    contract = exported.contract
    return {
        "id": contract.reference,
        "title": contract.title,
        "status": "complete",
        "legalBasis": _LAW.get(contract.regime) if contract.regime else None,
        "specialRegime": ["lightTouch"] if contract.regime is Regime.LIGHT_TOUCH else None,
        "mainProcurementCategory": contract.category.value if contract.category else None,
        "lots": [
            {
                "id": lot.get("id"),
                "title": lot.get("title"),
                "value": _value(Decimal(lot["value"])) if lot.get("value") else None,
            }
            for lot in contract.lots
        ],
        "targets": [
            {
                "id": one.name,
                "title": _title(one.commitment),
                "observations": [
                    _observation("promised", one.commitment, one.commitment.tender_quantity)
                ],
            }
            for one in exported.promises
            if one.commitment.tender_quantity is not None
        ],
    }


def _agreed(promise: ExportedPromise) -> dict[str, Any]:
    held = promise.commitment
    counted = held.quantity is not None or held.due_on is not None
    observation = _observation("promised", held, held.quantity)
    observation["period"] = {"endDate": _day(held.due_on, last=True)}
    return {
        "id": promise.name,
        "title": _title(held),
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
            "withdrawnOn": _day(held.withdrawn_on),
            "lowered": [
                {
                    "on": _day(change.decided_at.date() if change.decided_at else None),
                    "was": change.before.get("quantity"),
                    "is": change.after.get("quantity"),
                }
                for change in promise.lowerings
            ],
        },
    }


def _reported(promise: ExportedPromise, classifications: Mapping[int, str]) -> dict[str, Any]:
    held = promise.commitment
    observations = []
    for one in promise.deliveries:
        observation = _observation(str(one.public_id), held, one.quantity)
        observation["period"] = {
            "startDate": _day(one.from_on),
            "endDate": _day(one.to_on, last=True),
        }
        observation["notes"] = one.source
        if one.points is not None:
            observation[OURS] = {"points": one.points}
        observations.append(observation)
    rating = classifications.get(held.key)
    if rating:
        observations[-1]["measureClassification"] = {"id": rating}
    return {"id": promise.name, "title": _title(held), "observations": observations}


def _heard(promise: ExportedPromise, counts: Counts, at: datetime) -> dict[str, Any]:
    return {
        "id": f"{promise.name}/heard",
        "title": f"What people told of it: {_title(promise.commitment)}",
        "description": f"Counted on {_day(at.date())} in stories whose tellers allow a board to "
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


def _observation(name: str, held: Commitment, quantity: Decimal | None) -> dict[str, Any]:
    return {
        "id": name,
        "measure": _amount(quantity),
        "unit": {"name": held.unit} if held.unit and quantity is not None else None,
    }


def _suppliers(contract: Contract) -> list[dict[str, Any]]:
    names = [name.strip() for name in contract.supplier.split(";") if name.strip()]
    suppliers: list[dict[str, Any]] = [
        {"id": f"supplier-{number}", "name": name} for number, name in enumerate(names, 1)
    ]
    scheme, _, number = contract.supplier_identifier.partition(":")
    if number and suppliers:
        suppliers[0]["identifier"] = {"scheme": scheme, "id": number}
    return suppliers


def _contract_id(contract: Contract) -> str:
    made_of_award = contract.ocds_id.startswith("award ") or not contract.ocds_id
    return contract.reference if made_of_award else contract.ocds_id


def _award_id(contract: Contract) -> str:
    return contract.ocds_id.removeprefix("award ") or contract.reference


def _title(held: Commitment) -> str:
    """The first words of a promise, as many as fit."""
    line = " ".join(held.text.split())
    if len(line) <= LONGEST_TITLE:
        return line
    return line[:LONGEST_TITLE].rpartition(" ")[0].rstrip(",;:.") + "…"


def _value(amount: Decimal | None) -> dict[str, Any] | None:
    return None if amount is None else {"amount": _amount(amount), "currency": "GBP"}


def _amount(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _day(day: date | None, *, last: bool = False) -> str | None:
    if day is None:
        return None
    return f"{day.isoformat()}T{'23:59:59' if last else '00:00:00'}Z"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _tidy(value: Any) -> Any:
    """Without what says nothing: None, empty words, empty lists and objects."""
    if isinstance(value, dict):
        kept = {key: _tidy(one) for key, one in value.items()}
        return {
            key: one for key, one in kept.items() if one is not None and one not in ("", [], {})
        }
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    return value
