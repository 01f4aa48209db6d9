"""The ledger as pages show it: every figure opens the words behind it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import url_for

from storybank.commitments.models import Contract
from storybank.reviews.ledger import LedgerRow
from storybank.web.filters import day, number, plural

SILENT = "Nobody has told us"


def promise_rows(
    rows: Sequence[LedgerRow],
    *,
    contract: Contract,
    owners: Mapping[int, str],
    may_link: bool,
) -> list[dict[str, Any]]:
    """Rows for ``components/ledger_table.html``.

    ``owners`` are names of people by row number; ``may_link`` says whether the reader may
    confirm suggested links, and so whether to send them there.
    """
    return [_promise_row(row, contract, owners, may_link) for row in rows]


def amount(quantity: Decimal | None, unit: str) -> tuple[str, str]:
    """A quantity and what is counted, the pound and per cent signs where one writes them."""
    if quantity is None:
        return "", ""
    if unit == "pounds" or unit.startswith("pounds "):
        return f"£{number(quantity)}", unit.removeprefix("pounds").strip()
    if unit.startswith("%"):
        return f"{number(quantity)}%", unit.removeprefix("%").strip()
    return number(quantity), unit


def _promise_row(
    row: LedgerRow, contract: Contract, owners: Mapping[int, str], may_link: bool
) -> dict[str, Any]:
    promise = row.commitment
    page = url_for("commitments.commitment", commitment_id=promise.public_id)
    shown: dict[str, Any] = {
        "commitment": promise.text,
        "href": page,
        "owner": owners.get(promise.owner_id or 0, ""),
        "due": f"by {day(promise.due_on)}" if promise.due_on else "",
        "promised": _promised(row, page),
        "delivered": _delivered(row, page),
        "evidenced": _evidenced(row, page),
        "verified": _verified(row, page),
        "silent": False,
    }
    if row.silent:
        step = _next_step(row, contract, may_link)
        if shown["delivered"] is None:
            return {**shown, "silent": True, "next": step}
        # The supplier reports something that nobody speaks of: that figure has to be seen.
        shown["evidenced"] = {"text": SILENT, "href": step["url"], "note": step["label"]}
        shown["verified"] = None
    return shown


def _promised(row: LedgerRow, page: str) -> dict[str, str] | None:
    figure, unit = amount(row.promised, row.unit)
    return {"text": figure, "href": f"{page}#promise", "note": unit} if figure else None


def _delivered(row: LedgerRow, page: str) -> dict[str, str] | None:
    figure, _ = amount(row.delivered, row.unit)
    return {"text": figure, "href": f"{page}#delivered"} if figure else None


def _evidenced(row: LedgerRow, page: str) -> dict[str, str]:
    notes = [plural(row.passages, "passage")] if row.passages else []
    if row.contradicting:
        notes.append(f"{row.contradicting} against")
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
            (row.not_upheld, "not upheld"),
            (row.waiting, "waiting"),
        )
        if count
    ]
    return {
        "text": f"{row.upheld} upheld",
        "href": f"{page}#verified",
        "note": ", ".join(notes),
    }


def _next_step(row: LedgerRow, contract: Contract, may_link: bool) -> dict[str, str]:
    if row.suggested and may_link:
        return {
            "label": f"Look at {plural(row.suggested, 'suggestion')}",
            "url": url_for("linking.list_", contract=contract.public_id),
        }
    return {
        "label": "Read the stories",
        "url": url_for("stories.list_", contract=contract.public_id),
    }
