"""storybank commitments: taking contracts in from files, and writing them out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlmodel import Session

from storybank.accounts.models import OrganisationKind
from storybank.accounts.rules import Actor
from storybank.cli.accounts import organisation_named
from storybank.cli.deliveries import deliveries
from storybank.cli.opening import opened
from storybank.cli.output import show_table
from storybank.commitments import queries
from storybank.commitments.exporting import Exported, as_json_lines, as_ocds, as_table, gather
from storybank.commitments.importing import (
    ImportLine,
    Outcome,
    import_contracts,
    narrowed,
)
from storybank.commitments.readers import ReadContracts, read_contracts
from storybank.core import clock
from storybank.core.uploads import ReadLimits, Unreadable
from storybank.reviews.ledger import counts_to_publish
from storybank.reviews.queries import classifications
from storybank.stories.rules import board_scope

if TYPE_CHECKING:
    from storybank.app import Bank

OPERATOR = Actor.operator()
WORDS = {
    Outcome.ADDED: "added",
    Outcome.CHANGED: "changed",
    Outcome.WAITING: "waiting",
    Outcome.KEPT: "kept as it is",
    Outcome.HELD: "already held",
    Outcome.FAILED: "failed",
}


@click.group()
def commitments() -> None:
    """Contracts and their promises."""


commitments.add_command(deliveries)


@commitments.command(name="import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--organisation", help="Who runs the contracts; made if missing. [default: each one's buyer]"
)
@click.option("--contract", multiple=True, help="Only this one, by its reference or its id.")
@click.option("--buyer", default="", help="Only contracts of the buyer with these words.")
@click.option("--dry-run", is_flag=True, help="Say what would become of each line; keep nothing.")
@click.option(
    "--take-theirs", is_flag=True, help="Let the file count where a person changed something here."
)
def import_(
    path: Path,
    organisation: str | None,
    contract: tuple[str, ...],
    buyer: str,
    dry_run: bool,
    take_theirs: bool,
) -> None:
    """Take in contracts and their commitments (.jsonl, .csv, or OCDS in .json).

    What came from an earlier file is brought up to date, and each difference is shown; what a
    person changed here stays. A lowered promise waits until a second person agrees. Ends with a
    non-zero status where anything failed.

    Example: storybank commitments import record.json --contract 117-1 --dry-run
    """
    with opened() as bank:
        read = _read(bank, path)
        chosen = narrowed(read, contracts=contract, buyer=buyer)
        if not chosen.contracts and read.contracts:
            offered = ", ".join(f"{one.reference} ({one.buyer})" for one in read.contracts[:20])
            raise click.ClickException(f"No contract of the file is that one. It has: {offered}.")
        lines = bring_in_contracts(
            bank,
            path,
            organisation=organisation,
            read=chosen,
            dry_run=dry_run,
            take_theirs=take_theirs,
        )
        for line in lines:
            if line.outcome is not Outcome.ADDED or line.reason or dry_run:
                _tell(line)
        for notice in chosen.notices:
            click.echo(notice)
    if dry_run:
        click.echo("Nothing was kept: this was a dry run.")
    if any(line.outcome is Outcome.FAILED for line in lines):
        sys.exit(1)


@commitments.command(name="export")
@click.argument(
    "path", default="-", type=click.Path(dir_okay=False, writable=True, allow_dash=True)
)
@click.option("--contract", multiple=True, help="Only this one, by its reference.")
@click.option("--ocds", "kind", flag_value="ocds", help="Open contracting data, OCDS 1.1 (.json).")
@click.option("--csv", "kind", flag_value="csv", help="A table, one promise a row.")
@click.option("--jsonl", "kind", flag_value="jsonl", help="One JSON object a line.")
def export(path: str, contract: tuple[str, ...], kind: str | None) -> None:
    """Write contracts with their promises to a file; to standard output where none is named.

    Without a form named, the ending of the file says which. No words of stories go out; people
    are counted where they allow a board to read them; where fewer than five speak for a promise
    or against it, no number tells of them.

    Example: storybank commitments export --ocds contracts.json
    """
    kind = kind or {".json": "ocds", ".csv": "csv", ".jsonl": "jsonl"}.get(Path(path).suffix)
    if kind is None:
        raise click.ClickException("Say which form: --ocds, --csv or --jsonl.")
    with opened() as bank, bank.database.reading() as session:
        wanted = {one.casefold() for one in contract}
        held = queries.list_contracts(session, OPERATOR)
        chosen = [one for one in held if not wanted or one.reference.casefold() in wanted]
        if wanted and not chosen:
            raise click.ClickException("There is no contract of that reference.")
        exported = gather(session, OPERATOR, chosen)
        text = _written(session, exported, kind)
    with click.open_file(path, "w", encoding="utf-8") as file:
        file.write(text)
    for notice in (notice for one in exported for notice in one.notices):
        click.echo(notice, err=True)
    click.echo(f"{len(exported):,} contracts written.", err=True)


def _written(session: Session, exported: Sequence[Exported], kind: str) -> str:
    if kind == "csv":
        return as_table(exported)
    if kind == "jsonl":
        return "".join(as_json_lines(exported))
    ids = [one.contract.key for one in exported]
    package = as_ocds(
        exported,
        at=clock.now(),
        publisher=next((one.contract.buyer for one in exported), "Storybank"),
        uri="urn:storybank:contracts",
        counts=counts_to_publish(session, board_scope(OPERATOR), ids),
        classifications={
            key: word for number in ids for key, word in classifications(session, number).items()
        },
    )
    return json.dumps(package, ensure_ascii=False) + "\n"


def bring_in_contracts(
    bank: Bank,
    path: Path,
    *,
    organisation: str | None,
    read: ReadContracts | None = None,
    dry_run: bool = False,
    take_theirs: bool = False,
) -> list[ImportLine]:
    """Add a file's contracts to the organisation named, or each to its own buyer.

    Raises:
        click.ClickException: the file cannot be read.
    """
    read = read or _read(bank, path)
    lines: list[ImportLine] = []
    with bank.database.writing() as session:
        for name in dict.fromkeys(organisation or one.buyer for one in read.contracts):
            own = tuple(one for one in read.contracts if organisation or one.buyer == name)
            if not name:
                lines += [_without_buyer(one.where, one.reference) for one in own]
                continue
            held = organisation_named(session, name, OrganisationKind.AUTHORITY)
            part = replace(read, contracts=own, problems=())
            lines += import_contracts(
                session, OPERATOR, read=part, organisation=held, take_theirs=take_theirs
            )
        if dry_run:
            session.rollback()
        else:
            session.commit()
    lines += [
        ImportLine(one.where, "", Outcome.FAILED, f"{one.reason} {one.remedy}")
        for one in read.problems
    ]
    for line in lines:
        if line.outcome is Outcome.FAILED:
            click.echo(f"{path.name} {line.where} {line.reference}: failed. {line.reason}")
    counts = Counter(line.outcome for line in lines)
    shown = {one: words for one, words in WORDS.items() if one in _ALWAYS or counts[one]}
    show_table(
        ["Contracts file", *shown.values()],
        [[path.name, *(str(counts[outcome]) for outcome in shown)]],
    )
    return lines


_ALWAYS = (Outcome.ADDED, Outcome.HELD, Outcome.FAILED)


def _read(bank: Bank, path: Path) -> ReadContracts:
    limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
    try:
        return read_contracts(path, name=path.name, limits=limits)
    except Unreadable as error:
        raise click.ClickException(f"{path.name}: {error}") from None


def _without_buyer(where: str, reference: str) -> ImportLine:
    reason = "The file names no buyer. Say with --organisation who runs the contract."
    return ImportLine(where, reference, Outcome.FAILED, reason)


def _tell(line: ImportLine) -> None:
    """What an import changed, kept against the file, or left waiting, in a line each."""
    if line.outcome is Outcome.FAILED or not (line.differences or line.reason):
        return
    click.echo(f"{line.reference}: {WORDS[line.outcome]}. {line.reason}".rstrip())
    for difference in line.differences:
        click.echo(f"  {difference}")
