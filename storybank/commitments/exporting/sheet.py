"""Contracts as a table, one promise a row: the table that an import takes in again."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from storybank.commitments.exporting.gathering import Exported, ExportedPromise
from storybank.commitments.readers.sheet import COLUMNS
from storybank.core.tables import harmless


def as_table(exported: Sequence[Exported]) -> str:
    """The contracts as CSV; a contract without promises has one row of its own."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    for one in exported:
        contract = _of_contract(one)
        rows = [contract | _of_promise(promise) for promise in one.standing] or [contract]
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def _of_contract(exported: Exported) -> dict[str, Any]:
    contract = exported.contract
    return {
        "contract_reference": contract.reference,
        "contract_title": contract.title,
        "buyer": contract.buyer,
        "supplier": contract.supplier,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "value": contract.value,
        "kind": contract.kind,
        "category": contract.category,
        "regime": contract.regime,
        "people_service": "yes" if contract.is_people_service else "no",
        "department": contract.department,
        "place": exported.place,
        "framework": exported.framework,
        "may_extend_to": contract.may_extend_to,
        "signed_on": contract.signed_on,
        "ask": contract.ask,
    }


def _of_promise(promise: ExportedPromise) -> dict[str, Any]:
    held = promise.commitment
    return {
        "commitment_ref": held.ref,
        "commitment_text": held.text,
        "quantity": "none" if held.quantity is None else held.quantity,
        "unit": held.unit,
        "due_on": "none" if held.due_on is None else held.due_on,
        "themes": list(promise.themes),
        "tender_quantity": held.tender_quantity,
        "promise_kind": held.kind,
        "additionality": held.additionality,
        "beneficiaries": held.beneficiaries,
        "baseline": held.baseline,
        "story_question": held.story_question,
        "verifiable_by": held.verifiable_by,
        "verifiable_from": held.verifiable_from,
        "descriptors": list(held.descriptors),
        "framework_items": [item.code for item in promise.items],
    }


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(str(one).replace(";", ",") for one in value)
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value)  # an import takes the mark off again
