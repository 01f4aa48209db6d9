"""storybank post: what people are told by e-mail."""

import click

from storybank.cli.opening import opened


@click.group()
def post() -> None:
    """What people are told by e-mail. The server sends it by itself."""


@post.command("list")
@click.option(
    "--status",
    type=click.Choice(["waiting", "sent", "failed", "dropped"]),
    default="waiting",
    show_default=True,
    help="Where they stand.",
)
def list_(status: str) -> None:
    """List notices by number, kind and day: never an address, and they hold no words.

    Example: storybank post list --status failed
    """
    from storybank.notices.models import NoticeStatus
    from storybank.notices.queries import count_notices, list_notices

    with opened() as bank, bank.database.reading() as session:
        counts = count_notices(session)
        rows = list_notices(session, NoticeStatus(status))
    for row in rows:
        tries = f", tried {row.attempts} times, {row.error}" if row.error else ""
        click.echo(f"{row.id:>8}  {row.created_at:%Y-%m-%d %H:%M}  {row.template}{tries}")
    told = ", ".join(f"{counts.get(one, 0):,} {one.value}" for one in NoticeStatus)
    click.echo(told + ".")


@post.command()
def send() -> None:
    """Send now whatever waits, without waiting for the server.

    Example: storybank post send
    """
    from storybank.notices.models import NoticeStatus
    from storybank.notices.queries import count_notices, list_notices
    from storybank.post.mailer import NotSentYet

    sent = 0
    with opened() as bank:
        with bank.database.reading() as session:
            waiting = [row.key for row in list_notices(session, NoticeStatus.WAITING, per_page=500)]
        for notice_id in reversed(waiting):  # the oldest first
            try:
                bank.tools.send(bank.database, notice_id)
                sent += 1
            except NotSentYet:
                continue
        with bank.database.reading() as session:
            left = count_notices(session).get(NoticeStatus.WAITING, 0)
    click.echo(f"{sent:,} seen to, {left:,} still waiting.")
