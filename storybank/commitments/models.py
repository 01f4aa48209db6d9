"""The promises: contracts, their commitments, and what has been delivered of them."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Numeric, UniqueConstraint
from sqlmodel import Field

from storybank.core.db import Row


class Contract(Row, table=True):
    """An agreement with a supplier, run by one organisation."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", "dates"),
        CheckConstraint("value IS NULL OR value >= 0", "value"),
    )

    organisation_id: int = Field(foreign_key="organisation.id")
    supplier_organisation_id: int | None = Field(
        default=None, foreign_key="organisation.id", index=True
    )
    owner_id: int | None = Field(default=None, foreign_key="user_account.id")
    reference: str
    title: str
    buyer: str
    supplier: str
    starts_on: date | None = None
    ends_on: date | None = None
    value: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))


class Commitment(Row, table=True):
    """One promise in a contract."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("contract_id", "ref"),
        CheckConstraint("quantity IS NULL OR quantity >= 0", "quantity"),
    )

    contract_id: int = Field(foreign_key="contract.id")
    position: int
    ref: str
    text: str
    quantity: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    unit: str = ""
    due_on: date | None = None
    owner_id: int | None = Field(default=None, foreign_key="user_account.id")


class CommitmentTheme(Row, table=True):
    """A theme that a commitment is meant to bear on."""

    __tablename__ = "commitment_theme"
    __table_args__ = (UniqueConstraint("commitment_id", "code_id"),)

    commitment_id: int = Field(foreign_key="commitment.id")
    code_id: int = Field(foreign_key="code.id", index=True)


class Delivery(Row, table=True):
    """What the supplier reports to have done in a period, in the commitment's unit."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", "period"),
        CheckConstraint("quantity >= 0", "quantity"),
    )

    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    from_on: date
    to_on: date
    quantity: Decimal = Field(sa_type=Numeric(14, 2))
    source: str
    recorded_by_id: int | None = Field(default=None, foreign_key="user_account.id")
