"""Writing contracts out for others: as OCDS, as a table, as JSON lines."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from sqlmodel import Session

from storybank.accounts.permissions import Action
from storybank.accounts.rules import Actor
from storybank.commitments import queries
from storybank.commitments.exporting import as_json_lines, as_ocds, as_table, gather
from storybank.commitments.models import Contract
from storybank.core import clock
from storybank.core.files import safe_file_name
from storybank.reviews.ledger import counts_to_publish
from storybank.reviews.queries import classifications
from storybank.stories.rules import board_scope
from storybank.web.auth import allows, current_actor
from storybank.web.contract_contents import contract_contents
from storybank.web.contract_import import pages
from storybank.web.session import current_session

__all__ = ["pages"]

MOST_INDENTED = 20
"""Files of more contracts are not laid out for reading, which makes them half as long again."""
TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
}


@pages.get("/<uuid:contract_id>/export")
@allows(Action.READ_CONTRACT)
def export(contract_id: UUID) -> str:
    """What goes out of a contract, in which forms, and what is left out."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    [exported] = gather(session, actor, [contract])
    return render_template(
        "commitments/export.html",
        contract=contract,
        contents=contract_contents(contract, actor),
        notices=exported.notices,
        promises=len(exported.promises),
    )


@pages.get("/<uuid:contract_id>/export.<kind>")
@allows(Action.READ_CONTRACT)
def export_file(contract_id: UUID, kind: str) -> Response:
    """One contract as a file: json (OCDS), csv or jsonl."""
    session, actor = current_session(), current_actor()
    contract = queries.get_contract(session, actor, contract_id)
    return _file(session, actor, [contract], kind, f"contract {contract.reference}")


@pages.get("/export.<kind>")
@allows(Action.READ_CONTRACT)
def export_all(kind: str) -> Response:
    """Every contract the reader may read as a file: json (OCDS), csv or jsonl."""
    session, actor = current_session(), current_actor()
    return _file(session, actor, queries.list_contracts(session, actor), kind, "contracts")


def _file(
    session: Session, actor: Actor, contracts: Sequence[Contract], kind: str, name: str
) -> Response:
    if kind not in TYPES:
        abort(404)
    exported = gather(session, actor, contracts)
    if kind == "csv":
        # With the mark, spreadsheets open it as UTF-8.
        body = as_table(exported).encode("utf-8-sig")
    elif kind == "jsonl":
        body = "".join(as_json_lines(exported)).encode()
    else:
        package = as_ocds(
            exported,
            at=clock.now(),
            publisher=_publisher(contracts),
            uri=url_for(request.endpoint or "", **(request.view_args or {}), _external=True),
            counts=counts_to_publish(session, board_scope(actor), [one.key for one in contracts]),
            classifications=_ratings(session, contracts),
        )
        indent = 1 if len(contracts) <= MOST_INDENTED else None
        body = json.dumps(package, ensure_ascii=False, indent=indent).encode()
    response = Response(body, mimetype=TYPES[kind])
    file_name = safe_file_name(f"{name}.{kind}")
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(file_name)}"'
    return response


def _ratings(session: Session, contracts: Sequence[Contract]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for contract in contracts:
        found |= classifications(session, contract.key)
    return found


def _publisher(contracts: Sequence[Contract]) -> str:
    return next((one.buyer for one in contracts), "Storybank")


def _plain(name: str) -> str:
    """A file name that a header can hold."""
    return name.encode("ascii", "replace").decode().replace("?", "-").replace(" ", "-")
