"""How the chain is made: each event's hash covers its content and the hash before it."""

import hashlib
import json
from datetime import datetime
from typing import Any

FIRST_HASH = "0" * 64


def hash_event(
    *,
    previous_hash: str,
    at: datetime,
    actor_id: int | None,
    actor: str,
    act: str,
    subject_type: str,
    subject_id: str,
    detail: dict[str, Any],
) -> str:
    """SHA-256 (hex) over the event in canonical JSON and the hash of the event before it."""
    content = {
        "previous": previous_hash,
        "at": at.isoformat(timespec="microseconds"),
        "actor_id": actor_id,
        "actor": actor,
        "act": act,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "detail": detail,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
