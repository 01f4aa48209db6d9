"""What was changed in a contract: its parties, days and value, told from the record of acts."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from storybank.audit.models import AuditEvent
from storybank.audit.queries import list_events_of
from storybank.commitments.models import Contract
from storybank.web.filters import day, number

DAYS = {
    "starts_on": "first day",
    "ends_on": "last day",
    "may_extend_to": "day it could be extended to",
    "signed_on": "day it was signed",
}
NAMES = {**DAYS, "value": "value", "supplier": "supplier", "buyer": "buyer"}


def contract_changes(session: Session, contract: Contract) -> list[str]:
    """A sentence on each change, newest first, in one SQL statement. It names no people."""
    events = list_events_of(session, "Contract", str(contract.public_id))
    changes = [event for event in events if event.act == "change_contract"]
    return [sentence for event in reversed(changes) for sentence in _told(event)]


def _told(event: AuditEvent) -> Iterator[str]:
    was, becomes = event.detail.get("was", {}), event.detail.get("becomes", {})
    for name in NAMES:
        before, after = _words(name, was), _words(name, becomes)
        if before != after:
            yield _sentence(name, before, after, day(event.at))


def _sentence(name: str, was: str, becomes: str, on: str) -> str:
    if not was:
        return f"The {NAMES[name]}, {becomes}, was written down on {on}."
    if not becomes:
        return f"The {NAMES[name]}, {was}, was taken out on {on}."
    verb = "moved" if name in DAYS else "changed"
    return f"The {NAMES[name]} was {verb} from {was} to {becomes} on {on}."


def _words(name: str, told: dict[str, Any]) -> str:
    value = told.get(name)
    if value in (None, ""):
        return ""
    if name in DAYS:
        return day(date.fromisoformat(value))
    return f"£{number(Decimal(value))}" if name == "value" else str(value)
