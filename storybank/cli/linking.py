"""storybank linking: which promises stories speak to, suggested by machine."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from storybank.cli.opening import read_settings
from storybank.cli.output import progress, write_line
from storybank.cli.tagging import read_stories

if TYPE_CHECKING:
    from storybank.linking.matcher import CommitmentText


@click.group()
def linking() -> None:
    """Which promises stories speak to."""


@linking.command()
@click.option(
    "--contracts",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines of contracts with their commitments.",
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines (the only form there is).")
@click.argument("stories", type=click.File("r", encoding="utf-8"), default="-")
def suggest(contracts: Path, as_json: bool, stories: TextIO) -> None:
    """Suggest which commitments of its contract each story supports or contradicts.

    Reads stories {"id", "kind", "body", "contract"} and contracts {"id", "commitments": [{"ref",
    "text", "themes"}]}; no database is touched. The list is ranked, and empty where nothing in
    the story is evidence.

    Example: storybank linking suggest --contracts contracts.jsonl --json < stories.jsonl
    """
    from storybank.linking.matcher import Matcher
    from storybank.nlp.reader import Reader

    promises = _read_promises(contracts)
    reader, matcher = Reader(read_settings().models), Matcher()
    with progress(read_stories(stories), "Matching stories") as shown:
        for line in shown:
            if line.contract not in promises:
                write_line({"id": line.id, "links": []})
                continue
            reading = reader.read(line.body, line.kind)
            links = matcher.suggest(reading, promises[line.contract])
            write_line(
                {
                    "id": line.id,
                    "links": [
                        {
                            "ref": link.ref,
                            "stance": str(link.stance),
                            "score": round(link.score, 4),
                            "because": [
                                {"start": one.start, "end": one.end, "quote": one.quote}
                                for one in link.because
                            ],
                        }
                        for link in links
                    ],
                }
            )


def _read_promises(path: Path) -> "dict[str | None, list[CommitmentText]]":
    promises: dict[str | None, list[CommitmentText]] = {}
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            promises[str(told["id"])] = [_promise(one) for one in told["commitments"]]
        except (ValueError, KeyError, TypeError):
            raise click.ClickException(
                f'Line {number} of the contracts is no contract. Give {{"id": ..., '
                '"commitments": [{"ref": ..., "text": ..., "themes": [...]}]}.'
            ) from None
    return promises


def _promise(told: dict[str, Any]) -> "CommitmentText":
    from storybank.commitments.readers.quantity import find_quantity
    from storybank.linking.matcher import CommitmentText

    text = str(told["text"])
    quantity = find_quantity(text)
    return CommitmentText(
        ref=str(told["ref"]),
        text=text,
        themes=tuple(str(theme) for theme in told.get("themes", [])),
        quantity=None if quantity is None else quantity[0],
        unit="" if quantity is None else quantity[1],
    )
