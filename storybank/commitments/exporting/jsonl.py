"""Contracts as data: one JSON object a line, with their promises and what was delivered."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from storybank.commitments.exporting.gathering import Exported, ExportedPromise


def as_json_lines(exported: Sequence[Exported]) -> Iterator[str]:
    """A line a contract, as an import takes them in again."""
    for one in exported:
        yield json.dumps(_of_contract(one), ensure_ascii=False) + "\n"


def _of_contract(exported: Exported) -> dict[str, Any]:
    contract = exported.contract
    told = {
        "id": contract.reference,
        **_named(
            contract,
            "title",
            "buyer",
            "supplier",
            "starts_on",
            "ends_on",
            "value",
            "kind",
            "category",
            "regime",
            "department",
            "may_extend_to",
            "signed_on",
            "ask",
            "ocid",
            "ocds_id",
            "supplier_identifier",
        ),
        "people_service": contract.is_people_service,
        "place": exported.place,
        "framework": exported.framework,
        "lots": [dict(lot) for lot in contract.lots],
        "commitments": [_of_promise(one) for one in exported.standing],
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def _of_promise(promise: ExportedPromise) -> dict[str, Any]:
    told = {
        **_named(
            promise.commitment,
            "ref",
            "text",
            "quantity",
            "unit",
            "due_on",
            "tender_quantity",
            "kind",
            "additionality",
            "beneficiaries",
            "baseline",
            "story_question",
            "verifiable_by",
            "verifiable_from",
            "ocds_id",
        ),
        "descriptors": list(promise.commitment.descriptors),
        "themes": list(promise.themes),
        "framework_items": [item.code for item in promise.items],
        "deliveries": [
            _named(one, "from_on", "to_on", "quantity", "points", "source")
            for one in promise.deliveries
        ],
    }
    kept = {name: value for name, value in told.items() if value not in (None, "", [])}
    # Said outright, so that nothing is read in the words instead.
    return {"quantity": None, "due_on": None, **kept}


def _named(row: object, *names: str) -> dict[str, Any]:
    return {
        name: _plain(value) for name in names if (value := getattr(row, name)) not in (None, "")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value
