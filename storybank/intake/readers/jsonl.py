"""Stories as data: one JSON object a line (.jsonl)."""

from __future__ import annotations

from collections.abc import Mapping

from storybank.core.text import parse_day, squeeze
from storybank.core.uploads import (
    BadValueError,
    Problem,
    ReadLimits,
    Unreadable,
    read_json_lines,
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


def read(data: bytes, *, name: str, limits: ReadLimits) -> ReadResult:
    """Read every line that holds a story; what else a line says (codings) is not taken."""
    stories: list[ReadStory] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    records = read_json_lines(read_text_bytes(data), limits=limits, problems=problems)
    for number, record in records:
        where = f"Line {number}"
        try:
            story = _story(record, number, limits)
        except Unreadable as problem:
            problems.append(Problem(f"{where}, body", problem.reason, problem.remedy))
        except BadValueError as problem:
            problems.append(Problem(f"{where}, {problem.column}", problem.reason, problem.remedy))
        else:
            if story.source_id and story.source_id in seen:
                problems.append(
                    Problem(
                        f"{where}, id",
                        f"“{story.source_id}” is also the id of line {seen[story.source_id]}.",
                        "Give every story an id of its own.",
                    )
                )
                continue
            seen[story.source_id] = number
            stories.append(story)
    return ReadResult(tuple(stories), tuple(problems))


def _story(record: Mapping[str, object], number: int, limits: ReadLimits) -> ReadStory:
    told_on_words = _text(record, "told_on")
    told_on = parse_day(told_on_words) if told_on_words else None
    if told_on_words and told_on is None:
        raise BadValueError(
            "told_on",
            f"“{told_on_words[:40]}” is not a date.",
            "Write it like 2026-03-31.",
        )
    body = checked_body(_text(record, "body", needed=True), limits)
    return ReadStory(
        title=clip_title(_text(record, "title")) or title_from_words(body),
        body=body,
        format="markdown" if _text(record, "format") == "markdown" else "plain",
        kind=read_kind(_text(record, "kind")),
        place=squeeze(_text(record, "place")),
        told_on=told_on,
        contract=squeeze(_text(record, "contract")),
        told_by=squeeze(_text(record, "told_by")),
        told_for=squeeze(_text(record, "told_for")),
        consent=_consent(record),
        source_id=squeeze(_text(record, "id")),
        row=number,
    )


def _text(record: Mapping[str, object], key: str, *, needed: bool = False) -> str:
    value = record.get(key)
    if value is None:
        if needed:
            raise BadValueError(key, f"There is no “{key}”.", f"Put the story's words in “{key}”.")
        return ""
    if not isinstance(value, str):
        raise BadValueError(key, f"“{key}” is not text.", "Write it between quotation marks.")
    return value


def _consent(record: Mapping[str, object]) -> tuple[str, ...] | None:
    value = record.get("consent")
    if value is None:
        return None
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadValueError(
            "consent",
            "“consent” is not a list of purposes.",
            'Write it like ["contract_management", "board"].',
        )
    return read_purposes(value)
