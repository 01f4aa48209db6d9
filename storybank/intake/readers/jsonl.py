"""Stories as data: one JSON object a line (.jsonl)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from storybank.core.text import squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    read_json_lines,
    read_text_bytes,
)
from storybank.intake.readers import facts
from storybank.intake.readers.result import ReadResult, ReadStory
from storybank.intake.readers.sheet import read_row

_TEXTS = ("title", "kind", "body", "told_by", "told_for", "place", "told_on", "contract")


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read every line that holds a story; what else a line says (codings) is not taken."""
    stories: list[ReadStory] = []
    rejected: list[ReadStory] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    records = read_json_lines(read_text_bytes(data), limits=limits, problems=problems)
    for number, record in records:
        story = _story(record, number, limits)
        if story.source_id and seen.setdefault(story.source_id, number) != number:
            again = BadValueError(
                "id",
                f"“{story.source_id}” is also the id of line {seen[story.source_id]}.",
                "Give every story an id of its own.",
            )
            story = replace(story, wrong=(*story.wrong, _problem(again, number)))
        (rejected if story.wrong else stories).append(story)
        problems.extend(story.wrong)
    return ReadResult(tuple(stories), tuple(problems), rejected=tuple(rejected))


def _story(record: Mapping[str, object], number: int, limits: ReadLimits) -> ReadStory:
    wrong: list[BadValueError] = []
    cells = {name: _text(record, name, wrong) for name in (*_TEXTS, *facts.COLUMNS)}
    cells["consent"] = _consent(record, wrong)
    story = read_row(cells, number, limits, where=f"Line {number}", body="body")
    refused = {bad.column for bad in wrong}
    problems = [
        *(_problem(bad, number) for bad in wrong),
        *(
            Problem(f"Line {number}, {bad.column}", bad.reason, bad.remedy, bad.column)
            for bad in story.wrong
            if bad.column not in refused
        ),
    ]
    return replace(
        story,
        format="markdown" if record.get("format") == "markdown" else "plain",
        source_id=squeeze(_text(record, "id", [])),
        wrong=tuple(problems),
    )


def _problem(bad: BadValueError, number: int) -> Problem:
    return Problem(f"Line {number}, {bad.column}", bad.reason, bad.remedy, bad.column)


def _text(record: Mapping[str, object], key: str, wrong: list[BadValueError]) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        remedy = "Write it between quotation marks."
        wrong.append(BadValueError(key, f"“{key}” is not text.", remedy))
        return ""
    return value


def _consent(record: Mapping[str, object], wrong: list[BadValueError]) -> str:
    """What is allowed, as a table would say it. An empty list allows nothing."""
    value = record.get("consent")
    if value is None or isinstance(value, str):
        return value or ""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong.append(
            BadValueError(
                "consent",
                "“consent” is not a list of purposes.",
                'Write it like ["contract_management", "board"].',
            )
        )
        return ""
    return "; ".join(value) or facts.NONE
