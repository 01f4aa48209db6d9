"""Opening and changing accounts. Hashing a password is the door's business."""

import secrets
from collections.abc import Collection

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, select

from storybank.accounts import queries
from storybank.accounts.models import Installation, Organisation, OrganisationKind, Role, User
from storybank.accounts.permissions import Action, RoleName
from storybank.accounts.rules import Actor, require
from storybank.audit.service import record
from storybank.core.errors import AlreadyHeld, RuleBroken
from storybank.core.ids import new_public_id

LONGEST_NAME = 120


def prepare(session: Session) -> Installation:
    """Make the roles and the installation's own row where they are missing."""
    held = set(session.exec(select(Role.name)).all())
    session.add_all(Role(name=name.value) for name in RoleName if name.value not in held)
    installation = session.get(Installation, 1)
    if installation is None:
        installation = Installation(id=1, public_id=new_public_id())
        session.add(installation)
    session.flush()
    return installation


def mark_demonstration(session: Session, actor: Actor) -> None:
    """Say for good that this installation holds made-up people and stories."""
    require(actor, Action.MANAGE_ACCOUNTS)
    installation = prepare(session)
    installation.demonstration = True
    record(session, actor, "mark_demonstration", installation)


def open_organisation(
    session: Session, actor: Actor, *, name: str, kind: OrganisationKind
) -> Organisation:
    """Add an organisation.

    Raises:
        RuleBroken: the name is empty or too long, or taken (AlreadyHeld).
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    name = _clean_name(name, "name")
    if queries.find_organisation(session, name) is not None:
        raise AlreadyHeld("There is already an organisation of that name.", field="name")
    organisation = Organisation(name=name, kind=kind)
    session.add(organisation)
    session.flush()
    record(session, actor, "open_organisation", organisation, kind=kind.value)
    return organisation


def open_account(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    organisation: Organisation,
    roles: Collection[RoleName],
    password_hash: str,
) -> User:
    """Add a person's account.

    Raises:
        RuleBroken: the address is no e-mail address or already has an account, the name is
            empty, no role was chosen, or the roles do not go together.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    try:
        email = validate_email(
            email.strip(), check_deliverability=False, test_environment=True
        ).normalized.lower()
    except EmailNotValidError as error:
        raise RuleBroken(
            "Enter an e-mail address, such as sam@example.org.", field="email"
        ) from error
    if queries.find_user(session, email) is not None:
        raise AlreadyHeld("Somebody already signs in with that address.", field="email")
    user = User(
        email=email,
        name=_clean_name(name, "name"),
        password=password_hash,
        fs_uniquifier=secrets.token_hex(32),
        organisation_id=organisation.key,
    )
    user.roles = _roles(session, roles)
    session.add(user)
    session.flush()
    record(session, actor, "open_account", user, roles=sorted(r.value for r in roles))
    return user


def change_roles(
    session: Session, actor: Actor, *, user: User, roles: Collection[RoleName]
) -> None:
    """Give a person these roles and no others.

    Raises:
        RuleBroken: no role was chosen, the roles do not go together, or an administrator
            would stop being one.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    if user.id == actor.user_id and RoleName.ADMINISTRATOR not in roles:
        raise RuleBroken(
            "You cannot take the administrator's role from yourself. Ask another administrator.",
            field="roles",
        )
    user.roles = _roles(session, roles)
    record(session, actor, "change_roles", user, roles=sorted(r.value for r in roles))


def set_active(session: Session, actor: Actor, *, user: User, active: bool) -> None:
    """Open or close an account; closing signs the person out everywhere.

    Raises:
        RuleBroken: an administrator would close their own account.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    if user.id == actor.user_id and not active:
        raise RuleBroken("You cannot close your own account. Ask another administrator.")
    user.active = active
    user.fs_uniquifier = secrets.token_hex(32)
    record(session, actor, "open_again" if active else "close_account", user)


def set_password(session: Session, actor: Actor, *, user: User, password_hash: str) -> None:
    """Replace a person's password: their own, or anybody's for an administrator."""
    if user.id != actor.user_id:
        require(actor, Action.MANAGE_ACCOUNTS)
    user.password = password_hash
    user.fs_uniquifier = secrets.token_hex(32)
    record(session, actor, "set_password", user)


def _clean_name(name: str, field: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleBroken("Enter a name.", field=field)
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"Use {LONGEST_NAME} characters or fewer.", field=field)
    return name


def _roles(session: Session, names: Collection[RoleName]) -> list[Role]:
    if not names:
        raise RuleBroken("Choose at least one role.", field="roles")
    # Whoever claims must not check: a verifier plays no part in making the claims.
    claiming = {RoleName.CONTRACT_MANAGER, RoleName.CONTRIBUTOR, RoleName.ANALYST}
    if RoleName.VERIFIER in names and claiming & set(names):
        raise RuleBroken(
            "A verifier checks what others claim, so the same person cannot also be a "
            "contract manager, contributor or analyst. Choose one or the other.",
            field="roles",
        )
    held = {role.name: role for role in session.exec(select(Role))}
    return [held[name.value] for name in RoleName if name in names]
