"""storybank jobs: what waits to be read and indexed."""

import time
from typing import TYPE_CHECKING

import click

from storybank.cli.opening import opened
from storybank.cli.output import progress_bar

if TYPE_CHECKING:
    from storybank.app import Bank


@click.group()
def jobs() -> None:
    """What waits to be read and indexed. The server does this by itself."""


@jobs.command()
def status() -> None:
    """Say how many jobs wait, and how many of them have failed before.

    Example: storybank jobs status
    """
    from storybank.core.jobs import outbox

    with opened() as bank, bank.database.reading() as session:
        waiting, failing = outbox.count_waiting(session), outbox.count_failing(session)
    click.echo(f"{waiting:,} waiting, {failing:,} of them failed before.")


@jobs.command()
def work() -> None:
    """Do everything that is due now, without the server, and mend the index.

    Example: storybank jobs work
    """
    from storybank import pipeline

    with opened() as bank:
        empty_outbox(bank)
        if bank.lease.take():  # else the server sees to the index by itself
            pipeline.catch_up(bank.tools)
    click.echo("Everything that was due is done.")


def empty_outbox(bank: "Bank") -> None:
    """See everything due done: here, or by the server that runs on the same home folder."""
    from storybank import pipeline
    from storybank.core.jobs import outbox

    def waiting() -> int:
        with bank.database.reading() as session:
            return outbox.count_waiting(session)

    total = waiting()
    with progress_bar(total, "Reading and indexing") as bar:
        while not bank.lease.take():
            left = waiting()
            if left == 0:
                return
            bar.update(max(total - left, 0) - bar.pos)
            time.sleep(0.2)
        pipeline.drain(bank.tools, bar.update)
        bank.lease.give_back()
