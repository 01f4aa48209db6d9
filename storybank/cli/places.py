"""storybank places: the tree of places."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.accounts.rules import Actor
from storybank.cli.opening import opened
from storybank.cli.output import show_table, write_line
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.places.importing import ImportLine, Outcome, import_places, read_places
from storybank.places.queries import load_tree

if TYPE_CHECKING:
    from storybank.app import Bank

WORDS = {
    Outcome.ADDED: "added",
    Outcome.CHANGED: "written anew",
    Outcome.HELD: "already held",
    Outcome.FAILED: "failed",
}


@click.group()
def places() -> None:
    """Wards, areas, authorities and regions."""


@places.command(name="list")
@click.option("--within", help="Only what lies within this place: its code or its name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_(within: str | None, as_json: bool) -> None:
    """Show the places, each under the larger one it lies within.

    Example: storybank places list --within Gateshead
    """
    with opened() as bank, bank.database.reading() as session:
        tree = load_tree(session)
        root = tree.named(within) if within else None
        if within and root is None:
            raise click.ClickException(f"No one place is called {within}. Give its code.")
        found: list[tuple[int, int]] = []
        waiting = [(spot.id, 0) for spot in reversed(tree.children(root))]
        while waiting:
            number, depth = waiting.pop()
            found.append((number, depth))
            waiting += [(spot.id, depth + 1) for spot in reversed(tree.children(number))]
        if as_json:
            for number, _ in found:
                spot = tree.spots[number]
                told = {"name": spot.name, "level": spot.level.value, "code": spot.code}
                write_line({**told, "within": [one.name for one in tree.path(number)]})
            return
        rows = [("  " * depth + tree.spots[one].name, tree.spots[one]) for one, depth in found]
        show_table(
            ["Place", "Level", "Code"],
            [[name, spot.level.value, spot.code] for name, spot in rows],
        )


@places.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(path: Path) -> None:
    """Take in places from a table (.csv): level, code, name, parent, also_called.

    Rows may stand in any order; what is held already is written anew only where the file says
    more. Ends with a non-zero status where anything failed.

    Example: storybank places import wards.csv
    """
    with opened() as bank:
        lines = bring_in_places(bank, path)
    if any(line.outcome is Outcome.FAILED for line in lines):
        sys.exit(1)


def bring_in_places(bank: Bank, path: Path) -> list[ImportLine]:
    """Add a file's places to the tree, and say what failed.

    Raises:
        click.ClickException: the file cannot be read.
    """
    limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
    try:
        table = read_places(path, name=path.name, limits=limits)
    except Unreadable as error:
        raise click.ClickException(f"{path.name}: {error}") from None
    with bank.database.transaction() as session:
        lines = import_places(session, Actor.operator(), table=table)
    for line in lines:
        if line.outcome is Outcome.FAILED:
            click.echo(f"{path.name} {line.where} {line.name}: failed. {line.reason}")
    counts = Counter(line.outcome for line in lines)
    show_table(
        ["Places file", *WORDS.values()],
        [[path.name, *(str(counts[outcome]) for outcome in WORDS)]],
    )
    return lines
