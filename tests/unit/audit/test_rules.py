"""How an event is sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from storybank.audit.rules import FIRST_HASH, hash_event

EVENT: dict[str, Any] = {
    "previous_hash": FIRST_HASH,
    "at": datetime(2026, 3, 27, 10, 0, tzinfo=UTC),
    "actor_id": 1,
    "actor": "a",
    "act": "verify",
    "subject_type": "Story",
    "subject_id": "s",
    "detail": {"finding": "upheld", "count": 2},
}


def test_hash_event_same_content_same_hash() -> None:
    other = {**EVENT, "detail": {"count": 2, "finding": "upheld"}}
    assert hash_event(**EVENT) == hash_event(**other)
    assert len(hash_event(**EVENT)) == 64


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("previous_hash", "1" * 64),
        ("at", datetime(2026, 3, 27, 10, 0, 0, 1, tzinfo=UTC)),
        ("actor_id", None),
        ("actor", "b"),
        ("act", "verified"),
        ("subject_type", "Link"),
        ("subject_id", "t"),
        ("detail", {"finding": "not_upheld", "count": 2}),
    ],
)
def test_hash_event_any_part_changed_another_hash(name: str, value: Any) -> None:
    assert hash_event(**EVENT) != hash_event(**{**EVENT, name: value})
