"""storybank intake: taking stories in from files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from storybank.accounts.models import OrganisationKind
from storybank.accounts.rules import Actor
from storybank.cli.accounts import organisation_named
from storybank.cli.commitments import bring_in_contracts
from storybank.cli.jobs import empty_outbox
from storybank.cli.opening import opened
from storybank.cli.output import progress_bar, show_table
from storybank.core.uploads import ReadLimits
from storybank.intake import importing
from storybank.intake.importing import Outcome, OutcomeStatus
from storybank.intake.models import Door, Purpose, StoryKind
from storybank.intake.readers import ReadStory
from storybank.pipeline import acceptor

if TYPE_CHECKING:
    from storybank.app import Bank

OPERATOR = Actor.operator()
COMMIT_EVERY = 20
# Files kept under an organisation's own lawful basis may be read and suggested for; what boards
# or the public see needs the storyteller's word, which the operator has to give.
DEFAULT_CONSENT = (Purpose.CONTRACT_MANAGEMENT, Purpose.MACHINE_SUGGESTIONS)
SENDER = "Taken in from files"
WORDS = {
    OutcomeStatus.ACCEPTED: "taken in",
    OutcomeStatus.TAKEN_IN: "taken in, waiting",
    OutcomeStatus.ALREADY_HELD: "already held",
    OutcomeStatus.FAILED: "failed",
}


@click.group()
def intake() -> None:
    """Taking stories in."""


@intake.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--contracts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Contracts the stories belong to (.jsonl or .csv), taken in first.",
)
@click.option("--contract", "reference", help="The contract of stories that name none.")
@click.option("--organisation", help="Who sends the stories; made if missing.")
@click.option(
    "--consent",
    "purposes",
    multiple=True,
    type=click.Choice([purpose.value for purpose in Purpose]),
    help="What storytellers allow, where the file does not say; may be given again. "
    f"[default: {', '.join(DEFAULT_CONSENT)}]",
)
@click.option(
    "--method", default="on file", show_default=True, help="How they said so, for the record."
)
@click.option("--keep-waiting", is_flag=True, help="Leave them for a person to accept.")
def import_(
    paths: tuple[Path, ...],
    contracts: Path | None,
    reference: str | None,
    organisation: str | None,
    purposes: tuple[str, ...],
    method: str,
    keep_waiting: bool,
) -> None:
    """Take in stories from files and folders, read them, and make them findable.

    Formats: .md .txt .docx .odt .rtf .pdf .vtt .srt, and lists: .jsonl .csv .xlsx. Originals are
    kept without comments, deletions, authors and pictures; of a list nothing is kept but its
    stories. What cannot be taken in is named with the reason, and the rest goes in. Ends with a
    table, and a non-zero status where anything failed.

    Example: storybank intake import stories.jsonl --contracts contracts.jsonl
    """
    with opened() as bank:
        if contracts is not None:
            bring_in_contracts(bank, contracts, organisation=None)
        allowed = frozenset(Purpose(one) for one in purposes) or frozenset(DEFAULT_CONSENT)
        with bank.database.transaction() as session:
            defaults = importing.ImportDefaults(
                organisation_id=organisation_named(
                    session, organisation or SENDER, OrganisationKind.VCSE
                ).key,
                kind=StoryKind.BENEFICIARY_STORY,
                contract=(
                    importing.contract_finder(session, OPERATOR)(reference) if reference else None
                ),
                purposes=allowed,
                method=method,
                door=Door.COMMAND,
            )
        failed = False
        rows = []
        for path in importing.find_files(paths):
            outcomes = _import_file(bank, path, defaults, accept=not keep_waiting)
            for one in outcomes:
                _tell(one)
            counts = Counter(one.status for one in outcomes)
            failed = failed or bool(counts[OutcomeStatus.FAILED])
            rows.append([path.name, *(str(counts[status]) for status in WORDS)])
        empty_outbox(bank)
        _end(rows)
    if failed:
        sys.exit(1)


def _import_file(
    bank: Bank, path: Path, defaults: importing.ImportDefaults, *, accept: bool
) -> list[Outcome]:
    limits = ReadLimits(max_bytes=bank.settings.max_upload_bytes)
    read = importing.read_for_import(path=path, name=path.name, limits=limits)
    outcomes = list(read.failed)
    told = (*read.stories, *read.rejected)
    with progress_bar(len(told), path.name) as bar:
        for batch in _batches(told):
            # A crash loses at most the batch it falls into; a second run brings that in.
            with bank.database.transaction() as session:
                find = importing.contract_finder(session, OPERATOR)
                shown = importing.statement_finder(session, defaults.organisation_id)
                for story in batch:
                    outcomes.append(
                        importing.take_in(
                            session,
                            OPERATOR,
                            bank.files,
                            story,
                            read=read,
                            defaults=defaults,
                            find_contract=find,
                            find_statement=shown,
                            accept=acceptor(bank.tools) if accept else None,
                            most_words=bank.settings.max_story_words,
                        )
                    )
                    bar.update(1)
            bank.queue.nudge()  # a server that runs on the same home starts reading at once
    return importing.in_order(outcomes)


def _batches(stories: Sequence[ReadStory]) -> Iterator[list[ReadStory]]:
    rest = iter(stories)
    while batch := list(islice(rest, COMMIT_EVERY)):
        yield batch


def _tell(one: Outcome) -> None:
    if one.status not in (OutcomeStatus.FAILED, OutcomeStatus.ALREADY_HELD):
        return
    for told in one.problems or (one,):
        place = f"{one.name}, {told.where}" if told.where else one.name
        click.echo(f"{place}: {WORDS[one.status]}. {told.reason} {told.remedy}".rstrip())


def _end(rows: list[list[str]]) -> None:
    if not rows:
        click.echo("There are no files there.")
        return
    show_table(["File", *WORDS.values()], rows)
    taken = sum(int(row[1]) + int(row[2]) for row in rows)
    click.echo(f"{taken:,} taken in." if taken else "Nothing new was taken in.")
