"""People, the organisations they act for, and the parts they play."""

from enum import StrEnum
from uuid import UUID

from flask_security import RoleMixin, UserMixin
from sqlmodel import Field, Relationship, SQLModel

from storybank.core.db import Row


class OrganisationKind(StrEnum):
    """What an organisation is to the bank."""

    AUTHORITY = "authority"
    SUPPLIER = "supplier"
    VCSE = "vcse"
    VERIFIER = "verifier"


class Organisation(Row, table=True):
    """A public body, supplier, voluntary organisation or verifying body."""

    __tablename__ = "organisation"

    name: str = Field(unique=True)
    kind: OrganisationKind


class RoleHeld(SQLModel, table=True):
    """A person's hold of a role."""

    __tablename__ = "role_held"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    role_id: int = Field(foreign_key="role.id", primary_key=True, index=True)


class Role(SQLModel, RoleMixin, table=True):
    """A part a person plays; what each may do is in ``permissions.py``."""

    __tablename__ = "role"

    id: int | None = Field(default=None, primary_key=True)  # type: ignore[assignment]
    name: str = Field(unique=True)


class User(Row, UserMixin, table=True):  # type: ignore[misc]
    """Somebody with an account. Storytellers need none."""

    __tablename__ = "user_account"

    email: str = Field(unique=True)
    name: str
    password: str | None = None
    active: bool = True
    fs_uniquifier: str = Field(unique=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)

    roles: list[Role] = Relationship(  # type: ignore[assignment]
        link_model=RoleHeld, sa_relationship_kwargs={"lazy": "selectin", "order_by": "Role.id"}
    )
    organisation: Organisation = Relationship(sa_relationship_kwargs={"lazy": "joined"})


class Installation(SQLModel, table=True):
    """The one row about this installation itself."""

    __tablename__ = "installation"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = Field(unique=True)
    demonstration: bool = False
