"""Opening every page there is, and reading every file: for tests of what shows nowhere."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlmodel import Session

from storybank.accounts.models import User
from storybank.tables import metadata

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What addresses call things that their tables call otherwise.
CALLED = {
    "action_id": "review_action",
    "change_id": "commitment_change",
    "choice_id": "report_choice",
    "event_id": "consent_event",
    "figure_id": "money_figure",
    "file_id": "report_file",
    "hold_id": "legal_hold",
    "item_id": "framework_item",
    "link_id": "evidence_link",
    "note_id": "learning_note",
    "number_id": "help_number",
    "panel_id": "selection_panel",
    "recall_id": "report_recall",
    "round_id": "verification_round",
    "schedule_id": "report_schedule",
    "share_id": "report_share",
    "sitting_id": "selection_round",
    "statement_id": "consent_statement",
    "user_id": "user_account",
}
PLAIN: dict[str, Sequence[Any]] = {
    "number": [1],
    "purpose": ["board"],
    "slug": ["home"],
    "name": ["before"],
    "kind": ["json", "csv"],
    "form": ["long", "txt", "csv", "easy"],
    "year": [2026],
    "token": ["unknown"],
}
FEW = 1  # values that a page is asked with by links, for each name


def ids_of(session: Session, several: Collection[str] = ()) -> dict[str, list[Any]]:
    """For every name an address may have, the first id of its kind; of some kinds the first few."""
    called = {table: name for name, table in CALLED.items()}
    found: dict[str, list[Any]] = {name: list(values) for name, values in PLAIN.items()}
    for table in metadata.tables.values():
        if "public_id" in table.columns:
            name = called.get(table.name, f"{table.name}_id")
            most = 4 if table.name in several else 1
            rows = session.connection().execute(
                select(table.c.public_id).order_by(table.c.id).limit(most)
            )
            found[name] = [row[0] for row in rows]
    # Drafts and answers in bids are reports too; an address of another sort finds nothing.
    found["draft_id"] = found["report_id"]
    found["answer_id"] += found["report_id"]
    return found


def addresses(
    app: Flask, ids: Mapping[str, Sequence[Any]], method: str = "GET"
) -> list[tuple[str, str]]:
    """(endpoint, address) of every page, for every id it can be asked with."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()) or "filename" in rule.arguments:
                continue
            names = sorted(rule.arguments)
            for values in product(*(ids.get(name, ()) for name in names)):
                asked = dict(zip(names, values, strict=True))
                found.append((rule.endpoint, app.url_for(rule.endpoint, _external=False, **asked)))
    return found


def enter(app: Flask, user: User | None) -> FlaskClient:
    """A plain browser signed in as somebody: what pages look like is tested elsewhere."""
    client = FlaskClient(app, app.response_class)
    if user is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = user.fs_uniquifier, True
    return client


def answers(
    app: Flask, client: FlaskClient, ids: Mapping[str, Sequence[Any]], also: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """(address, answer) of every page and file, and of what their links ask them with."""
    asked = [address for _, address in addresses(app, ids)] + list(also)
    done: set[str] = set()
    tried: Counter[tuple[str, str]] = Counter()
    while asked:
        address = asked.pop(0)
        page, _, query = address.partition("?")
        names = {(page, name) for name, _ in parse_qsl(query)}
        if address in done or (names and all(tried[one] >= FEW for one in names)):
            continue
        tried.update(names)
        done.add(address)
        with client.get(address) as response:
            text = read_out(response.get_data()) + str(response.headers)
        assert response.status_code < 500, (address, response.status_code)
        yield address, text
        asked += [
            link.replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"#]*\?[^"#]*)', text)
            if not UUID.search(link.partition("?")[0])
        ]


def read_out(data: bytes) -> str:
    """What an answer says, also where it is a document of packed parts."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with ZipFile(io.BytesIO(data)) as packed:
        parts = [packed.read(name) for name in packed.namelist()]
    return "\n".join(part.decode("utf-8", "replace") for part in parts)


def files_with(folder: Path, word: str) -> list[str]:
    """The files under a folder that hold a word, in any case."""
    wanted = word.encode().lower()
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and wanted in path.read_bytes().lower()
    ]
