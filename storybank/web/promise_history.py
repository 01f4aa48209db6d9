"""The history of a promise, told from the record."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from storybank.audit.models import AuditEvent
from storybank.web.filters import day, moment, number

TITLES = {"add_commitment": "Added", "change_commitment": "Changed"}
NAMES = {
    "ref": "reference",
    "text": "words",
    "quantity": "how much",
    "unit": "what is counted",
    "due_on": "due by",
}


def promise_history(
    events: Sequence[AuditEvent], people: Mapping[int, str]
) -> list[dict[str, str]]:
    """Events for ``components/timeline.html``, newest first; ``people`` are names by row number."""
    return [
        {
            "title": TITLES.get(event.act, event.act.replace("_", " ").capitalize()),
            "who": people.get(event.actor_id or 0, "The operator of this installation"),
            "when": moment(event.at),
            "iso": event.at.isoformat(),
            "detail": _detail(event.detail),
        }
        for event in reversed(events)
    ]


def _detail(detail: Mapping[str, Any]) -> str:
    sentences = []
    if reason := detail.get("reason"):
        sentences.append(f"Because: {reason.rstrip('.')}.")
    before, after = detail.get("before", {}), detail.get("after", {})
    for name, words in NAMES.items():
        if name in before:
            old, new = _plain(name, before[name]), _plain(name, after.get(name))
            sentences.append(f"{words.capitalize()}: was {old}, became {new}.")
    return " ".join(sentences)


def _plain(name: str, value: str | None) -> str:
    if not value:
        return "empty"
    if name == "quantity":
        return number(Decimal(value))
    if name == "due_on":
        return day(date.fromisoformat(value))
    return f"“{value}”"
