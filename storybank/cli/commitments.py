"""storybank commitments: taking contracts in from files."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.accounts.models import OrganisationKind
from storybank.accounts.rules import Actor
from storybank.cli.accounts import organisation_named
from storybank.cli.opening import opened
from storybank.cli.output import show_table
from storybank.commitments.importing import ImportLine, Outcome, import_contracts
from storybank.commitments.readers import read_contracts
from storybank.core.uploads import ReadLimits, Unreadable

if TYPE_CHECKING:
    from storybank.app import Bank

OPERATOR = Actor.operator()
WORDS = {Outcome.ADDED: "added", Outcome.HELD: "already held", Outcome.FAILED: "failed"}


@click.group()
def commitments() -> None:
    """Contracts and their promises."""


@commitments.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--organisation", help="Who runs the contracts; made if missing. [default: each one's buyer]"
)
def import_(path: Path, organisation: str | None) -> None:
    """Take in contracts and their commitments (.jsonl or .csv).

    What is held already is left as it is. Ends with a non-zero status where anything failed.

    Example: storybank commitments import contracts.jsonl
    """
    with opened() as bank:
        lines = bring_in_contracts(bank, path, organisation=organisation)
    if any(line.outcome is Outcome.FAILED for line in lines):
        sys.exit(1)


def bring_in_contracts(bank: Bank, path: Path, *, organisation: str | None) -> list[ImportLine]:
    """Add a file's contracts to the organisation named, or each to its own buyer.

    Raises:
        click.ClickException: the file cannot be read.
    """
    limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
    try:
        read = read_contracts(path, name=path.name, limits=limits)
    except Unreadable as error:
        raise click.ClickException(f"{path.name}: {error}") from None
    lines: list[ImportLine] = []
    with bank.database.transaction() as session:
        for name in dict.fromkeys(organisation or one.buyer for one in read.contracts):
            held = organisation_named(session, name, OrganisationKind.AUTHORITY)
            own = tuple(one for one in read.contracts if organisation or one.buyer == name)
            part = replace(read, contracts=own, problems=())
            lines += import_contracts(session, OPERATOR, read=part, organisation=held)
    lines += [
        ImportLine(one.where, "", Outcome.FAILED, f"{one.reason} {one.remedy}")
        for one in read.problems
    ]
    for line in lines:
        if line.outcome is Outcome.FAILED:
            click.echo(f"{path.name} {line.where} {line.reference}: failed. {line.reason}")
    counts = Counter(line.outcome for line in lines)
    show_table(
        ["Contracts file", *WORDS.values()],
        [[path.name, *(str(counts[outcome]) for outcome in WORDS)]],
    )
    return lines
