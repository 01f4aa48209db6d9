"""storybank accounts: the first administrator, and anybody after."""

import click
from sqlmodel import Session

from storybank.accounts import queries, service
from storybank.accounts.models import Organisation, OrganisationKind
from storybank.accounts.passwords import hash_password
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.cli.opening import opened

OPERATOR = Actor.operator()


@click.group()
def accounts() -> None:
    """People who sign in."""


@accounts.command()
@click.argument("email")
@click.option("--name", required=True, help="How the person is called on pages.")
@click.option("--organisation", required=True, help="Whom they act for; made if missing.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in OrganisationKind]),
    default=OrganisationKind.AUTHORITY.value,
    show_default=True,
    help="What a new organisation is.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in RoleName]),
    help="A part they play; may be given again.",
)
@click.password_option(help="At least 12 characters; asked for where it is not given.")
def add(
    email: str, name: str, organisation: str, kind: str, roles: tuple[str, ...], password: str
) -> None:
    """Open an account. The first one, for an administrator, can only be opened here.

    Example: storybank accounts add sam@example.org --name "Sam Lee" --organisation "Town Council"
    --role administrator
    """
    with opened() as bank, bank.database.transaction() as session:
        held = organisation_named(session, organisation, OrganisationKind(kind))
        user = service.open_account(
            session,
            OPERATOR,
            email=email,
            name=name,
            organisation=held,
            roles=[RoleName(role) for role in roles],
            password_hash=hash_password(password),
        )
        click.echo(f"{user.name} can now sign in with {user.email}.")


def organisation_named(session: Session, name: str, kind: OrganisationKind) -> Organisation:
    """The organisation of this name; made, of this kind, where there is none.

    Raises:
        RuleBroken: there is none, and the name will not do for one.
    """
    held = queries.find_organisation(session, name)
    return held or service.open_organisation(session, OPERATOR, name=name, kind=kind)
