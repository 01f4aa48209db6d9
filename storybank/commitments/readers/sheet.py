"""Contracts in a table (.csv), one commitment a row.

Columns: ``contract_reference``, ``contract_title``, ``commitment_ref`` and
``commitment_text`` (needed), and those of ``COLUMNS`` (semicolons between several things in a
cell). What is said of a contract in its first row need not be said again. A row without a
commitment tells of its contract only.
"""

from __future__ import annotations

from dataclasses import replace

from storybank.commitments.models import (
    Additionality,
    CommitmentKind,
    ContractCategory,
    ContractKind,
    Regime,
)
from storybank.commitments.readers.result import (
    ReadCommitment,
    ReadContract,
    ReadContracts,
    amount_or_none,
    choice_or_none,
    day_or_none,
    each_once,
    figures_of,
    needed,
    slugs,
    yes_or_none,
)
from storybank.core.tables import TableRow, as_written, read_table
from storybank.core.text import normalise_text, squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    read_text_bytes,
)

OF_CONTRACTS = (
    "contract_reference",
    "contract_title",
    "buyer",
    "supplier",
    "starts_on",
    "ends_on",
    "value",
    "kind",
    "category",
    "regime",
    "people_service",
    "department",
    "place",
    "framework",
    "may_extend_to",
    "signed_on",
    "owner",
    "deputy",
    "ask",
)
OF_COMMITMENTS = (
    "commitment_ref",
    "commitment_text",
    "quantity",
    "unit",
    "due_on",
    "themes",
    "tender_quantity",
    "promise_kind",
    "additionality",
    "beneficiaries",
    "baseline",
    "story_question",
    "verifiable_by",
    "verifiable_from",
    "descriptors",
    "framework_items",
)
COLUMNS = OF_CONTRACTS + OF_COMMITMENTS
_OTHER_NAMES = {"contract_title": "title", "people_service": "is_people_service"}
_SAID_OF_A_CONTRACT = {name: _OTHER_NAMES.get(name, name) for name in OF_CONTRACTS[1:]}
_NEEDED = ("contract_reference", "commitment_ref", "commitment_text")


def read(data: bytes, *, limits: ReadLimits) -> ReadContracts:
    """Read every row; a row that fails names its column and does not lose the others."""
    table = read_table(read_text_bytes(data), columns=COLUMNS, required=_NEEDED, limits=limits)
    contracts: dict[str, ReadContract] = {}
    problems: list[Problem] = list(table.problems)
    for row in map(_without_marks, table.rows):
        try:
            reference = needed("contract_reference", row.get("contract_reference"))
            contract = _agreed(contracts.get(reference), _contract(row, reference))
            contracts[reference] = _with_commitment(contract, row)
        except BadValueError as bad:
            problems.append(bad.problem(f"Row {row.number}"))
    return ReadContracts(tuple(contracts.values()), tuple(problems), table.notices)


def _without_marks(row: TableRow) -> TableRow:
    """Without the mark that keeps a spreadsheet from taking words for a formula."""
    return replace(row, cells={name: as_written(cell) for name, cell in row.cells.items()})


def _with_commitment(contract: ReadContract, row: TableRow) -> ReadContract:
    if not any(row.get(column).strip() for column in OF_COMMITMENTS):
        return contract
    commitment = _commitment(row)
    if any(one.ref == commitment.ref for one in contract.commitments):
        raise BadValueError(
            "commitment_ref",
            f"“{commitment.ref}” is there twice for contract {contract.reference}.",
            "Give each commitment of a contract a reference of its own.",
        )
    return replace(contract, commitments=(*contract.commitments, commitment))


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
        kind=choice_or_none("kind", row.get("kind"), ContractKind),
        category=choice_or_none("category", row.get("category"), ContractCategory),
        regime=choice_or_none("regime", row.get("regime"), Regime),
        is_people_service=yes_or_none("people_service", row.get("people_service")),
        department=squeeze(row.get("department")),
        place=squeeze(row.get("place")),
        framework=squeeze(row.get("framework")),
        may_extend_to=day_or_none("may_extend_to", row.get("may_extend_to")),
        signed_on=day_or_none("signed_on", row.get("signed_on")),
        ask=normalise_text(row.get("ask")),
        owner=squeeze(row.get("owner")),
        deputy=squeeze(row.get("deputy")),
    )


def _commitment(row: TableRow) -> ReadCommitment:
    text = needed("commitment_text", row.get("commitment_text"))
    figures = figures_of(text, row.get("quantity"), row.get("unit"), row.get("due_on"))
    points = [squeeze(one) for one in row.get("descriptors").split(";")]
    return ReadCommitment(
        ref=needed("commitment_ref", row.get("commitment_ref")),
        text=text,
        themes=slugs(row.get("themes").split(";")),
        quantity=figures.quantity,
        unit=figures.unit,
        due_on=figures.due_on,
        guessed=figures.guessed,
        row=row.number,
        tender_quantity=amount_or_none("tender_quantity", row.get("tender_quantity")),
        kind=choice_or_none("promise_kind", row.get("promise_kind"), CommitmentKind),
        additionality=choice_or_none("additionality", row.get("additionality"), Additionality),
        beneficiaries=normalise_text(row.get("beneficiaries")),
        baseline=normalise_text(row.get("baseline")),
        story_question=normalise_text(row.get("story_question")),
        verifiable_by=normalise_text(row.get("verifiable_by")),
        verifiable_from=normalise_text(row.get("verifiable_from")),
        descriptors=tuple(points) if any(points) else (),
        items=each_once(row.get("framework_items").split(";")),
    )


def _agreed(before: ReadContract | None, said: ReadContract) -> ReadContract:
    """Add what a row says of its contract to what earlier rows said; they may not differ."""
    if before is None:
        return replace(said, title=needed("contract_title", said.title))
    for column, name in _SAID_OF_A_CONTRACT.items():
        new, old = getattr(said, name), getattr(before, name)
        if new not in (None, "") and old not in (None, "") and new != old:
            raise BadValueError(
                column,
                f"It says “{new}”, but an earlier row of this contract says “{old}”.",
                "Write the same in every row, or only in the first.",
            )
    return replace(
        before,
        **{
            name: getattr(said, name)
            for name in _SAID_OF_A_CONTRACT.values()
            if getattr(before, name) in (None, "")
        },
    )
