"""Stories in a table (.csv, .xlsx), one a row.

Of the columns only ``words`` is needed; ``facts`` reads those about consent and who tells it.
"""

from __future__ import annotations

from collections.abc import Mapping

from storybank.core.sheets import read_book
from storybank.core.tables import Table, as_written, read_table
from storybank.core.text import squeeze
from storybank.core.uploads import Problem, ReadLimits, Unreadable, read_text_bytes
from storybank.intake.readers import facts
from storybank.intake.readers.facts import Cells, read_facts, read_purposes
from storybank.intake.readers.result import (
    ReadResult,
    ReadStory,
    checked_body,
    clip_title,
    read_kind,
    title_from_words,
)

COLUMNS = (
    *("title", "kind", "words", "told_by", "told_for", "place", "told_on", "contract", "consent"),
    *facts.COLUMNS,
)
# Stands in a list of rows to correct; we write it, and nothing is taken from it.
WHAT_IS_WRONG = "what_is_wrong"
_KNOWN = (*COLUMNS, WHAT_IS_WRONG)
EXAMPLE_TITLE = "EXAMPLE: write over this row or delete it"


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read a story from every row that has one; a row that fails names all its columns."""
    required = ("words",)
    if name.casefold().endswith(".xlsx"):
        table = read_book(data, columns=_KNOWN, required=required, limits=limits)
    else:
        text = read_text_bytes(data)
        table = read_table(text, columns=_KNOWN, required=required, limits=limits)
    return _stories(table, limits)


def _stories(table: Table, limits: ReadLimits) -> ReadResult:
    stories: list[ReadStory] = []
    rejected: list[ReadStory] = []
    problems: list[Problem] = list(table.problems)
    for row in table.rows:
        cells = {
            name: as_written(cell) for name, cell in row.cells.items() if name != WHAT_IS_WRONG
        }
        story = read_row(cells, row.number, limits, where=f"Row {row.number}")
        (rejected if story.wrong else stories).append(story)
        problems.extend(story.wrong)
    return ReadResult(
        tuple(stories), tuple(problems), rejected=tuple(rejected), notices=table.notices
    )


def read_row(
    given: Mapping[str, str], number: int, limits: ReadLimits, *, where: str, body: str = "words"
) -> ReadStory:
    """One story of a list; what is wrong with it stands in it. ``body`` names its words."""
    cells = Cells(given)
    words = ""
    if squeeze(cells.raw("title")) == EXAMPLE_TITLE:
        cells.note("title", "This is the example row.", "Delete it, or write over all of it.")
    elif not cells.raw(body).strip():
        cells.note(body, "There are no words in it.", "Put the story in this column.")
    else:
        try:
            words = checked_body(cells.raw(body), limits)
        except Unreadable as bad:
            cells.note(body, bad.reason, bad.remedy)
    said = cells.raw("consent").strip()
    return ReadStory(
        title=clip_title(cells.raw("title")) or title_from_words(words),
        body=words,
        kind=cells.attempt(lambda: read_kind(cells.raw("kind"))),
        place=cells.words("place"),
        told_on=cells.day("told_on"),
        contract=cells.words("contract"),
        told_by=cells.words("told_by"),
        told_for=cells.words("told_for"),
        consent=cells.attempt(lambda: read_purposes(said.split(";"))) if said else None,
        facts=read_facts(cells),
        row=number,
        cells=dict(given),
        wrong=tuple(bad.problem(where) for bad in cells.wrong),
    )
