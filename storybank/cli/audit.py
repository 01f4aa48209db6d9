"""storybank audit: checking the record of acts."""

import click

from storybank.cli.opening import opened
from storybank.cli.output import progress_bar


@click.group()
def audit() -> None:
    """The record of every act."""


@audit.command()
def verify() -> None:
    """Check that no act on record was changed, put in or taken out.

    Ends with a non-zero status where the chain is broken, and says where.

    Example: storybank audit verify
    """
    from storybank.audit.queries import check_chain, count_events

    with opened() as bank, bank.database.reading() as session:
        number = count_events(session)
        with progress_bar(number, "Checking") as bar:
            check = check_chain(session, lambda: bar.update(1))
    if not check.whole:
        raise click.ClickException(
            f"The record is not whole: event {check.broken_at} {check.reason}. "
            "Compare with a backup before anything else is written."
        )
    click.echo(f"The record is whole: {check.events:,} acts, each following from the one before.")
