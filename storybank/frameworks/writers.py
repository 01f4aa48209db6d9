"""An edition as a file: what the readers read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from storybank.core.tables import harmless
from storybank.frameworks.models import Framework, FrameworkItem
from storybank.frameworks.readers import LONG_COLUMNS

Themes = Mapping[int, Sequence[str]]


def write_csv(framework: Framework, items: Sequence[FrameworkItem], themes: Themes) -> str:
    """The items as a sheet, one a row; what the edition is called is not in it."""
    del framework
    codes = {item.key: item.code for item in items}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, LONG_COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        row = {
            "level": item.level,
            "code": item.code,
            "parent": codes.get(item.parent_id or 0, ""),
            "name": item.name,
            "text": item.text,
            "themes": "; ".join(themes.get(item.key, ())),
        }
        # A spreadsheet would take such words for a formula; the reader takes the mark off again.
        writer.writerow({name: harmless(cell) for name, cell in row.items()})
    return text.getvalue()


def write_yaml(framework: Framework, items: Sequence[FrameworkItem], themes: Themes) -> str:
    """The whole edition, with its licence and source."""
    codes = {item.key: item.code for item in items}
    told: dict[str, Any] = {
        "slug": framework.slug,
        "edition": framework.edition,
        "title": framework.title,
        "publisher": framework.publisher,
        "licence": framework.licence,
        "source": framework.source,
        "published_on": str(framework.published_on or ""),
        "levels": list(framework.levels),
        "complete": framework.is_complete,
        "exportable": framework.is_exportable,
        "note": framework.note,
        "items": [
            {
                "code": item.code,
                "parent": codes.get(item.parent_id or 0, ""),
                "level": item.level,
                "name": item.name,
                "text": item.text,
                "themes": list(themes.get(item.key, ())),
            }
            for item in items
        ],
    }
    words: str = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100)
    return words
