"""The ledger as pages show it: every figure opens the words behind it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import url_for

from storybank.commitments.models import CommitmentChange
from storybank.reviews.ledger import LedgerRow
from storybank.web.filters import day, number, plural

SILENT = "Nobody has told us"
POINTS = "points of 5"
NUMBERS_ONLY = "Numbers only: nobody it was done for has told us."


def promise_rows(
    rows: Sequence[LedgerRow],
    *,
    owners: Mapping[int, str],
    may_link: bool,
    names_contract: bool = False,
) -> list[dict[str, Any]]:
    """Rows for ``components/ledger_table.html``.

    ``owners`` are names of people by row number; ``may_link`` says whether the reader may
    confirm suggested links, and so whether to send them there. ``names_contract`` where the rows
    are of several contracts.
    """
    return [_promise_row(row, owners, may_link, names_contract) for row in rows]


def amount(quantity: Decimal | None, unit: str) -> tuple[str, str]:
    """A quantity and what is counted, the pound and per cent signs where one writes them."""
    if quantity is None:
        return "", ""
    if unit == "pounds" or unit.startswith("pounds "):
        return f"£{number(quantity)}", unit.removeprefix("pounds").strip()
    if unit.startswith("%"):
        return f"{number(quantity)}%", unit.removeprefix("%").strip()
    return number(quantity), unit


def lowered(change: CommitmentChange) -> str:
    """What was lowered and when, in a few words: from 40 to 25 on 3 May 2026."""
    before, after = change.before, change.after
    on = f" on {day(change.decided_at)}" if change.decided_at else ""
    if after.get("withdrawn_on"):
        return f"Taken out of the contract{on}"
    if before.get("quantity") and after.get("quantity") and before["quantity"] != after["quantity"]:
        was, becomes = (number(Decimal(told["quantity"])) for told in (before, after))
        return f"Lowered from {was} to {becomes}{on}"
    return f"Lowered{on}"


def _promise_row(
    row: LedgerRow, owners: Mapping[int, str], may_link: bool, names_contract: bool
) -> dict[str, Any]:
    promise = row.commitment
    page = url_for("commitments.commitment", commitment_id=promise.public_id)
    shown: dict[str, Any] = {
        "commitment": promise.text,
        "href": page,
        "contract": row.contract.title if names_contract else "",
        "owner": owners.get(promise.owner_id or row.contract.owner_id or 0, ""),
        "due": f"by {day(promise.due_on)}" if promise.due_on else "",
        "marks": _marks(row, page),
        "tendered": _tendered(row, page),
        "promised": _promised(row, page),
        "delivered": _delivered(row, page),
        "evidenced": _evidenced(row, page),
        "verified": _verified(row, page),
        "not_upheld": _not_upheld(row),
        "silent": row.silent,
    }
    if row.silent:
        shown["next"] = _next_step(row, may_link)
    return shown


def _marks(row: LedgerRow, page: str) -> list[dict[str, str]]:
    """What has to be said beside a promise, each with where it is told in full."""
    marks = []
    if row.standing.is_withdrawn:
        marks.append(
            {
                "kind": "out",
                "text": f"Taken out of the contract on {day(row.commitment.withdrawn_on)}",
            }
        )
    marks += [
        {"kind": "lowered", "text": lowered(change), "href": f"{page}#history"}
        for change in row.lowerings
        if not change.after.get("withdrawn_on")
    ]
    if row.question and not row.standing.is_withdrawn:
        marks.append({"kind": "question", "text": row.question})
    if row.figure_only and not row.standing.is_withdrawn:
        marks.append({"kind": "numbers", "text": NUMBERS_ONLY})
    return marks


def _tendered(row: LedgerRow, page: str) -> dict[str, str] | None:
    figure, _ = amount(row.at_tender, row.unit)
    return {"text": figure, "href": f"{page}#promise"} if figure else None


def _promised(row: LedgerRow, page: str) -> dict[str, str] | None:
    figure, unit = amount(row.promised, row.unit)
    return {"text": figure, "href": f"{page}#promise", "note": unit} if figure else None


def _delivered(row: LedgerRow, page: str) -> dict[str, str] | None:
    if row.delivered is None and row.points is not None:
        return {"text": str(row.points), "href": f"{page}#delivered", "note": POINTS}
    figure, _ = amount(row.delivered, row.unit)
    return {"text": figure, "href": f"{page}#delivered"} if figure else None


def _evidenced(row: LedgerRow, page: str) -> dict[str, str]:
    notes = [plural(row.passages, "passage")] if row.passages else []
    if row.contradicting:
        notes.append(f"{row.contradicting} against")
    if row.gone:
        notes.append(f"{row.gone} withdrawn")
    return {
        "text": plural(row.people, "person", "people"),
        "href": f"{page}#evidenced",
        "note": ", ".join(notes),
    }


def _verified(row: LedgerRow, page: str) -> dict[str, str]:
    notes = [
        f"{count} {word}"
        for count, word in (
            (row.partly, "partly"),
            (row.standing.evidence.upheld_against, "of these against"),
            (row.could_not_tell, "could not be told"),
            (row.waiting, "waiting"),
        )
        if count
    ]
    return {
        "text": f"{row.upheld} upheld",
        "href": f"{page}#verified",
        "note": ", ".join(notes),
    }


def _not_upheld(row: LedgerRow) -> dict[str, str] | None:
    if not row.not_upheld:
        return None
    promise = str(row.commitment.public_id)
    href = url_for("ledger.passages", promise=promise, show="not_upheld")
    return {"text": str(row.not_upheld), "href": href}


def _next_step(row: LedgerRow, may_link: bool) -> dict[str, str]:
    if row.suggested and may_link:
        return {
            "label": f"Look at {plural(row.suggested, 'suggestion')}",
            "url": url_for("linking.list_", contract=row.contract.public_id),
        }
    return {
        "label": "Read the stories",
        "url": url_for("stories.list_", contract=row.contract.public_id),
    }
