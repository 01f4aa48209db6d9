"""storybank retention: what has been kept long enough, and disposing of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from storybank.cli.opening import opened
from storybank.cli.output import show_table, write_line

if TYPE_CHECKING:
    from storybank.accounts.rules import Actor
    from storybank.rights.models import RetentionKind

KINDS = ["telling", "draft", "declined", "original", "story", "consent", "concern"]


@click.group()
def retention() -> None:
    """What is kept how long, in every organisation."""


@retention.command()
@click.option("--kind", type=click.Choice(KINDS), help="List what is due of this kind.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON Lines.")
def preview(kind: str | None, as_json: bool) -> None:
    """Show what would go today, and dispose of nothing. No words are shown.

    Example: storybank retention preview --kind story
    """
    from storybank.rights.queries.retention import count_due, list_due
    from storybank.rights.service import item_of

    with opened() as bank, bank.database.reading() as session:
        officer = _officer()
        if kind is None:
            tallies = count_due(session, officer)
            if as_json:
                for one, tally in tallies.items():
                    write_line({"kind": one.value, "due": tally.free, "held": tally.kept})
            else:
                rows = [[k.value, f"{t.free:,}", f"{t.kept:,}"] for k, t in tallies.items()]
                show_table(["kind", "due", "kept by a hold"], rows)
            return
        page = 1
        while found := list_due(session, officer, _kind(kind), page=page, per_page=500):
            for due in found:
                item = item_of(due)
                if as_json:
                    write_line({**item, "contract": due.contract})
                else:
                    click.echo(f"{item['id']}  {item['since']}  {due.contract or '-'}")
            page += 1


@retention.command()
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What is disposed of.")
@click.option("--yes", is_flag=True, help="Do not ask; it cannot be undone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a certificate.")
def dispose(kind: str, yes: bool, as_json: bool) -> None:
    """Dispose of everything that is due of one kind, with a certificate for each batch.

    Example: storybank retention dispose --kind draft
    """
    from storybank.cli.jobs import empty_outbox
    from storybank.core.errors import RuleBroken
    from storybank.rights import service
    from storybank.rights.queries.retention import count_due
    from storybank.telling.queries import is_file_held

    with opened() as bank:
        officer = _officer()
        with bank.database.reading() as session:
            due = count_due(session, officer)[_kind(kind)].free
        if due and not yes:
            click.confirm(f"Dispose of {due:,} for good?", abort=True, err=True)
        gone = 0
        while gone < due:
            try:
                with bank.database.transaction() as session:
                    done = service.dispose(session, officer, kind=_kind(kind))
                    items, sha256 = len(done.certificate.items), done.certificate.sha256
                    number = done.certificate.key
            except RuleBroken:
                break  # somebody else disposed of the rest meanwhile
            with bank.database.transaction() as session:
                for file in done.files:
                    if not is_file_held(session, file):
                        bank.files.remove(file)
            gone += items
            if as_json:
                write_line({"certificate": number, "items": items, "sha256": sha256})
            else:
                click.echo(f"Certificate {number}: {items:,} disposed of, sum {sha256}")
        if not gone and not as_json:
            click.echo("Nothing is due.")
        empty_outbox(bank)  # search and the files follow


def _officer() -> Actor:
    """Whoever sits at the server, as the person who looks after what is kept."""
    from storybank.accounts.permissions import RoleName
    from storybank.accounts.rules import Actor

    officers = frozenset({RoleName.DATA_PROTECTION_OFFICER})
    return replace(Actor.operator(), roles=officers)


def _kind(kind: str) -> RetentionKind:
    from storybank.rights.models import RetentionKind

    return RetentionKind(kind)
