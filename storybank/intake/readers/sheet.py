"""Stories in a table (.csv), one a row.

Columns: ``words`` (needed), ``title``, ``kind``, ``told_by``, ``told_for``, ``place``,
``told_on``, ``contract``, ``consent`` (purposes with semicolons between them).
"""

from __future__ import annotations

from storybank.core.tables import TableRow, read_table
from storybank.core.text import parse_day, squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    Unreadable,
    read_text_bytes,
)
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    clip_title,
    read_kind,
    read_purposes,
    title_from_words,
)

COLUMNS = (
    "title",
    "kind",
    "words",
    "told_by",
    "told_for",
    "place",
    "told_on",
    "contract",
    "consent",
)


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read a story from every row that has one; a row that fails names its column."""
    table = read_table(read_text_bytes(data), columns=COLUMNS, required=("words",), limits=limits)
    stories: list[ReadStory] = []
    problems: list[Problem] = list(table.problems)
    for row in table.rows:
        try:
            stories.append(_story(row, limits))
        except BadValueError as bad:
            problems.append(bad.problem(f"Row {row.number}"))
        except Unreadable as bad:
            problems.append(Problem(f"Row {row.number}, column words", bad.reason, bad.remedy))
    return ReadResult(tuple(stories), tuple(problems), table.notices)


def _story(row: TableRow, limits: ReadLimits) -> ReadStory:
    told_on_words = squeeze(row.get("told_on"))
    told_on = parse_day(told_on_words)
    if told_on_words and told_on is None:
        raise BadValueError(
            "told_on",
            f"“{told_on_words[:40]}” is not a date.",
            "Write it like 31/03/2026 or 2026-03-31.",
        )
    if not row.get("words").strip():
        raise BadValueError("words", "There are no words in it.", "Put the story in this column.")
    body = checked_body(row.get("words"), limits)
    consent = row.get("consent").strip()
    return ReadStory(
        title=clip_title(row.get("title")) or title_from_words(body),
        body=body,
        kind=read_kind(row.get("kind")),
        place=squeeze(row.get("place")),
        told_on=told_on,
        contract=squeeze(row.get("contract")),
        told_by=squeeze(row.get("told_by")),
        told_for=squeeze(row.get("told_for")),
        consent=read_purposes(consent.split(";")) if consent else None,
        row=row.number,
    )
