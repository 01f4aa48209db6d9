"""storybank tagging: what stories say, read by machine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

import click

from storybank.cli import learning
from storybank.cli.opening import read_settings
from storybank.cli.output import progress, write_line
from storybank.intake.models import StoryKind
from storybank.nlp.reading import Reading, ReadSegment, Speaker


@dataclass(frozen=True)
class StoryLine:
    """One story of a JSON Lines file."""

    id: str
    kind: str
    body: str
    contract: str | None


@click.group()
def tagging() -> None:
    """What stories say, read by machine."""


tagging.add_command(learning.train)
tagging.add_command(learning.label)
tagging.add_command(learning.learn)


@tagging.command()
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines (the only form there is).")
@click.option("--no-reasons", is_flag=True, help="Leave out which words moved it: faster.")
@click.argument("stories", type=click.File("r", encoding="utf-8"), default="-")
def suggest(as_json: bool, no_reasons: bool, stories: TextIO) -> None:
    """Suggest codes, identifiers and concerns for stories; no database is touched.

    Reads lines {"id", "kind", "body"}; writes a line for each story. Offsets count Unicode code
    points of the body, half-open. Every sentence the storyteller says is a segment; most have no
    codes. "candidates" are its three likeliest themes, suggested or not.

    Example: storybank tagging suggest --json --no-reasons < stories.jsonl
    """
    from storybank.nlp.reader import Reader

    reader = Reader(read_settings().models)
    with progress(read_stories(stories), "Reading stories") as shown:
        for line in shown:
            reading = reader.read(line.body, line.kind, reasons=not no_reasons)
            write_line({"id": line.id, **_told(reading)})


def _told(reading: Reading) -> dict[str, Any]:
    """A reading as it is written out."""
    return {
        "segments": [
            _segment(one) for one in reading.segments if one.speaker is Speaker.STORYTELLER
        ],
        "identifiers": [
            {"start": one.start, "end": one.end, "text": one.text, "type": one.type}
            for one in reading.identifiers
        ],
        "concern": {"flag": reading.concern.flag, "because": list(reading.concern.because)},
        "language": reading.language,
    }


def _segment(segment: ReadSegment) -> dict[str, Any]:
    return {
        "start": segment.start,
        "end": segment.end,
        "quote": segment.quote,
        "voice": segment.voice.value,
        "codes": [
            {
                "theme": code.theme,
                "change": code.change.value,
                "score": round(code.score, 4),
                "because": list(code.because),
            }
            for code in segment.codes
        ],
        "candidates": [{"theme": one.theme, "score": one.score} for one in segment.candidates],
    }


def read_stories(file: TextIO) -> Iterator[StoryLine]:
    """Stories of a JSON Lines file, one at a time.

    Raises:
        click.ClickException: a line is no story; the message says which and why.
    """
    for number, line in _numbered(file):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except ValueError:
            raise click.ClickException(
                f"Line {number} is not JSON. Give one story a line, as {{...}}."
            ) from None
        yield _story(number, told)


def _numbered(file: TextIO) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(file, start=1)
    except UnicodeDecodeError:
        raise click.ClickException(
            "This is not text in UTF-8. Save the file as UTF-8, and try again."
        ) from None


def _story(number: int, told: Any) -> StoryLine:
    if not isinstance(told, dict) or not isinstance(told.get("body"), str):
        raise click.ClickException(f'Line {number} has no "body" with the words of a story.')
    kind = told.get("kind", StoryKind.BENEFICIARY_STORY.value)
    if kind not in set(StoryKind):
        raise click.ClickException(
            f'Line {number} has the kind "{kind}". Use one of: {", ".join(StoryKind)}.'
        )
    contract = told.get("contract")
    return StoryLine(
        id=str(told.get("id", number)),
        kind=kind,
        body=told["body"],
        contract=None if contract is None else str(contract),
    )
