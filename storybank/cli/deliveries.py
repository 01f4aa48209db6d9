"""storybank commitments deliveries: taking in what suppliers report as done."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.accounts.queries import find_organisation
from storybank.accounts.rules import Actor
from storybank.cli.opening import opened
from storybank.cli.output import show_table
from storybank.commitments import service
from storybank.commitments.queries import find_contract
from storybank.commitments.readers.returns import COLUMNS, read_return
from storybank.core.uploads import ReadLimits, Unreadable

if TYPE_CHECKING:
    from sqlmodel import Session

    from storybank.commitments.models import Contract

OPERATOR = Actor.operator()
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def deliveries() -> None:
    """What suppliers report as done."""


@deliveries.command()
def template() -> None:
    """Write the headings of a return, for a spreadsheet to open.

    Example: storybank commitments deliveries template > return.csv
    """
    click.echo(",".join(COLUMNS))


@deliveries.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--contract", required=True, help="The contract's reference.")
@click.option("--organisation", help="Who runs it, where two have that reference.")
@click.option("--from", "from_on", type=DAY, required=True, help="First day of the period.")
@click.option("--to", "to_on", type=DAY, required=True, help="Last day of the period.")
@click.option("--source", required=True, help="Where the figures come from.")
def import_(
    path: Path,
    contract: str,
    organisation: str | None,
    from_on: datetime,
    to_on: datetime,
    source: str,
) -> None:
    """Take in a return (.csv): promise, proposed and achieved, or references and figures.

    Every row is told with what it asks. What is held already is left as it is, and a promise
    that the contract has is never changed. Ends with a non-zero status where anything failed.

    Example: storybank commitments deliveries import july.csv --contract K1 --from 2026-07-01
    --to 2026-07-31 --source "Supplier's return for July"
    """
    cover = service.ReturnCover(from_on.date(), to_on.date(), source)
    if cover.to_on < cover.from_on:
        raise click.ClickException("The period ends before it begins. Check both dates.")
    with opened() as bank:
        limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
        try:
            read = read_return(path, name=path.name, limits=limits)
        except Unreadable as error:
            raise click.ClickException(f"{path.name}: {error}") from None
        with bank.database.transaction() as session:
            lines = service.take_return(
                session,
                OPERATOR,
                contract=_contract(session, contract, organisation),
                read=read,
                cover=cover,
            )
    for notice in read.notices:
        click.echo(notice, err=True)
    _show(lines)
    if any(line.outcome is service.ReturnOutcome.FAILED for line in lines):
        sys.exit(1)


def _contract(session: Session, reference: str, organisation: str | None) -> Contract:
    who = None if organisation is None else find_organisation(session, organisation)
    if organisation is not None and who is None:
        raise click.ClickException(f"There is no organisation called {organisation}.")
    contract = find_contract(session, reference, None if who is None else who.key)
    if contract is None:
        raise click.ClickException(f"There is no contract “{reference}”.")
    return contract


def _show(lines: list[service.ReturnLine]) -> None:
    show_table(
        ["Promise", "Promised", "Achieved", "Outcome"],
        [
            [
                line.promise[:60],
                "–" if line.promised is None else f"{line.promised:,.2f}".removesuffix(".00"),
                _achieved(line),
                line.outcome.value,
            ]
            for line in lines
        ],
    )
    for line in lines:
        asks = [*line.notes, *([line.question] if line.question else [])]
        if asks:
            click.echo(f"{line.promise[:60]}: {' '.join(asks)}")
    asking = sum(line.question is not None for line in lines)
    click.echo(f"{len(lines)} rows, {asking} with a question.")


def _achieved(line: service.ReturnLine) -> str:
    if line.achieved is not None:
        return f"{line.achieved:,.2f}".removesuffix(".00")
    return "–" if line.points is None else f"{line.points} of 5"
