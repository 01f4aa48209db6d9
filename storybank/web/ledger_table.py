"""The ledger as a table for a spreadsheet. Counts and the promise's own words; no story's."""

from collections.abc import Iterable, Mapping, Sequence

from flask import Response

from storybank.core.tables import csv_bytes
from storybank.reviews.ledger import Group, LedgerRow, Stage
from storybank.web.ledger_asked import BY_NAMES, NOTHING_GIVEN, STAGE_NAMES, By
from storybank.web.ledger_rows import lowered

_PROMISE = (
    "contract reference",
    "contract",
    "supplier",
    "department",
    "promise reference",
    "promise",
    "unit",
    "due",
    "owner",
)
_FIGURES = (
    "at tender",
    "in contract",
    "delivered",
    "points",
    "people",
    "passages for",
    "passages against",
    "upheld",
    "partly upheld",
    "not upheld",
    "could not be told",
    "waiting for a verifier",
    "withdrawn by storytellers",
)
_REMARKS = ("numbers only", "question", "lowered", "taken out of the contract")


def promises_table(rows: Sequence[LedgerRow], owners: Mapping[int, str]) -> Response:
    """One line a promise."""
    head = [*_PROMISE, *_FIGURES, *_REMARKS]
    return _answer(head, (_line(row, owners) for row in rows), "ledger-by-promise.csv")


def groups_table(groups: Sequence[Group], by: By) -> Response:
    """One line a group: how many promises have come how far."""
    head = [BY_NAMES[by], "Note", "Promised at tender", "In contract", "Lower than at tender"]
    head += [STAGE_NAMES[stage] for stage in Stage] + ["Passages withdrawn by storytellers"]
    lines = (
        [
            "  " * group.depth + (group.name or NOTHING_GIVEN.get(by, "")),
            group.note,
            group.tally.tendered,
            group.tally.promised,
            group.tally.lowered,
            *(group.tally.at(stage) for stage in Stage),
            group.tally.gone,
        ]
        for group in groups
    )
    return _answer(head, lines, f"ledger-by-{by.value}.csv")


def _line(row: LedgerRow, owners: Mapping[int, str]) -> list[object]:
    promise, contract = row.commitment, row.contract
    return [
        contract.reference,
        contract.title,
        contract.supplier,
        contract.department,
        promise.ref,
        promise.text,
        row.unit,
        promise.due_on,
        owners.get(row.standing.owner_id or 0),
        row.at_tender,
        row.promised,
        row.delivered,
        row.points,
        row.people,
        row.passages,
        row.contradicting,
        row.upheld,
        row.partly,
        row.not_upheld,
        row.could_not_tell,
        row.waiting,
        row.gone,
        "yes" if row.figure_only else "",
        row.question,
        "; ".join(map(lowered, row.lowerings)),
        promise.withdrawn_on,
    ]


def _answer(head: Sequence[str], lines: Iterable[Sequence[object]], name: str) -> Response:
    response = Response(csv_bytes(head, lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
