"""Contracts in a table (.csv), one commitment a row.

Columns: ``contract_reference``, ``contract_title``, ``commitment_ref`` and
``commitment_text`` (needed), ``buyer``, ``supplier``, ``starts_on``, ``ends_on``, ``value``,
``quantity``, ``unit``, ``due_on``, ``themes`` (semicolons between them). What is said of a
contract in its first row need not be said again.
"""

from __future__ import annotations

from dataclasses import replace

from storybank.commitments.readers.quantity import find_due, find_quantity
from storybank.commitments.readers.result import (
    ReadCommitment,
    ReadContract,
    ReadContracts,
    amount_or_none,
    day_or_none,
    needed,
    slugs,
)
from storybank.core.text import squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    TableRow,
    read_table,
    read_text_bytes,
)

COLUMNS = (
    "contract_reference",
    "contract_title",
    "buyer",
    "supplier",
    "starts_on",
    "ends_on",
    "value",
    "commitment_ref",
    "commitment_text",
    "quantity",
    "unit",
    "due_on",
    "themes",
)
_NEEDED = ("contract_reference", "commitment_ref", "commitment_text")


def read(data: bytes, *, limits: ReadLimits) -> ReadContracts:
    """Read every row; a row that fails names its column and does not lose the others."""
    table = read_table(read_text_bytes(data), columns=COLUMNS, required=_NEEDED, limits=limits)
    contracts: dict[str, ReadContract] = {}
    problems: list[Problem] = list(table.problems)
    for row in table.rows:
        try:
            reference = needed("contract_reference", row.get("contract_reference"))
            said = _contract(row, reference)
            commitment = _commitment(row)
            contract = _agreed(contracts.get(reference), said)
            if any(c.ref == commitment.ref for c in contract.commitments):
                raise BadValueError(
                    "commitment_ref",
                    f"“{commitment.ref}” is there twice for contract {reference}.",
                    "Give each commitment of a contract a reference of its own.",
                )
        except BadValueError as bad:
            problems.append(bad.problem(f"Row {row.number}"))
        else:
            contracts[reference] = replace(
                contract, commitments=(*contract.commitments, commitment)
            )
    return ReadContracts(tuple(contracts.values()), tuple(problems), table.notices)


def _contract(row: TableRow, reference: str) -> ReadContract:
    starts_on = day_or_none("starts_on", row.get("starts_on"))
    ends_on = day_or_none("ends_on", row.get("ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        raise BadValueError("ends_on", "It is before the start.", "Check both dates.")
    return ReadContract(
        reference=reference,
        title=squeeze(row.get("contract_title")),
        buyer=squeeze(row.get("buyer")),
        supplier=squeeze(row.get("supplier")),
        starts_on=starts_on,
        ends_on=ends_on,
        value=amount_or_none("value", row.get("value")),
    )


def _commitment(row: TableRow) -> ReadCommitment:
    text = needed("commitment_text", row.get("commitment_text"))
    found = find_quantity(text)
    quantity = amount_or_none("quantity", row.get("quantity"))
    unit = squeeze(row.get("unit"))
    if quantity is None and found:
        quantity, unit = found[0], unit or found[1]
    return ReadCommitment(
        ref=needed("commitment_ref", row.get("commitment_ref")),
        text=text,
        themes=slugs(row.get("themes").split(";")),
        quantity=quantity,
        unit=unit,
        due_on=day_or_none("due_on", row.get("due_on")) or find_due(text),
        row=row.number,
    )


def _agreed(before: ReadContract | None, said: ReadContract) -> ReadContract:
    """Add what a row says of its contract to what earlier rows said; they may not differ."""
    if before is None:
        return replace(said, title=needed("contract_title", said.title))
    for column in ("title", "buyer", "supplier", "starts_on", "ends_on", "value"):
        new, old = getattr(said, column), getattr(before, column)
        name = "contract_title" if column == "title" else column
        if new and old and new != old:
            raise BadValueError(
                name,
                f"It says “{new}”, but an earlier row of this contract says “{old}”.",
                "Write the same in every row, or only in the first.",
            )
    return ReadContract(
        reference=before.reference,
        title=before.title,
        buyer=before.buyer or said.buyer,
        supplier=before.supplier or said.supplier,
        starts_on=before.starts_on or said.starts_on,
        ends_on=before.ends_on or said.ends_on,
        value=before.value if before.value is not None else said.value,
        commitments=before.commitments,
    )
