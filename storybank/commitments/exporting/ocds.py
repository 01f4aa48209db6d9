"""Contracts as an OCDS 1.1 release package."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from storybank.commitments.exporting.gathering import Exported
from storybank.commitments.exporting.metrics import (
    OURS,
    Counts,
    agreed,
    amount_of,
    day_of,
    heard,
    observation_of,
    reported,
    title_of,
)
from storybank.commitments.models import Contract, Regime

EXTENSIONS = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/master/"
    "extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/master/"
    "extension.json",
    "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
)
_LAW = {
    Regime.PROCUREMENT_ACT_2023: {"scheme": "UKPGA", "id": "2023/54"},
    Regime.LIGHT_TOUCH: {"scheme": "UKPGA", "id": "2023/54"},
    Regime.PCR_2015: {"scheme": "CELEX", "id": "32014L0024"},
}


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

    ``counts`` are by the commitment's row number; ``metrics.published`` says what is given of them.
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
    metrics = [reported(one, classifications) for one in exported.promises if one.deliveries]
    metrics += [
        heard(one, counts[one.commitment.key], at)
        for one in exported.promises
        if one.commitment.key in counts
    ]
    release: dict[str, Any] = _tidy(
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
                        "startDate": day_of(contract.starts_on),
                        "endDate": day_of(contract.ends_on, last=True),
                        "maxExtentDate": day_of(contract.may_extend_to, last=True),
                    },
                    "value": _value(contract.value),
                    "dateSigned": day_of(contract.signed_on),
                    "agreedMetrics": [agreed(one) for one in exported.promises],
                    "implementation": {"metrics": metrics},
                    OURS: _own(exported),
                }
            ],
        }
    )
    return release


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
        "ocdsId": contract.ocds_id,
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
                "title": title_of(one.commitment),
                "observations": [
                    observation_of("promised", one.commitment, one.commitment.tender_quantity)
                ],
            }
            for one in exported.promises
            if one.commitment.tender_quantity is not None
        ],
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


def _value(amount: Decimal | None) -> dict[str, Any] | None:
    return None if amount is None else {"amount": amount_of(amount), "currency": "GBP"}


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
