"""storybank seed: demonstration data."""

import sys

import click

from storybank.cli.opening import opened
from storybank.telling.return_codes import show_code


@click.command()
def seed() -> None:
    """Fill an empty installation with made-up contracts, stories and people to sign in as.

    A second run changes nothing and prints the sign-ins again. An installation that holds real
    stories is left alone.

    Example: STORYBANK_HOME=demo storybank seed
    """
    from storybank import seed as demonstration
    from storybank.seed.caring import RETURN_CODE

    with opened(mail="none") as bank:  # nobody is told of what was made up
        watched = sys.stderr.isatty()
        made = demonstration.seed(
            bank.tools,
            bank.settings.models,
            lambda step: click.echo(f"  {step} …", err=True) if watched else None,
            return_key=bank.return_key,
        )
        address = bank.settings.public_url
    click.echo(
        "Demonstration data is in place." if made else "Demonstration data was there already."
    )
    click.echo("")
    click.echo(f"Sign in at {address}/ with the password: {demonstration.PASSWORD}")
    for one in demonstration.sign_ins():
        click.echo(f"  {one.email:<34} {one.role} ({one.name})")
    click.echo("")
    click.echo(f"Tell a story without an account at {address}/tell/open-door")
    click.echo(
        f"A storyteller comes back at {address}/your-story with the return code "
        f"{show_code(RETURN_CODE)}"
    )
