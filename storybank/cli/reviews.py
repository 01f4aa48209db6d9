"""storybank reviews: what is due on the contracts, and the agenda of the next review."""

from __future__ import annotations

from datetime import timedelta

import click

from storybank.accounts.rules import Actor
from storybank.cli.opening import opened
from storybank.cli.output import write_line
from storybank.commitments.queries import find_contract
from storybank.core import clock
from storybank.reviews import queries
from storybank.reviews.agenda import Agenda, build_agenda
from storybank.stories.rules import reading_scope

OPERATOR = Actor.operator()
MOST = 1000


@click.group()
def reviews() -> None:
    """Reviews of contracts: what is due, and what to speak about."""


@reviews.command()
@click.option("--days", default=60, show_default=True, help="How far to look ahead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def due(days: int, as_json: bool) -> None:
    """Show reviews that are due, overdue ones first, and what was agreed and is late.

    Example: storybank reviews due --days 30
    """
    with opened() as bank, bank.database.reading() as session:
        today = clock.today()
        until = today + timedelta(days=days)
        coming = queries.list_due(session, OPERATOR, until=until, most=MOST)
        late = queries.list_overdue_actions(session, OPERATOR, today=today, most=MOST)
    lines = [
        {
            "what": "review",
            "contract": contract.reference,
            "due_on": review.due_on.isoformat(),
            "overdue": review.due_on < today,
            "kind": review.kind.value,
        }
        for review, contract in coming
    ]
    lines += [
        {
            "what": "action",
            "contract": contract.reference,
            "due_on": action.due_on.isoformat(),
            "overdue": True,
            "side": action.side.value,
        }
        for action, contract in late
    ]
    for line in lines:
        if as_json:
            write_line(line)
        else:
            kind = line.get("kind") or f"action of {line['side']}"
            mark = "overdue" if line["overdue"] else ""
            click.echo(f"{line['due_on']}  {line['contract']}  {kind}  {mark}".rstrip())
    if not lines and not as_json:
        click.echo(f"Nothing is due in the next {days} days, and nothing agreed is late.")


@reviews.command()
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def agenda(reference: str, as_json: bool) -> None:
    """Show what the next review of a contract should speak about, the gravest first.

    Stories are shown by their ids alone.

    Example: storybank reviews agenda SC-2025-014
    """
    with opened() as bank, bank.database.reading() as session:
        contract = find_contract(session, reference)
        if contract is None:
            raise click.ClickException(f"There is no contract of reference {reference}.")
        built = build_agenda(session, OPERATOR, reading_scope(OPERATOR), contract)
    _show(built, as_json=as_json)


def _show(built: Agenda, *, as_json: bool) -> None:
    if as_json:
        for item in built.items:
            write_line(item.kept())
        return
    heading = None
    for item in built.items:
        if item.kind is not heading:
            heading = item.kind
            click.echo(f"{item.kind.value.replace('_', ' ').capitalize()}:")
        click.echo(f"  {item.title or f'story {item.public_id}'}")
        click.echo(f"    {item.why}")
    for kind, number in built.more.items():
        click.echo(f"and {number} more of {kind.value.replace('_', ' ')}")
    if not built.items:
        click.echo("Nothing has to be spoken about.")
