"""storybank rights: what tellers may ask of us, many at once."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.cli.jobs import empty_outbox
from storybank.cli.opening import opened
from storybank.cli.output import progress_bar, show_table
from storybank.core.errors import NotFound, StorybankError
from storybank.core.ids import parse_public_id

if TYPE_CHECKING:
    from storybank.app import Bank

HOW = ("phone", "letter", "person", "somebody")
PURPOSES = (
    "contract_management",
    "board",
    "quotation",
    "public",
    "other_bodies",
    "machine_suggestions",
    "research_export",
    "photo_or_voice",
)
LARGEST = 10 * 1024 * 1024


@click.group()
def rights() -> None:
    """What tellers may ask of us."""


@rights.command(name="take-back")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--how", required=True, type=click.Choice(HOW), help="How they asked.")
@click.option(
    "--purpose",
    "purposes",
    multiple=True,
    type=click.Choice(PURPOSES),
    help="Take back only this; may be given again. Without it, whole stories are taken back.",
)
@click.option(
    "--keep-counts", is_flag=True, help="Go on counting them without words, where they agree."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def take_back(
    path: Path, how: str, purposes: tuple[str, ...], keep_counts: bool, yes: bool
) -> None:
    """Take stories back whose ids stand in a table (CSV; the first column, or "submission").

    The words of a whole story are wiped everywhere, which cannot be undone. Each story is taken
    back for itself: what fails is named with its line, and the others go on. Ends with a
    non-zero status where anything failed.

    Example: storybank rights take-back asked.csv --how letter
    """
    lines = list(_ids(path))
    if not lines:
        raise NotFound("There is no id in that file.")
    what = f"{', '.join(purposes)} of" if purposes else "the whole of"
    if not yes:
        click.confirm(f"Take back {what} {len(lines)} stories?", abort=True)
    done: Counter[str] = Counter()
    with opened() as bank:
        with progress_bar(len(lines), "Taking back") as bar:
            for number, text in lines:
                try:
                    done[_one(bank, text, how, purposes, keep_counts=keep_counts)] += 1
                except StorybankError as error:
                    done["failed"] += 1
                    click.echo(f"{path.name}, line {number}: {error}", err=True)
                bar.update(1)
        empty_outbox(bank)
    show_table(["what became of them", "stories"], [[k, f"{n:,}"] for k, n in done.items()])
    if done["failed"]:
        sys.exit(1)


def _one(bank: Bank, text: str, how: str, purposes: tuple[str, ...], *, keep_counts: bool) -> str:
    from storybank.accounts.rules import Actor
    from storybank.intake.models import Purpose
    from storybank.rights import service
    from storybank.rights.queries import get_to_take_back
    from storybank.rights.rules import ASKED_BY

    operator = Actor.operator()
    with bank.database.transaction() as session:
        submission = get_to_take_back(session, operator, parse_public_id(text))
        if purposes:
            service.withdraw_purposes(
                session,
                operator,
                submission=submission,
                purposes=[Purpose(one) for one in purposes],
                method=ASKED_BY[how],
            )
            return "taken back in part"
        service.withdraw_story(
            session,
            operator,
            submission=submission,
            keep_counts=keep_counts,
            method=ASKED_BY[how],
        )
        return "taken back" if submission.erased_at else "hidden, kept by a hold"


def _ids(path: Path) -> Iterator[tuple[int, str]]:
    """(line, id) of a table; a heading is passed over.

    Raises:
        NotFound: it is far too large to be a list of ids, or no text.
    """
    if path.stat().st_size > LARGEST:
        raise NotFound("That file is too large to be a list of ids.")
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (UnicodeDecodeError, csv.Error):
        raise NotFound("That file is no table of ids (CSV, UTF-8).") from None
    column = 0
    if rows and "submission" in [cell.strip().lower() for cell in rows[0]]:
        column = [cell.strip().lower() for cell in rows[0]].index("submission")
        rows[0] = []
    for number, row in enumerate(rows, start=1):
        if len(row) > column and row[column].strip():
            yield number, row[column].strip()
