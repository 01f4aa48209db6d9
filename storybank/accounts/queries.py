"""Reading accounts."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from storybank.accounts.models import (
    Installation,
    Organisation,
    OrganisationKind,
    Role,
    RoleHeld,
    User,
)
from storybank.accounts.permissions import RoleName
from storybank.accounts.rules import Actor
from storybank.core.errors import NotFound


def actor_of(user: User) -> Actor:
    """The person as an actor."""
    roles = frozenset(RoleName(role.name) for role in user.roles)
    return Actor(user.id, str(user.public_id), user.organisation_id, roles)


def find_user(session: Session, email: str) -> User | None:
    """The account with this e-mail address, whatever its capitals."""
    return session.exec(select(User).where(User.email == email.strip().lower())).first()


def get_user(session: Session, public_id: UUID) -> User:
    """The account with this id.

    Raises:
        NotFound: there is none.
    """
    user = session.exec(select(User).where(User.public_id == public_id)).first()
    if user is None:
        raise NotFound("There is no such account.")
    return user


def list_users(session: Session) -> Sequence[User]:
    """Every account, by name."""
    return session.exec(select(User).order_by(func.lower(User.name), col(User.id))).all()


def list_colleagues(session: Session, organisation_id: int) -> Sequence[User]:
    """The active accounts of one organisation, by name."""
    return session.exec(
        select(User)
        .where(User.organisation_id == organisation_id, col(User.active))
        .order_by(func.lower(User.name), col(User.id))
    ).all()


def list_people_in_role(
    session: Session, role: RoleName, organisation_ids: Iterable[int] | None = None
) -> Sequence[User]:
    """Active people who play a part, in these organisations or in all, by name."""
    query = select(User).where(col(User.id).in_(_players(role, User.id)))
    if organisation_ids is not None:
        query = query.where(col(User.organisation_id).in_(set(organisation_ids)))
    return session.exec(query.order_by(func.lower(User.name), col(User.id))).all()


def organisations_with(role: RoleName) -> Any:
    """The row numbers of organisations in which somebody plays a part, as a subquery."""
    return _players(role, User.organisation_id)


def names_of(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by row number, in one query."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = session.exec(select(User.id, User.name).where(col(User.id).in_(wanted))).all()
    return {number: name for number, name in rows if number is not None}


def list_organisations(
    session: Session, kind: OrganisationKind | None = None
) -> Sequence[Organisation]:
    """Organisations by name, of one kind or all."""
    query = select(Organisation).order_by(func.lower(Organisation.name), col(Organisation.id))
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    return session.exec(query).all()


def organisation_names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """Names of organisations by row number, in one query."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    rows = session.exec(
        select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(wanted))
    ).all()
    return {number: name for number, name in rows if number is not None}


def find_organisation(session: Session, name: str) -> Organisation | None:
    """The organisation of this name, whatever its capitals."""
    return session.exec(
        select(Organisation).where(func.lower(Organisation.name) == name.strip().lower())
    ).first()


def _players(role: RoleName, column: Any) -> Any:
    return (
        select(column)
        .join(RoleHeld, col(RoleHeld.user_id) == User.id)
        .join(Role, col(Role.id) == RoleHeld.role_id)
        .where(col(User.active), Role.name == role.value)
    )


def find_installation(session: Session) -> Installation | None:
    """The row about this installation, once it is prepared."""
    return session.get(Installation, 1)
