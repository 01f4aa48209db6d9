"""Stories for researchers as a file: those whose tellers allow it, and that a person checked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from storybank.accounts.rules import Actor
from storybank.codebook.queries import codes_by_slug
from storybank.core.tables import csv_bytes
from storybank.intake.models import Purpose
from storybank.publishing import queries
from storybank.publishing.queries import Shareable
from storybank.stories.models import Story
from storybank.tagging.queries import confirmed_codes, list_identifiers
from storybank.tagging.rules import mask_title, mask_words

MOST = 2000
COLUMNS = ("story", "kind", "title", "words", "place", "told", "themes")


@dataclass(frozen=True)
class Kind:
    """One form of the file."""

    label: str
    media_type: str


KINDS = {
    "csv": Kind("A table (.csv), for a spreadsheet", "text/csv"),
    "jsonl": Kind("JSON lines (.jsonl), for other programs", "application/jsonl"),
}


@dataclass(frozen=True)
class Going:
    """What would be in the file, and what is left out of it."""

    rows: list[dict[str, Any]]
    stories: list[Story]
    unchecked: int


def gather_export(session: Session, actor: Actor) -> Going:
    """What may be given to researchers today, at most ``MOST`` stories; queries do not grow."""
    found = queries.list_shareable(session, actor, Purpose.RESEARCH_EXPORT, per_page=MOST)
    going = [one for one in found if one.check is not None and one.check.may_share]
    details = list_identifiers(session, [one.version.key for one in going])
    codes = confirmed_codes(session, [one.story.key for one in going])
    names = {slug: code.name for slug, code in codes_by_slug(session).items()}
    rows = [
        _row(one, details.get(one.version.key, []), codes.get(one.story.key, []), names)
        for one in going
    ]
    return Going(rows, [one.story for one in going], len(found) - len(going))


def write_export(rows: Sequence[dict[str, Any]], kind: str) -> bytes:
    """The file. Cells that a spreadsheet would take for a formula begin with a mark."""
    if kind == "jsonl":
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
    cells = [{**row, "themes": "; ".join(row["themes"])} for row in rows]
    return csv_bytes(COLUMNS, [[row[name] for name in COLUMNS] for row in cells])


def _row(
    one: Shareable, details: Any, codes: Sequence[tuple[str, str]], names: dict[str, str]
) -> dict[str, Any]:
    story, version = one.story, one.version
    return {
        "story": str(story.public_id),
        "kind": story.kind.value,
        "title": mask_title(version.title, version.body, details),
        "words": mask_words(version.body, 0, details),
        "place": story.place,
        "told": story.shown_when or (f"{story.told_on:%Y-%m}" if story.told_on else ""),
        "themes": [f"{names.get(theme, theme)} ({change})" for theme, change in codes],
    }
